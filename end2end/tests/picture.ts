// Short ways that the tests of the picture share.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect } from './fixtures';

export const picture = (page: Page) => page.locator('#picture');
export const canvas = (page: Page) => page.locator('#picture canvas');
export const card = (page: Page) => page.locator('.graph-card');
export const shown = async (page: Page) => Number(await picture(page).getAttribute('data-shown'));

export async function see(page: Page, path: string) {
  await page.goto(path);
  await expect(picture(page)).toHaveAttribute('data-ready', '');
  await still(page);
}

// Nothing moves, and everything is drawn.
export const still = (page: Page) => expect(picture(page)).toHaveAttribute('data-still', '');

export const finder = (page: Page) => page.getByRole('combobox', { name: 'Find an article in the graph' });
export const found = (page: Page) => page.locator('#graph-found [role="option"]');

// Where an article is in the window: the finder brings it into the middle. It is pointed at then.
export async function anArticle(page: Page): Promise<{ x: number; y: number }> {
  await finder(page).fill('A32');
  await expect(found(page).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await still(page);
  const box = (await canvas(page).boundingBox())!;
  const place = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(place.x, place.y);
  await expect(picture(page)).toHaveAttribute('data-over', 'article');
  return place;
}

// The camera as the address says it: two places and the zoom.
export const at = (page: Page) => new URL(page.url()).searchParams.get('at');

// Saves the picture by the button of the page.
export async function save(page: Page, name: 'SVG' | 'PNG') {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: `Download as ${name}` }).click(),
  ]);
  return { name: download.suggestedFilename(), content: readFileSync(await download.path()) };
}
