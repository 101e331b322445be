//! What moderators do: lock, hide, block, undo.

// What a lock closes, after 'Locked for'
pub mod scope {
    pub const EDITING: &str = "editing";
    pub const EDITING_AND_COMMENTS: &str = "editing and comments";
}

// What undoing all changes of some people does and leaves, line by line
pub mod undo {
    pub const BLOCK_AGAIN: &str = "Block somebody again whom they unblocked";
    pub const UNBLOCK: &str = "Unblock somebody whom they blocked";
    pub const NOTE_WITHOUT_THEIRS: &str =
        "Removed the edits that are undone, and kept those that others made since.";

    #[must_use]
    pub fn hide_article(title: &str) -> String {
        format!("Hide the article “{title}”")
    }

    #[must_use]
    pub fn hide_comment(title: &str) -> String {
        format!("Hide a comment on “{title}”")
    }

    #[must_use]
    pub fn hide_source(title: &str) -> String {
        format!("Hide a source on “{title}”")
    }

    /// `relation` is a sentence, such as `A supports B`.
    #[must_use]
    pub fn remove_relation(relation: &str) -> String {
        format!("Remove the relation {relation}")
    }

    #[must_use]
    pub fn remove_relation_again(relation: &str) -> String {
        format!("Remove the relation {relation} again")
    }

    #[must_use]
    pub fn restore_relation(relation: &str) -> String {
        format!("Restore the relation {relation}")
    }

    #[must_use]
    pub fn restore_explanation(relation: &str) -> String {
        format!("Restore the explanation of {relation}")
    }

    #[must_use]
    pub fn restore_suggestion(titles: &str) -> String {
        format!("Restore the suggestion {titles}")
    }

    #[must_use]
    pub fn dismiss_suggestion_again(titles: &str) -> String {
        format!("Dismiss the suggestion {titles} again")
    }

    #[must_use]
    pub fn unlock(title: &str) -> String {
        format!("Unlock “{title}”")
    }

    #[must_use]
    pub fn show_article_again(title: &str) -> String {
        format!("Show the article “{title}” again")
    }

    /// `thing` is one of [`crate::problem::thing`].
    #[must_use]
    pub fn show_again(thing: &str, title: &str) -> String {
        format!("Show a {thing} on “{title}” again")
    }

    #[must_use]
    pub fn hide_article_again(title: &str) -> String {
        format!("Hide the article “{title}” again")
    }

    /// `thing` is one of [`crate::problem::thing`].
    #[must_use]
    pub fn hide_again(thing: &str, title: &str) -> String {
        format!("Hide a {thing} on “{title}” again")
    }

    #[must_use]
    pub fn restore_revision(title: &str, number: i64) -> String {
        format!("Restore “{title}” to revision {number}")
    }

    #[must_use]
    pub fn note_restored(number: i64) -> String {
        format!("Restored revision {number}.")
    }

    #[must_use]
    pub fn remove_edits(title: &str) -> String {
        format!("Remove their edits from “{title}” and keep those of others")
    }

    // What is left
    #[must_use]
    pub fn article_left(title: &str) -> String {
        format!("The article “{title}”: others have written on it since.")
    }

    #[must_use]
    pub fn relation_left(relation: &str) -> String {
        format!("The relation {relation}: somebody else has edited its explanation since.")
    }

    #[must_use]
    pub fn explanation_left(relation: &str) -> String {
        format!("The explanation of {relation}: somebody else has edited it since.")
    }

    #[must_use]
    pub fn edits_left(title: &str) -> String {
        format!("“{title}”: what others have written since cannot be separated from their edits.")
    }
}
