// A page that fails its test on any console error, page error or refused resource: the detector of hydration
// mismatches and of breaches of the content security policy. And the short ways that tests share.
import { execFileSync } from 'node:child_process';
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Browser, type BrowserContext, type Page } from '@playwright/test';

export { expect };

function watch(page: Page, problems: string[], scripts = true) {
  page.on('console', (message) => {
    // A refused form is an answer of 4xx, which the browser reports as an error of its own.
    const refused = /status of 4(09|22|23|04|10|29)/.test(message.text());
    // Tests that are not about the service worker do without it.
    const blocked = message.text().includes('registration blocked by Playwright');
    // With scripts off nothing uses what they would have; the browser says so of pages that stay open for some seconds.
    const unused = !scripts && message.text().includes('preloaded using link preload but not used');
    if (['error', 'warning'].includes(message.type()) && !refused && !blocked && !unused) {
      problems.push(`${message.type()} at ${page.url()}: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => problems.push(`page error at ${page.url()}: ${error.message}`));
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    // Leaving a page ends what it was still loading; with scripts off, the browser refuses to preload one.
    const expected = reason.includes('ERR_ABORTED') || (!scripts && reason === 'csp');
    if (!expected) problems.push(`request failed: ${request.url()} ${reason}`);
  });
}

export const test = base.extend<{ problems: string[] }>({
  problems: async ({}, use) => {
    const problems: string[] = [];
    await use(problems);
    expect(problems).toEqual([]);
  },
  page: async ({ page, problems, javaScriptEnabled }, use) => {
    watch(page, problems, javaScriptEnabled);
    await use(page);
  },
});

// Another person: a browser without the first one's cookies and storage.
export async function somebodyElse(browser: Browser, problems: string[]): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext();
  const page = await context.newPage();
  watch(page, problems);
  return { context, page };
}

// Opens a page and waits until its islands are alive.
export async function open(page: Page, path: string) {
  await page.goto(path);
  await alive(page);
}

export async function alive(page: Page) {
  await expect(page.locator('html')).toHaveAttribute('data-hydrated', /.*/);
}

let counter = 0;

// A title that no other test has and that is like no other.
export function unique(word: string): string {
  counter += 1;
  const letters = Math.random().toString(36).slice(2, 9);
  return `${word} ${letters}${process.pid}x${counter}`;
}

// Writes an article through the form and leaves the browser on its page.
export async function write(page: Page, title: string, body: string, summary = 'A summary.') {
  await page.goto('/new');
  await page.locator('#title').fill(title);
  await page.locator('#summary').fill(summary);
  await page.locator('#body').fill(body);
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
}

// Nothing that axe knows of is wrong with the page as it is now.
export async function accessible(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map((violation) => ({
    rule: violation.id,
    help: violation.help,
    where: violation.nodes.map((node) => node.target.join(' ')).slice(0, 5),
  }));
  expect(found).toEqual([]);
}

// Nothing is wider than the window.
export async function fits(page: Page) {
  const [content, window_] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(content).toBeLessThanOrEqual(window_);
}

// Runs the server's command line on the database under test.
export function server(...words: string[]): string {
  const binary = process.env.FOLKMOOT_SERVER ?? '../target/debug/folkmoot';
  return execFileSync(binary, words, {
    encoding: 'utf8',
    env: { ...process.env, FOLKMOOT_DB: process.env.FOLKMOOT_TEST_DB },
  });
}

// A link that signs a new moderator in, as an operator would hand it out.
export function moderatorLink(baseURL: string): string {
  const email = `moderator-${unique('x').replace(/\W/g, '')}@example.org`;
  server('grant', 'moderator', email);
  const link = server('sign-in-link', email, '--origin', baseURL).match(/https?:\S+/)?.[0];
  expect(link).toBeTruthy();
  return link!;
}

export async function signInAsModerator(page: Page, baseURL: string) {
  await page.goto(moderatorLink(baseURL));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.locator('.who .name')).toHaveText('Moderator');
}

export const A32 = '/a/a32-strengthen-the-fight-against-cybercrime-at-international-level';

// Each page in light and in dark, wide and narrow: axe finds nothing, and nothing is wider than the window.
export function fine(...paths: string[]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(colorScheme, () => {
      test.use({ colorScheme });
      for (const path of paths) {
        for (const width of [1280, 390]) {
          test(`${path} at ${width}`, async ({ page }) => {
            await page.setViewportSize({ width, height: 900 });
            await open(page, path);
            await accessible(page);
            await fits(page);
          });
        }
      }
    });
  }
}
