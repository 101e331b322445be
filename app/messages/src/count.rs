//! Numbers and counts: `1 article`, `1,200 articles`.

/// A number as people read it: `100,000`.
#[must_use]
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let mut text = digits[..first].to_owned();
    for (nth, digit) in digits[first..].chars().enumerate() {
        if nth % 3 == 0 && !text.is_empty() {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 article` or `2 articles`: a number, and what is counted, in the singular or the plural.
fn counted(number: usize, singular: &str, plural: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { singular } else { plural })
}

macro_rules! counts {
    ($($(#[$doc:meta])* $name:ident: $singular:literal, $plural:literal;)*) => {
        $($(#[$doc])*
        #[must_use]
        pub fn $name(number: usize) -> String {
            counted(number, $singular, $plural)
        })*
    };
}

counts! {
    /// `1 article`, `2 articles`.
    articles: "article", "articles";
    /// `1 character`, `2 characters`.
    characters: "character", "characters";
    /// `1 citation`, `2 citations`.
    citations: "citation", "citations";
    /// `1 comment`, `2 comments`.
    comments: "comment", "comments";
    /// `1 relation`, `2 relations`.
    relations: "relation", "relations";
    /// `1 revision`, `2 revisions`.
    revisions: "revision", "revisions";
}

// Waits, sessions and the authors of a source
counts! {
    /// `1 author`, `2 authors`.
    authors: "author", "authors";
    /// `1 minute`, `2 minutes`.
    minutes: "minute", "minutes";
    /// `1 second`, `2 seconds`.
    seconds: "second", "seconds";
    /// `1 session`, `2 sessions`.
    sessions: "session", "sessions";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_in_thousands() {
        for (number, words) in [
            (0, "0"),
            (12, "12"),
            (999, "999"),
            (1_000, "1,000"),
            (98_765, "98,765"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(number), words);
        }
    }

    #[test]
    fn one_is_singular_and_none_is_plural() {
        assert_eq!(
            [articles(0), articles(1), articles(1_200)],
            ["0 articles", "1 article", "1,200 articles"]
        );
    }
}
