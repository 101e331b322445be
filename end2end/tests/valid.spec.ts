// Every kind of page is HTML as the standard has it, by the W3C's validator (https://validator.github.io).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type APIRequestContext } from '@playwright/test';
import { A32, expect, signInAsModerator, test } from './fixtures';

const validator = createRequire(import.meta.url)('vnu-jar') as string;

// How many pages are looked at, and how many of those whose addresses differ in names and numbers only.
const MOST = 160;
const OF_A_KIND = 3;

// What an address leads to, without which one.
function kind(path: string): string {
  const { pathname, searchParams } = new URL(path, 'http://here');
  const parts = pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '*').split('/');
  if (['a', 'person'].includes(parts[1])) parts[2] = '*';
  return `${parts.map((part) => part.replace(/^\d+$/, '*')).join('/')}?${[...searchParams.keys()].sort()}`;
}

// The pages to which a reader can follow links, by path.
async function pages(request: APIRequestContext): Promise<Map<string, string>> {
  const [found, seen, kinds] = [new Map<string, string>(), new Set<string>(), new Map<string, number>()];
  const waiting = ['/', A32, '/new', '/search?q=network', '/outbox', '/sign-in', '/graph', '/no-such-page'];
  while (waiting.length > 0 && found.size < MOST) {
    const path = waiting.shift()!;
    const count = kinds.get(kind(path)) ?? 0;
    if (seen.has(path) || count >= OF_A_KIND) continue;
    seen.add(path);
    const answer = await request.get(path, { maxRedirects: 0 });
    if (!(answer.headers()['content-type'] ?? '').startsWith('text/html')) continue;
    kinds.set(kind(path), count + 1);
    const html = await answer.text();
    found.set(path, html);
    for (const [, link] of html.matchAll(/<a [^>]*?href="(\/[^"#]*)/g)) {
      if (!link.startsWith('//')) waiting.push(link.replaceAll('&amp;', '&'));
    }
  }
  return found;
}

// Its advice about sections; a comment is an article without a heading, as in the standard's own example.
const ADVICE = 'Article lacks heading.';

type Message = { type: string; subType?: string; url: string; message: string; extract?: string };

function said(html: Map<string, string>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'folkmoot-html-'));
  const names = new Map<string, string>();
  for (const [path, text] of html) {
    const name = join(folder, `${names.size}.html`);
    names.set(name, path);
    writeFileSync(name, text);
  }
  const command = ['-jar', validator, '--stdout', '--exit-zero-always', '--format', 'json', folder];
  const report = execFileSync(process.env.JAVA ?? 'java', command, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const { messages } = JSON.parse(report) as { messages: Message[] };
  return messages
    .filter(({ type, subType }) => type === 'error' || subType === 'warning')
    .filter(({ message }) => !message.startsWith(ADVICE))
    .map(({ url, message, extract }) => `${names.get(new URL(url).pathname)}: ${message} ${(extract ?? '').replace(/\s+/g, ' ')}`);
}

test('the validator has nothing to say of what a reader is shown', async ({ request }) => {
  const html = await pages(request);
  expect(html.size).toBeGreaterThan(40);
  expect(said(html)).toEqual([]);
});

test('nor of what a moderator is shown', async ({ page, baseURL }) => {
  await signInAsModerator(page, baseURL!);
  const html = await pages(page.request);
  expect(html.size).toBeGreaterThan(40);
  expect(said(html)).toEqual([]);
});
