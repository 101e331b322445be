// One server with a fresh database and the sample discussion serves all tests; tests that write make articles of
// their own. `cargo xtask test` builds the server and names it and the browser in the environment.
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig, devices } from '@playwright/test';

// A port that nobody has, so that several copies of this suite can run at once.
const freePort = "require('net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port); this.close(); })";
const server = process.env.FOLKMOOT_SERVER ?? '../target/debug/folkmoot';
// Kept in the environment, as workers read this file again.
process.env.FOLKMOOT_TEST_ADDR ??= `127.0.0.1:${execFileSync(process.execPath, ['-e', freePort], { encoding: 'utf8' }).trim()}`;
const address = process.env.FOLKMOOT_TEST_ADDR;
process.env.FOLKMOOT_TEST_DB ??= join(mkdtempSync(join(tmpdir(), 'folkmoot-')), 'test.db');
const database = process.env.FOLKMOOT_TEST_DB;

export default defineConfig({
  testDir: 'tests',
  fullyParallel: true,
  forbidOnly: !!process.env.CI,
  retries: 0,
  workers: 2,
  // Every wait is for something to happen, and ends when it does. These are for a machine that is busy with other work:
  // they are reached only where it never happens.
  timeout: 240_000,
  expect: { timeout: 45_000 },
  reporter: [['list']],
  use: {
    ...devices['Desktop Chrome'],
    baseURL: `http://${address}`,
    trace: 'retain-on-failure',
    locale: 'en-GB',
    timezoneId: 'Europe/Brussels',
    // Tests see the server itself; those of the service worker ask for it.
    serviceWorkers: 'block',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'chromium', testIgnore: /without-script/ },
    { name: 'without script', testMatch: /without-script|reading|connect|narrow/, use: { javaScriptEnabled: false } },
  ],
  webServer: {
    command: `"${server}" serve --addr ${address} --db "${database}" --no-rate-limit`,
    url: `http://${address}/healthz`,
    reuseExistingServer: false,
    timeout: 240_000,
    stdout: 'pipe',
    stderr: 'pipe',
  },
});
