// Texts that would be wider than a small window, or taller than their lines, stay in their place.
import { accessible, expect, fits, test, unique, write } from './fixtures';

test.use({ viewport: { width: 320, height: 800 } });

const LONG = `https://example.org/${'a'.repeat(80)}`;
const TABLE = `| one | two | three | four | five | six |
|-|-|-|-|-|-|
| a | b | c | ${LONG} | e | f |`;
const WORDS = `| combinations | combinations | combinations | combinations | combinations | combinations |
|-|-|-|-|-|-|
| combinations | combinations | combinations | combinations | combinations | combinations |`;
const TEXT = [
  TABLE, WORDS, '```', `let address = "${LONG}";`, '```', `- ${LONG}`, `> ${LONG}`, `## ${'Word'.repeat(30)}`,
  `\`${'code'.repeat(30)}\``, `a[^1] b[^1]`, `[^1]: ${LONG}`, `a${'\u0301'.repeat(200)}`,
].map((part, nth) => (nth > 2 && nth < 5 ? part : `\n${part}`)).join('\n');

test('no text makes a page scroll sideways at 320 px', async ({ page }) => {
  // No two of these titles are so like each other that the form would ask.
  const title = `${unique('Narrow')} ${unique('').trim().repeat(6)}`;
  await write(page, title, TEXT, `A summary ${LONG}`);
  const address = new URL(page.url()).pathname;
  await page.locator('#comment-body').fill(TEXT);
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(page.locator('.comment')).toContainText('combinations');
  await fits(page);
  for (const path of ['?tab=about', '/history', '/revisions/1', '/branch', '/outline', '/edit', '/relate', '/cite']) {
    await page.goto(address + path);
    await fits(page);
  }
  await page.goto('/recent');
  await fits(page);
});

test('a wide table scrolls by itself and by keyboard, and cuts no word', async ({ page }) => {
  await write(page, unique('Table'), WORDS);
  const table = page.getByRole('group', { name: 'Table' });
  await expect(table).toHaveAttribute('tabindex', '0');
  const sizes = await table.evaluate((box) => ({
    hidden: box.scrollWidth - box.clientWidth,
    lines: box.querySelector('td')!.getBoundingClientRect().height / Number.parseFloat(getComputedStyle(box).lineHeight),
  }));
  expect(sizes.hidden).toBeGreaterThan(100);
  expect(sizes.lines).toBeLessThan(2);
  await table.focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => table.evaluate((box) => box.scrollLeft)).toBeGreaterThan(0);
});

test('a long line of code scrolls by itself and by keyboard, and stays one line', async ({ page, javaScriptEnabled }) => {
  const code = ['```', `let address = "${LONG}"; // and what is said of it`, '```'].join('\n');
  await write(page, unique('Code'), `Words.\n\n${code}`);
  await page.locator('#comment-body').fill(code);
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(page.locator('.said pre')).toBeVisible();
  const blocks = page.getByRole('group', { name: 'Code' });
  await expect(blocks).toHaveCount(2);
  for (const block of await blocks.all()) {
    const sizes = await block.evaluate((box) => ({
      hidden: box.scrollWidth - box.clientWidth,
      lines: box.querySelector('code')!.getBoundingClientRect().height / Number.parseFloat(getComputedStyle(box).lineHeight),
    }));
    expect(sizes.hidden).toBeGreaterThan(100);
    expect(sizes.lines).toBeLessThan(2);
  }
  const block = page.locator('.prose pre');
  await expect(block).toHaveAttribute('tabindex', '0');
  await block.focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => block.evaluate((box) => box.scrollLeft)).toBeGreaterThan(0);
  await fits(page);
  if (javaScriptEnabled) await accessible(page);
  // Paper does not scroll.
  await page.emulateMedia({ media: 'print' });
  expect(await block.evaluate((box) => box.scrollWidth - box.clientWidth)).toBeLessThanOrEqual(0);
});

test('marks that pile up on a letter cover nothing above their text', async ({ page }) => {
  await write(page, unique('Marks'), 'Words.');
  await page.locator('#comment-body').fill(`Piled${'\u0301'.repeat(200)}`);
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  const said = page.locator('.said');
  await expect(said).toContainText('Piled');
  // What is painted above the comment is what is painted there without its words.
  const head = page.locator('.comment header');
  await head.scrollIntoViewIfNeeded();
  const covered = await head.screenshot();
  await said.evaluate((element) => element.replaceChildren());
  expect(await head.screenshot()).toEqual(covered);
});

test('a note leads back to each place that mentions it', async ({ page }) => {
  await write(page, unique('Notes'), 'First[^1] and second[^1].\n\n[^1]: The note.');
  for (const nth of [1, 2]) {
    await page.getByRole('link', { name: `Back to mention ${nth} of note 1` }).click();
    await expect(page).toHaveURL(nth === 1 ? /#note-1-ref$/ : /#note-1-ref-2$/);
    await expect(page.locator(':target')).toHaveText('1');
  }
});

test('lists, quotes and tables begin on the side where their words do', async ({ page }) => {
  await write(page, unique('Sides'), 'Words.\n\n- مرحبا\n- hello\n\n1. שלום\n\n> سلام\n\n| سلام | b |\n|-|-|\n| c | d |\n\n- left');
  const free = (selector: string) =>
    page.locator(`.prose ${selector}`).evaluate((element) => {
      const [inner, outer] = [element.getBoundingClientRect(), element.closest('.prose')!.getBoundingClientRect()];
      return [inner.left - outer.left, outer.right - inner.right].map((pixels) => Math.round(pixels) > 5);
    });
  for (const first of ['ul:nth-of-type(1) > li:nth-child(1)', 'ol > li', 'blockquote > p']) expect(await free(first)).toEqual([false, true]);
  expect(await free('ul:nth-of-type(2) > li')).toEqual([true, false]);
  const [right, left] = await page.locator('.prose th').evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().left));
  expect(right).toBeGreaterThan(left);
});
