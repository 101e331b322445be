//! Revisions, their differences, restoring, and edits that conflict.

// What a revision says of itself that restores an old one
pub mod restoring {
    #[must_use]
    pub fn note(revision: i64) -> String {
        format!("Restored revision {revision}.")
    }
}
