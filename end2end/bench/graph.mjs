// Measures the picture of the graph beside d3-force on the same graphs, in the same browser: how long until there is a
// picture and a layout, and how many frames a second there are while it is panned and zoomed.
//
// `cargo xtask bench-graph` runs it on the bundle that `cargo xtask build` made. d3-force lays out 300 ticks, which is
// its default, and is drawn the plain way: everything in each frame.
import { createServer } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';

const here = dirname(fileURLToPath(import.meta.url));
const site = process.env.FOLKMOOT_SITE ?? join(here, '../../target/site');
const modules = join(here, '../node_modules');
const manifest = JSON.parse(readFileSync(join(site, 'manifest.json'), 'utf8'));
const sizes = { small: [500, 1_500], middle: [2_000, 6_000], large: [10_000, 30_000] };

// A discussion: each article is part of an earlier one, mostly a recent one; other relations are mostly between
// neighbours.
function generate(count, relations, placed) {
  let state = 7;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const id = (n) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
  const kinds = ['depends-on', 'feeds', 'elaborates', 'answers', 'supports', 'opposes', 'related-to'];
  const nodes = Array.from({ length: count }, (_, n) => ({
    id: id(n), slug: `a${n}`, title: `A${n}: What article ${n} says`, created: n * 1e7, changed: n * 1e7, author: 0,
    comments: n % 12, ...(placed ? { at: placed[n] } : {}),
  }));
  const edges = [];
  const seen = new Set();
  for (let n = 1; n < count; n += 1) {
    const to = Math.floor(n * random() ** 0.3);
    seen.add(`${n} ${to}`);
    edges.push({ id: id(n), from: n, kind: 'part-of', to, at: n * 1e7, author: 0 });
  }
  while (edges.length < relations) {
    const from = Math.floor(random() * count);
    const to = Math.min(count - 1, Math.max(0, from + Math.floor(random() * 60) - 30));
    if (from === to || seen.has(`${from} ${to}`)) continue;
    seen.add(`${from} ${to}`);
    edges.push({ id: id(count + edges.length), from, kind: kinds[Math.floor(random() * 7)], to, at: 1e9, author: 0 });
  }
  return { sequence: 1, authors: ['Policy desk'], nodes, edges };
}

const graphs = new Map();
for (const [name, [nodes, edges]] of Object.entries(sizes)) {
  const side = Math.sqrt(nodes) * 90;
  const placed = Array.from({ length: nodes }, (_, n) => ({ x: (n * 0.618034 * side) % side, y: (n / nodes) * side }));
  graphs.set(name, JSON.stringify(generate(nodes, edges)));
  graphs.set(`${name}-placed`, JSON.stringify(generate(nodes, edges, placed)));
}

const ours = (name) => `<!doctype html><html lang=en><meta charset=utf-8><title>Graph</title>
<link rel=stylesheet href="/${manifest.css}"><link rel=stylesheet href="/${manifest.graph_css}">
<main class="sheet wide picture"><div id=picture class=window data-source="/api/graph?${name}"></div></main>
<script type=module>import init,{start} from '/${manifest.pkg}/graph.js';init({module_or_path:'/${manifest.pkg}/graph_bg.wasm'}).then(()=>start());</script></html>`;

const theirs = (name) => `<!doctype html><html lang=en><meta charset=utf-8><title>d3-force</title>
<canvas width=1130 height=630></canvas>
${['dispatch', 'quadtree', 'timer', 'force'].map((part) => `<script src="/d3-${part}"></script>`).join('')}
<script type=module>
const { forceSimulation, forceLink, forceManyBody, forceCenter } = d3;
const graph = await (await fetch('/api/graph?${name}')).json();
const nodes = graph.nodes.map((node) => ({ ...node }));
const links = graph.edges.map(({ from, to }) => ({ source: from, target: to }));
const begun = performance.now();
const simulation = forceSimulation(nodes).force('link', forceLink(links)).force('charge', forceManyBody()).force('center', forceCenter()).stop();
for (let tick = 0; tick < 300; tick += 1) simulation.tick();
window.layout = performance.now() - begun;
const pen = document.querySelector('canvas').getContext('2d');
const far = Math.max(...nodes.map((node) => Math.hypot(node.x, node.y)));
window.draw = (x, zoom) => {
  const scale = (300 / far) * zoom;
  const [left, top] = [565 + x, 315];
  pen.clearRect(0, 0, 1130, 630);
  pen.strokeStyle = '#999';
  pen.beginPath();
  for (const { source, target } of links) {
    pen.moveTo(left + source.x * scale, top + source.y * scale);
    pen.lineTo(left + target.x * scale, top + target.y * scale);
  }
  pen.stroke();
  pen.fillStyle = '#1b6e45';
  for (const node of nodes) {
    pen.beginPath();
    pen.arc(left + node.x * scale, top + node.y * scale, 4, 0, 2 * Math.PI);
    pen.fill();
  }
};
document.documentElement.dataset.ready = '';
</script></html>`;

const types = { js: 'text/javascript', css: 'text/css', wasm: 'application/wasm' };
const server = createServer((request, answer) => {
  const url = new URL(request.url, 'http://x');
  const send = (type, body) => answer.setHeader('content-type', type).end(body);
  const name = url.search.slice(1);
  if (url.pathname === '/api/graph') return send('application/json', graphs.get(name));
  if (url.pathname === '/ours') return send('text/html', ours(name));
  if (url.pathname === '/theirs') return send('text/html', theirs(name));
  const library = url.pathname.match(/^\/(d3-[a-z]+)$/)?.[1];
  const file = library ? join(modules, library, 'dist', `${library}.js`) : join(site, url.pathname);
  if (!existsSync(file)) return answer.writeHead(404).end();
  return send(types[file.split('.').pop()] ?? 'application/octet-stream', readFileSync(file));
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const base = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});

async function open(path) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.on('pageerror', (error) => console.error(path, error.message));
  await page.addInitScript(() => {
    // Frames a second while something is done in each, for three seconds.
    window.count = async (act) => {
      const start = performance.now();
      let frames = 0;
      while (performance.now() - start < 3_000) {
        await new Promise(requestAnimationFrame);
        act((frames += 1));
      }
      return frames / 3;
    };
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((task) => Math.round(task.duration))))
      .observe({ type: 'longtask', buffered: true });
    const watch = () => {
      const root = document.querySelector('#picture');
      if (root?.hasAttribute('data-ready')) window.ready ??= performance.now();
      if (root?.hasAttribute('data-placed')) window.placed ??= performance.now();
      if (window.ready === undefined || window.placed === undefined) requestAnimationFrame(watch);
    };
    requestAnimationFrame(watch);
  });
  await page.goto(base + path);
  return page;
}

const round = (number, digits = 0) => Number(number.toFixed(digits));
const longest = (page) => page.evaluate(() => Math.max(0, ...window.tasks));

async function measure(name) {
  const first = await open(`/ours?${name}-placed`);
  await first.waitForSelector('#picture[data-ready]', { timeout: 60_000 });
  const picture = await first.evaluate(() => window.ready);
  await first.waitForTimeout(2_000);
  await first.evaluate(() => { window.tasks.length = 0; });
  const frames = await first.evaluate(async () => {
    const canvas = document.querySelector('#picture canvas');
    const box = canvas.getBoundingClientRect();
    canvas.setPointerCapture = () => {};
    const at = (x) => ({ bubbles: true, pointerId: 1, button: 0, clientX: box.x + 4 + x, clientY: box.y + 4 });
    canvas.dispatchEvent(new PointerEvent('pointerdown', at(0)));
    const pan = await window.count((frame) => canvas.dispatchEvent(new PointerEvent('pointermove', at(300 * Math.sin(frame / 40)))));
    canvas.dispatchEvent(new PointerEvent('pointerup', at(0)));
    const zoom = await window.count((frame) => canvas.dispatchEvent(new WheelEvent('wheel', {
      bubbles: true, cancelable: true, deltaY: Math.floor(frame / 60) % 2 ? 8 : -8, clientX: box.x + 400, clientY: box.y + 300,
    })));
    return { pan, zoom };
  });
  const moving = await longest(first);
  await first.close();
  const second = await open(`/ours?${name}`);
  await second.waitForSelector('#picture[data-placed]', { timeout: 240_000 });
  // What it takes longer than with places that the server knew; the first step of the layout is in it, too.
  const layout = Math.max(1, (await second.evaluate(() => window.placed)) - picture);
  const task = await longest(second);
  await second.close();
  const third = await open(`/theirs?${name}`);
  await third.waitForSelector('html[data-ready]', { timeout: 300_000, state: 'attached' });
  const other = await third.evaluate(async () => {
    const pan = await window.count((frame) => window.draw(300 * Math.sin(frame / 40), 1));
    const zoom = await window.count((frame) => window.draw(0, 1 + (frame % 60) / 60));
    return { pan, zoom, layout: window.layout };
  });
  await third.close();
  return { picture, frames, moving, layout, task, other };
}

console.log('| articles, relations | first picture | layout, in steps | d3-force at once | ratio | longest task (layout, moving) | frames a second, pan / zoom | d3 | ratio |');
console.log('|---|---|---|---|---|---|---|---|---|');
const asked = process.argv.slice(2);
for (const [name, [nodes, edges]] of Object.entries(sizes)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const found = await measure(name);
  const { frames, other } = found;
  console.log(`| ${nodes.toLocaleString('en')}, ${edges.toLocaleString('en')} | ${round(found.picture)} ms | ${round(found.layout / 1000, 1)} s | ${round(other.layout / 1000, 1)} s | ${round(other.layout / found.layout, 2)} | ${found.task} ms, ${found.moving} ms | ${round(frames.pan)} / ${round(frames.zoom)} | ${round(other.pan)} / ${round(other.zoom)} | ${round(frames.pan / other.pan, 1)} / ${round(frames.zoom / other.zoom, 1)} |`);
}
await browser.close();
server.close();
