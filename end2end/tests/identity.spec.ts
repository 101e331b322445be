// Who somebody is in their browser: what they leave behind when they sign out, and what the next person finds.
import { A32, accessible, expect, open, server, test, unique, write } from './fixtures';
import type { Page } from '@playwright/test';

const ours = (page: Page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('folkmoot.v1.')));

async function signOut(page: Page) {
  await page.locator('.who summary').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
}

async function beginComment(page: Page, words: string) {
  await page.locator('#comment-body').pressSequentially(words);
  await expect(page.locator('.draft-state')).toContainText('Draft saved on this device');
}

// The same account each time, as when somebody comes back.
async function signIn(page: Page, email: string, baseURL: string) {
  await page.goto(server('sign-in-link', email, '--origin', baseURL).match(/https?:\S+/)![0]);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('You are signed in.')).toBeVisible();
}

test('a guest who signs out is asked about what is not sent, and leaves nothing behind', async ({ page }) => {
  await write(page, unique('Leaving'), 'Some text.');
  const address = new URL(page.url()).pathname;
  await open(page, address);
  await page.locator('#comment-body').fill('Sent.');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(page.locator('.said', { hasText: 'Sent.' })).toHaveCount(1);
  await open(page, address);
  await beginComment(page, 'Only begun');
  await signOut(page);
  const sure = page.getByRole('button', { name: 'Delete unsent texts (1) and sign out?' });
  await expect(sure).toBeVisible();
  await accessible(page);
  // Whoever does not say so stays, with every word.
  await open(page, address);
  await expect(page.locator('#comment-body')).toHaveValue('Only begun');
  await signOut(page);
  await sure.click();
  await expect(page.getByText('You are signed out.')).toBeVisible();
  expect((await ours(page)).filter((key) => /client|outbox|draft|identity/.test(key))).toEqual([]);
  await open(page, address);
  await expect(page.locator('#comment-body')).toHaveValue('');
  await expect(page.locator('#welcome')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Edit', exact: true }).first()).toBeVisible();
  await page.locator('#comment-body').fill('By the next person.');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(page.locator('.said', { hasText: 'By the next person.' })).toHaveCount(1);
});

test('the next person sees no draft of the one before, who finds it again', async ({ page, context, baseURL }) => {
  const email = `${unique('desk').replace(/\W/g, '')}@example.org`;
  server('grant', 'moderator', email);
  await signIn(page, email, baseURL!);
  await open(page, A32);
  await beginComment(page, 'A private half');
  // The session ends without a word, as when it was not used for long.
  await context.clearCookies();
  await open(page, A32);
  await expect(page.locator('#comment-body')).toHaveValue('');
  await open(page, '/outbox');
  await expect(page.getByText('There are no drafts or unsent changes on this device.')).toBeVisible();
  await open(page, A32);
  await beginComment(page, 'Of another person');
  await signIn(page, email, baseURL!);
  await open(page, A32);
  await expect(page.locator('#comment-body')).toHaveValue('A private half');
});
