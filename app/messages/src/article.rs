//! The page of an article: its parts, its tabs, what can be done with it, and what it is about.

pub const NO_TEXT: &str = "This article has no text yet.";
/// The label of the column beside the text.
pub const BESIDE: &str = "Related articles and graph";
/// The label of what stands below the text.
pub const BELOW: &str = "Comments and sources";

/// What the picture of an article shows that a link to it brings along.
#[must_use]
pub fn picture_around(title: &str) -> String {
    format!("Graph of the articles around “{title}”")
}

/// Around the titles of articles that look like this one's, with commas between them.
pub mod namesakes {
    pub const BEFORE: &str = "Not to be confused with ";
    pub const AFTER: &str = ". The titles look alike.";
}

/// For those who followed a link to a passage.
pub mod linked {
    pub const MOVED: &str = "The linked passage has moved. It is highlighted.";
    pub const REWORDED: &str = "The linked passage has changed. The current text is highlighted.";
    pub const GONE: &str = "The linked passage is no longer in the text.";

    /// The link after each of these.
    #[must_use]
    pub fn in_revision(number: i64) -> String {
        format!("See it in revision {number}")
    }
}

/// `Locked for editing until 31 December: reason`.
pub mod lock {
    pub const LOCKED: &str = "Locked";
    pub const UNTIL: &str = " until ";
    pub const BEFORE_REASON: &str = ": ";
    pub const ASK_FOR_CHANGE: &str = "Ask for a change in a comment";

    /// After [`LOCKED`]; `scope` is such as 'editing'.
    #[must_use]
    pub fn scope(scope: &str) -> String {
        format!(" for {scope}")
    }
}

/// What can be done with an article.
pub mod act {
    pub const LABEL: &str = "Actions";
    pub const EDIT: &str = "Edit";
    pub const RELATE: &str = "Relate";
    pub const WRITE_RELATED: &str = "Write a related article";
    pub const LOCK: &str = "Lock…";
    pub const EDIT_LOCK: &str = "Edit lock…";
    pub const UNLOCK: &str = "Unlock";
    pub const HIDE: &str = "Hide…";
    pub const SHARE: &str = "Share";
    pub const LINK: &str = "Link to this article";

    #[must_use]
    pub fn history(revisions: usize) -> String {
        format!("History ({})", crate::count::revisions(revisions))
    }

    /// What waits to be sent.
    #[must_use]
    pub fn unlocking(title: &str) -> String {
        format!("Unlock “{title}”")
    }
}

/// The tabs below the text.
pub mod tab {
    pub const LABEL: &str = "Comments, sources and about";
    pub const COMMENTS: &str = "Comments";
    pub const SOURCES: &str = "Sources";
    pub const ABOUT: &str = "About";
}

/// The tab About.
pub mod about {
    pub const LOCK: &str = "Lock";
    pub const AUTHOR: &str = "Author";
    pub const CONTRIBUTORS: &str = "Contributors";
    pub const CHANGED: &str = "Last changed";
    /// Between the day of a change and its author.
    pub const CHANGED_BY: &str = " by ";
    pub const HISTORY: &str = "History";
    pub const LINK: &str = "Link";
    pub const LICENCE: &str = "Licence";
    pub const LICENCE_NAME: &str = "CC BY-SA 4.0";
    pub const DOWNLOAD: &str = "Download";
    pub const MARKDOWN: &str = "Markdown";
    pub const CITE: &str = "Cite this article";
    pub const BIBTEX: &str = "BibTeX";
    pub const CSL_JSON: &str = "CSL-JSON";

    /// Between [`locked_by`] and the day.
    pub const LOCKED_SINCE: &str = " since ";
    pub const LOCKED_UNTIL: &str = ", until ";

    /// Before the name of a moderator; `scope` is such as 'editing'.
    #[must_use]
    pub fn locked_by(scope: &str) -> String {
        format!("Locked for {scope} by ")
    }

    /// The authors, where there are more than are named.
    #[must_use]
    pub fn and_others(first: &str) -> String {
        format!("{first} and others")
    }

    /// A reference to the article; `authors` are names with commas between them.
    #[must_use]
    pub fn reference(authors: &str, title: &str, revision: i64, day: &str, address: &str) -> String {
        format!("{authors}: {title}. Folkmoot, revision {revision}, {day}. {address}")
    }
}

/// The related articles beside an article.
pub mod related {
    pub const HEADING: &str = "Related articles";
    pub const EMPTY: &str = "No related articles yet. Relate one.";
    pub const PAGES: &str = "Pages of related articles";
    pub const EXPLAIN: &str = super::explain::SWITCH;
    pub const HIDE_EXPLANATIONS: &str = "Hide explanations";
    pub const RELATE: &str = "Relate an article";
    pub const CONNECT: &str = "Find a connection to another article";
    pub const SUGGESTIONS: &str = "Suggested relations";
    pub const OUTLINE: &str = "Outline of this discussion";
    pub const NO_EXPLANATION: &str = "No explanation yet.";
    /// The link that [`edit_or_remove`] describes.
    pub const EDIT: &str = "Edit";
    pub const EXPLANATION: &str = crate::relate::EXPLANATION;
    pub const SAVE: &str = crate::relate::relation::SAVE;
    pub const HISTORY: &str = "History";
    pub const REMOVE: &str = crate::relate::relation::REMOVE;

    /// What else belongs to the article that this one is a part of; `whole` is the short form of its title.
    #[must_use]
    pub fn siblings(count: usize, whole: &str) -> String {
        format!("{} in {whole}", crate::count::other_articles(count))
    }

    #[must_use]
    pub fn edit_or_remove(other: &str) -> String {
        format!("Edit or remove the relation to {other}")
    }
}

/// The switch that shows explanations.
pub mod explain {
    pub const SWITCH: &str = "Explain";
}

/// What others do while an article is open.
pub mod live {
    /// Where it is not known by whom.
    pub const CHANGED: &str = "This article was changed.";

    #[must_use]
    pub fn changed_by(name: &str) -> String {
        format!("{name} just changed this article.")
    }
}
