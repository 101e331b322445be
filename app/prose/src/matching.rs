//! How the words of texts are compared, and where some stand exactly.

/// A character as it counts when words are compared: white space is one blank, and typographic forms are plain.
pub fn plain_form(c: char) -> char {
    match c {
        '‘' | '’' | '‚' | '‛' | 'ʼ' => '\'',
        '“' | '”' | '„' | '‟' => '"',
        '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// The letters of a ligature (Unicode's presentation forms).
pub const fn ligature(c: char) -> Option<&'static str> {
    Some(match c {
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        _ => return None,
    })
}

/// Whether a sign only says where a word may break or not: soft hyphen, blanks without width.
pub const fn is_break(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// The starts of every occurrence of `needle`, overlapping ones too, in time linear in both (D. E. Knuth, J. H. Morris and
/// V. R. Pratt, 'Fast pattern matching in strings', SIAM Journal on Computing 6(2), 1977).
pub fn occurrences<'a>(text: &'a [char], needle: &'a [char]) -> impl Iterator<Item = usize> + 'a {
    // For each beginning of the needle, how much of it is also its end.
    let mut borders = vec![0; needle.len()];
    let mut border = 0;
    for at in 1..needle.len() {
        while border > 0 && needle[at] != needle[border] {
            border = borders[border - 1];
        }
        border += usize::from(needle[at] == needle[border]);
        borders[at] = border;
    }
    let mut matched = 0;
    let text = if needle.is_empty() { &[] } else { text };
    text.iter().enumerate().filter_map(move |(at, c)| {
        while matched > 0 && (matched == needle.len() || needle[matched] != *c) {
            matched = borders[matched - 1];
        }
        matched += usize::from(needle[matched] == *c);
        (matched == needle.len()).then(|| at + 1 - needle.len())
    })
}

/// The text in its plain forms, with every run of white space as one blank, and for each of its characters the place it
/// came from.
pub fn fold(text: &str) -> (Vec<char>, Vec<usize>) {
    let mut folded = Vec::with_capacity(text.len());
    let mut origin = Vec::with_capacity(text.len());
    for (at, c) in text.chars().enumerate().filter(|(_, c)| !is_break(*c)) {
        if let Some(letters) = ligature(c) {
            folded.extend(letters.chars());
            origin.resize(folded.len(), at);
            continue;
        }
        let c = plain_form(c);
        if c != ' ' || folded.last() != Some(&' ') {
            folded.push(c);
            origin.push(at);
        }
    }
    (folded, origin)
}
