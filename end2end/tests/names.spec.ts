// Who somebody is stands beside their name, and what they said before is there to read.
import { accessible, expect, fits, open, signInAsModerator, somebodyElse, test, unique, write } from './fixtures';

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('nobody takes the name of a moderator, and what was typed comes back', async ({ page }) => {
      await page.goto('/welcome');
      const form = page.locator('main form.identity');
      await form.locator('#first_name').fill('Moderator');
      await form.getByRole('button', { name: 'Use this name' }).click();
      await expect(page.locator('main').getByText('could be mistaken for the name of a moderator').first()).toBeVisible();
      await expect(page.locator('main #first_name')).toHaveValue('Moderator');
    });
  });
}

test('a moderator has a badge, a guest a sign, and an edited comment its history', async ({ page, browser, baseURL, problems }) => {
  await write(page, unique('Named'), 'Some text.');
  const address = page.url().split('?')[0];
  const moderator = await somebodyElse(browser, problems);
  await signInAsModerator(moderator.page, baseURL!);
  await open(moderator.page, address);
  await moderator.page.locator('#comment-body').fill('First words.');
  await moderator.page.getByRole('button', { name: 'Comment', exact: true }).click();
  const said = moderator.page.locator('.comment');
  await expect(said).toContainText('First words.');
  await said.getByRole('link', { name: 'Edit', exact: true }).click();
  await moderator.page.locator('#body').fill('Second words.');
  await moderator.page.getByRole('button', { name: 'Save' }).click();
  await expect(said).toContainText('Second words.');
  await moderator.context.close();

  await open(page, `${address}?tab=comments`);
  await expect(page.locator('.comment .badge')).toHaveText('Moderator');
  await page.getByRole('link', { name: /^edited/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Comment history');
  await expect(page.locator('.difference').first().locator('del')).toContainText('First');
  await accessible(page);
  await fits(page);
  await page.goto(`${address}/history`);
  await expect(page.locator('.sign').first()).not.toBeEmpty();
});
