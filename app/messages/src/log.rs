//! Recent changes: one line for each kind of change.

pub const HEADING: &str = "Recent changes";
pub const DESCRIPTION: &str = "The latest changes on this site.";
pub const EMPTY: &str = "No changes yet.";
pub const OLDER: &str = "Older changes";
/// The heading above the changes that one act undid.
pub const UNDONE: &str = "Undone changes";
pub const UNDO_FROM_HERE: &str = "Undo from here on…";

// What someone did, between their name and the article
pub mod did {
    pub const INTRODUCE: &str = "set their name";
    pub const CREATE_ARTICLE: &str = "wrote";
    pub const REVISE_ARTICLE: &str = "edited";
    pub const RELATE: &str = "added a relation to";
    pub const REWORD_RELATION: &str = "edited an explanation in";
    pub const REMOVE_RELATION: &str = "removed a relation from";
    pub const RESTORE_RELATION: &str = "restored a relation of";
    pub const DISMISS_SUGGESTION: &str = "dismissed a suggestion for";
    pub const RESTORE_SUGGESTION: &str = "restored a suggestion for";
    pub const ADD_COMMENT: &str = "commented on";
    pub const EDIT_COMMENT: &str = "edited a comment on";
    pub const WITHDRAW_COMMENT: &str = "withdrew a comment on";
    pub const ADD_CITATION: &str = "added a source to";
    pub const EDIT_CITATION: &str = "edited a source of";
    pub const WITHDRAW_CITATION: &str = "withdrew a source of";
    pub const LOCK_ARTICLE: &str = "locked";
    pub const UNLOCK_ARTICLE: &str = "unlocked";
    pub const HIDE: &str = "hid something on";
    pub const UNHIDE: &str = "showed something again on";
    pub const BLOCK: &str = "blocked someone";
    pub const UNBLOCK: &str = "unblocked someone";
    pub const UNDO: &str = "undid changes by others";
}
