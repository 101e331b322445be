//! Relations: their kinds, explanations, suggestions, and connections between two articles.

// How relations read, from one article to the other
pub mod kind {
    pub const PART_OF: &str = "is part of";
    pub const DEPENDS_ON: &str = "depends on";
    pub const FEEDS: &str = "is an input for";
    pub const ELABORATES: &str = "elaborates";
    pub const ANSWERS: &str = "answers";
    pub const SUPPORTS: &str = "supports";
    pub const OPPOSES: &str = "opposes";
    pub const RELATED_TO: &str = "is related to";

    pub mod backward {
        pub const PART_OF: &str = "contains";
        pub const DEPENDS_ON: &str = "is needed by";
        pub const FEEDS: &str = "builds on";
        pub const ELABORATES: &str = "is elaborated by";
        pub const ANSWERS: &str = "is answered by";
        pub const SUPPORTS: &str = "is supported by";
        pub const OPPOSES: &str = "is opposed by";
    }

    /// `A supports B`; `kind` is one of the above.
    #[must_use]
    pub fn sentence(from: &str, kind: &str, to: &str) -> String {
        format!("{from} {kind} {to}")
    }
}

// Why an article is suggested: short enough to be the explanation of a relation
pub mod evidence {
    #[must_use]
    pub fn shared_words(words: &[String]) -> String {
        ended(format!("Shared words: {}", words.join(", ")))
    }

    #[must_use]
    pub fn both_cite(source: &str) -> String {
        format!("Both cite “{source}”.")
    }

    #[must_use]
    pub fn both_quoted_by(article: &str) -> String {
        ended(format!("Both are quoted by {article}"))
    }

    #[must_use]
    pub fn both_related_to(article: &str) -> String {
        ended(format!("Both are related to {article}"))
    }

    /// No full stop after a title that ends in a mark of its own, or was cut.
    fn ended(mut sentence: String) -> String {
        if !sentence.ends_with(['.', '…', '?', '!']) {
            sentence.push('.');
        }
        sentence
    }
}
