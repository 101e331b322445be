// Writing with JavaScript off: every form works by POST and redirect.
import { A32, expect, signInAsModerator, test, unique } from './fixtures';

test('write, edit, relate, comment, quote and cite without a script', async ({ page }) => {
  const title = unique('Plain form');
  await page.goto('/new');
  await page.locator('#title').fill(title);
  await page.locator('#summary').fill('Written without a script.');
  await page.locator('#body').fill('The first words of a **plain** text. More of it.');
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  const address = new URL(page.url()).pathname;

  await page.getByRole('link', { name: 'Edit', exact: true }).first().click();
  await page.locator('#body').fill('The first words of a **plain** text, now longer. More of it.');
  await page.locator('#note').fill('Made it longer.');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('.prose')).toContainText('now longer');
  await expect(page.getByRole('link', { name: /2 revisions/ }).first()).toBeVisible();

  await page.getByText('Quote a passage').click();
  await page.locator('#comment-quote').fill('words of a plain text');
  await page.locator('#comment-body').fill('A comment with a pasted quote.');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(page.locator('.comment')).toContainText('A comment with a pasted quote.');
  await expect(page.locator('.prose mark.quoted').first()).toBeVisible();

  await page.goto(`${address}/relate`);
  await page.locator('#relation').selectOption('supports:forward');
  await page.locator('#other').fill('A39: MS to carry out');
  await page.locator('#explanation').fill('Both are plain.');
  await page.getByRole('button', { name: 'Relate' }).click();
  // Words that name no article exactly bring choices.
  await page.getByLabel('A39: MS to carry out cyber attack simulations').check();
  await page.getByRole('button', { name: 'Relate' }).click();
  await expect(page.locator('#related dt', { hasText: 'supports' })).toBeVisible();

  await page.goto(`${address}/cite`);
  await page.locator('#quote').fill('More of it.');
  await page.locator('#source_title').fill('A plain source');
  await page.locator('#url').fill('https://example.org/plain');
  await page.getByRole('button', { name: 'Add source', exact: true }).click();
  await page.goto(`${address}?tab=citations`);
  await expect(page.locator('.citations li')).toContainText('A plain source');
});

test('a form that is refused comes back with what was typed and what is wrong', async ({ page }) => {
  await page.goto('/new');
  const summary = 'x'.repeat(501);
  await page.locator('#title').fill(unique('Too long'));
  await page.locator('#summary').fill(summary);
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(page.locator('#summary-error')).toContainText('1 character too long (501 of 500)');
  await expect(page.locator('#summary')).toHaveValue(summary);
});

test('the welcome is answered once, and the name stands beside what one writes', async ({ page }) => {
  await page.goto('/');
  await page.locator('#first_name').fill('Test');
  await page.locator('#last_name').fill('desk');
  await page.locator('#email').fill('test-desk@example.org');
  await page.getByRole('button', { name: 'Use this name' }).click();
  await expect(page.locator('.who .name')).toHaveText('Test desk');
  await expect(page.locator('#welcome')).toHaveCount(0);
  expect(await page.content()).not.toContain('test-desk@example.org');
});

test('a form that is sent twice by one browser is one, and a guest signs out', async ({ page, context }) => {
  await page.goto('/');
  await page.goto(A32);
  const words = unique('Pressed twice');
  const form = { form: await page.locator('#comment input[name=form]').inputValue(), body: words };
  const path = new URL(await page.locator('#comment').evaluate((form: HTMLFormElement) => form.action)).pathname;
  const send = () => context.request.post(path, { form, headers: { origin: new URL(page.url()).origin }, maxRedirects: 0 });
  const answers = await Promise.all([send(), send()]);
  expect(answers.map((answer) => answer.status())).toEqual([303, 303]);
  expect((await send()).status()).toBe(303);
  await page.goto(`${A32}?tab=comments`);
  await expect(page.locator('.said', { hasText: words })).toHaveCount(1);
  await page.locator('.who summary').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('You are signed out.')).toBeVisible();
  await expect(page.locator('#welcome')).toBeVisible();
});

test('a discussion is read as an outline, with explanations where they are asked for', async ({ page }) => {
  await page.goto(A32);
  await page.getByRole('link', { name: 'Outline', exact: true }).click();
  await page.getByRole('link', { name: 'Digital Agenda for Europe', exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Outline of Digital Agenda for Europe');
  await page.goto(`${A32}/outline`);
  const line = page.locator('.outline [aria-current]');
  await expect(line).toHaveText(/^A32/);
  await expect(page.locator('.outline .because')).toHaveCount(0);
  await page.getByRole('link', { name: 'Show explanations' }).click();
  await expect(page.locator('.outline .because').first()).toBeVisible();
});

test('the end of a lock is in UTC, and its form says so', async ({ page, baseURL }) => {
  await signInAsModerator(page, baseURL!);
  await page.goto('/new');
  await page.locator('#title').fill(unique('Plain lock'));
  await page.locator('#body').fill('Some text.');
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.goto(`${new URL(page.url()).pathname}/lock`);
  await page.locator('#reason').fill('For a day.');
  await page.getByLabel('Ends (UTC)').fill('2099-12-31T18:00');
  await page.getByRole('button', { name: 'Lock', exact: true }).click();
  await expect(page.locator('.state time')).toHaveText('31 December 2099, 18:00 UTC');
});
