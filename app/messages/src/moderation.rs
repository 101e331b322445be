//! What moderators do: lock, hide, block, undo.

// What undoing all changes of some people leaves as it is, line by line; each says what a moderator can do
pub mod not_undone {
    #[must_use]
    pub fn too_much_written(title: &str) -> String {
        format!(
            "“{title}”: so much has been written since that comparing it would take too long. You can hide their revisions."
        )
    }

    #[must_use]
    pub fn edited_comment(title: &str) -> String {
        format!("A comment of theirs on “{title}” that they edited: you can hide it.")
    }

    #[must_use]
    pub fn edited_source(title: &str) -> String {
        format!("A source of theirs for “{title}” that they edited: you can hide it.")
    }

    #[must_use]
    pub fn withdrawn_comment(title: &str) -> String {
        format!(
            "A comment of somebody else on “{title}” that they withdrew: only its author can post it again."
        )
    }

    #[must_use]
    pub fn withdrawn_source(title: &str) -> String {
        format!(
            "A source of somebody else for “{title}” that they withdrew: only its author can add it again."
        )
    }

    /// `relation` is a sentence, such as `“A” supports “B”`.
    #[must_use]
    pub fn removed_relation(relation: &str) -> String {
        format!("A relation of theirs that they removed: {relation}.")
    }

    #[must_use]
    pub fn replaced_lock(title: &str) -> String {
        format!(
            "The lock of “{title}”: it replaced an earlier lock. You can change it, or unlock the article."
        )
    }

    #[must_use]
    pub fn ended_lock(title: &str) -> String {
        format!("The lock of “{title}” that they removed, or that has ended: you can lock the article again.")
    }

    /// What is related, as [`removed_relation`] takes it; `kind` is such as `supports`.
    #[must_use]
    pub fn relation(from: &str, kind: &str, to: &str) -> String {
        format!("“{from}” {kind} “{to}”")
    }

    /// The two articles of a suggestion.
    #[must_use]
    pub fn pair(one: &str, other: &str) -> String {
        format!("“{one}” and “{other}”")
    }
}
