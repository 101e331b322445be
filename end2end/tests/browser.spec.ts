// What a browser does besides showing pages: keys, input that is composed, the clipboard, the wheel, times, addresses,
// translation, and tabs that stop.
import { A32, accessible, alive, expect, open, signInAsModerator, test, unique, write } from './fixtures';
import type { Page } from '@playwright/test';
import { at, canvas, finder, found, picture, see } from './picture';

// What a browser tells a page while somebody chooses among the words of their keyboard.
const composing = (page: Page, selector: string, key: string) => page.locator(selector).evaluate((element, key) => {
  const options = { key, code: key, keyCode: 229, isComposing: true, bubbles: true, cancelable: true };
  return element.dispatchEvent(new KeyboardEvent('keydown', options));
}, key);

const edit = async (page: Page, body: string) => {
  await page.locator('#body').fill(body);
  await page.getByRole('button', { name: 'Save' }).click();
};

test('keys of somebody who composes a word choose no article', async ({ page }) => {
  await open(page, `${A32}/relate`);
  await page.locator('#other').pressSequentially('cyber');
  await expect(page.locator('#other-list [role=option]').first()).toBeVisible();
  for (const key of ['ArrowDown', 'ArrowDown', 'Enter', 'Escape']) expect(await composing(page, '#other', key)).toBe(true);
  await expect(page.locator('#other')).toHaveValue('cyber');
  await expect(page.locator('[role=option][aria-selected=true]')).toHaveCount(0);
  await expect(page.locator('#other-list [role=option]').first()).toBeVisible();
  await page.locator('#other').press('ArrowDown');
  await expect(page.locator('[role=option][aria-selected=true]')).toHaveCount(1);
  const title = await page.locator('[role=option][aria-selected=true] b').textContent();
  await page.locator('#other').press('Enter');
  await expect(page.locator('#other')).toHaveValue(title!);
});

test('keys of somebody who composes a word choose nothing in the finder of the graph', async ({ page }) => {
  await see(page, '/graph');
  await finder(page).fill('A3');
  await expect(found(page).first()).toBeVisible();
  for (const key of ['ArrowDown', 'Enter', 'Escape']) {
    expect(await finder(page).evaluate((element, key) => element.dispatchEvent(
      new KeyboardEvent('keydown', { key, keyCode: 229, isComposing: true, bubbles: true, cancelable: true }),
    ), key)).toBe(true);
  }
  await expect(found(page).first()).toBeVisible();
  await expect(finder(page)).toHaveValue('A3');
  await finder(page).press('Enter');
  await expect(found(page)).toHaveCount(0);
});

test('single keys work by place in other layouts, and can be switched off for good', async ({ page }) => {
  await open(page, A32);
  const press = (key: string, code: string, shiftKey = false) => page.evaluate(
    (options) => document.body.dispatchEvent(new KeyboardEvent('keydown', { ...options, bubbles: true, cancelable: true })),
    { key, code, shiftKey },
  );
  await press('с', 'KeyC');
  await expect(page.locator('#comment-body')).toBeFocused();
  await page.locator('#comment-body').blur();
  await press('.', 'Slash');
  await expect(page.locator('#search')).toBeFocused();
  await page.locator('#search').blur();
  // In a Latin layout the letter counts, wherever it is.
  await press('j', 'KeyC');
  await expect(page.locator('#comment-body')).not.toBeFocused();
  await press(',', 'Slash', true);
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  await accessible(page);
  await dialog.getByRole('switch', { name: 'Use keyboard shortcuts' }).uncheck();
  await dialog.getByRole('button', { name: 'Close' }).click();
  for (const key of ['c', 'g', '/', '?']) await page.keyboard.press(key);
  for (const id of ['comment-body', 'search', 'graph']) await expect(page.locator(`#${id}`)).not.toBeFocused();
  await page.reload();
  await alive(page);
  await page.keyboard.press('c');
  await page.keyboard.press('e');
  await expect(page.locator('#comment-body')).not.toBeFocused();
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await dialog.getByRole('switch', { name: 'Use keyboard shortcuts' }).check();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.locator('h1').click();
  await page.keyboard.press('c');
  await expect(page.locator('#comment-body')).toBeFocused();
});

test('a draft is announced once until its state is another one, and its button stays', async ({ page }) => {
  await open(page, '/new');
  await page.locator('#body').pressSequentially('A');
  const status = page.locator('.draft-state [role=status]');
  await expect(status).toHaveText('Draft saved on this device');
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    const status = document.querySelector('.draft-state [role=status]')!;
    new MutationObserver(() => seen.push(status.textContent!)).observe(status, { childList: true, characterData: true, subtree: true });
  });
  const button = page.getByRole('button', { name: 'Delete draft' });
  const first = await button.elementHandle();
  const draft = () => page.evaluate(() => Object.entries(localStorage).find(([key]) => key.startsWith('folkmoot.v1.draft.new'))?.[1]);
  for (const letters of ['Ab', 'Abc', 'Abcd']) {
    await page.locator('#body').pressSequentially(letters.at(-1)!);
    if (letters === 'Abcd') await button.focus();
    await expect.poll(draft).toContain(`"${letters}"`);
  }
  expect(await page.evaluate(() => (window as unknown as { seen: string[] }).seen)).toEqual([]);
  expect(await first!.evaluate((button) => button.isConnected && document.activeElement === button)).toBe(true);
  await button.click();
  await page.getByRole('button', { name: 'Delete permanently?' }).click();
  await expect(status).toHaveText('Draft deleted.');
  await expect(page.locator('.draft-state button')).toBeHidden();
  await expect(page.locator('body')).not.toBeFocused();
});

test('what is said after a save is said once, and its address can be shared', async ({ page, browser }) => {
  await write(page, unique('Notice'), 'Some text.');
  await alive(page);
  await expect(page.locator('.notice')).toContainText('Your article is published.');
  await expect(page).not.toHaveURL(/said=/);
  const address = page.url();
  await open(page, `${address}/edit`);
  await edit(page, 'Other text.');
  await expect(page.locator('.notice')).toContainText('Your changes are saved.');
  await alive(page);
  await expect(page).toHaveURL(address);
  await page.reload();
  await expect(page.locator('.prose')).toContainText('Other text.');
  await expect(page.locator('.notice')).toHaveCount(0);
  await page.goto('/');
  await page.goBack();
  await expect(page.locator('.notice')).toHaveCount(0);
  const other = await (await browser.newContext()).newPage();
  await other.goto(address);
  await expect(other.locator('.notice')).toHaveCount(0);
  await other.context().close();
});

for (const timezoneId of ['Pacific/Auckland', 'America/Los_Angeles', 'Asia/Kathmandu']) {
  test.describe(`in ${timezoneId}`, () => {
    test.use({ timezoneId });

    test('days are those of the reader, and what ends has its hour and zone', async ({ page, baseURL }) => {
      await signInAsModerator(page, baseURL!);
      await write(page, unique('Zone'), 'Some text.');
      const form = `${new URL(page.url()).pathname}/lock`;
      await open(page, form);
      // Browsers have names of their own for some: Katmandu.
      const zoneId = await page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone.replace('_', ' '));
      const field = page.getByLabel(`Ends (${zoneId})`);
      await page.locator('#reason').pressSequentially('For a day.');
      await field.fill('2099-12-31T18:00');
      await expect(page.locator('.draft-state')).toContainText('Draft saved on this device');
      // A draft comes back as it was typed.
      await open(page, form);
      await expect(field).toHaveValue('2099-12-31T18:00');
      await accessible(page);
      await page.getByRole('button', { name: 'Lock', exact: true }).click();
      const until = page.locator('.state time');
      await expect(until).toBeVisible();
      await alive(page);
      const [day, zone] = await page.evaluate(() => {
        const at = new Date('2099-12-31T18:00');
        const options = { day: 'numeric', month: 'long', year: 'numeric' } as const;
        const parts = new Intl.DateTimeFormat('en-GB', { ...options, hour: '2-digit', timeZoneName: 'short' }).formatToParts(at);
        return [at.toLocaleDateString('en-GB', options), parts.find((part) => part.type === 'timeZoneName')!.value];
      });
      await expect(until).toContainText(day);
      await expect(until).toContainText('18:00');
      await expect(until).toContainText(zone);
      const times = await page.locator('time').evaluateAll((all) => all.map((time) => [
        time.textContent, new Date((time as HTMLTimeElement).dateTime).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' }),
      ]));
      for (const [shown, expected] of times) expect(shown).toContain(expected);
      // The form that changes the lock, also where it comes back refused.
      await open(page, form);
      await expect(field).toHaveValue('2099-12-31T18:00');
      await field.fill('2001-07-01T06:30');
      await page.getByRole('button', { name: 'Lock', exact: true }).click();
      await expect(page.locator('.alert')).toContainText('choose a time in the future');
      await expect(field).toHaveValue('2001-07-01T06:30');
    });
  });
}

test('the wheel scrolls the page over the graph, and zooms with Ctrl or in a picture that has the focus', async ({ page }) => {
  await see(page, '/graph');
  const box = (await canvas(page).boundingBox())!;
  await page.mouse.move(box.x + 20, box.y + 20);
  await page.mouse.wheel(0, 200);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(0);
  expect(at(page)).toBeNull();
  const scrolled = await page.evaluate(() => scrollY);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -200);
  await page.keyboard.up('Control');
  await expect.poll(() => at(page)).not.toBeNull();
  const zoom = () => Number(at(page)!.split(',')[2]);
  const before = zoom();
  await canvas(page).focus();
  await page.mouse.wheel(0, -200);
  await expect.poll(zoom).toBeGreaterThan(before * 1.2);
  expect(await page.evaluate(() => scrollY)).toBe(scrolled);
});

const PASTED: [string, string, string][] = [
  [
    'an on-line document',
    '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><h2 dir="ltr"><span style="font-weight:400">Why</span></h2>'
      + '<p dir="ltr"><span style="font-weight:400;font-style:normal">See </span><a href="https://example.org/a_(b)?x=1&amp;y=2"><span style="color:#1155cc">the report</span></a>'
      + '<span style="font-weight:700"> now</span><span style="font-style:italic">, please</span>.</p>'
      + '<ul><li dir="ltr"><p dir="ltr"><span>first</span></p></li><li dir="ltr"><p><span>second</span></p></li></ul></b>',
    '## Why\n\nSee [the report](https://example.org/a_%28b%29?x=1&y=2) **now**_, please_.\n\n- first\n- second',
  ],
  [
    'a word processor',
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p {mso-style-name: x}</style></head><body><!--StartFragment-->'
      + '<p class=MsoNormal>A paragraph with a <a href="https://example.org/">link</a>.<o:p></o:p></p>'
      + '<p class=MsoListParagraphCxSpFirst style="text-indent:-18.0pt;mso-list:l0 level1 lfo1"><![if !supportLists]><span style="mso-list:Ignore">·<span>&nbsp;&nbsp; </span></span><![endif]>one</p>'
      + '<p class=MsoListParagraphCxSpLast style="text-indent:-18.0pt;mso-list:l0 level1 lfo1"><![if !supportLists]><span style="mso-list:Ignore">·<span>&nbsp;&nbsp; </span></span><![endif]>two</p>'
      + '<!--EndFragment--></body></html>',
    'A paragraph with a [link](https://example.org/).\n\n- one\n- two',
  ],
  ['lists within lists', '<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>', '1. a\n   - b\n2. c'],
  ['what would be a mark', '<p><b>2 * 3</b> is [not] _that_</p><p># no heading</p><p>1. no list</p>', '**2 \\* 3** is \\[not\\] \\_that\\_\n\n\\# no heading\n\n1\\. no list'],
  ['a table', '<table><tr><th>kind</th><th>number</th></tr><tr><td>a|b</td><td>2</td></tr></table>', '| kind | number |\n| --- | --- |\n| a\\|b | 2 |'],
  ['nothing but looks', '<div style="color:red"><span>plain</span></div>', 'as text'],
  ['code and a quotation', '<blockquote><p>said</p></blockquote><pre>let a = 1;\n</pre><p><code>x</code></p>', '> said\n\n```\nlet a = 1;\n```\n\n`x`'],
  ['an address that runs', '<p><a href="javascript:alert(1)">words</a> and <b>more</b></p>', 'words and **more**'],
];

for (const [name, html, expected] of PASTED) {
  test(`a paste of ${name} becomes Markdown, and one undo takes it back`, async ({ page }) => {
    await open(page, '/new');
    const body = page.locator('#body');
    await body.pressSequentially('Before. ');
    await body.evaluate((element, html) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/html', html);
      clipboardData.setData('text/plain', 'as text');
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, html);
    await expect(body).toHaveValue(`Before. ${expected}`);
    await page.keyboard.press('Control+z');
    await expect(body).toHaveValue('Before. ');
  });
}

test('a paste into a comment becomes Markdown too; into a title it stays as it is', async ({ page }) => {
  await open(page, '/new');
  await write(page, unique('Paste'), 'Some text.');
  await alive(page);
  const paste = (selector: string) => page.locator(selector).evaluate((element) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/html', '<b>bold</b>');
    clipboardData.setData('text/plain', 'bold');
    (element as HTMLElement).focus();
    return element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  expect(await paste('#comment-body')).toBe(false);
  await expect(page.locator('#comment-body')).toHaveValue('**bold**');
  await open(page, '/new');
  expect(await paste('#title')).toBe(true);
});

test('a page that the browser translated offers no quoting, and says why', async ({ page }) => {
  await write(page, unique('Translated'), 'Every shift writes a report.\n\nThe gate is closed.');
  await alive(page);
  const bar = page.getByRole('toolbar', { name: 'Selected text' });
  const select = () => page.evaluate(() => getSelection()!.selectAllChildren(document.querySelector('.prose p')!));
  await page.evaluate(() => {
    document.documentElement.classList.add('translated-ltr');
    document.querySelector('.prose p')!.innerHTML = '<font><font>Jede Schicht schreibt einen Bericht.</font></font>';
  });
  await select();
  await expect(bar).toContainText('Your browser translated this page.');
  await expect(bar.getByRole('button')).toHaveCount(0);
  await page.evaluate(() => {
    document.documentElement.classList.remove('translated-ltr');
    document.querySelector('.prose p')!.textContent = 'Every shift writes a report.';
    getSelection()!.removeAllRanges();
  });
  await expect(bar).toBeHidden();
  await select();
  await expect(bar.getByRole('button', { name: 'Quote in a comment' })).toBeVisible();
});

// Long enough that only one of the places is in view.
const far = Array.from({ length: 60 }, (_, nth) => `Filling paragraph number ${nth}.`).join('\n\n');
const PASSAGES: [string, string, string, number][] = [
  ['a word that stands three times', `The gate is open.\n\nThe gate is shut.\n\n${far}\n\nThe gate is gone.`, 'gate', 2],
  ['the middle of a Japanese run', `委員会は毎年予算報告を公表する。\n\n${far}\n\n新しい委員会は四半期ごとに予算報告を公表しなければならない。`, '予算報告', 1],
  ['a part of a word', `Uncontrolled words.\n\n${far}\n\nA controlled word.`, 'trolled', 1],
  ['signs with a meaning', `A, b-c & d% of (it)!\n\n${far}\n\nA, b-c & d% of (it)! Again`, 'b-c & d% of (it)!', 1],
];

for (const [name, text, words, nth] of PASSAGES) {
  test(`a link to a passage leads to that very passage: ${name}`, async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await write(page, unique('Passage'), text);
    await alive(page);
    await page.evaluate(([words, nth]) => {
      const walker = document.createTreeWalker(document.querySelector('.prose')!, NodeFilter.SHOW_TEXT);
      let seen = 0;
      for (let node = walker.nextNode() as Text; node; node = walker.nextNode() as Text) {
        for (let from = node.data.indexOf(words as string); from >= 0; from = node.data.indexOf(words as string, from + 1)) {
          if (seen++ === nth) getSelection()!.setBaseAndExtent(node, from, node, from + (words as string).length);
        }
      }
    }, [words, nth] as const);
    await page.getByRole('button', { name: 'Copy link to selection' }).click();
    await expect(page.getByRole('button', { name: 'Link copied' })).toBeVisible();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    // As a browser without our mark would: by the words alone.
    const url = new URL(link);
    const bare = `${url.origin}${url.pathname}#${url.hash.slice(url.hash.indexOf(':~:'))}`;
    const other = await context.newPage();
    // A text fragment is followed for a click of a person, or for an address that was typed.
    await other.goto(bare);
    await expect.poll(() => other.evaluate(() => scrollY)).toBeGreaterThan(300);
    await other.goto(link);
    await expect(other.locator('mark#passage, mark.linked').first()).toBeInViewport();
    await expect(other.locator('mark#passage, mark.linked').first()).toHaveText(words);
    await other.close();
  });
}

test('a tab that leads gives that up when it is frozen, and asks for it again when it wakes', async ({ page, context, problems }) => {
  await write(page, unique('Frozen'), 'Some text.');
  const address = new URL(page.url()).pathname;
  await open(page, address);
  const locks = async () => {
    const { held, pending } = await page.evaluate(() => navigator.locks.query());
    return { held: held!.map((lock) => lock.clientId), pending: pending!.map((lock) => lock.clientId) };
  };
  await expect.poll(async () => (await locks()).held.length).toBe(1);
  const [before] = (await locks()).held;
  const second = await context.newPage();
  await open(second, address);
  const other = async () => (await second.evaluate(() => navigator.locks.query())).held!.map((lock) => lock.clientId);
  // A browser without windows freezes nothing, so the test says what a browser says before and after.
  await page.evaluate(() => document.dispatchEvent(new Event('freeze')));
  await expect.poll(async () => (await other())[0]).not.toBe(before);
  await second.locator('#comment-body').fill('Written beside a tab that is frozen.');
  await second.getByRole('button', { name: 'Comment', exact: true }).click();
  const said = { hasText: 'Written beside a tab that is frozen.' };
  await expect(second.locator('.said', said)).toHaveCount(1);
  await page.evaluate(() => document.dispatchEvent(new Event('resume')));
  // Whoever wakes is told what happened by the tab that leads now, and leads when its turn comes.
  await expect(page.locator('.said', said)).toHaveCount(1);
  await second.close();
  await expect.poll(async () => (await locks()).held).toEqual([before]);
  expect(problems).toEqual([]);
});

test('a tab that leads and hangs is replaced, and what waits in another is sent', async ({ page, context, problems }) => {
  await write(page, unique('Hangs'), 'Some text.');
  const address = new URL(page.url()).pathname;
  await open(page, address);
  const leads = (of: Page) => of.evaluate(async () => (await navigator.locks.query()).held!.map((lock) => lock.clientId));
  await expect.poll(async () => (await leads(page)).length).toBe(1);
  const second = await context.newPage();
  await open(second, address);
  const [before] = await leads(second);
  const session = await context.newCDPSession(page);
  await session.send('Debugger.enable');
  await session.send('Debugger.pause');
  // A script that runs stops there; it is the answer to the question that another tab asks.
  await second.locator('#comment-body').fill('Written beside a tab that hangs.');
  await second.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(second.locator('.said', { hasText: 'Written beside a tab that hangs.' })).toHaveCount(1, { timeout: 15_000 });
  expect((await leads(second))[0]).not.toBe(before);
  await session.send('Debugger.disable');
  // Whoever comes back does without the lead.
  await page.locator('#comment-body').fill('Written after it.');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(page.locator('.said', { hasText: 'Written after it.' })).toHaveCount(1);
  await expect(page.locator('.said', { hasText: 'Written beside a tab that hangs.' })).toHaveCount(1);
  expect(problems).toEqual([]);
});
