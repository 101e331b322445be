// How two articles are connected: every state, in both colour schemes and on a small screen. It works by a plain form.
import { A32, accessible, expect, fits, test } from './fixtures';

const from = A32.replace('/a/', '');

test('two articles are named by words, and the chains between them are read step by step', async ({ page }) => {
  await page.goto(A32);
  await page.getByRole('link', { name: 'Find a connection to another article' }).click();
  await expect(page.locator('#from')).toHaveValue(/^A32/);
  await page.locator('#to').fill('A39: MS to carry out');
  await page.getByRole('button', { name: 'Show connection' }).click();
  const choices = page.getByRole('navigation', { name: 'Did you mean:' });
  await choices.getByRole('link', { name: 'A39: MS to carry out cyber attack simulations' }).click();
  await expect(page.getByRole('heading', { level: 2 }).first()).toHaveText(/^Closest connection \(\d+ relations?\)$/);
  await expect(page).toHaveURL(new RegExp(`from=${from}&to=`));
  const steps = page.locator('.steps').first().getByRole('listitem');
  await expect(steps.first().getByRole('link').first()).toHaveText(/^A32/);
  await expect(steps.last().locator('.sentence a').last()).toHaveText(/^A39/);
  await expect(page.locator('.frame svg a').first()).toBeVisible();
  await expect(page.getByRole('link', { name: 'Show in graph' })).toHaveAttribute('href', /graph\?path=/);
  await page.getByRole('link', { name: 'Swap' }).click();
  await expect(page.locator('#from')).toHaveValue(/^A39/);
  await page.getByRole('link', { name: /^Edit or remove/ }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Edit relation');
});

for (const scheme of ['light', 'dark'] as const) {
  for (const width of [1280, 390]) {
    test(`connections are accessible in every state, ${scheme}, ${width} wide`, async ({ page, javaScriptEnabled }) => {
      test.skip(javaScriptEnabled === false, 'axe is a script');
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 900 });
      for (const query of [
        '', `?from=${from}&to=p3-trust-and-security`, `?from=${from}&to=${from}`, `?from=${from}&to=cyber`,
        '?from=zzzz&to=yyyy', `?from=${from}&to=a39-ms-to-carry-out-cyber-attack-simulations`,
      ]) {
        await page.goto(`/connect${query}`);
        await accessible(page);
        await fits(page);
      }
    });
  }
}

test('where nothing connects two articles, they can be related', async ({ page }) => {
  await page.goto('/new');
  const title = `Alone ${Math.random().toString(36).slice(2)}`;
  await page.locator('#title').fill(title);
  await page.locator('#body').fill('It is related to nothing.');
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  const slug = new URL(page.url()).pathname.replace('/a/', '');
  await page.goto(`/connect?from=${from}&to=${slug}`);
  await expect(page.getByRole('status')).toContainText('are not connected yet');
  await page.getByRole('link', { name: 'Relate them' }).click();
  await expect(page.locator('#other')).toHaveValue(title);
});
