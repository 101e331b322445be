// What the browser draws: the same places as on the server, words, signs, and as many pixels as the screen has.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { anArticle, at, canvas, card, picture, save, see, still } from './picture';

const A32 = 'a32-strengthen-the-fight-against-cybercrime-at-international-level';
const folder = new URL('../../app/graph/tests/pictures/golden/', import.meta.url);
const golden = (name: string) => readFileSync(new URL(name, folder), 'utf8');

// The pictures of `app/graph/tests/pictures/golden.rs`, as addresses.
const pictures = {
  layered: '',
  force: '?layout=force',
  'layered-a32': `?focus=${A32}&depth=2`,
  activity: '?colour=activity&author=Response+team',
  distance: `?colour=distance&layout=force&path=dg-infso.joint-teams-without-a-joint-force&focus=${A32}`,
  'distance-layered': `?colour=distance&path=dg-infso.joint-teams-without-a-joint-force&focus=${A32}`,
};

for (const [name, query] of Object.entries(pictures)) {
  test(`the browser draws "${name}" as the server does, to the byte`, async ({ page, baseURL }) => {
    await page.route(/\/api\/graph(\?|$)/, (route) =>
      route.fulfill({ contentType: 'application/json', body: golden('discussion.json') }),
    );
    await see(page, `/graph${query}`);
    // A drawing is named after its page, and its links lead to the site: those of the golden ones are not those of here.
    await page.evaluate(() => (document.title = 'Digital Agenda for Europe'));
    const drawn = (await save(page, 'SVG')).content.toString();
    expect(drawn.replaceAll(baseURL!, 'https://folkmoot.example')).toBe(golden(`${name}.svg`));
  });
}

// What is written on canvases from now on, and how many signs are drawn.
async function listen(page: Page) {
  await page.addInitScript(() => {
    const heard = { words: [] as string[], signs: 0 };
    Object.assign(window, { heard });
    const pen = CanvasRenderingContext2D.prototype;
    const { fillText, fill } = pen;
    pen.fillText = function (words: string, x: number, y: number) {
      heard.words.push(words);
      return fillText.call(this, words, x, y);
    };
    pen.fill = function (...what: unknown[]) {
      if (what[0] instanceof Path2D) heard.signs += 1;
      return (fill as (...what: unknown[]) => void).apply(this, what);
    };
  });
}

const relation = /^(is part of|is related to|depends on|is an input for|elaborates|supports|answers|opposes)$/;

// What was written since the last time.
const heard = (page: Page) =>
  page.evaluate(() => {
    const all = (window as unknown as { heard: { words: string[]; signs: number } }).heard;
    return { words: all.words.splice(0), signs: all.signs };
  });

// Everything that is written until the picture is still, after something has been.
async function written(page: Page): Promise<string[]> {
  const all: string[] = [];
  const more = async () => all.push(...(await heard(page)).words);
  await expect.poll(more).toBeGreaterThan(0);
  await still(page);
  await more();
  return all;
}

const relations = (words: string[]) => words.filter((word) => relation.test(word));

test('in layers relations are written beside their edges, while titles can be read', async ({ page }) => {
  await listen(page);
  await see(page, `/a/${A32}/graph`);
  const begun = await written(page);
  expect(begun).toEqual(expect.arrayContaining(['supports', 'opposes', 'elaborates', 'is related to']));
  expect(begun).not.toContain('is part of');
  await page.getByRole('button', { name: 'Fit the whole graph' }).click();
  await expect.poll(() => Number(at(page)?.split(',')[2] ?? 1)).toBeLessThan(0.55);
  await still(page);
  await heard(page);
  // Drawn anew, and no relation is written.
  await page.locator('details.asks > summary').click();
  await page.locator('#colour').selectOption('activity');
  await expect(page.locator('.graph-legend li').first()).toHaveText(/comments/);
  expect(relations(await written(page))).toEqual([]);
});

test('among discs relations are written of the article that one is at', async ({ page }) => {
  await listen(page);
  await see(page, '/graph?layout=force');
  expect(relations(await written(page))).toEqual([]);
  await anArticle(page);
  expect(await written(page)).toEqual(expect.arrayContaining(['elaborates']));
  await canvas(page).focus();
  await page.keyboard.press('Escape');
  await expect(card(page)).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(canvas(page)).not.toBeFocused();
  await still(page);
  await heard(page);
  await page.getByRole('button', { name: 'Zoom in' }).click();
  expect(relations(await written(page))).toEqual([]);
});

for (const [name, layout] of [['boxes', ''], ['discs', '?layout=force']]) {
  test(`what is locked has a sign, among ${name}, and the legend says what it is`, async ({ page }) => {
    await listen(page);
    await see(page, `/graph${layout}`);
    expect((await heard(page)).signs).toBeGreaterThan(0);
    await expect(page.locator('.graph-legend .key-locked')).toHaveText('locked');
  });
}

test('it has the pixels of the screen, and a click hits the same article on each', async ({ page, browser }) => {
  const size = { width: 390, height: 844 };
  await page.setViewportSize(size);
  await see(page, '/graph');
  await anArticle(page);
  await expect.poll(() => at(page)).not.toBeNull();
  const title = await card(page).locator('.title').textContent();
  const address = page.url();
  for (const deviceScaleFactor of [1, 2, 3]) {
    const context = await browser.newContext({ viewport: size, deviceScaleFactor, serviceWorkers: 'block' });
    const screen = await context.newPage();
    await see(screen, address);
    const box = await canvas(screen).evaluate((element: HTMLCanvasElement) => {
      const { width, height } = element.getBoundingClientRect();
      return { width, height, pixels: [element.width, element.height] };
    });
    expect(box.pixels).toEqual([box.width, box.height].map((side) => Math.round(side * deviceScaleFactor)));
    // Not in its middle, so that another scale would miss it.
    await canvas(screen).click({ position: { x: box.width / 2 + 70, y: box.height / 2 } });
    await expect(screen.getByRole('heading', { level: 1 })).toHaveText(title!);
    await context.close();
  }
});
