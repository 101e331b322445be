// Writing is safe: without a network, through crashes of browser and server, in several tabs, with storage full; and
// what others do is seen without a reload.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessible, expect, moderatorLink, open, signInAsModerator, somebodyElse, test, unique, write } from './fixtures';
import type { Page } from '@playwright/test';

// Refused connections are what these tests are about; nothing else may go wrong.
function onlyTheNetwork(problems: string[]) {
  const others = problems.filter((problem) => !/ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|FAILED|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING)|request failed/.test(problem));
  problems.length = 0;
  problems.push(...others);
}

async function comment(page: Page, words: string) {
  await page.locator('#comment-body').fill(words);
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
}

const said = (page: Page, words: string) => page.locator('.said', { hasText: words });

test('a comment written without a network is kept, shown, and sent by itself, once', async ({ page, context, problems }) => {
  await write(page, unique('Offline'), 'Some text.');
  await open(page, new URL(page.url()).pathname);
  await context.setOffline(true);
  await comment(page, 'Written on a train.');
  await expect(page.getByText('Waiting to be sent (1)')).toBeVisible();
  await expect(page.locator('.comment.pending')).toContainText('Written on a train.');
  await expect(page.locator('#comment-body')).toHaveValue('');
  await context.setOffline(false);
  await expect(said(page, 'Written on a train.')).toHaveCount(1);
  await expect(page.locator('.comment.pending')).toHaveCount(0);
  await page.reload();
  await expect(said(page, 'Written on a train.')).toHaveCount(1);
  onlyTheNetwork(problems);
});

test('a DOI with what people put around it is read without a network as with one', async ({ page, context, problems }) => {
  const old = '10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O';
  await write(page, unique('Old number'), 'A claim stands here.');
  const address = new URL(page.url()).pathname;
  await open(page, `${address}/cite`);
  await page.locator('#quote').fill('A claim');
  await page.locator('#source_title').fill('The source');
  await page.locator('#identifier').fill(`[DOI: https://doi.org/${encodeURI(old)}],`);
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Add source', exact: true }).click();
  await expect(page.getByText('Waiting to be sent (1)')).toBeVisible();
  await context.setOffline(false);
  await expect(page.locator('.citations li')).toContainText(`doi:${old}`);
  onlyTheNetwork(problems);
});

test('a draft is found again after the browser was closed, and discarded only when asked twice', async ({ page, context }) => {
  await open(page, '/new');
  const title = unique('Draft');
  await page.locator('#title').pressSequentially(title);
  await page.locator('#body').pressSequentially('Half a sent');
  await expect(page.locator('.draft-state')).toContainText('Draft saved on this device');
  await page.close();
  const again = await context.newPage();
  await open(again, '/new');
  await expect(again.locator('#title')).toHaveValue(title);
  await expect(again.locator('#body')).toHaveValue('Half a sent');
  await expect(again.locator('.draft-state')).toContainText('Draft restored, from');
  await again.getByRole('button', { name: 'Delete draft' }).click();
  await again.getByRole('button', { name: 'Delete permanently?' }).click();
  await expect(again.locator('#body')).toHaveValue('');
  await again.reload();
  await expect(again.locator('#title')).toHaveValue('');
});

test('what was sent leaves no draft behind', async ({ page }) => {
  await write(page, unique('Sent'), 'Some text.');
  await open(page, new URL(page.url()).pathname);
  await page.locator('#comment-body').pressSequentially('Said and done.');
  await expect(page.locator('.draft-state')).toContainText('Draft saved on this device');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(said(page, 'Said and done.')).toHaveCount(1);
  await open(page, '/outbox');
  await expect(page.getByText('There are no drafts or unsent changes on this device.')).toBeVisible();
});

test('the outbox lists what waits, and what is begun', async ({ page, context, problems }) => {
  await write(page, unique('Outbox'), 'Some text.');
  const address = new URL(page.url()).pathname;
  await open(page, address);
  const list = await context.newPage();
  await open(list, '/outbox');
  await context.setOffline(true);
  await comment(page, 'It waits.');
  await expect(list.getByText('It waits.')).toBeVisible();
  await expect(list.getByText('Waiting to be sent', { exact: true })).toBeVisible();
  await expect(page.locator('#comment-body')).toHaveValue('');
  await page.locator('#comment-body').pressSequentially('Only begun');
  await expect(list.getByText('Only begun')).toBeVisible();
  await accessible(list);
  const waits = list.locator('li', { hasText: 'It waits.' });
  await waits.getByRole('button', { name: 'Edit' }).click();
  await waits.getByRole('button', { name: 'Send or delete the draft of this form first' }).click();
  await expect(list.getByText('Only begun')).toBeVisible();
  const file = list.waitForEvent('download');
  await list.getByRole('button', { name: 'Download all' }).click();
  expect((await file).suggestedFilename()).toBe('folkmoot-unsent.txt');
  await waits.getByRole('button', { name: 'Delete', exact: true }).click();
  await list.getByRole('button', { name: 'Delete permanently?' }).click();
  await expect(list.getByText('It waits.')).toHaveCount(0);
  await context.setOffline(false);
  await page.reload();
  await expect(said(page, 'It waits.')).toHaveCount(0);
  onlyTheNetwork(problems);
});

test('what waits can be edited again before it is sent', async ({ page, context, problems }) => {
  await write(page, unique('Again'), 'Some text.');
  const address = new URL(page.url()).pathname;
  await open(page, address);
  const list = await context.newPage();
  await open(list, '/outbox');
  await context.setOffline(true);
  await comment(page, 'With a mistkae.');
  await expect(page.getByText('Waiting to be sent (1)')).toBeVisible();
  await list.getByRole('button', { name: 'Edit' }).click();
  await expect(page.getByText('Waiting to be sent (1)')).toBeHidden();
  await context.setOffline(false);
  await open(page, address);
  await expect(page.locator('#comment-body')).toHaveValue('With a mistkae.');
  await page.locator('#comment-body').fill('Without a mistake.');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(said(page, 'Without a mistake.')).toHaveCount(1);
  await expect(said(page, 'mistkae')).toHaveCount(0);
  onlyTheNetwork(problems);
});

test('what others do is seen without a reload, and a text being read is not changed under the eyes', async ({ page, browser, problems, baseURL }) => {
  await write(page, unique('Live'), 'The first words.');
  const address = new URL(page.url()).pathname;
  await open(page, address);
  const other = await somebodyElse(browser, problems);
  await open(other.page, address);
  await comment(other.page, 'Here is news.');
  await expect(said(page, 'Here is news.')).toHaveCount(1);
  await expect(page.locator('#tab-comments b')).toHaveText('1');

  await open(other.page, `${address}/edit`);
  await other.page.locator('#body').fill('The second words.');
  await other.page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('just changed this article')).toBeVisible();
  await expect(page.locator('.prose')).toContainText('The first words.');
  await page.locator('.sync-line.news').getByRole('button', { name: 'Show' }).click();
  await expect(page.locator('.prose')).toContainText('The second words.');

  await signInAsModerator(other.page, baseURL!);
  await open(other.page, `${address}/lock`);
  await other.page.locator('#reason').fill('It is being agreed.');
  await other.page.getByRole('button', { name: 'Lock', exact: true }).click();
  await expect(page.locator('.state')).toContainText('It is being agreed.');
  await other.context.close();
});

test('five tabs write while there is no network: everything arrives once', async ({ page, context, problems }) => {
  await write(page, unique('Tabs'), 'Some text.');
  const address = new URL(page.url()).pathname;
  const tabs = [page, ...(await Promise.all([1, 2, 3, 4].map(() => context.newPage())))];
  for (const tab of tabs) await open(tab, address);
  await context.setOffline(true);
  for (const [nth, tab] of tabs.entries()) {
    await comment(tab, `From tab ${nth}.`);
    await expect(tab.getByText(`Waiting to be sent (${nth + 1})`)).toBeVisible();
  }
  await context.setOffline(false);
  for (const tab of tabs) {
    for (const nth of tabs.keys()) await expect(said(tab, `From tab ${nth}.`)).toHaveCount(1);
  }
  onlyTheNetwork(problems);
});

test('a tab that is told before it has a network stays where it is until it has one', async ({ page, context, problems }) => {
  await write(page, unique('Told'), 'Some text.');
  const address = new URL(page.url()).pathname;
  await open(page, address);
  const other = await context.newPage();
  await open(other, address);
  const network = await context.newCDPSession(other);
  const offline = (is: boolean) =>
    network.send('Network.emulateNetworkConditions', { offline: is, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  await offline(true);
  await comment(other, 'From a tab without a network.');
  // The tab that leads has one, and sends it.
  await expect(said(page, 'From a tab without a network.')).toHaveCount(1);
  await expect(other.locator('[id^="pending-"]')).toHaveCount(0);
  await expect(other.getByRole('heading', { level: 1 })).toContainText('Told');
  expect(new URL(other.url()).search).toBe('');
  await offline(false);
  await expect(said(other, 'From a tab without a network.')).toHaveCount(1);
  onlyTheNetwork(problems);
});

test('a page left in the middle of sending loses and doubles nothing', async ({ page, context }) => {
  await write(page, unique('Left'), 'Some text.');
  const address = new URL(page.url()).pathname;
  await open(page, address);
  // The server takes it, and the answer never comes.
  const taken = new Promise<void>((resolve) => {
    void page.route('**/api/sync/push', async (route) => {
      await route.fetch();
      resolve();
    }, { times: 1 });
  });
  await comment(page, 'Sent and left.');
  await taken;
  await page.close();
  const next = await context.newPage();
  await open(next, address);
  await expect(said(next, 'Sent and left.')).toHaveCount(1);
  await open(next, '/outbox');
  await expect(next.getByText('There are no drafts or unsent changes on this device.')).toBeVisible();
  await open(next, address);
  await expect(said(next, 'Sent and left.')).toHaveCount(1);
});

test('with storage full the text stays usable and is sent', async ({ page }) => {
  await write(page, unique('Full'), 'Some text.');
  await open(page, new URL(page.url()).pathname);
  await page.evaluate(() => {
    // In ever smaller pieces, until not one more byte fits.
    for (let size = 1 << 20, nth = 0; size >= 1; ) {
      try {
        localStorage.setItem(`filler.${nth}`, 'x'.repeat(size));
        nth += 1;
      } catch {
        size = Math.floor(size / 2);
      }
    }
  });
  await page.locator('#comment-body').pressSequentially('No room for this.');
  await expect(page.locator('.draft-state')).toContainText('Browser storage is full');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(said(page, 'No room for this.')).toHaveCount(1);
});

test('with storage switched off or damaged every page works', async ({ page }) => {
  await page.addInitScript(() => {
    localStorage.setItem('folkmoot.v1.client', '{damaged');
    localStorage.setItem('folkmoot.v1.cursor', '[]');
    localStorage.setItem('folkmoot.v1.draft.new', '{"v":99,"words":"from a newer version"}');
  });
  await write(page, unique('Damaged'), 'Some text.');
  await open(page, '/outbox');
  await expect(page.getByText('This entry cannot be shown')).toBeVisible();
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } });
  });
  await write(page, unique('Denied'), 'Some text.');
  await comment(page, 'Without storage.');
  await expect(said(page, 'Without storage.')).toHaveCount(1);
});

test('an outbox of yesterday is sent when the site is opened', async ({ page, context, problems }) => {
  await write(page, unique('Yesterday'), 'Some text.');
  const address = new URL(page.url()).pathname;
  await open(page, address);
  await context.setOffline(true);
  await comment(page, 'Written yesterday.');
  await expect(page.getByText('Waiting to be sent (1)')).toBeVisible();
  await page.evaluate(() => {
    for (const key of Object.keys(localStorage).filter((key) => key.startsWith('folkmoot.v1.outbox.'))) {
      const item = JSON.parse(localStorage.getItem(key)!);
      localStorage.setItem(key, JSON.stringify({ ...item, written_at: item.written_at - 86_400_000 }));
    }
  });
  await page.close();
  await context.setOffline(false);
  const today = await context.newPage();
  await open(today, '/');
  await expect(today.getByText(/^Saved at \d\d:\d\d$/)).toBeVisible();
  await today.goto(address);
  await expect(said(today, 'Written yesterday.')).toHaveCount(1);
  onlyTheNetwork(problems);
});

// A server of one's own, to be killed.
class Mortal {
  private child?: ChildProcess;
  private readonly folder = mkdtempSync(join(tmpdir(), 'folkmoot-mortal-'));
  private constructor(readonly port: number) {}

  // At a port that nobody has.
  static at(): Promise<Mortal> {
    return new Promise((resolve, reject) => {
      const server = createServer().on('error', reject).listen(0, '127.0.0.1', () => {
        const { port } = server.address() as AddressInfo;
        server.close(() => resolve(new Mortal(port)));
      });
    });
  }

  async start() {
    const binary = process.env.FOLKMOOT_SERVER ?? '../target/debug/folkmoot';
    this.child = spawn(binary, ['serve', '--no-seeds', '--addr', `127.0.0.1:${this.port}`, '--db', join(this.folder, 'db'), '--log', 'off'], { stdio: 'ignore' });
    await expect.poll(() => fetch(`http://127.0.0.1:${this.port}/healthz`).then((answer) => answer.status, () => 0), { timeout: 120_000 }).toBe(200);
  }

  // SIGKILL: nothing is finished, nothing is flushed.
  async kill() {
    const gone = new Promise((resolve) => this.child?.once('exit', resolve));
    this.child?.kill('SIGKILL');
    await gone;
  }

  async end() {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

test('a server killed while it takes a push, and started again, loses and doubles nothing', async ({ browser }) => {
  // The page waits longer after each failure, and a busy machine takes its time to start a server three times.
  test.setTimeout(600_000);
  const server = await Mortal.at();
  await server.start();
  const context = await browser.newContext({ baseURL: `http://127.0.0.1:${server.port}` });
  const page = await context.newPage();
  await write(page, unique('Mortal'), 'Some text.');
  const address = new URL(page.url()).pathname;
  await open(page, address);
  for (const nth of [1, 2, 3]) {
    // Killed when the push has arrived, before it is answered.
    let cut = () => {};
    const wasCut = new Promise<void>((resolve) => { cut = resolve; });
    await page.route('**/api/sync/push', async (route) => {
      const sent = route.fetch().catch(() => null);
      await server.kill();
      await sent;
      await route.abort();
      cut();
    }, { times: 1 });
    await comment(page, `Number ${nth}.`);
    // What waits is said before it is sent; the next server must not be started before this one is killed.
    await wasCut;
    await expect(page.getByText('Waiting to be sent (1)')).toBeVisible();
    await server.start();
    await expect(said(page, `Number ${nth}.`)).toHaveCount(1, { timeout: 120_000 });
  }
  await page.goto(address);
  for (const nth of [1, 2, 3]) await expect(said(page, `Number ${nth}.`)).toHaveCount(1);
  await context.close();
  await server.end();
});

test('an edit that a lock refuses is proposed, and a moderator applies it', async ({ page, browser, problems, baseURL }) => {
  await write(page, unique('Proposal'), 'One sentence. Another sentence.');
  const address = new URL(page.url()).pathname;
  await open(page, `${address}/edit`);
  await expect(page.getByRole('button', { name: 'Propose this change' })).toBeHidden();
  await page.locator('#body').fill('One better sentence. Another sentence.');
  const moderator = await somebodyElse(browser, problems);
  await signInAsModerator(moderator.page, baseURL!);
  await open(moderator.page, `${address}/lock`);
  await moderator.page.locator('#reason').fill('It is being agreed.');
  await moderator.page.getByRole('button', { name: 'Lock', exact: true }).click();
  await expect(moderator.page.locator('.state')).toContainText('It is being agreed.');

  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert').first()).toContainText('It is being agreed.');
  await page.getByRole('button', { name: 'Propose this change' }).click();
  await page.getByRole('link', { name: 'Review the proposed change' }).click();
  await expect(page.locator('.difference ins')).toContainText('better');
  await expect(page.getByText('A moderator can apply this change.')).toBeVisible();
  await accessible(page);

  await open(moderator.page, page.url());
  await moderator.page.getByRole('button', { name: 'Apply this change' }).click();
  await expect(moderator.page.locator('.prose')).toContainText('One better sentence.');
  await expect(moderator.page.getByRole('link', { name: 'applied as revision 2' })).toBeVisible();
  // Who begins with an edit of a locked article can propose it at once.
  await page.goto(`${address}/edit`);
  await expect(page.getByRole('button', { name: 'Propose this change' })).toBeVisible();
  await accessible(page);
  await moderator.context.close();
});

test('an edit made on a train meets another: both are in view, and the outbox is empty when one has chosen', async ({ page, context, browser, problems }) => {
  await write(page, unique('Meeting'), 'The sentence of both.');
  const address = new URL(page.url()).pathname;
  await open(page, `${address}/edit`);
  await context.setOffline(true);
  await page.locator('#body').fill('The sentence of one.');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Waiting to be sent (1)')).toBeVisible();
  const other = await somebodyElse(browser, problems);
  await open(other.page, `${address}/edit`);
  await other.page.locator('#body').fill('The sentence of another.');
  await other.page.getByRole('button', { name: 'Save' }).click();
  await expect(other.page.locator('.prose')).toContainText('of another');
  await page.close();
  await context.setOffline(false);

  const later = await context.newPage();
  await open(later, '/');
  await expect(later.getByText('Needs your attention (1)')).toBeVisible();
  await open(later, '/outbox');
  await accessible(later);
  await later.getByRole('button', { name: 'Resolve conflict' }).click();
  await expect(later.getByRole('alert').first()).toContainText('This article was changed while you were editing');
  await later.getByRole('radio', { name: 'Your version', exact: true }).check();
  await later.getByRole('button', { name: 'Save merged article' }).click();
  await expect(later.locator('.prose')).toContainText('of one');
  await open(later, '/outbox');
  await expect(later.getByText('There are no drafts or unsent changes on this device.')).toBeVisible();
  await other.context.close();
  onlyTheNetwork(problems);
});

test('words of one person are not sent in the name of another unasked', async ({ page, context, problems, baseURL }) => {
  await write(page, unique('Name'), 'Some text.');
  const address = new URL(page.url()).pathname;
  await open(page, address);
  await context.setOffline(true);
  await comment(page, 'Said by the first.');
  await expect(page.getByText('Waiting to be sent (1)')).toBeVisible();
  // Somebody else signs in before this page has a network: its browser's cookies are others then.
  const signedIn = await context.request.post(moderatorLink(baseURL!), {
    form: { form: unique('sign-in') }, headers: { origin: baseURL! }, maxRedirects: 0,
  });
  expect(signedIn.status()).toBe(303);
  await context.setOffline(false);
  const line = (of: Page) => of.locator('.sync-line').first();
  await expect(line(page)).toContainText('written by someone who is not signed in now');
  // In another tab, while the first one goes on leading.
  const other = await context.newPage();
  await open(other, '/outbox');
  await other.getByRole('button', { name: 'Send now' }).click();
  await other.getByRole('button', { name: 'Send everything here in your name?' }).click();
  await expect(other.getByText('There are no drafts or unsent changes on this device.')).toBeVisible();
  for (const tab of [page, other]) await expect(line(tab)).toBeHidden();
  await open(page, address);
  await expect(page.locator('.comment', { hasText: 'Said by the first.' })).toContainText('Moderator');
  onlyTheNetwork(problems);
});

test('what was asked in the outbox stays asked while news come in', async ({ page, context }) => {
  await write(page, unique('Asked'), 'Some text.');
  const address = new URL(page.url()).pathname;
  await open(page, address);
  await page.locator('#comment-body').fill('Begun.');
  await expect(page.locator('.draft-state')).toContainText('Draft saved on this device');
  const outbox = await context.newPage();
  await open(outbox, '/outbox');
  const begun = outbox.locator('li', { hasText: 'Begun.' });
  await begun.getByRole('button', { name: 'Delete', exact: true }).click();
  // What the leading tab learns it writes down for the others.
  await outbox.evaluate(() => window.addEventListener('storage', ({ key }) => { document.body.dataset.heard = key ?? ''; }));
  await page.evaluate(() => localStorage.setItem('folkmoot.v1.told', '{}'));
  await expect(outbox.locator('body')).toHaveAttribute('data-heard', 'folkmoot.v1.told');
  await begun.getByRole('button', { name: 'Delete permanently?' }).click();
  await expect(begun).toHaveCount(0);
});

test('after the server was away, what others did meanwhile is seen without a reload', async ({ browser }) => {
  test.setTimeout(600_000);
  const server = await Mortal.at();
  await server.start();
  const context = await browser.newContext({ baseURL: `http://127.0.0.1:${server.port}` });
  const page = await context.newPage();
  await write(page, unique('Away'), 'Some text.');
  const address = new URL(page.url()).pathname;
  await open(page, address);
  await server.kill();
  await server.start();
  const other = await browser.newContext({ baseURL: `http://127.0.0.1:${server.port}` });
  const elsewhere = await other.newPage();
  await open(elsewhere, address);
  await comment(elsewhere, 'Said meanwhile.');
  await expect(said(page, 'Said meanwhile.')).toHaveCount(1, { timeout: 120_000 });
  await other.close();
  await context.close();
  await server.end();
});
