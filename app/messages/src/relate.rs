//! Relations: their kinds, explanations, suggestions, and connections between two articles.

pub const CANCEL: &str = crate::site::CANCEL;
pub const NAMING_HELP: &str = "Words from the title, or the address.";
/// Above the articles that a title may name.
pub const DID_YOU_MEAN: &str = "Did you mean:";
pub const EXPLANATION: &str = "Why are they related? (a sentence or two)";
pub const EXPLANATION_HELP: &str = "Shown when readers turn on Explain.";
/// Before the name of whoever explained a relation last.
pub const LAST_EDITED_BY: &str = "Last edited by ";

/// The button that relates, to those who only hear it; also the title of the form.
#[must_use]
pub fn relate(title: &str) -> String {
    format!("Relate: {title}")
}

// The form that relates two articles
pub mod form {
    pub const HEADING: &str = "Relate an article";
    pub const OTHER: &str = crate::problem::field::OTHER;
    pub const RELATE: &str = "Relate";

    /// What waits to be sent.
    #[must_use]
    pub fn new_relation(title: &str) -> String {
        format!("New relation for “{title}”")
    }
}

// The page of a relation
pub mod relation {
    pub const HEADING: &str = "Edit relation";
    pub const HISTORY: &str = "History";
    pub const SAVE: &str = "Save the explanation";
    pub const REMOVING: &str =
        "The relation will be removed from both articles. You can restore it from the history of either.";
    pub const REMOVE: &str = "Remove relation";

    /// What waits to be sent: `Explanation: “A” supports “B”`.
    #[must_use]
    pub fn explanation_of(from: &str, kind: &str, to: &str) -> String {
        format!("Explanation: “{from}” {kind} “{to}”")
    }

    /// What waits to be sent.
    #[must_use]
    pub fn removal(title: &str) -> String {
        format!("Remove relation of “{title}”")
    }
}

// The history of an explanation
pub mod explanation_history {
    pub const HEADING: &str = "Explanation history";
    pub const EMPTY: &str = "(empty)";
    pub const EDIT: &str = "Edit explanation";
}

// Suggested relations
pub mod suggestion {
    pub const HEADING: &str = "Suggested relations";
    pub const DESCRIPTION: &str =
        "Articles that share words, sources or neighbours, and are not related yet.";
    pub const INTRODUCTION: &str = "These articles are not related to this one yet, but share words, sources or \
         neighbours with it. You decide whether they belong together.";
    pub const EMPTY: &str = "No suggestions.";
    pub const NOTHING_IN_COMMON: &str = " No other article has enough in common with this one. ";
    /// The link after [`NOTHING_IN_COMMON`].
    pub const RELATE_YOURSELF: &str = "Relate an article yourself";
    pub const RELATE: &str = "Relate";
    pub const DISMISS: &str = "Dismiss for everyone";
    pub const DISMISSED: &str = "Dismissed";
    pub const DISMISSED_HELP: &str = "These are no longer suggested to anyone.";
    pub const RESTORE: &str = "Restore";

    // Beside the form of a relation
    pub const SOME: &str = "Suggested";
    pub const CHOOSE: &str = "Choose one to fill in the form. ";
    pub const ALL: &str = "All suggestions";

    #[must_use]
    pub fn title(article: &str) -> String {
        format!("Suggested relations: {article}")
    }

    /// The button to those who only hear it.
    #[must_use]
    pub fn dismiss(title: &str) -> String {
        format!("{DISMISS}: {title}")
    }

    /// The button to those who only hear it.
    #[must_use]
    pub fn restore(title: &str) -> String {
        format!("{RESTORE}: {title}")
    }
}

// How two articles are connected
pub mod connect {
    use crate::count;

    pub const HEADING: &str = "Find a connection";
    pub const FORM: &str = "Two articles";
    pub const FROM: &str = "From";
    pub const TO: &str = "To";
    pub const FIND: &str = "Show connection";
    pub const START: &str = "Pick two articles to see how they are connected.";
    pub const SAME: &str = "Please pick two different articles.";
    pub const NO_MATCH: &str = "No matching article.";
    pub const NO_EXACT_MATCH: &str = "No exact match.";
    pub const IN_GRAPH: &str = "Show in graph";
    pub const SWAP: &str = "Swap";
    pub const PICTURE: &str = "Graph of the connections";
    pub const ORDER: &str = "The closest connection comes first. Arguments and dependencies are closer than other \
         relations. A connection through an article with many parts is less close.";
    pub const NO_EXPLANATION: &str = "No explanation yet. ";
    pub const REMOVED: &str = "This relation no longer exists.";
    /// The link that [`edit_or_remove`] describes.
    pub const EDIT: &str = "Edit";

    /// Around two articles, with a word between them.
    pub mod apart {
        pub const AND: &str = " and ";
        pub const AFTER: &str = " are not connected yet. If you know how they belong together, relate them.";
        pub const RELATE: &str = "Relate them";
    }

    #[must_use]
    pub fn title(from: &str, to: &str) -> String {
        format!("{from} and {to}")
    }

    /// The heading of a chain of relations. They are counted from 0, the closest first.
    #[must_use]
    pub fn chain(nth: usize, relations: usize) -> String {
        let relations = count::relations(relations);
        if nth == 0 {
            format!("Closest connection ({relations})")
        } else {
            format!("Alternative {nth} ({relations})")
        }
    }

    #[must_use]
    pub fn edit_or_remove(from: &str, to: &str) -> String {
        format!("Edit or remove the relation between {from} and {to}")
    }
}

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
