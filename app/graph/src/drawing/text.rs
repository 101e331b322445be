//! Words of pictures: escaped, without what XML forbids, and wrapped.

use crate::layout::labels;

/// Without what XML forbids and what would turn the direction of the text around it.
pub(super) fn plain(text: &str) -> String {
    let bad = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
    };
    text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !bad(*c)).collect()
}

pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A number with at most one decimal.
pub(super) fn decimal(number: f64) -> String {
    let rounded = (number * 10.0).round() / 10.0;
    if rounded == 0.0 { "0".to_owned() } else { rounded.to_string() }
}

/// A title in at most `most` lines; what is left out is an ellipsis.
pub(super) fn wrap(title: &str, size: f64, wide: f64, most: usize) -> Vec<String> {
    let fits = |text: &str| labels::width(text, size) <= wide;
    let mut lines = vec![String::new()];
    let mut cut = false;
    for word in title.split_whitespace() {
        let last = lines.len() - 1;
        let longer = if lines[last].is_empty() { word.to_owned() } else { format!("{} {word}", lines[last]) };
        if lines[last].is_empty() || fits(&longer) {
            lines[last] = longer;
        } else if lines.len() < most {
            lines.push(word.to_owned());
        } else {
            cut = true;
            break;
        }
    }
    let last = lines.len() - 1;
    for (nth, line) in lines.iter_mut().enumerate() {
        let ends = cut && nth == last;
        if fits(line) && !ends {
            continue;
        }
        let mut kept: Vec<char> = line.chars().collect();
        while !kept.is_empty() && !fits(&format!("{}…", kept.iter().collect::<String>())) {
            kept.pop();
        }
        let kept: String = kept.into_iter().collect();
        *line = format!("{}…", kept.trim_end_matches(|c: char| c.is_whitespace() || ",;:".contains(c)));
    }
    lines
}

/// The first words of a title, in at most `most` characters.
pub(super) fn begin(title: &str, most: usize) -> String {
    if title.chars().count() <= most {
        return title.to_owned();
    }
    let mut kept = String::new();
    for word in title.split_whitespace() {
        if kept.chars().count() + word.chars().count() + 2 > most {
            break;
        }
        if !kept.is_empty() {
            kept.push(' ');
        }
        kept.push_str(word);
    }
    if kept.is_empty() {
        kept = title.chars().take(most.saturating_sub(1)).collect();
    }
    format!("{}…", kept.trim_end_matches(|c: char| ",;:–".contains(c)))
}
