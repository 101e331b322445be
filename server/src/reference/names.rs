//! Names of persons in BibTeX: <https://www.bibtex.org/Format/>, and the longer form of biblatex (`family=Cruz, given=Ana`).

use super::latex;
use super::words::{ET_AL, is_others, person, plain};

/// Each person of a field, as the form has them; those who are not named are `et al.`.
#[must_use]
pub(super) fn read(raw: &str) -> Vec<String> {
    let mut names = Vec::new();
    for name in split(raw, Between::Persons) {
        let name = name.trim();
        if name.is_empty() {
            continue;
        }
        if is_others(name) {
            names.push(ET_AL.to_owned());
            continue;
        }
        // `Smith, J. et al.`
        let short = ["et al.", "et al"].iter().find_map(|end| name.strip_suffix(end));
        if let Some(short) = short.filter(|short| short.ends_with([' ', ',', '~'])) {
            names.push(read_one(short.trim_end_matches([' ', ',', '~'])));
            names.push(ET_AL.to_owned());
        } else {
            names.push(read_one(name));
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn words(raw: &str) -> String {
    plain(&latex::words(raw).text)
}

/// What stands between the parts of a value, where no brace is open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Between {
    /// The word `and`, or a semicolon.
    Persons,
    Commas,
    Blanks,
}

/// The parts of a value that no brace holds together, in one pass.
fn split(raw: &str, between: Between) -> Vec<&str> {
    let bytes = raw.as_bytes();
    let (mut parts, mut start, mut depth, mut at) = (Vec::new(), 0, 0_usize, 0);
    // A semicolon may be the end of an entity of HTML.
    let mut entity = false;
    while let Some(&byte) = bytes.get(at) {
        depth = match byte {
            b'{' => depth + 1,
            b'}' => depth.saturating_sub(1),
            _ => depth,
        };
        // An escaped sign is no separator, nor is the blank that ends the name of an accent: `Dezs\H o`.
        if byte == b'\\' && depth == 0 {
            at += 1;
            while bytes.get(at).is_some_and(u8::is_ascii_alphabetic) && between == Between::Blanks {
                at += 1;
            }
        }
        let length = match (byte, between) {
            _ if depth > 0 => 0,
            (b',', Between::Commas) | (b'~', Between::Blanks) => 1,
            (b';', Between::Persons) if !entity => 1,
            (byte, Between::Blanks) if byte.is_ascii_whitespace() => 1,
            (byte, Between::Persons) if byte.is_ascii_whitespace() => {
                and(bytes.get(at..).unwrap_or_default())
            }
            _ => 0,
        };
        entity = match byte {
            b'&' => true,
            b'#' if entity => true,
            byte => entity && byte.is_ascii_alphanumeric(),
        };
        if length > 0 {
            parts.push(raw.get(start..at).unwrap_or_default());
            start = at + length;
            at = start;
        } else {
            at += 1;
        }
    }
    parts.push(raw.get(start..).unwrap_or_default());
    parts
}

/// How long the word `and` is with the blank before it, if it stands there; the blank after it is left.
fn and(bytes: &[u8]) -> usize {
    let [_, a, n, d, after, ..] = bytes else { return 0 };
    let is_word = [a, n, d].into_iter().zip(b"and").all(|(byte, of)| byte.eq_ignore_ascii_case(of));
    if is_word && (after.is_ascii_whitespace() || *after == b'{') { 4 } else { 0 }
}

fn read_one(raw: &str) -> String {
    let raw = raw.trim();
    if whole(raw) {
        return person(&[&words(raw)], "", "");
    }
    let parts = split(raw, Between::Commas);
    if parts.iter().any(|part| part.trim_start().to_lowercase().starts_with("family=")) {
        return by_name(&parts);
    }
    match parts.as_slice() {
        [name] => from_words(&split(name, Between::Blanks)),
        [family, given] => person(&[&words(family)], "", &words(given)),
        [family, suffix, given @ ..] => {
            let given: Vec<String> = given.iter().map(|part| words(part)).collect();
            person(&[&words(family)], &words(suffix), &given.join(", "))
        }
        [] => String::new(),
    }
}

/// Whether one pair of braces holds all of it: the name of a body.
fn whole(raw: &str) -> bool {
    let mut depth = 0_usize;
    raw.starts_with('{')
        && raw.char_indices().all(|(at, c)| {
            match c {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth > 0 || at + 1 == raw.len()
        })
}

fn by_name(parts: &[&str]) -> String {
    let value = |wanted: &str| {
        let found = parts.iter().find_map(|part| {
            let (name, value) = part.split_once('=')?;
            name.trim().eq_ignore_ascii_case(wanted).then(|| words(value))
        });
        found.unwrap_or_default()
    };
    person(&[&value("prefix"), &value("family")], &value("suffix"), &value("given"))
}

/// `Ana de la Cruz`: the family name is the last word, or begins with the first one in small letters.
fn from_words(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    let Some((last, before)) = parts.split_last() else { return String::new() };
    let small = before.iter().position(|part| {
        let text = words(part);
        // Braces hide the letters of a name from BibTeX.
        !part.starts_with('{') && text.chars().next().is_some_and(char::is_lowercase)
    });
    let (given, family) = parts.split_at(small.unwrap_or(before.len()));
    let join = |parts: &[&str]| parts.iter().map(|part| words(part)).collect::<Vec<_>>().join(" ");
    if given.is_empty() && family.len() == 1 {
        person(&[&words(last)], "", "")
    } else {
        person(&[&join(family)], "", &join(given))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_are_told_apart_and_taken_apart() {
        for (raw, names) in [
            ("Smith, Jo", vec!["Smith, Jo"]),
            ("Jo Smith and Ana de la Cruz", vec!["Smith, Jo", "de la Cruz, Ana"]),
            ("de la Cruz, Ana AND {Policy Desk and Sons}", vec!["de la Cruz, Ana", "Policy Desk and Sons"]),
            ("M{\\\"u}ller, J{\\o}rgen and {\\c{S}}ahin, Ay{\\c{s}}e", vec!["Müller, Jørgen", "Şahin, Ayşe"]),
            ("King, Jr., Martin Luther", vec!["King, Jr., Martin Luther"]),
            ("Smith, Jo and others", vec!["Smith, Jo", "et al."]),
            ("Smith, Jo et al.", vec!["Smith, Jo", "et al."]),
            ("family=Cruz, given=Ana, prefix=de la", vec!["de la Cruz, Ana"]),
            ("Anderson, A.\n  and\n  Brandt, B.", vec!["Anderson, A.", "Brandt, B."]),
            ("M&uuml;ller, J.; Smith, K.", vec!["Müller, J.", "Smith, K."]),
            ("{Barnes {\\&} Noble}", vec!["Barnes & Noble"]),
            ("{\\'E}mile Zola", vec!["Zola, Émile"]),
            ("Plato", vec!["Plato"]),
            ("Dezs\\H o Nagy and Ay\\c se Demir", vec!["Nagy, Dezső", "Demir, Ayşe"]),
            ("J.~K. Rowling", vec!["Rowling, J. K."]),
            ("Ludwig van Beethoven", vec!["van Beethoven, Ludwig"]),
            ("{Ministry of A; B}", vec!["Ministry of A, B"]),
            ("Andersen and Land", vec!["Andersen", "Land"]),
            ("", vec![]),
            (" and and ", vec![]),
        ] {
            assert_eq!(read(raw), names, "{raw}");
        }
    }
}
