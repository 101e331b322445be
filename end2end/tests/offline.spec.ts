// What was read can be read without a network, and what is written there is sent later; with a network nobody
// notices that there is a service worker.
import { A32, accessible, expect, fits, open, signInAsModerator, test, unique, write } from './fixtures';
import type { Page } from '@playwright/test';

test.use({ serviceWorkers: 'allow' });

const TITLE = 'A32: Strengthen the fight against cybercrime at international level';

// The worker has come to life and keeps the shell and the page at hand.
async function kept(page: Page, ...paths: string[]) {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  await expect.poll(() => page.evaluate(async (wanted) => {
    const found = await Promise.all(wanted.map((path) => caches.match(path, { ignoreVary: true })));
    return wanted.filter((_, at) => !found[at]);
  }, ['/', '/new', '/outbox', '/offline', ...paths])).toEqual([]);
}

// Without a network, requests fail; that is what these tests are about.
function onlyTheNetwork(problems: string[]) {
  const others = problems.filter((problem) => !/ERR_(INTERNET_DISCONNECTED|FAILED)|request failed|status of 50[23]/.test(problem));
  problems.length = 0;
  problems.push(...others);
}

test('an article that was read is read again without a network', async ({ page, context, problems }) => {
  await open(page, A32);
  await kept(page, A32);
  await context.setOffline(true);
  await open(page, A32);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(TITLE);
  await expect(page.locator('.notice.copy')).toContainText('This copy was saved on');
  // It has its style and its islands.
  await expect(page.locator('.sync-line').first()).toContainText('You are offline');
  await expect(page.locator('body')).not.toHaveCSS('font-family', /Times/);
  await accessible(page);
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  onlyTheNetwork(problems);
});

test('a graph that was seen reacts without a network; one that was not stands as the server drew it', async ({ page, context, problems }) => {
  await open(page, '/graph');
  await kept(page, '/graph', '/api/graph');
  await open(page, `${A32}/graph`);
  const source = (await page.locator('#picture').getAttribute('data-source'))!;
  await kept(page, `${A32}/graph`, source);
  await page.evaluate(async (gone) => (await caches.open('folkmoot-graphs-1')).delete(gone, { ignoreVary: true }), source);
  await context.setOffline(true);
  await page.goto('/graph');
  await expect(page.locator('.notice.copy')).toContainText('This copy was saved on');
  await expect(page.locator('#picture')).toHaveAttribute('data-ready', '');
  await page.getByRole('combobox', { name: 'Find an article in the graph' }).fill('A33');
  await expect(page.locator('#graph-found [role="option"]').first()).toContainText('A33');
  await accessible(page);
  await page.goto(`${A32}/graph`);
  await expect(page.locator('#picture [role="status"]')).toContainText('could not be loaded');
  await expect(page.locator('#picture > svg')).toBeVisible();
  onlyTheNetwork(problems);
});

test('a graph that was seen reacts while a gateway says that the server is away', async ({ page, context, problems }) => {
  await open(page, '/graph');
  await kept(page, '/graph', '/api/graph');
  await context.route('**/graph', (route) => route.fulfill({ status: 502, body: 'Bad gateway' }));
  await page.goto('/graph');
  await expect(page.locator('.notice.copy')).toContainText('This copy was saved on');
  await expect(page.locator('#picture')).toHaveAttribute('data-ready', '');
  await expect(page.locator('#picture')).toHaveAttribute('data-shown', /^[1-9]/);
  onlyTheNetwork(problems);
});

test('a page that was never read says so, and leads to those that were', async ({ page, context, problems }) => {
  await open(page, A32);
  await kept(page, A32);
  await context.setOffline(true);
  const answer = await page.goto('/a/p3-trust-and-security');
  expect(answer?.status()).toBe(503);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This page is not available offline');
  await accessible(page);
  await fits(page);
  await page.getByRole('link', { name: TITLE }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(TITLE);
  onlyTheNetwork(problems);
});

test('a comment written on a copy is still there after a reload, and is sent with the network', async ({ page, context, problems }) => {
  await write(page, unique('Tunnel'), 'Some text.');
  const path = new URL(page.url()).pathname;
  await open(page, path);
  await kept(page, path);
  await context.setOffline(true);
  await open(page, path);
  await page.locator('#comment-body').fill('Written in a tunnel.');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(page.locator('.comment.pending')).toContainText('Written in a tunnel.');
  await open(page, path);
  await expect(page.locator('.comment.pending')).toContainText('Written in a tunnel.');
  await open(page, '/outbox');
  await expect(page.locator('.waiting li', { hasText: 'Written in a tunnel.' })).toContainText('Waiting to be sent');
  await open(page, path);
  await context.setOffline(false);
  await expect(page.locator('.said', { hasText: 'Written in a tunnel.' })).toHaveCount(1);
  await expect(page.locator('.comment.pending')).toHaveCount(0);
  onlyTheNetwork(problems);
});

test('an article is written without a network and is on the site afterwards', async ({ page, context, problems }) => {
  await open(page, A32);
  await kept(page);
  await context.setOffline(true);
  await open(page, '/new');
  const title = unique('Island');
  await page.locator('#title').fill(title);
  await page.locator('#summary').fill('Written without a network.');
  await page.locator('#body').fill('Far away.');
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByText('Waiting to be sent (1)')).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  onlyTheNetwork(problems);
});

test('with a network the newest is shown, not the copy', async ({ page, browser }) => {
  await write(page, unique('Fresh'), 'The first text.');
  const path = new URL(page.url()).pathname;
  await open(page, path);
  await kept(page, path);
  const other = await browser.newContext();
  const elsewhere = await other.newPage();
  await elsewhere.goto(`${path}/edit`);
  await elsewhere.locator('#body').fill('The second text.');
  await elsewhere.getByRole('button', { name: 'Save' }).click();
  await expect(elsewhere.locator('.prose')).toContainText('The second text.');
  await other.close();
  await open(page, path);
  await expect(page.locator('.prose')).toContainText('The second text.');
  await expect(page.locator('.notice.copy')).toHaveCount(0);
});

for (const scripts of ['through the outbox', 'as a plain form'] as const) {
  test(`after a save on a slow network the new text is shown, sent ${scripts}`, async ({ page, context }) => {
    await write(page, unique('Slow'), 'The old text.');
    const path = new URL(page.url()).pathname;
    await open(page, path);
    await kept(page, path);
    await open(page, `${path}/edit`);
    await page.locator('#body').fill('The new text.');
    await context.route(/\/(a|api)\//, (route) => setTimeout(() => void route.continue().catch(() => {}), 4_000));
    const save = page.getByRole('button', { name: 'Save' });
    if (scripts === 'as a plain form') await save.evaluate((button: HTMLButtonElement) => button.form!.submit());
    else await save.click();
    await page.waitForURL((url) => url.pathname === path);
    await expect(page.locator('.prose')).toContainText('The new text.');
    await expect(page.locator('.notice.copy')).toHaveCount(0);
    await context.unrouteAll({ behavior: 'ignoreErrors' });
  });
}

test('a copy that is older than a change says so', async ({ page, context, problems }) => {
  await write(page, unique('Older'), 'The old text.');
  const path = new URL(page.url()).pathname;
  await open(page, path);
  await kept(page, path);
  await context.setOffline(true);
  await page.locator('#comment-body').fill('Written in a tunnel.');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(page.locator('.comment.pending')).toBeVisible();
  await open(page, path);
  await expect(page.locator('.notice.copy')).toContainText('What you wrote since then is not lost');
  await context.setOffline(false);
  await expect(page.locator('.said', { hasText: 'Written in a tunnel.' })).toHaveCount(1);
  onlyTheNetwork(problems);
});

test('who signs out leaves no page of theirs behind', async ({ page, baseURL, context, problems }) => {
  await signInAsModerator(page, baseURL!);
  await open(page, A32);
  await kept(page, A32);
  await page.locator('.who summary').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.locator('.who .name')).not.toHaveText('Moderator');
  await expect.poll(() => page.evaluate(async () => {
    const keys = await caches.open('folkmoot-pages-1').then((pages) => pages.keys());
    return keys.map((key) => new URL(key.url).pathname).filter((path) => path.startsWith('/a/'));
  })).toEqual([]);
  await kept(page);
  await context.setOffline(true);
  await open(page, '/new');
  await expect(page.locator('.who .name')).not.toHaveText('Moderator');
  onlyTheNetwork(problems);
});

test('it can be installed as an app', async ({ page, request }) => {
  await open(page, '/');
  const client = await page.context().newCDPSession(page);
  const { errors, data } = await client.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  for (const { src, type } of JSON.parse(data!).icons) {
    const icon = await request.get(src);
    expect(icon.headers()['content-type']).toBe(type);
  }
  await kept(page);
  const { installabilityErrors } = await client.send('Page.getInstallabilityErrors');
  expect(installabilityErrors.map((error) => error.errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
});
