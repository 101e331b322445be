// What people do, in a browser with scripts: welcome, write, relate, comment, quote, cite, lock.
import {
  A32, accessible, alive, expect, fits, open, signInAsModerator, somebodyElse, test, unique, write,
} from './fixtures';

test('the first visit: Continue', async ({ page, context }) => {
  await open(page, A32);
  await expect(page.locator('.prose')).toBeVisible();
  await page.locator('#first_name').fill('Second');
  await page.locator('#last_name').fill('desk');
  await page.locator('#email').fill('second-desk@example.org');
  await page.getByRole('button', { name: 'Use this name' }).click();
  await expect(page.locator('.who .name')).toHaveText('Second desk');
  await expect(page).toHaveURL(new RegExp(`${A32}`));
  const cookie = (await context.cookies()).find((cookie) => cookie.name.includes('folkmoot'));
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
  const kept = await page.evaluate(() => JSON.stringify(localStorage));
  expect(kept).toContain('Second');
  await page.reload();
  await expect(page.locator('#welcome')).toHaveCount(0);
});

test('the first visit: whoever gives no name writes as Guest', async ({ page }) => {
  await open(page, '/');
  await page.getByRole('button', { name: 'Continue as guest' }).click();
  await expect(page.locator('#welcome')).toHaveCount(0);
  const title = unique('By a guest');
  await write(page, title, 'Words of a guest.');
  await page.goto(`${new URL(page.url()).pathname}?tab=about`);
  await expect(page.locator('.about')).toContainText('Guest');
});

test('write an article related to another, with a live count and a preview', async ({ page }) => {
  await open(page, A32);
  await page.getByRole('link', { name: 'Write a related article' }).click();
  await expect(page).toHaveURL(/\/new/);
  await alive(page);
  const title = unique('Related');
  await page.locator('#relation').selectOption('elaborates:forward');
  await page.locator('#explanation').fill('It goes into one point.');
  await page.locator('#title').fill(title);
  await page.locator('#summary').fill('One 😀 summary');
  await expect(page.locator('output[for="summary"]')).toHaveText('13 of 500');
  await page.locator('#summary').fill('x'.repeat(501));
  await expect(page.locator('output[for="summary"]')).toHaveClass(/over/);
  await page.locator('#summary').fill('One summary');
  await page.locator('#body').fill('## A heading\n\nSome **bold** words.\n\n<script>alert(1)</script>');
  await page.getByRole('button', { name: 'Preview' }).click();
  const preview = page.locator('#preview');
  await expect(preview.locator('strong')).toHaveText('bold');
  await expect(preview).toContainText('<script>alert(1)</script>');
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  await expect(page.locator('#related dt', { hasText: 'elaborates' })).toBeVisible();
  await page.goto(`${A32}?explain=1`);
  await expect(page.locator('.why', { hasText: 'It goes into one point.' })).toBeVisible();
});

test('similar titles are shown while one types', async ({ page }) => {
  await open(page, '/new');
  await page.locator('#title').pressSequentially('Should breach notification be mandatory');
  await expect(page.locator('.similar-titles').getByRole('link', { name: /Should breach notification/ })).toBeVisible();
});

test('an article with a title like another one is asked about before it is written, with and without a script', async ({ page, browser }) => {
  const title = `${unique('Lighthouse')} keepers count what passes by`;
  await write(page, title, 'The first text.');
  const plain = await browser.newPage({ javaScriptEnabled: false });
  for (const [visitor, ending] of [[page, '?'], [plain, '!']] as const) {
    await visitor.goto('/new');
    await visitor.locator('#title').fill(`${title}${ending}`);
    await visitor.locator('#body').fill('The same in other words.');
    await visitor.getByRole('button', { name: 'Publish' }).click();
    await expect(visitor.getByRole('status').filter({ hasText: 'There are articles with similar titles' })).toContainText(title);
    await expect(visitor.locator('#body')).toHaveValue('The same in other words.');
  }
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${title}?`);
  await plain.close();
});

test('relate by the picker, explain, improve and remove', async ({ page }) => {
  await write(page, unique('Picker'), 'Some text.');
  const address = new URL(page.url()).pathname;
  await open(page, `${address}/relate`);
  await page.locator('#relation').selectOption('depends-on:forward');
  await page.locator('#other').pressSequentially('cybercrime platf');
  await page.getByRole('option', { name: /A30/ }).click();
  await page.locator('#explanation').fill('The first explanation.');
  await page.getByRole('button', { name: 'Relate' }).click();
  await expect(page.locator('#related dt', { hasText: 'depends on' })).toBeVisible();
  await alive(page);

  await page.getByRole('switch', { name: 'Explain' }).check();
  await expect(page.locator('.why', { hasText: 'The first explanation.' })).toBeVisible();
  await page.reload();
  await alive(page);
  await expect(page.locator('.why', { hasText: 'The first explanation.' })).toBeVisible();

  await page.getByRole('link', { name: /Edit or remove the relation/ }).click();
  await page.locator('#explanation').fill('A better explanation.');
  await page.getByRole('button', { name: 'Save the explanation' }).click();
  await expect(page.locator('.why', { hasText: 'A better explanation.' })).toHaveCount(1);
  await page.goto(page.url().split('?')[0] + '?explain=1');
  await page.getByRole('link', { name: /Edit or remove the relation/ }).click();
  await page.getByRole('link', { name: 'Remove relation' }).click();
  await page.getByRole('button', { name: 'Remove relation' }).click();
  await expect(page.locator('#related dt')).toHaveCount(0);
});

test('comment, reply, edit and withdraw', async ({ page }) => {
  await write(page, unique('Talk'), 'Some text.');
  await alive(page);
  await page.locator('#comment-body').fill('A *first* comment.');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(page.locator('.comment em')).toHaveText('first');
  await page.locator('.comment').getByRole('link', { name: 'Reply' }).click();
  await expect(page.locator('.replying')).toContainText('Replying to');
  await page.locator('#comment-body').fill('A reply.');
  await page.getByRole('button', { name: 'Reply', exact: true }).click();
  await expect(page.locator('.replies .comment')).toContainText('A reply.');
  await page.locator('.replies .comment').getByRole('link', { name: 'Edit' }).click();
  await page.locator('#body').fill('A better reply.');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('.replies .comment')).toContainText('A better reply.');
  await page.locator('.replies .comment').getByRole('link', { name: 'Withdraw' }).click();
  await page.getByRole('button', { name: 'Withdraw this comment' }).click();
  await expect(page.locator('.replies .comment')).toContainText('withdrawn');
  await expect(page.getByText('A better reply.')).toHaveCount(0);
});

// Selects words of the text with the mouse, as a reader would.
async function select(page: import('@playwright/test').Page, words: string) {
  const box = await page.evaluate((words) => {
    const walker = document.createTreeWalker(document.querySelector('.prose')!, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.textContent!.indexOf(words);
      if (at < 0) continue;
      node.parentElement!.scrollIntoView({ block: 'center', behavior: 'instant' });
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + words.length);
      const rects = range.getClientRects();
      const first = rects[0];
      const last = rects[rects.length - 1];
      return { x1: first.left, y1: first.top + first.height / 2, x2: last.right, y2: last.top + last.height / 2 };
    }
    throw new Error(`${words} is not in one piece of the text`);
  }, words);
  await page.mouse.move(box.x1 + 0.5, box.y1);
  await page.mouse.down();
  await page.mouse.move(box.x2 - 0.5, box.y2, { steps: 5 });
  await page.mouse.up();
}

test('select words with the mouse and quote them in a comment', async ({ page }) => {
  await write(page, unique('Quote'), 'An emoji 😀 first. Then the **words to quote** and the rest of it.');
  await alive(page);
  await select(page, 'words to quote');
  const bar = page.getByRole('toolbar', { name: 'Selected text' });
  await expect(bar).toBeVisible();
  const [barBox, selection] = await Promise.all([
    bar.boundingBox(),
    page.evaluate(() => getSelection()!.getRangeAt(0).getBoundingClientRect().toJSON()),
  ]);
  const apart = barBox!.y + barBox!.height <= selection.top + 1 || barBox!.y >= selection.bottom - 1;
  expect(apart).toBe(true);
  await bar.getByRole('button', { name: 'Quote in a comment' }).click();
  await expect(page.locator('#comment-quote')).toHaveValue('words to quote');
  await page.locator('#comment-body').fill('Well put.');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(page.locator('.comment blockquote')).toContainText('words to quote');
  await expect(page.locator('.comment blockquote:not(.gone)')).toHaveCount(1);
  await expect(page.locator('.comment .standing')).toHaveCount(0);
  await expect(page.locator('.prose mark.quoted')).toHaveText('words to quote');
  await expect(page.locator('.prose .quote-count')).toHaveAttribute('data-count', '1');
});

test('select words and cite a source for them', async ({ page }) => {
  await write(page, unique('Cite'), 'A claim that needs a source stands here.');
  await alive(page);
  await select(page, 'needs a source');
  await page.getByRole('button', { name: 'Add a source' }).click();
  await expect(page.locator('#quote')).toHaveValue('needs a source');
  await page.locator('#source_title').fill('The source');
  await page.locator('#url').fill('javascript:alert(1)');
  await page.getByRole('button', { name: 'Add source', exact: true }).click();
  // The browser itself lets this address pass; the server does not.
  await expect(page.locator('#url-error')).toContainText('https://');
  await expect(page.locator('#source_title')).toHaveValue('The source');
  await page.locator('#url').fill('https://example.org/source');
  await page.getByRole('button', { name: 'Add source', exact: true }).click();
  await expect(page.locator('.citations li')).toContainText('The source');
});

test('a pasted reference fills the form of a citation, and the citation leaves as BibTeX', async ({ page }) => {
  await write(page, unique('Reference'), 'A claim that needs a source stands here.');
  await alive(page);
  await select(page, 'needs a source');
  await page.getByRole('button', { name: 'Add a source' }).click();
  await page.locator('#note').fill('Typed before.');
  await page.locator('#reference').fill('@book{k, title = {The {Source}}, author = {Cruz, Ana and {Policy desk}}, isbn = {0-306-40615-2}, year = 2010}');
  await page.getByRole('button', { name: 'Fill in the form' }).click();
  await expect(page.locator('#source_title')).toHaveValue('The Source');
  await expect(page.locator('#source_author')).toHaveValue('Cruz, Ana; Policy desk');
  await expect(page.locator('#quote')).toHaveValue('needs a source');
  await expect(page.locator('#note')).toHaveValue('Typed before.');
  await alive(page);
  await page.locator('#stance').selectOption('disputes');
  await page.getByRole('button', { name: 'Add source', exact: true }).click();
  await expect(page.locator('.citations li')).toContainText('ISBN 9780306406157');
  await expect(page.locator('.citations li')).toContainText('disputes');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'BibTeX' }).click(),
  ]);
  const text = await (await file.createReadStream()).toArray();
  expect(Buffer.concat(text).toString()).toContain('Cruz, Ana and {Policy desk}');
});

test('two people edit at once: the second sees both texts and loses nothing', async ({ page, browser, problems }) => {
  await write(page, unique('Conflict'), 'The first version of a sentence.');
  const address = new URL(page.url()).pathname;
  const other = await somebodyElse(browser, problems);
  await open(page, `${address}/edit`);
  await open(other.page, `${address}/edit`);
  await page.locator('#body').fill('The second version of a sentence.');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('.prose')).toContainText('second version');
  await other.page.locator('#body').fill('My own version of a sentence.');
  await other.page.getByRole('button', { name: 'Save' }).click();
  await expect(other.page.getByText('This article was changed while you were editing')).toBeVisible();
  await expect(other.page.locator('ins', { hasText: 'second' })).toBeVisible();
  await expect(other.page.locator('ins', { hasText: 'own' }).first()).toBeVisible();
  await expect(other.page.getByLabel('Passage 1 of 1, new wording')).toHaveValue('My own version of a sentence.');
  // Nothing is chosen beforehand, so saving asks.
  await expect(other.page.getByRole('radio', { checked: true })).toHaveCount(0);
  await accessible(other.page);
  await other.page.getByRole('radio', { name: 'Your version', exact: true }).check();
  await other.page.getByRole('button', { name: 'Save merged article' }).click();
  await expect(other.page.locator('.prose')).toContainText('My own version');
  await page.reload();
  await expect(page.locator('.prose')).toContainText('My own version');
  await other.context.close();
});

test('two people edit different sentences: both edits are kept, and the second sees what was merged', async ({ page, browser, problems }) => {
  await write(page, unique('Merge'), 'The first sentence stands here.\n\nThe last sentence stands there.');
  const address = new URL(page.url()).pathname;
  const other = await somebodyElse(browser, problems);
  await open(page, `${address}/edit`);
  await open(other.page, `${address}/edit`);
  await page.locator('#body').fill('The first sentence stands.\n\nThe last sentence stands there.');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('.prose')).not.toContainText('stands here');
  await other.page.locator('#body').fill('The first sentence stands here.\n\nThe last sentence falls there.');
  await other.page.getByRole('button', { name: 'Save' }).click();
  await expect(other.page.getByRole('status').first()).toContainText('yours were merged with them');
  await expect(other.page.locator('ins')).toHaveText('falls');
  await page.reload();
  await expect(page.locator('.prose')).toContainText('The first sentence stands.');
  await expect(page.locator('.prose')).toContainText('The last sentence falls there.');
  await open(page, `${address}/history`);
  await expect(page.getByText('Based on')).toContainText('merged with revision 2');
  await other.context.close();
});

test('a moderator locks; a contributor is refused and keeps the text; unlocking opens', async ({ page, browser, problems, baseURL }) => {
  await write(page, unique('Lock'), 'Text before the lock.');
  const address = new URL(page.url()).pathname;
  await open(page, `${address}/edit`);
  await page.locator('#body').fill('Text that comes too late.');

  const moderator = await somebodyElse(browser, problems);
  await signInAsModerator(moderator.page, baseURL!);
  await moderator.page.goto(address);
  await moderator.page.getByRole('link', { name: 'Lock…' }).click();
  await moderator.page.locator('#reason').fill('It is being agreed.');
  await moderator.page.getByRole('button', { name: 'Lock', exact: true }).click();
  await expect(moderator.page.locator('.state')).toContainText('It is being agreed.');

  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert').first()).toContainText('It is being agreed.');
  await expect(page.locator('#body')).toHaveValue('Text that comes too late.');

  await moderator.page.getByRole('button', { name: 'Unlock' }).click();
  await expect(moderator.page.locator('.state')).toHaveCount(0);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('.prose')).toContainText('Text that comes too late.');
  await moderator.context.close();
});

test('an old revision is restored', async ({ page }) => {
  await write(page, unique('Restore'), 'The good text.');
  const address = new URL(page.url()).pathname;
  await page.goto(`${address}/edit`);
  await page.locator('#body').fill('Nonsense.');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('.prose')).toContainText('Nonsense.');
  await page.goto(`${address}/revisions/1`);
  await page.getByRole('button', { name: 'Restore revision 1' }).click();
  await expect(page.locator('.prose')).toContainText('The good text.');
  await expect(page.getByRole('link', { name: /3 revisions/ }).first()).toBeVisible();
});

test('keys: search, comment, edit, help', async ({ page }) => {
  await open(page, A32);
  await page.keyboard.press('/');
  await expect(page.locator('#search')).toBeFocused();
  await page.keyboard.press('Escape');
  await page.locator('h1').click();
  await page.keyboard.press('c');
  await expect(page.locator('#comment-body')).toBeFocused();
  await page.locator('h1').click();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await accessible(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('e');
  await expect(page).toHaveURL(/\/edit$/);
});

test('a phone shows it all without scrolling sideways', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ['/', A32, `${A32}?tab=citations`, `${A32}?tab=about`, `${A32}/history`, `${A32}/edit`, '/new', '/recent']) {
    await open(page, path);
    await fits(page);
  }
});
