// What every page needs beside the bundle: it is small, waits for nothing, and brings the rest when it is first needed.
//
// The bundle finds it as `folkmoot` on the window, and hears of it by events there.

const KEYS_OFF = 'folkmoot.v1.keys-off';

globalThis.folkmoot = {
  // The address of a passage with its words, for browsers that find words by themselves.
  link: (...passage) => import('./passage.js').then((module) => module.link(...passage)),
  // The bundle is alive.
  awake() {
    // Effects of the islands run before this does.
    setTimeout(() => {
      forgetWhatWasSaid();
      document.documentElement.dataset.hydrated = '';
    });
  },
};

const tell = (name) => dispatchEvent(new Event(name));
const find = (selector) => document.querySelector(selector);

// Keys of somebody who composes a word choose among the words of their keyboard, and nothing here. 229 is what browsers send
// that end a composition before its last key.
addEventListener('keydown', (event) => {
  if (event.isComposing || event.keyCode === 229) event.stopImmediatePropagation();
}, true);

// --- Single keys ---

const dialog = find('dialog.keys');
const on = find('#keys-on');
const chosen = (() => {
  try {
    return localStorage;
  } catch {
    // Switched off: what is chosen holds for this page.
    return {};
  }
})();
const path = location.pathname.match(/^\/a\/[^/]+/)?.[0];

function reveal(selector) {
  const element = find(selector);
  for (let around = element; around; around = around.parentElement) if (around.localName === 'details') around.open = true;
  element?.focus();
  return element;
}

function follow(selector) {
  const link = find(selector);
  link?.click();
  return link;
}

function graph() {
  const element = find('#graph');
  element?.scrollIntoView();
  // So that the next Tab goes on from there.
  if (element && !element.hasAttribute('tabindex')) element.tabIndex = -1;
  element?.focus();
  return element;
}

const ACTS = {
  '/': () => reveal('input[type=search]'),
  c: () => reveal('#comment-body') ?? follow('a[href*="tab=comments"]'),
  e: () => path && follow(`a[href="${path}/edit"]`),
  g: graph,
  '?': () => {
    dialog.showModal();
    return dialog;
  },
};

// The sign, or where a layout has no Latin letters, what stands at that place of the most common one.
function meant({ key, code, shiftKey }) {
  if (key in ACTS) return key;
  if (code === 'Slash' && /^[.,]$/.test(key)) return shiftKey ? '?' : '/';
  return key.length === 1 && key > '\x7f' && code.startsWith('Key') ? code[3].toLowerCase() : undefined;
}

if (dialog) {
  const button = find('.keys-button');
  button.hidden = false;
  button.onclick = () => dialog.showModal();
  on.checked = !chosen[KEYS_OFF];
  on.onchange = () => {
    try {
      if (on.checked) delete chosen[KEYS_OFF];
      else chosen[KEYS_OFF] = 'true';
    } catch {
      // A full disk: it holds for this page.
    }
  };
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !on.checked) return;
    if (document.activeElement?.matches('input, textarea, select, [contenteditable], dialog[open] *')) return;
    if (ACTS[meant(event)]?.()) event.preventDefault();
  });
}

// --- What is said once ---

// It is not said again by a reload, nor to those with whom the address is shared.
function forgetWhatWasSaid() {
  const url = new URL(location);
  if (!url.searchParams.has('said') && !url.searchParams.has('done')) return;
  const rest = url.search.slice(1).split('&').filter((pair) => !/^(said|done)=/.test(pair)).join('&');
  history.replaceState(history.state, '', url.pathname + (rest && `?${rest}`) + url.hash);
}

// --- Days and hours ---

// Those of the reader; without a script they are in UTC, and say so.
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
const day = { day: 'numeric', month: 'long', year: 'numeric' };
const plain = new Intl.DateTimeFormat('en-GB', day);
const minute = new Intl.DateTimeFormat('en-GB', { ...day, hour: '2-digit', minute: '2-digit', timeZoneName: 'short' });

function times() {
  for (const time of document.querySelectorAll('time[datetime]:not([data-local])')) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(+at)) continue;
    time.dataset.local = '';
    time.title = exact.format(at);
    time.textContent = ('minute' in time.dataset ? minute : plain).format(at);
  }
}
times();
// Parts of the page that were fetched anew.
addEventListener('folkmoot-refreshed', times);

// A moment is typed in the reader's zone, which its label names, and sent in UTC, which the label names without a script.
const { timeZone } = exact.resolvedOptions();
for (const typed of document.querySelectorAll('form[method=post] input[type=datetime-local]')) {
  const sent = Object.assign(document.createElement('input'), { type: 'hidden', name: typed.name, value: typed.value });
  // Drafts are filled into what is sent.
  sent.oninput = () => {
    const at = new Date(`${sent.value}Z`);
    typed.value = Number.isNaN(+at) ? '' : new Date(at - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  };
  typed.oninput = () => {
    const at = new Date(typed.value);
    // What is no moment to a browser is none to the server, which says so.
    sent.value = Number.isNaN(+at) ? typed.value : at.toISOString().slice(0, 16);
  };
  sent.oninput();
  typed.defaultValue = typed.value;
  typed.removeAttribute('name');
  typed.after(sent);
  const [label] = typed.labels;
  label.textContent = label.textContent.replace('UTC', timeZone.replaceAll('_', ' '));
}

// --- One tab leads ---

// By the Web Locks API. A leader that is told that it will be frozen gives its lock away. One that hangs keeps it, so whoever
// has something to do asks it for a sign, and takes the lock from one that gives none.
const LOCK = 'folkmoot.sync';
const ASKED = 'folkmoot.v1.asked';
const ANSWERED = 'folkmoot.v1.answered';
const PATIENCE = 2000; // milliseconds
let leads = false;
let asked;
let waiting;
let release;
let turn = 0;
let frozen = false;

function queue(steal) {
  waiting?.abort();
  waiting = new AbortController();
  // A request that was granted while another was made gives the lock back, and its end says nothing of the other.
  const mine = ++turn;
  navigator.locks.request(LOCK, steal ? { steal } : { signal: waiting.signal }, () => {
    if (mine !== turn) return undefined;
    leads = true;
    tell('folkmoot-leads');
    return new Promise((resolve) => {
      release = resolve;
    });
  }).catch((reason) => {
    if (mine !== turn || !leads || reason?.name !== 'AbortError') return;
    leads = false;
    tell('folkmoot-led');
    queue();
  });
}

addEventListener('folkmoot-waits', () => {
  // Without locks every tab leads. That is right, only not thrifty.
  if (navigator.locks) queue();
  else tell('folkmoot-leads');
});

document.addEventListener('freeze', () => {
  frozen = true;
  if (!leads) return;
  leads = false;
  tell('folkmoot-led');
  release?.();
});

document.addEventListener('resume', () => {
  frozen = false;
  if (waiting && !leads) queue();
});

addEventListener('folkmoot-stepped', () => {
  if (leads || asked || !waiting || frozen || document.visibilityState !== 'visible') return;
  asked = setTimeout(() => {
    asked = undefined;
    if (!leads) queue(true);
  }, PATIENCE);
  sign(ASKED);
});

addEventListener('storage', ({ key }) => {
  if (key === ASKED && leads) sign(ANSWERED);
  if (key === ANSWERED && asked) {
    clearTimeout(asked);
    asked = undefined;
  }
});

function sign(key) {
  try {
    localStorage.setItem(key, Math.random());
    localStorage.removeItem(key);
  } catch {
    // Without storage nothing waits either.
  }
}

// --- What is pasted ---

const MARKDOWN = 'textarea[name=body]';
const paste = () => import('./paste.js');

// It is there before it is needed, without a network too.
addEventListener('focusin', ({ target }) => {
  if (target.matches(MARKDOWN)) paste().catch(() => {});
});

addEventListener('paste', (event) => {
  const { target, clipboardData } = event;
  const html = clipboardData?.getData('text/html');
  if (!html || !target.matches(MARKDOWN)) return;
  const text = clipboardData.getData('text/plain');
  event.preventDefault();
  paste().then((module) => module.markdown(html, text), () => text).then((words) => {
    target.focus();
    // What was typed just before stays when this is undone: another selection ends it.
    const { selectionStart, selectionEnd } = target;
    target.setSelectionRange(0, 0);
    target.setSelectionRange(selectionStart, selectionEnd);
    // Old, but the only insertion that can be undone.
    if (!document.execCommand('insertText', false, words)) {
      target.setRangeText(words, target.selectionStart, target.selectionEnd, 'end');
      target.dispatchEvent(new Event('input', { bubbles: true }));
    }
  });
});

// --- The picture of the graph lets the page scroll ---

// The wheel zooms with Ctrl, or where somebody is at work in the picture; one finger scrolls the page, and two move the
// picture. Where it fills the window there is no page to be scrolled.
const picture = find('#picture');
const onCanvas = ({ target }) => target.localName === 'canvas' && !target.closest('.graph-full');

picture?.addEventListener('wheel', (event) => {
  const zooms = event.ctrlKey || event.metaKey || document.activeElement === event.target;
  if (onCanvas(event) && !zooms) event.stopPropagation();
}, { capture: true, passive: true });

for (const type of ['touchstart', 'touchmove']) {
  picture?.addEventListener(type, (event) => {
    if (event.cancelable && onCanvas(event) && event.touches.length > 1) event.preventDefault();
  }, { passive: false });
}
