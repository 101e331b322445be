//! Comments, citations, quotes and proposals.

/// What is said beside the form that a pasted reference filled in, and what could not be read.
pub mod reference {
    use crate::count;

    /// After the label of the field.
    pub const NOT_RECOGNISED: &str = "was not recognised. Please paste a DOI, an ISBN, a URL, BibTeX, CSL-JSON or RIS, or fill in \
         the fields below.";
    pub const ONLY_A_NUMBER: &str =
        "Only a DOI, an ISBN or a URL was found. The rest of the text was left out.";

    #[must_use]
    pub fn only_first_entry(entries: usize) -> String {
        format!("There were {entries} entries. Only the first was used.")
    }

    /// `others` is one of [`role`].
    #[must_use]
    pub fn no_author(others: &str) -> String {
        format!("There is no author, so the {others} are given instead.")
    }

    #[must_use]
    pub fn only_first_authors(authors: usize, first: usize) -> String {
        format!("Only the first {first} of {} fit into the field.", count::authors(authors))
    }

    // What people did for a source who are not its authors
    pub mod role {
        pub const EDITORS: &str = "editors";
        pub const SERIES_EDITORS: &str = "editors of the series";
        pub const DIRECTORS: &str = "directors";
        pub const TRANSLATORS: &str = "translators";
        pub const COMPOSERS: &str = "composers";
        pub const INTERVIEWERS: &str = "interviewers";
    }

    // What was left out, a line each
    pub const UNKNOWN_COMMAND: &str = "unknown command";

    #[must_use]
    pub fn left_out(name: &str, value: &str) -> String {
        format!("{name}: {value}")
    }

    #[must_use]
    pub fn more_left_out(lines: usize) -> String {
        format!("and {lines} more")
    }
}

/// The fields of a source as it once was, a line each.
pub mod former_source {
    pub const TITLE: &str = "Title";
    pub const AUTHORS: &str = "Authors";
    pub const CONTAINER: &str = "Published in";
    pub const PUBLISHER: &str = "Publisher";
    pub const DATE: &str = "Date";
    pub const IDENTIFIER: &str = "DOI or ISBN";
    pub const URL: &str = "URL";
    pub const ACCESSED: &str = "Accessed on";
    pub const STANCE: &str = "How it relates to the passage";
    pub const EXCERPT: &str = "Excerpt";
    pub const NOTE: &str = "Note";

    #[must_use]
    pub fn field(label: &str, value: &str) -> String {
        format!("{label}: {value}")
    }
}

/// Annotations that other programs read and send.
pub mod annotation {
    /// In Markdown, between a quote that is not in the article and what is said of it.
    pub const QUOTE_NOT_FOUND: &str = "*(Not found in this text.)*";

    #[must_use]
    pub fn collection(title: &str) -> String {
        format!("Quotes of “{title}”")
    }
}
