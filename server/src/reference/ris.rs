//! RIS, lines of a tag and a value: <https://en.wikipedia.org/wiki/RIS_(file_format)>.

use messages::talk::reference;

use super::draft::Draft;
use super::names;
use super::place::Place;
use super::words::plain;

/// The first record of a text, with what else it says; `None` if it has no line `TY  - …`.
#[must_use]
pub(super) fn read(text: &str) -> Option<Draft> {
    let count = text.lines().filter(|line| tagged(line).is_some_and(|(tag, _)| tag == "TY")).count();
    let mut lines = text.lines().skip_while(|line| tagged(line).is_none_or(|(tag, _)| tag != "TY"));
    lines.next()?;
    let mut values: Vec<(&str, String)> = Vec::new();
    for line in lines {
        match tagged(line) {
            Some(("ER" | "TY", _)) => break,
            Some((tag, value)) => values.push((tag, value.trim().to_owned())),
            // A value goes on where a line has no tag.
            None => {
                if let Some((_, value)) = values.last_mut().filter(|_| !line.trim().is_empty()) {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            }
        }
    }
    let mut draft = draft(values);
    if count > 1 {
        draft.remarks.insert(0, reference::only_first_entry(count));
    }
    Some(draft)
}

/// `AU  - Cruz, Ana`: two signs, two blanks, a hyphen. Some programs write one blank.
fn tagged(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches(['\u{FEFF}', ' ']);
    let (tag, rest) = line.split_at_checked(2)?;
    let sound = tag.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let value = rest.strip_prefix("  -").or_else(|| rest.strip_prefix(" -")).filter(|_| sound)?;
    (value.is_empty() || value.starts_with(' ')).then_some((tag, value))
}

fn draft(mut values: Vec<(&str, String)>) -> Draft {
    let mut draft = Draft::default();
    let mut first = |tags: &[&str]| {
        let at = tags
            .iter()
            .find_map(|tag| values.iter().position(|(known, value)| known == tag && !value.is_empty()));
        at.map(|at| values.remove(at).1).unwrap_or_default()
    };
    let title = first(&["TI", "T1", "CT"]);
    let container = first(&["T2", "JO", "JF", "JA", "BT"]);
    draft.set_title(if title.is_empty() { &container } else { &title }, "");
    let [volume, issue, start, end] = [&["VL"], &["IS"], &["SP"], &["EP"]].map(|tags| plain(&first(tags)));
    let pages =
        if end.is_empty() || start.contains(['-', '–']) { start } else { format!("{start}–{end}") };
    let title = if title.is_empty() { String::new() } else { plain(&container) };
    draft.place = Place { title, volume, issue, pages: Place::dashed(&pages) };
    draft.publisher = plain(&first(&["PB"]));
    let day = first(&["DA"]);
    let year = first(&["PY", "Y1"]);
    let read = first(&["Y2"]);
    for (name, day) in [("DA", day), ("PY", year)] {
        let day = day.trim_end_matches('/').to_owned();
        if day.is_empty() || draft.date.starts_with(&day) {
            continue;
        }
        draft.set_date(name, &day);
    }
    if !read.is_empty() {
        draft.set_accessed("Y2", &read);
    }
    let doi = first(&["DO"]);
    if !doi.is_empty() {
        draft.set_doi("DO", &doi);
    }
    let url = first(&["UR", "L2", "L1", "LK"]);
    if !url.is_empty() {
        draft.set_url("UR", &url);
    }
    let of = |tags: &[&str], values: &mut Vec<(&str, String)>| {
        let mut found = Vec::new();
        values.retain(|(tag, value)| {
            let is = tags.contains(tag);
            if is {
                found.extend(names::read(value));
            }
            !is
        });
        found
    };
    draft.authors = of(&["AU", "A1"], &mut values);
    if draft.authors.is_empty() {
        draft.authors = of(&["ED", "A2"], &mut values);
        if !draft.authors.is_empty() {
            draft.remarks.push(reference::no_author(reference::role::EDITORS));
        }
    }
    for (tag, value) in values {
        match tag {
            "N1" => draft.add_note(&value),
            // The number of a journal, or of a book.
            "SN" => draft.set_isbn("SN", &value),
            // The journal is often given in full and short; the others name the record.
            "T2" | "JO" | "JF" | "JA" | "BT" | "ID" | "DB" | "DP" => {}
            tag => draft.leave(tag, &value),
        }
    }
    draft
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read() {
        let text = "\u{FEFF}Provider: x\r\n\r\nTY  - JOUR\r\nAU  - Cruz, Ana\r\nAU  - Smith, Jo\r\nTI  - On tides\r\n  and moons\r\nT2  - Sea Letters\r\n\
            JA  - Sea Lett.\r\nVL  - 12\r\nIS  - 3\r\nSP  - 45\r\nEP  - 67\r\nPY  - 2019\r\nDA  - 2019/05/03/\r\nDO  - 10.1000/182\r\n\
            SN  - 1234-5679\r\nUR  - https://example.org/x\r\nKW  - sea\r\nER  - \r\n\r\nTY  - BOOK\r\nTI  - Another\r\nER  - \r\n";
        let read = read(text).and_then(Draft::finish).unwrap();
        assert_eq!(
            read.fields,
            [
                ("source_title", "On tides and moons"),
                ("source_author", "Cruz, Ana; Smith, Jo"),
                ("identifier", "doi:10.1000/182"),
                ("container", "Sea Letters, vol. 12, no. 3, pp. 45–67"),
                ("date", "2019-05-03"),
                ("url", "https://example.org/x"),
            ]
            .map(|(name, value)| (name, value.to_owned()))
        );
        assert_eq!(read.remarks, [reference::only_first_entry(2)]);
        assert_eq!(read.left, ["SN: 1234-5679", "KW: sea"]);
        assert!(super::read("no record").is_none());
    }
}
