// axe finds nothing on any page, in light and in dark.
import { A32, accessible, alive, expect, open, test } from './fixtures';

const PAGES = [
  '/', A32, `${A32}?explain=1`, `${A32}?tab=citations`, `${A32}?tab=about`, `${A32}/edit`, `${A32}/history`,
  `${A32}/diff?from=1&to=3`, `${A32}/revisions/1`, `${A32}/relate`, `${A32}/cite`, '/new',
  '/new?from=p3-trust-and-security', '/search?q=cyber', '/outline', `${A32}/outline`, `${A32}/outline?explain=1`, '/graph', `${A32}/graph`,
  `${A32}/graph?depth=1&words=cyber&layout=force`, '/graph?until=2001-01-01', '/a/p3-trust-and-security/branch', '/search', '/recent', '/outbox', '/offline', '/welcome', '/sign-in',
  '/a/a34-security-breach-notification-provisions', '/a/pillars-actions', '/a/a33-support-eu-wide-cyber-security-preparedness',
];

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    for (const path of PAGES) {
      test(`${path}`, async ({ page }) => {
        await open(page, path);
        await accessible(page);
      });
    }

    test('an explanation as it is improved, and its history', async ({ page }) => {
      await open(page, `${A32}?explain=1`);
      await page.getByRole('link', { name: /^Edit or remove the relation/ }).first().click();
      await expect(page.locator('#improve')).toBeVisible();
      await alive(page);
      await accessible(page);
      await page.locator('#improve').getByRole('link', { name: 'History' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Explanation history');
      await alive(page);
      await accessible(page);
    });
  });
}
