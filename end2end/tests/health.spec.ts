// Open issues of a discussion: found, led to, and gone once they are solved.
import { A32, expect, fine, open, test, unique, write } from './fixtures';

fine('/health', `${A32}/health`);

test('the outline leads there, and the index to each kind of finding', async ({ page }) => {
  await open(page, `${A32}/outline`);
  await page.getByRole('link', { name: 'Open issues' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Open issues in');
  // One that has no answer, no relation, and nothing around it.
  await write(page, `${unique('Alone')}?`, 'Words.');
  await page.goto('/health');
  const index = page.getByRole('navigation', { name: 'Kinds of issues' });
  for (const link of await index.getByRole('link').all()) {
    await link.click();
    await expect(page.locator(`h2${new URL(page.url()).hash}`)).toBeInViewport();
  }
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('a question is there until it is answered by the form that it leads to', async ({ page }) => {
      const question = `${unique('Question')}?`;
      await write(page, question, 'What do you think?');
      await page.goto('/health');
      const found = page.getByRole('region', { name: /Unanswered questions/ }).getByText(question);
      await expect(found).toBeVisible();
      await page.getByRole('link', { name: `Write an answer: ${question}` }).click();
      await expect(page.locator('#relation')).toHaveValue('answers:forward');
      await page.locator('#title').fill(unique('Answer'));
      await page.locator('#body').fill('So I think.');
      await page.getByRole('button', { name: 'Publish' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toContainText('Answer');
      await page.goto('/health');
      await expect(page.getByRole('region', { name: /Unanswered questions/ }).getByText(question)).toHaveCount(0);
    });
  });
}
