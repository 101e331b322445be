"""Collections of references: entry by entry for the reader of the server, and as an independent reader sees them.

    references.py prepare PACKAGES FOLDER    writes bibtex.txt, csl.txt and what is expected of each
    references.py compare FOLDER             compares with bibtex.jsonl and csl.jsonl, and prints shares

BibTeX is read by `bibtexparser` and `pylatexenc`, CSL-JSON by `json`.
"""

import gzip
import html
import json
import logging
import re
import sys
import tarfile
import unicodedata
from pathlib import Path

import bibtexparser
import yaml
from bibtexparser.middlewares import NormalizeFieldKeys
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

# Parts of entries that are right, of a hundred.
GOALS = {"BibTeX": 97.0, "CSL-JSON": 99.0}
BETWEEN = "\x1e"


# --- Collections ---


def files(folder):
    """The files of all packages, by package and name."""
    for package in sorted(folder.iterdir()):
        if package.suffix in (".gz", ".tgz"):
            with tarfile.open(package) as tar:
                for member in tar:
                    if member.isfile():
                        yield package.name, member.name, tar.extractfile(member).read()


def text_of(data):
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def bibtex(data):
    """Each entry with the abbreviations of its file before it, and the entry as it was parsed."""
    text = text_of(data).replace("\r\n", "\n").replace(BETWEEN, "")
    library = bibtexparser.parse_string(text, append_middleware=[NormalizeFieldKeys()])
    strings = "\n".join(string.raw.strip() for string in library.strings)
    values = {string.key.casefold(): str(string.value) for string in library.strings}
    for entry in library.entries:
        for field in entry.fields:
            field.value = joined(str(field.value), values)
        yield f"{strings}\n{entry.raw.strip()}".strip(), entry


def joined(value, values):
    """`"words" # name`, which the parser leaves where a name is written in another case."""
    pieces = re.fullmatch(r"\s*(?:\"[^\"]*\"|\{[^{}]*\}|[^\s#\"{}]+)(?:\s*#\s*(?:\"[^\"]*\"|\{[^{}]*\}|[^\s#\"{}]+))+\s*", value)
    if not pieces:
        return value
    found = re.findall(r"\"([^\"]*)\"|\{([^{}]*)\}|([^\s#\"{}]+)", value)
    return "".join(quoted or braced or values.get(name.casefold(), name) for quoted, braced, name in found)


def works(data):
    """Answers of Crossref that were recorded."""
    for interaction in yaml.load(data, Loader=yaml.CSafeLoader)["interactions"]:
        body = interaction["response"]["body"]["string"]
        try:
            body = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
            found = json.loads(body)
        except (ValueError, OSError):
            continue
        if not isinstance(found, dict):
            continue
        message = found.get("message", found)
        items = message.get("items", [message]) if isinstance(message, dict) else []
        yield from (item for item in items if isinstance(item, dict))


def items(data):
    """A file of CSL-JSON, an answer of Crossref as it is, or a part of what Crossref publishes, a line each or as a whole."""
    text = text_of(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)
    try:
        found = [json.loads(text)]
    except ValueError:
        try:
            found = [json.loads(line) for line in text.splitlines()]
        except ValueError:
            return
    for one in found:
        one = one.get("message", one) if isinstance(one, dict) else one
        one = one.get("items", [one]) if isinstance(one, dict) else one
        yield from (item for item in one if isinstance(item, dict)) if isinstance(one, list) else ()


def is_reference(item):
    return bool(item.get("title")) and any(name in item for name in ("DOI", "issued", "author", "container-title"))


# --- What an independent reader says ---

CONTEXT = get_default_latex_context_db()
# What a command unknown to both stands for is told by its name only: \TUB.
CONTEXT.set_unknown_macro_spec(MacroTextSpec("", simplify_repl=lambda node, l2tobj=None: node.macroname))
LATEX = LatexNodes2Text(math_mode="text", strict_latex_spaces=False, latex_context=CONTEXT)


# What collections write that pylatexenc does not know: boxes and fonts are their words, and a few commands are signs.
KNOWN = [
    (r"\\noopsort\s*\{[^{}]*\}", ""),
    (r"\\(mbox|hbox|acro|nth|cs|booktitle|bibcyr|enquote|mkbib[a-z]+|tt|bf|sf|sl|sc|rm|it|em)(?![A-Za-z])", ""),
    (r"\\(thinspace|hfil|hyphen|bs)(?![A-Za-z])", " "),
    (r"\\slash(?![A-Za-z])", "/"),
    (r"\\([Dd]ash|emdash)(?![A-Za-z])", "---"),
    (r"\\MF(?![A-Za-z])", "METAFONT"),
    (r"\\MP(?![A-Za-z])", "METAPOST"),
    (r"\\LaTeXe(?![A-Za-z])", r"\\LaTeX2e"),
    (r"\\char`\\", ""),
    # A sign that is not escaped is no comment and no column in a value.
    (r"(?<!\\)([%&#])", r"\\\1"),
]


def plain(value):
    """Words of a field of BibTeX."""
    try:
        for pattern, words in KNOWN:
            value = re.sub(pattern, words, value)
        return html.unescape(LATEX.latex_to_text(value))
    except Exception:  # What pylatexenc cannot read is compared as it stands.
        return value


def of_entry(entry):
    field = {name: str(found.value) for name, found in entry.fields_dict.items()}
    first = lambda *names: next((field[name] for name in names if field.get(name, "").strip()), "")
    people = first("author", "editor")
    names = [plain(name) for name in split_people(people)]
    doi = re.search(r"10\.\d{4,}[^\s/]*/\S+", plain(first("doi")).replace(" ", "")) if "doi" in field else None
    return {
        "title": plain(": ".join(part for part in (first("title"), first("subtitle")) if part)),
        "authors": names,
        "year": year(plain(first("date", "year"))),
        "container": plain(first("journal", "journaltitle", "booktitle")),
        "doi": doi.group(0) if doi else "",
    }


def split_people(people):
    """By `and` outside of braces."""
    names, depth, begin = [], 0, 0
    for at, sign in enumerate(people):
        depth += (sign == "{") - (sign == "}")
        if depth == 0 and re.match(r"\sand\s", people[at : at + 5], re.I):
            names.append(people[begin:at])
            begin = at + 4
    return [name for name in [*names, people[begin:]] if name.strip()]


def of_item(item):
    one = lambda value: str(next(iter(value), "")) if isinstance(value, list) else str(value or "")
    people = item.get("author") or item.get("editor") or []
    if isinstance(people, dict):
        people = [people]
    part = ("literal", "name", "non-dropping-particle", "dropping-particle", "family", "suffix", "given")
    names = [" ".join(str(name.get(key) or "") for key in part) for name in people if isinstance(name, dict)]
    names = [name for name in names if name.strip()]
    issued = item.get("issued") or item.get("published") or {}
    parts = issued.get("date-parts") if isinstance(issued, dict) else None
    parts = str(parts[0][0] or "") if parts and parts[0] else ""
    return {
        "title": untagged(": ".join(filter(None, (one(item.get("title")), one(item.get("subtitle")))))),
        "authors": [html.unescape(name) for name in names],
        "year": year(parts or (one(issued.get("raw") or issued.get("literal")) if isinstance(issued, dict) else one(issued))),
        "container": untagged(one(item.get("container-title"))),
        "doi": one(item.get("DOI")),
    }


def untagged(text):
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def year(text):
    found = re.search(r"(?<!\d)\d{4}(?!\d)", text)
    return found.group(0) if found else ""


def prepare(packages, folder):
    kinds = {"bibtex": [], "csl": []}
    seen = set()
    for package, name, data in files(packages):
        found = []
        if "/invalid/" in name:
            continue
        if name.endswith(".bib"):
            found = [("bibtex", raw, of_entry(entry)) for raw, entry in bibtex(data)]
        elif name.endswith(".yaml") and "/cassettes/" in name:
            found = [("csl", json.dumps(item), of_item(item)) for item in works(data) if is_reference(item)]
        elif re.search(r"(csl|crossref|citeproc).*\.jsonl?(\.gz)?$", name) and "_out" not in name:
            found = [("csl", json.dumps(item), of_item(item)) for item in items(data) if is_reference(item)]
        for kind, raw, expected in found:
            # The same entry in two collections counts once.
            if raw not in seen and any(expected.values()):
                seen.add(raw)
                kinds[kind].append((raw, {"from": f"{package}: {name}", **expected}))
    for kind, entries in kinds.items():
        (folder / f"{kind}.txt").write_text(BETWEEN.join(raw for raw, _ in entries))
        lines = (json.dumps(expected, ensure_ascii=False) for _, expected in entries)
        (folder / f"{kind}.expected.jsonl").write_text("\n".join(lines))
        print(f"    {len(entries)} entries of {kind}")


# --- The comparison ---


def folded(text):
    """Letters and digits without case and accents."""
    text = unicodedata.normalize("NFKD", text.casefold())
    for one, other in (("ı", "i"), ("ł", "l"), ("ø", "o"), ("đ", "d"), ("æ", "ae"), ("œ", "oe"), ("ß", "ss"), ("ð", "d"), ("þ", "th")):
        text = text.replace(one, other)
    return "".join(sign for sign in text if sign.isalnum())


def letters(name):
    """Those of a name, in whatever order its words stand."""
    return sorted(folded(name))


def differs(ours, expected):
    """The parts that are not the same."""
    field = ours["fields"]
    parts = set()
    title, place = folded(expected["title"]), folded(expected["container"])
    # Without a title the form takes what there is, such as the journal of a whole issue.
    if title and folded(field.get("source_title", "")) != title:
        parts.add("title")
    authors = [one for one in field.get("source_author", "").split("; ") if one]
    if authors and authors[-1] == "et al.":
        authors.pop()
        expected_authors = expected["authors"][: len(authors)]
    else:
        expected_authors = [one for one in expected["authors"] if folded(one) != "others"]
    if list(map(letters, authors)) != list(map(letters, expected_authors)):
        parts.add("authors")
    if year(field.get("date", "")) != expected["year"]:
        parts.add("year")
    if place not in folded(field.get("container", "")) and (title or place not in folded(field.get("source_title", ""))):
        parts.add("container")
    if folded(expected["doi"]) not in folded(field.get("identifier", "")):
        parts.add("doi")
    return parts


def compare(folder):
    well = True
    print(f"    {'':9} {'entries':>8} {'refused':>8} {'right':>8}   title authors year container doi")
    for kind, words in (("bibtex", "BibTeX"), ("csl", "CSL-JSON")):
        expected = [json.loads(line) for line in (folder / f"{kind}.expected.jsonl").read_text().splitlines()]
        ours = [json.loads(line) for line in (folder / f"{kind}.jsonl").read_text().splitlines()]
        assert len(ours) == len(expected), (len(ours), len(expected))
        refused = sum(one is None for one in ours)
        wrong = {"title": 0, "authors": 0, "year": 0, "container": 0, "doi": 0}
        right = 0
        lines = (folder / f"{kind}.txt").read_text().split(BETWEEN)
        with (folder / f"{kind}.differs.jsonl").open("w") as out:
            for raw, one, other in zip(lines, ours, expected):
                parts = differs(one, other) if one else set()
                right += one is not None and not parts
                for part in parts:
                    wrong[part] += 1
                if parts or one is None:
                    said = {"differs": sorted(parts), "expected": other, "ours": one, "entry": raw}
                    out.write(json.dumps(said, ensure_ascii=False) + "\n")
        share = 100 * right / max(1, len(expected))
        print(f"    {words:9} {len(expected):8,} {refused:8,} {share:7.2f} %   " + " ".join(map(str, wrong.values())))
        well = well and share >= GOALS[words]
    if not well:
        sys.exit(f"Less than {GOALS} of a hundred are right; see the files *.differs.jsonl in {folder}.")


if __name__ == "__main__":
    # What the parser says of broken entries in its own tests.
    logging.disable(logging.WARNING)
    if sys.argv[1] == "prepare":
        prepare(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        compare(Path(sys.argv[2]))
