// What moderators take away and bring back: each thing by itself, and everything of somebody in one act.
import { accessible, expect, fits, open, signInAsModerator, somebodyElse, test, unique, write } from './fixtures';

test('what a moderator hides is gone for its readers, and comes back', async ({ page, browser, baseURL, problems }) => {
  const title = unique('Hidden');
  await write(page, title, 'Words that are to be hidden.');
  const address = page.url().split('?')[0];
  const moderator = await somebodyElse(browser, problems);
  await signInAsModerator(moderator.page, baseURL!);
  await moderator.page.goto(address);
  await moderator.page.getByRole('link', { name: 'Hide…' }).first().click();
  await accessible(moderator.page);
  await moderator.page.getByLabel('Reason (public)').fill('An advertisement.');
  await moderator.page.getByRole('button', { name: 'Hide', exact: true }).click();

  await page.goto(address);
  await expect(page.locator('main')).toContainText('An advertisement.');
  await expect(page.locator('body')).not.toContainText('Words that are to be hidden.');
  await page.goto('/recent');
  await expect(page.locator('main')).not.toContainText(title);

  for (const width of [1280, 390]) {
    await moderator.page.setViewportSize({ width, height: 900 });
    await moderator.page.goto('/hidden');
    await expect(moderator.page.locator('main')).toContainText(title);
    await accessible(moderator.page);
    await fits(moderator.page);
  }
  await moderator.page.goto(address);
  await expect(moderator.page.locator('main')).toContainText('Words that are to be hidden.');
  await moderator.page.getByRole('button', { name: 'Show it again' }).first().click();
  await page.goto(address);
  await expect(page.locator('main')).toContainText('Words that are to be hidden.');
  await moderator.context.close();
});

test('a moderator sees what would be undone of somebody, and undoes all of it', async ({ page, browser, baseURL, problems }) => {
  const title = unique('Vandal');
  await write(page, title, 'One of many.');
  const address = page.url().split('?')[0];
  const moderator = await somebodyElse(browser, problems);
  await signInAsModerator(moderator.page, baseURL!);
  await moderator.page.goto('/recent');
  const line = moderator.page.locator('.changes > li', { hasText: title });
  await line.getByRole('link', { name: 'Undo from here on…' }).click();
  await expect(moderator.page.getByRole('heading', { level: 1 })).toContainText('Undo everything');
  for (const width of [1280, 390]) {
    await moderator.page.setViewportSize({ width, height: 900 });
    await accessible(moderator.page);
    await fits(moderator.page);
  }
  await moderator.page.getByLabel('Reason (public)').fill('Vandalism.');
  await moderator.page.getByLabel('Block them').check();
  await moderator.page.getByRole('button', { name: 'Undo all of this' }).click();
  await expect(moderator.page.getByRole('heading', { level: 1 })).not.toContainText('Undo everything');

  await page.goto(address);
  await expect(page.locator('body')).not.toContainText('One of many.');
  await open(page, '/new');
  await page.locator('#title').fill(unique('Again'));
  await page.locator('#body').fill('Words that stay in the form.');
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(page.locator('body')).toContainText('A moderator has blocked you');
  await moderator.context.close();
});
