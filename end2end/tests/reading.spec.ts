// Reading: the sample discussion, with and without scripts.
import { A32, expect, test } from './fixtures';

test('home says what this is and lists discussions and what changed', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Digital Agenda for Europe' }).first()).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Recently changed' })).toBeVisible();
});

test('an article is whole: breadcrumb, summary, text, relations, siblings, picture', async ({ page }) => {
  await page.goto(A32);
  const crumbs = page.getByRole('navigation', { name: 'Breadcrumb' });
  await expect(crumbs.getByRole('link')).toHaveText([
    'Digital Agenda for Europe', 'Pillars & Actions', 'P3: Trust and Security',
  ]);
  await expect(page.locator('.summary')).toContainText('Threats to networks cross borders');
  await expect(page.getByRole('heading', { name: 'Why is EU action required?' })).toBeVisible();
  const related = page.locator('#related');
  for (const reading of ['is part of', 'depends on', 'elaborates', 'is supported by', 'is opposed by']) {
    await expect(related.locator('dt', { hasText: new RegExp(`^${reading}$`) })).toBeVisible();
  }
  await related.locator('details.siblings summary').click();
  await expect(related.getByRole('link', { name: 'A28: Reinforced Network and Information Security Policy' }).last()).toBeVisible();
  const picture = page.locator('svg.graph');
  await expect(picture).toBeVisible();
  await picture.getByRole('link', { name: /A30/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('A30');
});

test('related links are followed from article to article', async ({ page }) => {
  await page.goto(A32);
  await page.locator('#related').getByRole('link', { name: /^A31/ }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('A31');
  await expect(page.locator('#related dt', { hasText: 'is needed by' })).toBeVisible();
});

test('the page explains why articles are related, and by whom', async ({ page }) => {
  await page.goto(`${A32}?explain=1`);
  const why = page.locator('.why', { hasText: 'Reports must first be gathered in one form' });
  await expect(why).toBeVisible();
  await expect(why).toContainText('Policy desk');
});

test('comments, citations and about are tabs with addresses', async ({ page }) => {
  await page.goto(A32);
  const tabs = page.getByRole('navigation', { name: 'Comments, sources and about' });
  await expect(tabs.getByRole('link', { name: /Comments 6/ })).toBeVisible();
  await expect(page.locator('.comment').first()).toContainText('This is the heart of it');
  await expect(page.locator('.comment details.standing summary')).toHaveText('text has changed: compare');
  await tabs.getByRole('link', { name: /Sources 3/ }).click();
  await expect(page.locator('.citations li').first()).toContainText('Digital Agenda for Europe');
  await tabs.getByRole('link', { name: 'About' }).click();
  await expect(page.locator('.about')).toContainText('CC BY-SA 4.0');
  await page.getByText('BibTeX').click();
  await expect(page.locator('pre', { hasText: '@online' })).toBeVisible();
});

test('quoted passages are marked, counted, and lead to who quotes them', async ({ page }) => {
  await page.goto(A32);
  await expect(page.locator('.prose mark.quoted').first()).toBeVisible();
  const count = page.locator('.prose .quote-count').first();
  await count.click();
  await expect(page.locator('.passages li:target')).toBeVisible();
});

test('history shows every revision, the difference of any two, and an old text', async ({ page }) => {
  await page.goto(`${A32}/history`);
  await expect(page.locator('.revisions li')).toHaveCount(3);
  await page.getByLabel('Compare from revision 1').check();
  await page.getByLabel('Compare to revision 3').check();
  await page.getByRole('button', { name: 'Compare selected' }).click();
  await expect(page.locator('ins', { hasText: 'companies that run most of the networks' })).toBeVisible();
  await page.goto(`${A32}/revisions/1`);
  await expect(page.locator('.prose')).toContainText('which brings in the operators');
});

test('a locked article says so, why, and lets nobody doubt it', async ({ page }) => {
  await page.goto('/a/a34-security-breach-notification-provisions');
  await expect(page.locator('.state')).toContainText('Locked');
  await expect(page.locator('.state')).toContainText('thresholds has been argued');
});

test('search finds articles by their words', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('search').first().getByRole('searchbox').fill('Cyber Storm');
  await page.keyboard.press('Enter');
  await expect(page.locator('.hits li').first()).toContainText('A32');
  await expect(page.locator('.hits mark').first()).toBeVisible();
});

test('a wrong address helps on', async ({ page }) => {
  const answer = await page.goto('/a/strengthen-the-fight-against-cybercrime');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('link', { name: /A32/ })).toBeVisible();
});
