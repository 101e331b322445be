// The picture that reacts: each act by mouse, by touch and by keyboard, on the pages as they are.
import type { Page } from '@playwright/test';
import { accessible, expect, fits, test } from './fixtures';
import { anArticle, at, canvas, card, finder, found, picture, save, see, shown, still } from './picture';

// A place without anything.
async function nothing(page: Page): Promise<{ x: number; y: number }> {
  const box = (await canvas(page).boundingBox())!;
  for (let x = 12; x < box.width; x += 25) {
    await page.mouse.move(box.x + x, box.y + 8);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    if ((await picture(page).getAttribute('data-over')) === '') return { x: box.x + x, y: box.y + 8 };
  }
  throw new Error('everything is full');
}

test('pulling pans, the wheel zooms, and the address says where', async ({ page }) => {
  await see(page, '/graph');
  expect(at(page)).toBeNull();
  const ground = await nothing(page);
  await page.mouse.down();
  await page.mouse.move(ground.x + 60, ground.y + 40, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => at(page)).not.toBeNull();
  const before = at(page)!.split(',').map(Number);
  await page.mouse.wheel(0, -200);
  await expect.poll(() => Number(at(page)!.split(',')[2])).toBeGreaterThan(before[2] * 1.2);
  await page.getByRole('button', { name: 'Fit the whole graph' }).click();
  await expect.poll(() => Number(at(page)!.split(',')[2])).toBeLessThan(before[2] * 1.2);
});

test('pointing shows title, summary and relation, and a click opens', async ({ page }) => {
  await see(page, '/graph');
  await anArticle(page);
  await expect(card(page)).toBeVisible();
  await expect(card(page).locator('.title a')).toHaveAttribute('href', /^\/a\//);
  await expect(card(page).locator('.gist')).not.toBeEmpty();
  const title = await card(page).locator('.title').textContent();
  await page.mouse.down();
  await page.mouse.up();
  await expect(page).toHaveURL(/\/a\//);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title!);
  await page.goBack();
  await expect(picture(page)).toHaveAttribute('data-ready', '');
});

test('an article is pulled elsewhere and stays there', async ({ page }) => {
  await see(page, '/graph?layout=force');
  const place = await anArticle(page);
  const title = await card(page).locator('.title').textContent();
  const ground = await nothing(page);
  await page.mouse.move(place.x, place.y);
  await page.mouse.down();
  await page.mouse.move(ground.x, ground.y, { steps: 5 });
  await page.mouse.up();
  await expect(page).toHaveURL(/\/graph/);
  await page.mouse.move(ground.x + 1, ground.y + 1);
  await expect(picture(page)).toHaveAttribute('data-over', 'article');
  await expect(card(page).locator('.title')).toHaveText(title!);
});

test('keys walk along relations, tell the way, focus, fold and zoom', async ({ page }) => {
  await see(page, '/graph');
  await canvas(page).focus();
  await page.keyboard.press(']');
  const said = picture(page).locator('[aria-live]');
  await expect(said).toHaveText(/— 1 of \d+ neighbour/);
  await expect(card(page)).toBeVisible();
  await page.keyboard.press(']');
  await expect(said).toHaveText(/neighbour|No relation/);
  const all = await shown(page);
  await page.keyboard.press('f');
  await expect(page).toHaveURL(/focus=/);
  await expect.poll(() => shown(page)).toBeLessThanOrEqual(all);
  await page.keyboard.press('+');
  await expect.poll(() => at(page)).not.toBeNull();
  await page.keyboard.press('0');
  await page.keyboard.press('x');
  await expect(page).toHaveURL(/fold=/);
  await page.keyboard.press('x');
  await expect(page).not.toHaveURL(/fold=/);
  await page.keyboard.press('Escape');
  await expect(card(page)).toBeHidden();
  await canvas(page).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/a\//);
});

test('the card focuses with more and fewer steps, and folds; back and forward return, and the form follows', async ({ page }) => {
  await see(page, '/graph');
  const all = await shown(page);
  await anArticle(page);
  await card(page).getByRole('button', { name: 'Focus' }).click();
  await expect(page).toHaveURL(/focus=.*depth=2/);
  const two = await shown(page);
  await card(page).getByRole('button', { name: 'Fewer steps' }).click();
  await expect(page).toHaveURL(/depth=1/);
  expect(await shown(page)).toBeLessThanOrEqual(two);
  await page.goBack();
  await expect.poll(() => shown(page)).toBe(two);
  await page.goBack();
  await expect.poll(() => shown(page)).toBe(all);
  await page.goForward();
  await expect.poll(() => shown(page)).toBe(two);
});

test('filters act as one types, dim the rest, and the form follows the history', async ({ page }) => {
  await see(page, '/graph');
  await page.locator('details.asks > summary').click();
  await page.locator('#layout').selectOption('force');
  await expect(picture(page)).toHaveAttribute('data-layout', 'force');
  await page.locator('#words').pressSequentially('data');
  await expect(page).toHaveURL(/words=data/);
  await page.locator('#kind-part-of').uncheck();
  await expect(page).toHaveURL(/kinds=/);
  await page.goBack();
  await expect(page.locator('#kind-part-of')).toBeChecked();
  await page.goBack();
  await expect(page.locator('#words')).toHaveValue('');
  await page.goBack();
  await expect(page.locator('#layout')).toHaveValue('');
  await expect(picture(page)).toHaveAttribute('data-layout', 'layered');
  for (const colour of ['activity', 'distance']) {
    await page.locator('#colour').selectOption(colour);
    await expect(page.locator('.graph-legend li').first()).toHaveText(colour === 'activity' ? /comments/ : /focus/);
  }
});

test('typing finds an article, and keys choose it', async ({ page }) => {
  await see(page, '/graph');
  await finder(page).pressSequentially('a');
  await expect(found(page).first()).toBeVisible();
  await accessible(page);
  await page.keyboard.press('ArrowDown');
  await expect(finder(page)).toHaveAttribute('aria-activedescendant', 'graph-found-0');
  const title = await found(page).first().textContent();
  await page.keyboard.press('Enter');
  await expect(card(page).locator('.title')).toHaveText(title!);
  await expect(canvas(page)).toBeFocused();
  await finder(page).fill(title!.slice(0, 8));
  await found(page).first().click();
  await expect(found(page)).toHaveCount(0);
});

test('the slider shows how the discussion grew, and it can be played', async ({ page }) => {
  await see(page, '/graph');
  const all = await shown(page);
  const slider = page.getByRole('slider', { name: 'Date' });
  await slider.focus();
  await page.keyboard.press('Home');
  await expect(page).toHaveURL(/until=/);
  await expect.poll(() => shown(page)).toBeLessThan(all + 1);
  await page.getByRole('button', { name: 'Play how the discussion grew' }).click();
  await expect.poll(() => shown(page), { timeout: 90_000 }).toBe(all);
  await expect(page).not.toHaveURL(/until=/, { timeout: 90_000 });
});

test.describe('for those who want little to move', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } });

  test('a replay still shows how the discussion grew, step by step, and moves nothing', async ({ page }) => {
    await see(page, '/graph');
    const all = await shown(page);
    const play = page.locator('[data-act="play"]');
    const slider = page.getByRole('slider', { name: 'Date' });
    await slider.focus();
    await page.keyboard.press('Home');
    await expect(page).toHaveURL(/until=/);
    const first = await shown(page);
    expect(first).toBeLessThan(all);
    const before = at(page);
    await play.click();
    await expect(play).toHaveText('Pause');
    await expect.poll(() => shown(page), { intervals: [20] }).toBeGreaterThan(first);
    // It stops where one wants, and goes on from there.
    await play.click();
    await expect(play).toHaveText('Play');
    const position = await slider.inputValue();
    const then = await shown(page);
    await expect(picture(page).locator('[role="status"]')).toHaveText(new RegExp(`Showing ${then} of \\d+ articles`));
    await play.click();
    await expect.poll(() => slider.inputValue()).not.toBe(position);
    await expect(play).toHaveText('Play', { timeout: 90_000 });
    expect(await shown(page)).toBe(all);
    await expect(page).not.toHaveURL(/until=/);
    expect(at(page)).toBe(before);
  });
});

test.describe('each filter leaves in the list what it asks for, and dims the rest', () => {
  const listed = (page: Page) => page.locator('.graph-list a');
  const titles = (page: Page) => listed(page).allTextContents();

  async function begin(page: Page): Promise<{ all: number; shown: number }> {
    await see(page, '/graph');
    await page.getByText('List view').click();
    await expect(listed(page).first()).toBeVisible();
    await page.locator('details.asks > summary').click();
    return { all: await listed(page).count(), shown: await shown(page) };
  }

  test('by author', async ({ page }) => {
    const before = await begin(page);
    await page.getByLabel('Author', { exact: true }).fill('response TEAM');
    await expect(page).toHaveURL(/author=response(\+|%20)TEAM/);
    await expect.poll(() => listed(page).count()).toBeLessThan(before.all);
    const left = await titles(page);
    expect(left).toEqual(expect.arrayContaining([expect.stringMatching(/^A38/)]));
    expect(await shown(page)).toBe(before.shown);
    await page.getByLabel('Author', { exact: true }).fill('Nobody');
    await expect(listed(page)).toHaveCount(0);
    await page.getByLabel('Author', { exact: true }).fill('');
    await expect(listed(page)).toHaveCount(before.all);
    await expect(page).not.toHaveURL(/author=/);
  });

  test('by when they were made', async ({ page }) => {
    const answer = page.waitForResponse((response) => new URL(response.url()).pathname === '/api/graph');
    const before = await begin(page);
    const graph = await (await answer).json();
    const made: number[] = graph.nodes.map((node: { created: number }) => node.created).sort((a: number, b: number) => a - b);
    // The minute of the one in the middle: what is as new stays.
    const since = Math.floor(made[Math.floor(made.length / 2)] / 60_000) * 60_000;
    const newer = graph.nodes.filter((node: { created: number }) => node.created >= since);
    await page.getByLabel('Created after (UTC)').fill(new Date(since).toISOString().slice(0, 16));
    await expect(page).toHaveURL(/since=/);
    await expect(listed(page)).toHaveCount(newer.length);
    expect(newer.length).toBeLessThan(before.all);
    expect((await titles(page)).sort()).toEqual(newer.map((node: { title: string }) => node.title).sort());
    expect(await shown(page)).toBe(before.shown);
    await page.goBack();
    await expect(listed(page)).toHaveCount(before.all);
    await expect(page.getByLabel('Created after (UTC)')).toHaveValue('');
  });

  test('by lock', async ({ page }) => {
    const before = await begin(page);
    const lock = page.getByLabel('Lock', { exact: true });
    await lock.selectOption({ label: 'Locked' });
    await expect(page).toHaveURL(/lock=locked/);
    await expect(listed(page).filter({ hasText: /^A34/ })).toHaveCount(1);
    const locked = await listed(page).count();
    expect(locked).toBeLessThan(before.all);
    await lock.selectOption({ label: 'Not locked' });
    await expect(page).toHaveURL(/lock=open/);
    await expect(listed(page)).toHaveCount(before.all - locked);
    await expect(listed(page).filter({ hasText: /^A34/ })).toHaveCount(0);
    expect(await shown(page)).toBe(before.shown);
    await lock.selectOption({ label: 'All' });
    await expect(listed(page)).toHaveCount(before.all);
    await expect(page).not.toHaveURL(/lock=/);
  });
});

test('a link gives exactly this view', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await see(page, '/graph?layout=force');
  const ground = await nothing(page);
  await page.mouse.move(ground.x, ground.y);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -300);
  await page.keyboard.up('Control');
  await expect.poll(() => at(page)).not.toBeNull();
  await page.mouse.move(2, 2);
  await page.getByRole('button', { name: 'Copy link to this view' }).click();
  await expect(picture(page).locator('[role="status"]')).toHaveText(/copied/);
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toBe(page.url());
  // What is pointed at is no part of the view.
  await canvas(page).focus();
  await page.keyboard.press('Escape');
  await canvas(page).focus();
  await page.keyboard.press('Escape');
  await canvas(page).blur();
  await still(page);
  const pixels = () => canvas(page).evaluate((element) => (element as HTMLCanvasElement).toDataURL());
  const before = await pixels();
  await see(page, link);
  await still(page);
  expect(await pixels()).toBe(before);
});

test('the picture is saved as SVG and as PNG', async ({ page }) => {
  await see(page, '/graph');
  const svg = await save(page, 'SVG');
  expect(svg.name).toBe('graph.svg');
  expect(svg.content.toString()).toMatch(/^<svg [\s\S]*<title[\s\S]*href="http[\s\S]*<\/svg>/);
  const png = await save(page, 'PNG');
  expect(png.content.subarray(1, 4).toString()).toBe('PNG');
});

test('paper shows the view as a drawing, without what reacts', async ({ page }) => {
  await see(page, '/graph?layout=force');
  await page.evaluate(() => {
    window.addEventListener('beforeprint', () => {
      const drawing = document.querySelector('#picture > svg')!;
      document.documentElement.dataset.printed = String(drawing.querySelectorAll('a').length);
    });
  });
  await finder(page).fill('P3');
  await expect(found(page).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await card(page).getByRole('button', { name: 'Focus' }).click();
  await expect.poll(() => shown(page)).toBeLessThan(26);
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  await expect(page.locator('#picture > svg')).toBeVisible();
  await expect(canvas(page)).toBeHidden();
  await expect(page.getByRole('button', { name: 'Play' })).toBeHidden();
  await expect(page.locator('html')).toHaveAttribute('data-printed', String(await shown(page)));
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  await page.emulateMedia({ media: 'screen' });
  await expect(page.locator('#picture > svg')).toBeHidden();
  await expect(canvas(page)).toBeVisible();
});

test('a connection is marked and told', async ({ page, request }) => {
  const graph = await (await request.get('/api/graph')).json();
  const edge = graph.edges[0];
  const [from, to] = [graph.nodes[edge.from].slug, graph.nodes[edge.to].slug];
  await see(page, `/graph?path=${from}.${to}`);
  await expect(picture(page)).toHaveAttribute('data-marked', '1');
  await expect(page.locator('.graph-chain li')).toContainText(graph.nodes[edge.from].title);
});

test('it fills the window and leaves it again; the list has what is shown', async ({ page }) => {
  await see(page, '/graph');
  const full = page.getByRole('button', { name: 'Full window' });
  await full.click();
  await expect(full).toHaveAttribute('aria-pressed', 'true');
  const box = (await picture(page).boundingBox())!;
  expect(box.x).toBe(0);
  await canvas(page).focus();
  await page.keyboard.press('Escape');
  await expect(full).toHaveAttribute('aria-pressed', 'false');
  await page.getByText('List view').click();
  await expect(page.locator('.graph-list a').first()).toHaveAttribute('href', /^\/a\//);
});

test.describe('on a small screen, by touch', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  // Touches the screen with fingers at places.
  async function fingers(page: Page) {
    const session = await page.context().newCDPSession(page);
    return (type: 'touchStart' | 'touchMove' | 'touchEnd', points: number[][]) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  }

  test('where it fills the window a finger pulls an article elsewhere, where it stays, and the picture does not pan', async ({ page }) => {
    await see(page, '/graph');
    await page.getByRole('button', { name: 'Full window' }).click();
    await still(page);
    const place = await anArticle(page);
    const title = await card(page).locator('.title').textContent();
    await expect.poll(() => at(page)).not.toBeNull();
    const [x, y, zoom] = at(page)!.split(',').map(Number);
    const touch = await fingers(page);
    await touch('touchStart', [[place.x, place.y]]);
    for (const by of [20, 60, 120]) await touch('touchMove', [[place.x, place.y - by]]);
    await touch('touchEnd', []);
    // It is where it was left, and no longer where it was.
    await page.touchscreen.tap(place.x, place.y);
    await expect(card(page).locator('.title', { hasText: title! })).toHaveCount(0);
    await page.touchscreen.tap(place.x, place.y - 120);
    await expect(card(page).locator('.title')).toHaveText(title!);
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await expect.poll(() => Number(at(page)!.split(',')[2])).toBeGreaterThan(zoom);
    expect(at(page)!.split(',').slice(0, 2).map(Number)).toEqual([x, y]);
    await expect(page).toHaveURL(/\/graph/);
  });

  test('a finger scrolls the page, and two move the picture', async ({ page }) => {
    await see(page, '/graph?layout=force');
    const box = (await canvas(page).boundingBox())!;
    const [x, y] = [box.x + 150, box.y + 250];
    const touch = await fingers(page);
    await touch('touchStart', [[x, y], [x + 60, y]]);
    for (const by of [20, 40, 80]) await touch('touchMove', [[x, y - by], [x + 60, y - by]]);
    await touch('touchEnd', []);
    await expect.poll(() => at(page)).not.toBeNull();
    await still(page);
    const moved = at(page);
    expect(await page.evaluate(() => scrollY)).toBe(0);
    // A browser tells of a finger's first moves before it takes them for scrolling.
    await canvas(page).evaluate((element, moves) => {
      const tell = (type: string, clientX: number, clientY: number) =>
        element.dispatchEvent(new PointerEvent(type, { pointerId: 77, pointerType: 'touch', clientX, clientY, bubbles: true }));
      tell('pointerdown', moves.x, moves.y);
      for (const by of [10, 25, 45]) tell('pointermove', moves.x, moves.y - by);
      tell('pointercancel', moves.x, moves.y - 45);
    }, { x, y });
    await touch('touchStart', [[x, y]]);
    for (const by of [20, 60, 120, 180]) await touch('touchMove', [[x, y - by]]);
    await touch('touchEnd', []);
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(50);
    await still(page);
    expect(at(page)).toBe(moved);
  });

  test('a tap shows the card, two taps and pinching zoom', async ({ page }) => {
    await see(page, '/graph?layout=force');
    await fits(page);
    const place = await anArticle(page);
    await page.mouse.move(1, 1);
    await page.touchscreen.tap(place.x, place.y);
    await expect(card(page).getByRole('button', { name: 'Open' })).toBeVisible();
    await accessible(page);
    await fits(page);
    const touch = await fingers(page);
    await still(page);
    const box = (await canvas(page).boundingBox())!;
    const [x, y] = [box.x + 150, box.y + 150];
    await expect.poll(() => at(page)).not.toBeNull();
    const zoom = () => Number(at(page)!.split(',')[2]);
    const before = zoom();
    await touch('touchStart', [[x - 20, y], [x + 20, y]]);
    for (const by of [30, 40, 60]) await touch('touchMove', [[x - by, y], [x + by, y]]);
    await touch('touchEnd', []);
    await expect.poll(zoom).toBeGreaterThan(before * 2);
    const pinched = zoom();
    await page.touchscreen.tap(box.x + 60, box.y + 80);
    await page.touchscreen.tap(box.x + 60, box.y + 80);
    await expect.poll(zoom).toBeGreaterThan(pinched * 1.5);
  });
});

for (const scheme of ['light', 'dark'] as const) {
  for (const width of [1280, 390]) {
    test(`nothing is wrong with it, ${scheme}, ${width} wide`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 844 });
      await see(page, '/graph');
      await accessible(page);
      await fits(page);
      await canvas(page).focus();
      await page.keyboard.press(']');
      await expect(card(page)).toBeVisible();
      await accessible(page);
    });
  }
}
