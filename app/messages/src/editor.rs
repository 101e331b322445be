//! The editor and the forms of an article: toolbar, preview, counters, quoting by selection, similar titles.

/// The form of an article, and what all forms share.
pub mod form {
    pub const SAVE: &str = "Save";
    pub const CANCEL: &str = crate::site::CANCEL;
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
    pub const TITLE: &str = crate::problem::field::TITLE;
    pub const TITLE_HELP: &str = "A good title is a question, or a claim that someone could disagree with.";
    pub const SUMMARY: &str = crate::problem::field::SUMMARY;
    pub const SUMMARY_HELP: &str = "Sum up the article in one paragraph.";
    pub const TEXT: &str = crate::problem::field::BODY;
    pub const TEXT_HELP: &str = "Markdown: ## heading, **bold**, *italic*, [words](https://…), - list, > quote, footnotes[^1], tables.";
    pub const NOTE: &str = "What did you change, and why?";
    pub const SIMILAR_TITLES: &str = "There are articles with similar titles. If yours is not the same as one of these, press Publish again:";

    // How a new article is related to the one that its writer came from
    /// Around the title of that article.
    pub const RELATION_BEFORE: &str = "Relation to “";
    pub const RELATION_AFTER: &str = "”";
    /// Before the choice of a kind of relation, which the other article follows.
    pub const THIS_ARTICLE: &str = "This article";
    pub const EXPLANATION: &str = crate::relate::EXPLANATION;

    // Below its fields
    pub const PUBLISH: &str = "Publish";
    pub const PROPOSE: &str = "Propose this change";
    pub const LICENCE: &str = "What you publish is available under CC BY-SA 4.0. All revisions are kept.";

    // The lock of the article, after its reason
    pub const ONLY_MODERATORS: &str = " Only moderators can save changes now.";
    pub const PROPOSE_INSTEAD: &str =
        " You can propose your change. It is kept with a comment, and a moderator can apply it.";
}

/// The toolbar over a text: what stands on each button, and its title.
pub mod toolbar {
    pub const NAME: &str = "Formatting";
    pub const BOLD: (&str, &str) = ("B", "Bold (Ctrl+B)");
    pub const ITALIC: (&str, &str) = ("I", "Italic (Ctrl+I)");
    pub const HEADING: (&str, &str) = ("H", "Heading");
    pub const LINK: (&str, &str) = ("Link", "Link (Ctrl+K)");
    pub const LIST: (&str, &str) = ("List", "List");
    pub const QUOTE: (&str, &str) = ("Quote", "Quote");
    pub const CODE: (&str, &str) = ("Code", "Code");

    // What is put into the text where nothing is selected
    pub const BOLD_TEXT: &str = "bold text";
    pub const ITALIC_TEXT: &str = "italic text";
    pub const CODE_TEXT: &str = "code";
    pub const LINK_TEXT: &str = "title";
}

pub mod preview {
    pub const NAME: &str = "Preview";
    pub const EMPTY: &str = "Nothing to preview yet.";
    pub const LOADING: &str = "Loading the preview…";
    pub const OFFLINE: &str = "Preview is not available offline.";
}

/// The count of characters beside a field.
pub mod counter {
    use crate::count::{characters, grouped};

    #[must_use]
    pub fn of(count: usize, limit: usize) -> String {
        format!("{} of {}", grouped(count), grouped(limit))
    }

    #[must_use]
    pub fn left(count: usize) -> String {
        format!("{} left", characters(count))
    }

    #[must_use]
    pub fn too_many(count: usize) -> String {
        format!("{} too many", characters(count))
    }
}

/// The toolbar beside selected text.
pub mod selection {
    pub const NAME: &str = "Selected text";
    pub const QUOTE: &str = "Quote in a comment";
    pub const CITE: &str = "Add a source";
    pub const COPY_LINK: &str = "Copy link to selection";
    pub const COPIED: &str = "Link copied";
    /// Before the field with a link that could not be copied.
    pub const COPY_THIS: &str = "Copy this link";
    pub const TRANSLATED: &str =
        "Your browser translated this page. Show the original to quote, cite or link to its text.";

    // Read out, not seen
    pub const QUOTED: &str = "Quote added to your comment.";
    pub const NOT_COPIED: &str =
        "The link could not be copied. You can copy it from the field after the buttons.";

    #[must_use]
    pub fn selected(count: usize) -> String {
        format!("{} selected. Press Tab to quote, cite or copy a link.", crate::count::characters(count))
    }
}

/// The list of articles to choose from, while someone types.
pub mod picker {
    pub const NAME: &str = "Articles";
    pub const EMPTY: &str = "No matching article.";
    pub const OFFLINE: &str = "Search is not available offline. Type the exact title or address.";

    #[must_use]
    pub fn found(count: usize) -> String {
        format!("{} found. Use the arrow keys to choose.", crate::count::articles(count))
    }
}

/// Articles with a title like the one that is typed.
pub mod similar {
    pub const ONE: &str = "There is already an article with a similar title. Is it the same?";
    pub const SEVERAL: &str = "There are already articles with similar titles. Is one of them the same?";
    /// Read out after a title.
    pub const NEW_TAB: &str = " (opens in a new tab)";
}

/// Why preview, similar titles and the list of articles have no answer.
pub mod unanswered {
    use crate::count::{characters, grouped};

    pub const OUTDATED: &str = "The site was updated. Copy your text, then reload this page.";
    pub const UNAVAILABLE: &str = "The server could not answer. Please try again in a moment.";
    pub const OFFLINE: &str = "The server cannot be reached. Check that you are online, then try again.";

    #[must_use]
    pub fn too_long(count: usize, limit: usize) -> String {
        format!("This has {}. The limit is {}.", characters(count), grouped(limit))
    }
}
