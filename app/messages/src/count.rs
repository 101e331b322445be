//! Numbers, counts and dates: `1 article`, `1,200 articles`, `20 November 2026`.

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
    /// `1 action`, `2 actions`.
    actions: "action", "actions";
    /// `1 article`, `2 articles`.
    articles: "article", "articles";
    /// `1 author`, `2 authors`.
    authors: "author", "authors";
    /// `1 branch`, `2 branches`.
    branches: "branch", "branches";
    /// `1 change`, `2 changes`.
    changes: "change", "changes";
    /// `1 character`, `2 characters`.
    characters: "character", "characters";
    /// `1 citation`, `2 citations`.
    citations: "citation", "citations";
    /// `1 comment`, `2 comments`.
    comments: "comment", "comments";
    /// `1 conflict`, `2 conflicts`.
    conflicts: "conflict", "conflicts";
    /// `1 line`, `2 lines`.
    lines: "line", "lines";
    /// `1 minute`, `2 minutes`.
    minutes: "minute", "minutes";
    /// `1 more article`, `2 more articles`.
    more_articles: "more article", "more articles";
    /// `1 more relation`, `2 more relations`.
    more_relations: "more relation", "more relations";
    /// `1 more sub-article`, `2 more sub-articles`.
    more_sub_articles: "more sub-article", "more sub-articles";
    /// `1 neighbour`, `2 neighbours`.
    neighbours: "neighbour", "neighbours";
    /// `1 newcomer`, `2 newcomers`.
    newcomers: "newcomer", "newcomers";
    /// `1 other article`, `2 other articles`.
    other_articles: "other article", "other articles";
    /// `1 possible issue`, `2 possible issues`.
    possible_issues: "possible issue", "possible issues";
    /// `1 quoted passage`, `2 quoted passages`.
    quoted_passages: "quoted passage", "quoted passages";
    /// `1 quote`, `2 quotes`.
    quotes: "quote", "quotes";
    /// `1 relation`, `2 relations`.
    relations: "relation", "relations";
    /// `1 revision`, `2 revisions`.
    revisions: "revision", "revisions";
    /// `1 second`, `2 seconds`.
    seconds: "second", "seconds";
    /// `1 session`, `2 sessions`.
    sessions: "session", "sessions";
    /// `1 source`, `2 sources`.
    sources: "source", "sources";
    /// `1 step`, `2 steps`.
    steps: "step", "steps";
    /// `1 sub-article`, `2 sub-articles`: articles below another.
    sub_articles: "sub-article", "sub-articles";
}

/// A day as people write it: `20 November 2026`. Months are counted from 1.
#[must_use]
pub fn day(year: i64, month: u8, day: u8) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    format!("{day} {} {year}", MONTHS[usize::from(month - 1)])
}

/// A minute of a [`day`] with its zone: `20 November 2026, 09:30 UTC`.
#[must_use]
pub fn minute(day: &str, hour: i64, minute: i64) -> String {
    format!("{day}, {hour:02}:{minute:02} UTC")
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
