//! The editor and the forms of an article: toolbar, preview, counters, quoting by selection, similar titles.

/// The form of an article, and what all forms share.
pub mod form {
    pub const SAVE: &str = "Save";
    pub const CANCEL: &str = "Cancel";
    /// Before the list of what is wrong with its fields.
    pub const REFUSED_FIELDS: &str = "Not saved yet. Please fix:";
    /// After why it was refused as a whole.
    pub const REFUSED: &str = "Your text is still below.";

    // Its title, and what waits to be sent
    pub const NEW: &str = "Write an article";
    pub const NEW_ARTICLE: &str = "New article";

    #[must_use]
    pub fn edit(title: &str) -> String {
        format!("Edit: {title}")
    }

    #[must_use]
    pub fn changes_to(title: &str) -> String {
        format!("Changes to “{title}”")
    }

    // Its fields
    pub const TITLE: &str = "Title";
    pub const TITLE_HELP: &str = "A good title is a question, or a claim that someone could disagree with.";
    pub const SUMMARY: &str = "Summary";
    pub const SUMMARY_HELP: &str = "Sum up the article in one paragraph.";
    pub const TEXT: &str = "Text";
    pub const TEXT_HELP: &str = "Markdown: ## heading, **bold**, *italic*, [words](https://…), - list, > quote, footnotes[^1], tables.";
    pub const NOTE: &str = "What did you change, and why?";
    pub const SIMILAR_TITLES: &str = "There are articles with similar titles. If yours is not the same as one of these, press Publish again:";

    // How a new article is related to the one that its writer came from
    /// Around the title of that article.
    pub const RELATION_BEFORE: &str = "Relation to “";
    pub const RELATION_AFTER: &str = "”";
    /// Before the choice of a kind of relation, which the other article follows.
    pub const THIS_ARTICLE: &str = "This article";
    pub const EXPLANATION: &str = "Why are they related? (a sentence or two)";

    // Below its fields
    pub const PUBLISH: &str = "Publish";
    pub const PROPOSE: &str = "Propose this change";
    pub const LICENCE: &str = "What you publish is available under CC BY-SA 4.0. All revisions are kept.";

    // The lock of the article, after its reason
    pub const ONLY_MODERATORS: &str = " Only moderators can save changes now.";
    pub const PROPOSE_INSTEAD: &str =
        " You can propose your change. It is kept with a comment, and a moderator can apply it.";
}
