// Behind a proxy that keeps answers back until they are whole, as a bare nginx does with whatever does not forbid it.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, open, somebodyElse, test, unique, write } from './fixtures';

let nginx: ChildProcess;
let proxied: string;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

test.beforeAll(async ({ request }) => {
  const [folder, port] = [mkdtempSync(join(tmpdir(), 'folkmoot-nginx-')), await freePort()];
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`);
  // Where it starts as root it would hand on to another user, who may not read the folder.
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  writeFileSync(join(folder, 'nginx.conf'), `${user} daemon off; worker_processes 1; pid ${folder}/pid; error_log stderr;
    events {}
    http {
      access_log off; ${temporary.join(' ')}
      server { listen 127.0.0.1:${port}; location / { proxy_pass http://${process.env.FOLKMOOT_TEST_ADDR}; } }
    }`);
  nginx = spawn(process.env.FOLKMOOT_NGINX ?? 'nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'], { stdio: 'inherit' });
  proxied = `http://127.0.0.1:${port}`;
  const answers = async () => (await request.get(`${proxied}/healthz`).catch(() => undefined))?.status();
  await expect.poll(answers).toBe(200);
});

test.afterAll(async () => {
  const ended = new Promise((exit) => nginx.once('exit', exit));
  nginx.kill('SIGTERM');
  await ended;
});

test('what is written elsewhere shows up in a page that came through nginx', async ({ page, browser, problems }) => {
  await write(page, unique('Proxied'), 'Words.');
  const path = new URL(page.url()).pathname;
  const { context, page: reader } = await somebodyElse(browser, problems);
  await open(reader, proxied + path);
  await page.locator('#comment-body').fill('Said at once.');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(page.getByText('Said at once.')).toBeVisible();
  await expect(reader.locator('#tab-comments b')).toHaveText('1');
  await context.close();
});
