// What the browser draws: the same places as on the server, words, signs, and as many pixels as the screen has.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { canvas, picture, save, see } from './picture';

const A32 = 'a32-strengthen-the-fight-against-cybercrime-at-international-level';
const folder = new URL('../../app/domain/tests/graph/golden/', import.meta.url);
const golden = (name: string) => readFileSync(new URL(name, folder), 'utf8');

// The pictures of `app/domain/tests/graph/golden.rs`, as addresses.
const pictures = {
  layered: '',
  force: '?layout=force',
  'layered-a32': `?focus=${A32}&depth=2`,
  activity: '?colour=activity&author=Response+team',
  distance: `?colour=distance&layout=force&path=dg-infso.joint-teams-without-a-joint-force&focus=${A32}`,
  'distance-layered': `?colour=distance&path=dg-infso.joint-teams-without-a-joint-force&focus=${A32}`,
};

for (const [name, query] of Object.entries(pictures)) {
  test(`the browser draws "${name}" as the server does, to the byte`, async ({ page, baseURL }) => {
    await page.route(/\/api\/graph(\?|$)/, (route) =>
      route.fulfill({ contentType: 'application/json', body: golden('discussion.json') }),
    );
    await see(page, `/graph${query}`);
    // A drawing is named after its page, and its links lead to the site: those of the golden ones are not those of here.
    await page.evaluate(() => (document.title = 'Digital Agenda for Europe'));
    const drawn = (await save(page, 'SVG')).content.toString();
    expect(drawn.replaceAll(baseURL!, 'https://folkmoot.example')).toBe(golden(`${name}.svg`));
  });
}
