import type { Page } from '@playwright/test';
import { accessible, alive, expect, fits, test, unique, write } from './fixtures';

// Selects from the beginning of one text to the end of another by the keyboard's own selection, across any markup.
async function select(page: Page, from: string, to = from) {
  await page.evaluate(
    ([from, to]) => {
      const prose = document.querySelector('.prose')!;
      const nodes: Text[] = [];
      const walker = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) nodes.push(node as Text);
      const first = nodes.findIndex((node) => node.data.includes(from));
      const last = nodes.findIndex((node, nth) => nth >= first && node.data.includes(to));
      if (first < 0 || last < 0) throw new Error(`${from} … ${to} is not in the text`);
      nodes[first].parentElement!.scrollIntoView({ block: 'center', behavior: 'instant' });
      const end = nodes[last].data.indexOf(to, first === last ? nodes[first].data.indexOf(from) : 0) + to.length;
      getSelection()!.setBaseAndExtent(nodes[first], nodes[first].data.indexOf(from), nodes[last], end);
    },
    [from, to],
  );
}

async function quote(page: Page, from: string, to = from) {
  await select(page, from, to);
  await page.getByRole('toolbar', { name: 'Selected text' }).getByRole('button', { name: 'Quote in a comment' }).click();
  await page.locator('#comment-body').fill(`On “${from}”.`);
  const comments = page.locator('.comment');
  const before = await comments.count();
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(page.locator('.comment:not([class*=pending])')).toHaveCount(before + 1);
}

async function edit(page: Page, change: (body: string) => string) {
  const address = new URL(page.url()).pathname;
  await page.goto(`${address}/edit`);
  const body = await page.locator('#body').inputValue();
  await page.locator('#body').fill(change(body));
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page).toHaveURL(new RegExp(`${address}(\\?|$)`));
}

const MARKUP = `A plain sentence with *emphasis*, **strong words**, ~~struck ones~~ and \`code()\` in it & an ampersand.

A [link to a place](https://example.org/) leads on.

- first point
- second **point**

| kind | number |
|---|---|
| apples | twelve |

> Somebody said this.

\`\`\`
let answer = 42;
\`\`\`

A note stands below.[^1] Café with a combining accent: x\u0301. An emoji 👩‍🔬 and a flag 🇫🇷 here.

שלום עולם, this is from right to left.

[^1]: What the footnote says.
`;

const KINDS: [string, string, string][] = [
  ['over inline markup', 'sentence with', 'code()'],
  ['an entity', 'it & an', 'ampersand'],
  ['a link', 'link to a place', 'leads'],
  ['a list', 'first point', 'point'],
  ['a table', 'apples', 'twelve'],
  ['a block quote', 'Somebody', 'this'],
  ['a code block', 'let answer', '42'],
  ['a combining accent', 'accent: x\u0301', '\u0301'],
  ['an emoji', '👩‍🔬 and', '🇫🇷'],
  ['right to left', 'שלום', 'right'],
  ['a footnote', 'What the', 'footnote'],
  ['across the mark of a footnote', 'note stands', 'Café'],
  ['from a list into a table', 'second', 'apples'],
];

for (const [name, from, to] of KINDS) {
  test(`what is selected is what is marked: ${name}`, async ({ page }) => {
    await write(page, unique('Markup'), MARKUP);
    await alive(page);
    await select(page, from, to);
    const selected = await page.evaluate(() => getSelection()!.getRangeAt(0).cloneContents().textContent!);
    const bar = page.getByRole('toolbar', { name: 'Selected text' });
    await bar.getByRole('button', { name: 'Quote in a comment' }).click();
    await page.locator('#comment-body').fill('This.');
    await page.getByRole('button', { name: 'Comment', exact: true }).click();
    await expect(page.locator('.comment blockquote:not(.gone)')).toHaveCount(1);
    await expect(page.locator('.comment .standing')).toHaveCount(0);
    const marked = await page.locator('.prose mark.quoted').allTextContents();
    expect(marked.join('').replace(/\s/g, '')).toBe(selected.replace(/\s/g, ''));
    await expect(page.locator('.comment blockquote a').first()).toHaveText(selected.trim());
  });
}

const TEXT = `The gate stays closed while the robot moves. A second sensor watches the whole cell.

Every shift writes a short report about near misses. The union reads it every month.

Nobody has to wait for the weekly meeting any more.`;

test('a quote says whether its passage is unchanged, moved, reworded or gone, and comes back with a revert', async ({ page }) => {
  await write(page, unique('Fates'), TEXT);
  await alive(page);
  await quote(page, 'The gate stays closed while the robot moves');
  await quote(page, 'Every shift writes a short report about near misses');
  await quote(page, 'Nobody has to wait for the weekly meeting any more');
  await quote(page, 'A second sensor watches the whole cell');
  await edit(page, () => `Nobody has to wait for the weekly meeting any more.

The gate stays closed while the robot moves. It was put in here.

Every shift writes a long and honest report about near misses. The union reads it every month.`);
  const comment = (words: string) => page.locator('.comment', { hasText: `On “${words}` });
  await expect(comment('The gate').locator('blockquote:not(.gone)')).toHaveCount(1);
  await expect(comment('The gate').locator('.standing')).toHaveCount(0);
  await expect(comment('Nobody').locator('.standing')).toHaveText('moved');
  const reworded = comment('Every shift').locator('details.standing');
  await expect(reworded.locator('summary')).toHaveText('text has changed: compare');
  await reworded.locator('summary').click();
  await expect(reworded.locator('del')).toContainText('short');
  await expect(reworded.locator('ins')).toContainText('long and honest');
  await expect(page.locator('.prose mark.quoted').filter({ hasText: 'honest' })).toHaveText(
    'Every shift writes a long and honest report about near misses',
  );
  await accessible(page);
  await fits(page);
  const gone = comment('A second').locator('.standing');
  await expect(gone).toHaveText('no longer in the article (last in revision 1)');
  await gone.click();
  await expect(page.locator('mark#passage')).toHaveText('A second sensor watches the whole cell');
  await expect(page.locator('mark#passage')).toBeInViewport();
  await page.getByRole('button', { name: 'Restore revision 1' }).click();
  await expect(page.locator('.comment blockquote:not(.gone)')).toHaveCount(4);
  await expect(page.locator('.comment .standing')).toHaveCount(0);
  await expect(page.locator('.prose mark.quoted')).toHaveCount(4);
});

test('overlapping quotes can be told apart, counted and followed both ways', async ({ page }) => {
  await write(page, unique('Overlap'), TEXT);
  await alive(page);
  await quote(page, 'stays closed while the robot moves');
  await quote(page, 'while the robot');
  await expect(page.locator('.prose mark.quoted.more')).toHaveText('while the robot');
  await expect(page.locator('.passages summary')).toHaveText('2 quoted passages: 2 comments');
  await page.locator('.comment', { hasText: 'On “while' }).locator('blockquote a').click();
  await expect(page).toHaveURL(/#at-quoted-2$/);
  await expect(page.locator('.prose mark.quoted.more')).toBeInViewport();
  await page.locator('#at-quoted-2').click();
  await expect(page.locator('#quoted-2')).toBeVisible();
  // A click on the words does the same; of passages within each other the inner one is meant.
  await page.locator('.prose mark.quoted').first().click();
  await expect(page).toHaveURL(/#quoted-1$/);
  await page.locator('.prose mark.quoted.more').click();
  await expect(page).toHaveURL(/#quoted-2$/);
});

test('words are selected by dragging the mouse, and by keys alone', async ({ page }) => {
  await write(page, unique('Drag'), TEXT);
  await alive(page);
  const line = (await page.locator('.prose p').first().boundingBox())!;
  // Within its first line, however many lines there are in the font of this machine.
  await page.mouse.move(line.x + 2, line.y + 12);
  await page.mouse.down();
  await page.mouse.move(line.x + 180, line.y + 12, { steps: 5 });
  const bar = page.getByRole('toolbar', { name: 'Selected text' });
  await page.mouse.up();
  await expect(bar).toBeVisible();
  const words = await page.evaluate(() => getSelection()!.toString());
  expect(words).toMatch(/^The gate/);
  await page.keyboard.press('Escape');
  await expect(bar).toBeHidden();
  // As caret browsing does: from where the caret is, word by word.
  await page.evaluate(() => getSelection()!.collapse(document.querySelector('.prose p')!.firstChild, 0));
  for (let nth = 0; nth < 3; nth += 1) {
    await page.evaluate(() => getSelection()!.modify('extend', 'forward', 'word'));
  }
  await expect(bar).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'selected' })).toContainText('Press Tab to quote, cite or copy a link');
  await page.keyboard.press('Tab');
  await expect(bar.getByRole('button', { name: 'Quote in a comment' })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(bar.getByRole('button', { name: 'Add a source' })).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(page.locator('#comment-quote')).toHaveValue(/^The gate stays/);
});

for (const [width, words] of [[1280, 'a whole screen'], [390, 'a whole small screen']] as const) {
  test(`the toolbar covers no selection, not even of ${words}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 600 });
    await write(page, unique('Tall'), 'Words that fill it. '.repeat(400));
    await alive(page);
    // Begins above the window and ends a little above its lower edge.
    await page.evaluate(() => {
      const words = document.querySelector('.prose p')!.firstChild as Text;
      getSelection()!.setBaseAndExtent(words, 0, words, words.length - 3000);
      const { bottom } = getSelection()!.getRangeAt(0).getBoundingClientRect();
      scrollBy({ top: bottom - innerHeight + 20, behavior: 'instant' });
      getSelection()!.setBaseAndExtent(words, 1, words, words.length - 3000);
    });
    const bar = page.getByRole('toolbar', { name: 'Selected text' });
    await expect(bar).toBeInViewport({ ratio: 1 });
    const covered = await bar.evaluate((bar) => {
      const of = bar.getBoundingClientRect();
      return [...getSelection()!.getRangeAt(0).getClientRects()].filter(
        (line) => line.left < of.right && of.left < line.right && line.top < of.bottom && of.top < line.bottom,
      ).length;
    });
    expect(covered).toBe(0);
  });
}

test('a link to a passage marks it, also after the text has changed and without script', async ({ page, context, browser }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await write(page, unique('Link'), TEXT);
  await alive(page);
  await select(page, 'Every shift writes a short report about near misses');
  await page.getByRole('button', { name: 'Copy link to selection' }).click();
  await expect(page.getByRole('button', { name: 'Link copied' })).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toContain('#passage:~:text=Every');
  const without = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await without.goto(link);
  await expect(without.locator('mark.linked')).toHaveText('Every shift writes a short report about near misses');
  await expect(without.getByText('The linked passage')).toHaveCount(0);
  await edit(page, (body) => body.replace('short report', 'long report').replace('The gate', 'First.\n\nThe gate'));
  await without.reload();
  await expect(without.locator('mark.linked')).toHaveText('Every shift writes a long report about near misses');
  await without.getByRole('link', { name: 'See it in revision 1' }).click();
  await expect(without.locator('mark#passage')).toHaveText('Every shift writes a short report about near misses');
  await edit(page, (body) => body.replace(/Every shift[^.]*\./, ''));
  await without.goto(link);
  await expect(without.getByText('The linked passage is no longer in the text.')).toBeVisible();
  await without.context().close();
});

test('a link to a passage that never was shows the article', async ({ page }) => {
  await write(page, unique('Never'), TEXT);
  const address = new URL(page.url()).pathname;
  for (const passage of ['x.1-2', '01890a5d-ac96-774b-bcce-b302099a8057.1-9', '01890a5d-ac96-774b-bcce-b302099a8057.9-1', '.', '%00']) {
    const answer = await page.goto(`${address}?passage=${passage}`);
    expect(answer!.status()).toBe(200);
    await expect(page.locator('mark')).toHaveCount(0);
  }
});

// A browser on a desk selects nothing under a held finger; what its selection handles do is done by hand here.
test('on a touch screen the toolbar stands clear of the selection, and its buttons take a tap', async ({ page, browser, baseURL }) => {
  await write(page, unique('Touch'), 'Some words before. The machinery stands still. Some words after.');
  const context = await browser.newContext({
    baseURL, hasTouch: true, isMobile: true, viewport: { width: 390, height: 800 },
  });
  const phone = await context.newPage();
  await phone.goto(new URL(page.url()).pathname);
  await alive(phone);
  await select(phone, 'machinery');
  const bar = phone.getByRole('toolbar', { name: 'Selected text' });
  await expect(bar).toBeVisible();
  const word = await phone.evaluate(() => {
    const { top, bottom } = getSelection()!.getRangeAt(0).getBoundingClientRect();
    return { top, bottom };
  });
  const box = await bar.evaluate((bar) => {
    const { left, right, top, bottom } = bar.getBoundingClientRect();
    return { left, right, top, bottom };
  });
  expect(box.top >= word.bottom || box.bottom <= word.top).toBe(true);
  expect(box.left).toBeGreaterThanOrEqual(0);
  expect(box.right).toBeLessThanOrEqual(390);
  await bar.getByRole('button', { name: 'Quote in a comment' }).tap();
  await phone.locator('#comment-body').fill('By touch.');
  await phone.getByRole('button', { name: 'Comment', exact: true }).tap();
  await expect(phone.locator('.prose mark.quoted')).toHaveText('machinery');
  await context.close();
});

test('beside a long text stand the passages that are quoted, and stay in view', async ({ page }) => {
  const filler = 'The shift report counts near misses, and the union reads it every month. '.repeat(80);
  await write(page, unique('Long'), `${filler}\n\nThe machinery stands still.`);
  await alive(page);
  await select(page, 'machinery stands');
  await page.getByRole('toolbar', { name: 'Selected text' }).getByRole('button', { name: 'Quote in a comment' }).click();
  await page.locator('#comment-body').fill('This.');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(page.locator('.prose mark.quoted')).toHaveText('machinery stands');
  await page.goto(new URL(page.url()).pathname);
  const margin = page.getByRole('navigation', { name: 'Quoted passages' });
  await margin.getByRole('link', { name: 'machinery stands' }).click();
  await expect(page.locator('.prose .quote-count')).toBeInViewport();
  await expect(margin).toBeInViewport();
  await accessible(page);
  await page.setViewportSize({ width: 390, height: 800 });
  await expect(margin).toBeHidden();
  await fits(page);
});

test('words that nearly stand there are named, and quoted instead by a button, with and without a script', async ({ page, browser }) => {
  await write(page, unique('Nearly'), 'Of all ships 41 carry lights at night, says the harbour office.');
  const address = new URL(page.url()).pathname;
  const plain = await browser.newPage({ javaScriptEnabled: false });
  for (const visitor of [page, plain]) {
    await visitor.goto(`${address}?tab=comments`);
    if (visitor === page) await alive(visitor);
    await visitor.locator('#comment summary').first().click();
    await visitor.locator('#comment-quote').fill('ships 47 carry lights');
    await visitor.locator('#comment-body').fill('Are these all?');
    await visitor.getByRole('button', { name: 'Comment', exact: true }).click();
    await expect(visitor.locator('#comment .alert')).toContainText('where you have “47”, the article has “41”');
    await visitor.getByRole('button', { name: 'Quote the current words instead' }).click();
    await expect(visitor.locator('.comment blockquote').last()).toContainText('ships 41 carry lights');
  }
  await expect(plain.locator('.comment')).toHaveCount(2);
  await plain.close();
});
