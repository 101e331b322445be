// Addresses of passages, with their words for browsers that find words by themselves: a text fragment
// (https://wicg.github.io/scroll-to-text-fragment/). A browser goes to the first place in the page where whole words fit.
// So what stands in several places, or is a part of a word, gets what stands around it; then it may begin and end anywhere.

const LONGEST = 80; // UTF-16 units; longer passages are named by their first and last words
const ENDS = 4; // words
const AROUND = 16; // words on either side, at most

// What has a meaning in an address or in a text fragment, the hyphen too.
const encoded = (text) => encodeURIComponent(text.trim())
  .replace(/[-!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

// As browsers compare.
const folded = (text) => text.toLowerCase().replace(/\s+/g, ' ').trim();

// Where words begin and end, in every script.
function wordsOf(text) {
  const found = globalThis.Intl?.Segmenter
    ? [...new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text)].filter((part) => part.isWordLike)
    : [...text.matchAll(/[\p{L}\p{N}\p{M}_]+/gu)];
  return found.map((part) => ({ start: part.index, end: part.index + (part.segment ?? part[0]).length }));
}

function isOnce(page, words) {
  const all = folded(page);
  const first = all.indexOf(folded(words));
  return first >= 0 && all.indexOf(folded(words), first + 1) < 0;
}

// The line of some words that is next to the passage: words of two blocks are found in neither.
const last = (text) => text.trim() && text.trimEnd().split('\n').at(-1);
const first = (text) => text.trim() && text.trimStart().split('\n')[0];

// The text directive for the place `from` to `to` of `text`, in UTF-16 units; `page` is all that a browser looks through.
export function directive(text, from, to, page) {
  const passage = text.slice(from, to);
  const words = wordsOf(text);
  const within = words.filter((word) => word.start >= from && word.end <= to);
  let [head, tail] = [passage, ''];
  if (/\n/.test(passage.trim()) || (passage.length > LONGEST && within.length > 2 * ENDS)) {
    head = first(text.slice(from, within[ENDS - 1]?.end ?? to));
    tail = last(text.slice(within.at(-ENDS)?.start ?? from, to));
  }
  const named = encoded(head) + (tail && `,${encoded(tail)}`);
  const cut = words.some(({ start, end }) => (start < from && from < end) || (start < to && to < end));
  if (!cut && isOnce(page, head) && (!tail || isOnce(passage, tail))) return named;
  const before = words.filter((word) => word.start < from);
  const behind = words.filter((word) => word.end > to);
  let [prefix, suffix] = ['', ''];
  for (let many = 1; many <= AROUND; many += 1) {
    prefix = last(text.slice(before.at(-many)?.start ?? 0, from));
    suffix = first(text.slice(to, behind[many - 1]?.end ?? text.length));
    const start = prefix ? text.lastIndexOf(prefix, from - prefix.trimEnd().length) : from;
    const end = suffix ? text.indexOf(suffix, to) + suffix.length : to;
    if (isOnce(page, tail ? text.slice(start, from) + head : text.slice(start, end))) break;
  }
  return (prefix && `${encoded(prefix)}-,`) + named + (suffix && `,-${encoded(suffix)}`);
}

// The link to a passage of the text in `prose`, between characters (Unicode scalar values). Its place is for us.
export function link(address, prose, start, end) {
  const text = prose.textContent;
  const unit = (characters) => [...text].slice(0, characters).join('').length;
  return `${address}#passage:~:text=${directive(text, unit(start), unit(end), document.body.textContent)}`;
}
