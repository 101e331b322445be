// Relations that are suggested: related by one click and a form that is filled in, or dismissed for everyone.
import { A32, accessible, expect, fine, open, test, unique, write } from './fixtures';

const BODY = (word: string) => `This is about the ${word} register${word}. Nobody kept the ${word} register${word} before.`;

// Two articles that share words that nobody else has; the browser is left on the first one's suggestions.
async function two(page: import('@playwright/test').Page) {
  const word = unique('w').replace(/\W/g, '');
  const [one, other] = [unique('One'), unique('Other')];
  await write(page, other, BODY(word));
  await write(page, one, BODY(word));
  await page.getByRole('link', { name: 'Suggested relations' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Suggested relations');
  return { one, other, word };
}

fine(`${A32}/suggestions`, `${A32}/relate`);

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('one click fills the form of the relation, and sending it relates the two', async ({ page }) => {
      const { one, other, word } = await two(page);
      const item = page.getByRole('listitem').filter({ hasText: other });
      await expect(item.getByText(/^Shared words: /)).toBeVisible();
      await expect(item).toContainText(word);
      await page.getByRole('link', { name: `Relate: ${other}` }).click();
      await expect(page.locator('#other')).toHaveValue(other);
      await expect(page.locator('#relation')).toHaveValue('related-to:forward');
      await expect(page.locator('#explanation')).toHaveValue(/^Shared words: /);
      await page.locator('form#relate').getByRole('button', { name: 'Relate' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(one);
      await expect(page.locator('#related').getByRole('link', { name: other, exact: true })).toBeVisible();
      await page.getByRole('link', { name: 'Suggested relations' }).click();
      await expect(page.getByRole('link', { name: `Relate: ${other}` })).toHaveCount(0);
    });

    test('what is dismissed stays away until it is brought back', async ({ page }) => {
      const { other } = await two(page);
      await page.getByRole('button', { name: `Dismiss for everyone: ${other}` }).click();
      await expect(page.getByRole('status').first()).toContainText('dismissed for everyone');
      if (javaScriptEnabled) await accessible(page);
      await expect(page.getByRole('link', { name: `Relate: ${other}` })).toHaveCount(0);
      await page.getByRole('button', { name: `Restore: ${other}` }).click();
      await expect(page.getByRole('link', { name: `Relate: ${other}` })).toBeVisible();
    });

    test('the form of a relation has the best ones beside it', async ({ page }) => {
      const { one, other } = await two(page);
      await page.getByRole('link', { name: one }).first().click();
      await page.getByRole('link', { name: 'Relate an article' }).click();
      await expect(page.getByRole('region', { name: 'Suggested' }).getByText(/^Shared words: /).first()).toBeVisible();
      await page.getByRole('region', { name: 'Suggested' }).getByRole('link', { name: other }).click();
      await expect(page.locator('#explanation')).toHaveValue(/^Shared words: /);
    });
  });
}
