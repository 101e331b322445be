// The service worker: what was read can be read again without a network, and the outbox works there.
//
// It answers for nothing of /api/ but graphs, never sends anything by itself, and keeps three things: FILES, whose names
// say their content, PAGES, as they were last seen, and GRAPHS, from which pages draw. With a network the network answers;
// a copy stands in when it fails, when a gateway says that the server is away, or when it lets a reader wait for longer
// than PATIENCE. Whoever changed something just now, after the copy was kept, waits longer; and the copy says that it is older.

// What a person reads of it. All other sentences are in `app/messages`, which a file that is served as it is cannot name.
const SAYS = {
  copy: (when) => `Folkmoot cannot be reached right now. This copy was saved on ${when}.`,
  older: ' What you wrote since then is not lost, but this copy does not show it yet.',
};

const FILES = 'folkmoot-files-1';
const PAGES = 'folkmoot-pages-1';
const GRAPHS = 'folkmoot-graphs-1';
// Versions of the site are seven files each; those of pages that are open or kept must stay for a while.
// A graph of 10,000 articles is some megabytes.
const MOST = { [FILES]: 40, [PAGES]: 80, [GRAPHS]: 8 };
const PATIENCE = 3000; // milliseconds
const PATIENCE_AFTER_CHANGE = 15_000; // milliseconds
const JUST_NOW = 60_000; // milliseconds
// When this browser last changed something, in milliseconds by its own clock: a page of its own among those that are kept, as a
// worker forgets everything else.
const CHANGED = '/changed';
// When a copy was asked for, by the same clock.
const ASKED = 'folkmoot-asked';

// What a person needs to go on writing; the last one is shown for what is not kept.
const SHELL = ['/', '/new', '/outbox', '/offline'];
const PAGE = /^\/($|a\/|new$|outbox$|recent$|offline$|outline$|connect$|health$|graph$)/;
const FILE = /^\/(pkg|assets)\//;
// What page.js brings when it is first needed: no page names them.
const LATER = ['passage.js', 'paste.js'];
const LOOSE = /^\/(favicon\.svg|manifest\.webmanifest|icon-\d+\.png)$/;
// Forms that make another person of the reader: what was kept for the one is not shown to the other.
const IDENTITY = /^\/(welcome|sign-in|sign-out)(\/|$)/;

addEventListener('install', (event) => {
  skipWaiting();
  event.waitUntil(keepAll(SHELL));
});

addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (!(name in MOST)) await caches.delete(name);
    }
    await clients.claim();
    // Pages that were opened before there was a worker.
    const open = await clients.matchAll({ type: 'window' });
    await keepAll(open.map((client) => client.url).filter((url) => PAGE.test(new URL(url).pathname)));
  })());
});

addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (url.pathname === '/api/sync/push') event.waitUntil(changed());
  if (url.pathname === '/api/graph' && request.method === 'GET') event.respondWith(graph(event, url));
  if (url.pathname.startsWith('/api/')) return;
  if (request.method === 'POST') {
    event.waitUntil(changed());
    if (request.mode === 'navigate') event.respondWith(post(event, url));
  } else if (request.method !== 'GET') {
    return;
  } else if (FILE.test(url.pathname)) {
    event.respondWith(file(event));
  } else if (request.mode === 'navigate') {
    event.respondWith(page(event, url));
  } else if (LOOSE.test(url.pathname)) {
    event.respondWith(fetch(request).then((found) => kept(event, FILES, url.pathname, found),
      async (failure) => await caches.match(url.pathname) ?? Promise.reject(failure)));
  } else if (PAGE.test(url.pathname)) {
    // An open page looks at itself anew.
    const asked = Date.now();
    event.respondWith(fetch(request).then((found) => kept(event, PAGES, key(url), found, asked)));
  }
});

// A form that goes without the outbox.
async function post(event, url) {
  try {
    const answer = await fetch(event.request);
    if (IDENTITY.test(url.pathname)) {
      // Before the next page is there: its reader is another one.
      await caches.delete(PAGES).catch(() => {});
      event.waitUntil(keepAll(SHELL));
    }
    return answer;
  } catch {
    return offline();
  }
}

// By content: what is kept is right.
async function file(event) {
  const found = await caches.match(event.request, { ignoreVary: true });
  return found ?? kept(event, FILES, event.request.url, await fetch(event.request));
}

async function graph(event, url) {
  const at = url.pathname + url.search;
  const answer = fetch(event.request).then((found) => kept(event, GRAPHS, at, found));
  const copy = await caches.match(at, { cacheName: GRAPHS, ignoreVary: true });
  return copy ? await inTime(event, answer) ?? copy : answer;
}

async function page(event, url) {
  const asked = Date.now();
  const answer = fetch(event.request).then((found) => kept(event, PAGES, key(url), found, asked));
  const copy = await copyOf(url);
  if (!copy) return answer.catch(offline);
  const change = await lastChange();
  const isOlder = Number(copy.headers.get(ASKED)) <= change;
  const patience = isOlder && asked - change < JUST_NOW ? PATIENCE_AFTER_CHANGE : PATIENCE;
  return await inTime(event, answer, patience) ?? said(copy, isOlder);
}

// The answer, unless it fails, is late, or is that of a gateway without a server.
async function inTime(event, answer, patience = PATIENCE) {
  event.waitUntil(answer.catch(() => {}));
  const late = new Promise((resolve) => setTimeout(resolve, patience));
  const found = await Promise.race([answer.catch(() => undefined), late]);
  const away = found && found.status >= 502 && found.status <= 504;
  return away ? undefined : found;
}

async function changed() {
  try {
    await (await caches.open(FILES)).put(CHANGED, new Response(String(Date.now())));
  } catch {
    // A full disk: a copy is shown as soon as without.
  }
}

async function lastChange() {
  const found = await caches.match(CHANGED, { cacheName: FILES });
  return found ? Number(await found.text()) : -1;
}

// A copy says that it is one, and from when.
function said(copy, isOlder) {
  const date = new Date(copy.headers.get('date') ?? Date.now());
  const when = date.toLocaleString('en-GB', { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' });
  const words = SAYS.copy(when) + (isOlder ? SAYS.older : '');
  return rewritten(copy, 200, /<main /, (main) => `<p class="notice copy" role="status">${words}</p>${main}`);
}

async function rewritten(page, status, place, write) {
  const html = (await page.text()).replace(place, write);
  return new Response(html, { status, headers: plainHeaders(page) });
}

// Those of an answer whose body is not compressed any more.
function plainHeaders(answer) {
  const headers = new Headers(answer.headers);
  headers.delete('content-encoding');
  headers.delete('content-length');
  return headers;
}

// The copy of that page, or else of its other view: tabs and switches are in the query.
async function copyOf(url) {
  if (!PAGE.test(url.pathname)) return undefined;
  const pages = await caches.open(PAGES);
  return await pages.match(key(url), { ignoreVary: true })
    ?? await pages.match(url.pathname, { ignoreVary: true, ignoreSearch: true });
}

// The address without what is said only once.
function key(url) {
  const clean = new URL(url);
  clean.hash = '';
  clean.searchParams.delete('said');
  clean.searchParams.delete('done');
  return clean.pathname + clean.search;
}

// Passes an answer on, and keeps a copy of it if it is one to keep.
function kept(event, name, at, found, asked = Date.now()) {
  // What was hidden since is not to be read from here either.
  if (name === PAGES && (found.status === 404 || found.status === 410)) event.waitUntil(forget(at));
  if (!found.ok || found.redirected || found.type !== 'basic') return found;
  if (name === PAGES) {
    const html = found.headers.get('content-type')?.startsWith('text/html');
    if (!html || !PAGE.test(new URL(at, location).pathname)) return found;
    // What a page says once is not to be read again: the page without it is kept.
    if (/[?&](said|done)=/.test(found.url)) {
      event.waitUntil(keepAll([at]));
      return found;
    }
  }
  event.waitUntil(put(name, at, found.clone(), asked));
  return found;
}

async function forget(at) {
  const { pathname } = new URL(at, location);
  await (await caches.open(PAGES)).delete(pathname, { ignoreVary: true, ignoreSearch: true });
}

async function put(name, at, answer, asked) {
  try {
    const cache = await caches.open(name);
    let copy = answer;
    if (name === PAGES) {
      const headers = plainHeaders(answer);
      headers.set(ASKED, asked);
      copy = new Response(answer.body, { headers });
    }
    // Keys stand in the order of their making: the last one read becomes the last.
    await cache.delete(at, { ignoreVary: true });
    await cache.put(at, copy);
    const others = (await cache.keys()).filter((request) => ![...SHELL, CHANGED].includes(new URL(request.url).pathname));
    for (const oldest of others.slice(0, Math.max(0, others.length - MOST[name]))) await cache.delete(oldest);
  } catch {
    // A full disk makes reading no worse than it is without a worker.
  }
}

// Fetches pages and the files that they name. What fails is missing, no more.
function keepAll(addresses) {
  return Promise.all(addresses.map(async (address) => {
    try {
      const asked = Date.now();
      const found = await fetch(address, { credentials: 'same-origin' });
      const html = await found.clone().text();
      if (!found.ok || found.redirected) return;
      await put(PAGES, key(new URL(found.url)), found, asked);
      const source = html.match(/<div id="picture"[^>]* data-source="(\/api\/graph[^"]*)"/)?.[1].replaceAll('&amp;', '&');
      const data = source && await fetch(source);
      if (data?.ok && !data.redirected) await put(GRAPHS, source, data);
      const files = new Set(html.match(/\/(pkg|assets)\/[\w./-]+/g));
      for (const name of files) {
        if (name.endsWith('/page.js')) LATER.forEach((later) => files.add(name.replace('page.js', later)));
      }
      await Promise.all([...files].map(async (name) => {
        if (await caches.match(name, { ignoreVary: true })) return;
        const answer = await fetch(name);
        if (answer.ok) await put(FILES, name, answer);
      }));
    } catch {
      // Without a network there is nothing to keep.
    }
  }));
}

// The page for what is not kept, with links to what is.
async function offline() {
  const pages = await caches.open(PAGES);
  const shell = await pages.match('/offline', { ignoreVary: true });
  if (!shell) return Response.error();
  const links = [];
  for (const request of (await pages.keys()).reverse()) {
    const { pathname, search } = new URL(request.url);
    if (!/^\/a\/[^/]+$/.test(pathname) || search) continue;
    // A title stands escaped in its page, and a path in its address.
    const html = await (await pages.match(request, { ignoreVary: true })).text();
    const title = html.match(/<title>([^<]*?)(?: · Folkmoot)?<\/title>/)?.[1] || pathname;
    links.push(`<li><a href="${pathname}" dir="auto">${title}</a></li>`);
  }
  return rewritten(shell, 503, /<ul id="kept"[^>]*>/, (list) => list + links.join(''));
}
