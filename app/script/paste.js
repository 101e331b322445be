// What a word processor or a page puts on the clipboard, as Markdown: headings, lists, links, bold and italic, quotations,
// code and tables. Everything else of it is left out, and its words stay.

const BLOCKS = new Set(['address', 'article', 'aside', 'blockquote', 'body', 'center', 'dd', 'details', 'div', 'dl', 'dt', 'figcaption',
  'figure', 'footer', 'form', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'header', 'hr', 'li', 'main', 'nav', 'ol', 'p', 'pre', 'section',
  'summary', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr', 'ul']);
const NOTHING = new Set(['head', 'link', 'meta', 'noscript', 'script', 'style', 'svg', 'template', 'title', 'xml']);
// Without any of these the plain text says it all.
const MEANS = 'a[href], b, strong, i, em, h1, h2, h3, h4, h5, h6, li, blockquote, pre, table, hr, [data-style*="font-weight" i],'
  + '[data-style*="font-style" i], p[class^=MsoList]';
const DEEPEST = 200;

// Signs that would be marks, as words.
const escaped = (text) => text.replace(/[\\`*_[\]<]/g, '\\$&');

const style = (element) => element.getAttribute?.('data-style')?.toLowerCase() ?? '';

function isBold(element, before) {
  const weight = style(element).match(/font-weight:\s*(\w+)/)?.[1];
  if (weight) return weight === 'bold' || weight === 'bolder' || weight >= 600;
  return before || ['b', 'strong'].includes(element.localName);
}

function isItalic(element, before) {
  const slant = style(element).match(/font-style:\s*(\w+)/)?.[1];
  if (slant) return slant !== 'normal';
  return before || ['i', 'em', 'cite', 'dfn'].includes(element.localName);
}

// Addresses that a reader can follow.
function address(element) {
  try {
    const url = new URL(element.getAttribute('href'));
    return /^(https?|mailto):$/.test(url.protocol) && url.href.replace(/[\s()<>]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  } catch {
    return undefined;
  }
}

const isBlock = (node) => BLOCKS.has(node.localName);
const holdsBlocks = (node) => isBlock(node) || [...node.querySelectorAll?.('*') ?? []].some(isBlock);

// Runs of words with their marks; neighbours with the same marks become one.
function runs(node, marks, found) {
  if (node.nodeType === Node.TEXT_NODE) {
    const text = node.data.replace(/[\s\u00a0]+/g, ' ');
    const previous = found.at(-1);
    const same = previous && ['bold', 'italic', 'link', 'code'].every((mark) => previous[mark] === marks[mark]);
    if (same) previous.text += text;
    else if (text) found.push({ ...marks, text });
  } else if (node.nodeType === Node.ELEMENT_NODE && !NOTHING.has(node.localName) && !/mso-list:\s*ignore/.test(style(node))) {
    if (node.localName === 'br') found.push({ text: '\n', isBreak: true });
    if (node.localName === 'img' && node.alt) found.push({ ...marks, text: node.alt });
    const inner = {
      bold: isBold(node, marks.bold),
      italic: isItalic(node, marks.italic),
      link: (node.localName === 'a' && address(node)) || marks.link,
      code: marks.code || ['code', 'kbd', 'samp', 'tt'].includes(node.localName),
    };
    if (marks.depth < DEEPEST) for (const child of node.childNodes) runs(child, { ...inner, depth: marks.depth + 1 }, found);
  }
  return found;
}

function written({ text, bold, italic, link, code, isBreak }) {
  if (isBreak) return '\n';
  const [, before, words, behind] = text.match(/^(\s*)(.*?)(\s*)$/s);
  if (!words) return text;
  const fence = words.includes('`') ? '``' : '`';
  let inner = code ? fence + words + fence : escaped(words);
  // White space stays outside, as there is no emphasis that begins or ends with it.
  if (italic) inner = `_${inner}_`;
  if (bold) inner = `**${inner}**`;
  if (link) inner = words === link ? `<${link}>` : `[${inner}](${link})`;
  return before + inner + behind;
}

// A paragraph: lines that would be read as something else are made words.
function line(nodes, marks) {
  const found = nodes.flatMap((node) => runs(node, { ...marks, depth: 0 }, []));
  const text = found.map(written).join('');
  return text.replace(/[ \t]*\n[ \t]*/g, '\n').trim().split('\n')
    .map((words) => words.replace(/^(#{1,6}|[-+>])(?=\s|$)/, '\\$1').replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2'))
    .join('\\\n');
}

const indented = (text, by) => text.replace(/\n(?!\n|$)/g, `\n${' '.repeat(by)}`);

function list(element, depth) {
  let number = Number(element.getAttribute('start') ?? 1);
  const items = [];
  for (const item of element.children) {
    // Some put a list beside the item that it belongs to.
    if (item.localName === 'ul' || item.localName === 'ol') {
      const inner = list(item, depth + 1);
      if (items.length) items.push(items.pop() + indented(`\n${inner}`, 2));
      else items.push(inner);
      continue;
    }
    const mark = element.localName === 'ol' ? `${number++}. ` : '- ';
    const words = blocks(item, {}, depth + 1).map((block) => block.text).join('\n');
    if (words) items.push(mark + indented(words, mark.length));
  }
  return items.join('\n');
}

// Lists of a word processor that writes them as paragraphs, with the level in the style.
function listed(paragraph) {
  const level = Number(style(paragraph).match(/mso-list:[^;]*level(\d+)/)?.[1] ?? 1);
  const sign = [...paragraph.querySelectorAll('[data-style*="mso-list" i]')].find((part) => /ignore/i.test(style(part)));
  const words = line([...paragraph.childNodes], {});
  const isNumbered = /^\s*\(?[\dA-Za-z]{1,3}[.)]/.test(sign?.textContent ?? '');
  return `${'   '.repeat(level - 1)}${isNumbered ? '1.' : '-'} ${words}`;
}

function table(element) {
  const rows = [...element.querySelectorAll('tr')].filter((row) => row.closest('table') === element)
    .map((row) => [...row.children].map((cell) => line([...cell.childNodes], {}).replace(/\\?\n/g, ' ').replace(/\|/g, '\\|')));
  const width = Math.max(...rows.map((row) => row.length));
  // One column is there for the looks of it.
  if (width < 2) return undefined;
  const shown = rows.map((row) => `| ${Array.from({ length: width }, (_, at) => row[at] ?? '').join(' | ')} |`);
  return [shown[0], `|${' --- |'.repeat(width)}`, ...shown.slice(1)].join('\n');
}

// The blocks within a node, each with its text and kind.
function blocks(node, marks, depth) {
  const found = [];
  let inline = [];
  const flush = () => {
    const text = line(inline, marks);
    if (text && text !== '\\') found.push({ kind: 'paragraph', text });
    inline = [];
  };
  for (const child of node.childNodes) {
    if (depth > DEEPEST || !holdsBlocks(child)) {
      inline.push(child);
      continue;
    }
    flush();
    const name = child.localName;
    const level = name.match(/^h([1-6])$/)?.[1];
    const all = () => blocks(child, { bold: isBold(child, marks.bold), italic: isItalic(child, marks.italic) }, depth + 1);
    if (level) {
      const words = line([...child.childNodes], {}).replace(/\\?\n/g, ' ').replace(/^\*\*(.*)\*\*$/, '$1');
      if (words) found.push({ kind: 'heading', text: `${'#'.repeat(level)} ${words}` });
    } else if (name === 'ul' || name === 'ol') {
      const text = list(child, depth + 1);
      if (text) found.push({ kind: 'list', text });
    } else if (name === 'pre') {
      found.push({ kind: 'code', text: `\`\`\`\n${child.textContent.replace(/\n$/, '')}\n\`\`\`` });
    } else if (name === 'hr') {
      found.push({ kind: 'rule', text: '---' });
    } else if (name === 'blockquote') {
      found.push({ kind: 'quotation', text: joined(all()).replace(/^/gm, '> ').replace(/ +$/gm, '') });
    } else if (name === 'p' && /^MsoList/.test(child.className) && /mso-list/.test(style(child))) {
      found.push({ kind: 'item', text: listed(child) });
    } else {
      const text = name === 'table' && table(child);
      found.push(...(text ? [{ kind: 'table', text }] : all()));
    }
  }
  flush();
  return found;
}

function joined(found) {
  let text = '';
  let before;
  for (const block of found) {
    if (before) text += block.kind === 'item' && before === 'item' ? '\n' : '\n\n';
    text += block.text;
    before = block.kind;
  }
  return text;
}

// A page without looks: the policy of this site forbids inline styles, and a browser reports each that it parses.
const withoutLooks = (html) => html.replace(/<[^<>]*>/g, (tag) => tag
  .replace(/^<(\/?)style\b/i, '<$1template').replace(/\sstyle\s*=/gi, ' data-style='));

// The Markdown of a page on the clipboard; its plain text where the page says no more than that.
export function markdown(html, text) {
  const body = new DOMParser().parseFromString(withoutLooks(html), 'text/html').body;
  if (!body.querySelector(MEANS)) return text;
  const found = joined(blocks(body, {}, 0));
  return found || text;
}
