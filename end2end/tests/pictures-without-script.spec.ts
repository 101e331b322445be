// The graph, branches and explanations with JavaScript off: pictures are filtered by a form, and links lead everywhere.
import { A32, expect, fits, test } from './fixtures';

test('the picture of a discussion is filtered by its form, and its nodes lead to articles', async ({ page }) => {
  await page.goto(A32);
  await page.getByRole('link', { name: 'Open the graph' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Graph of A32');
  const picture = page.locator('#picture');
  const nodes = picture.locator('svg .nodes > a');
  const all = await nodes.count();
  expect(all).toBeGreaterThan(10);
  // Words can be read, and what has no room scrolls within its window.
  const box = (await nodes.first().locator('rect').boundingBox())!;
  expect(box.width).toBeGreaterThan(100);
  await fits(page);

  await page.getByText('Filters and layout').click();
  await page.getByLabel('Show', { exact: true }).selectOption('1');
  await page.getByLabel('opposes').uncheck();
  await page.getByLabel('Title contains').fill('cyber');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.locator('.said')).toContainText('within 1 step of');
  expect(await nodes.count()).toBeLessThan(all);
  await expect(page.getByLabel('opposes')).not.toBeChecked();
  await expect(page.getByLabel('Title contains')).toHaveValue('cyber');
  await expect(picture.locator('.dim').first()).toBeAttached();
  await page.getByRole('link', { name: '2 steps' }).click();
  await expect(page.getByLabel('Show', { exact: true })).toHaveValue('2');
  await page.getByRole('link', { name: 'Reset' }).click();
  await expect(nodes).toHaveCount(all);

  await nodes.filter({ hasText: 'A30' }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('A30');
});

test('on a small screen the window of a picture opens at what it is about', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of [`${A32}/graph`, `${A32}/graph?layout=force`, '/graph']) {
    await page.goto(path);
    const frame = (await page.locator('#picture').boundingBox())!;
    const about = path.startsWith(A32) ? page.locator('#here') : page.locator('#picture .nodes > a', { hasText: /^P3/ });
    const box = (await about.boundingBox())!;
    expect(box.x, path).toBeGreaterThanOrEqual(frame.x);
    expect(box.x + box.width, path).toBeLessThanOrEqual(frame.x + frame.width);
    expect(box.y, path).toBeGreaterThanOrEqual(frame.y);
    expect(box.y + box.height, path).toBeLessThanOrEqual(frame.y + frame.height);
    // The page itself begins at its beginning.
    expect(await page.evaluate(() => window.scrollY), path).toBe(0);
    await fits(page);
  }
});

test('everything has a picture, which is an image, too', async ({ page, request }) => {
  await page.goto('/');
  await page.getByRole('navigation', { name: 'Site' }).getByRole('link', { name: 'Graph' }).click();
  await expect(page.locator('.said')).toContainText('Showing all');
  const address = (name: string) => page.getByRole('link', { name, exact: true }).getAttribute('href');
  const images = [[await address('SVG'), 'image/svg+xml'], [await address('PNG'), 'image/png']];
  await page.goto('about:blank');
  for (const [to, kind] of images) {
    const answer = await request.get(to!);
    expect(answer.status()).toBe(200);
    expect(answer.headers()['content-type']).toBe(kind);
  }
});

test('a branch is read as one document', async ({ page }) => {
  await page.goto('/a/p3-trust-and-security/outline?below=1');
  await page.getByRole('link', { name: 'Read as one page' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('P3: Trust and Security');
  await page.getByRole('navigation', { name: 'Contents' }).getByRole('link', { name: /^A32/ }).click();
  await expect(page.getByRole('heading', { level: 2, name: /^A32/ })).toBeInViewport();
});

test('an explanation is improved where it stands', async ({ page }) => {
  await page.goto('/a/a39-ms-to-carry-out-cyber-attack-simulations?explain=1');
  await page.getByRole('link', { name: /^Edit or remove the relation/ }).first().click();
  const form = page.locator('#improve');
  await expect(form).toBeInViewport();
  await expect(form.getByRole('link', { name: 'History' })).toBeVisible();
  const words = `A better reason, ${Date.now()}.`;
  await form.getByLabel('Why are they related? (a sentence or two)').fill(words);
  await form.getByRole('button', { name: 'Save the explanation' }).click();
  await expect(page.locator('.why', { hasText: words })).toBeVisible();
  await expect(form).toHaveCount(0);
});
