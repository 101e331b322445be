//! Revisions, their differences, restoring, and edits that conflict.

use crate::count;

pub const CANCEL: &str = crate::site::CANCEL;

// The parts of an article, above what changed in each
pub const TITLE: &str = "Title";
pub const SUMMARY: &str = "Summary";
pub const TEXT: &str = "Text";
pub const NO_CHANGES: &str = "No changes.";
pub const ONLY_LINE_BREAKS: &str = "Only line breaks have changed.";

// The list of revisions
pub const COMPARE: &str = "Compare selected";
pub const OLDER: &str = "Older revisions";
pub const REMOVED_RELATIONS: &str = "Removed relations";
pub const HIDE: &str = "Hide…";
/// Before the name of the moderator who hid a revision, and the reason.
pub const HIDDEN_BY: &str = "Hidden by ";
pub const BEFORE_REASON: &str = ": ";

#[must_use]
pub fn title(article: &str) -> String {
    format!("History: {article}")
}

#[must_use]
pub fn heading(article: &str) -> String {
    format!("History of {article}")
}

#[must_use]
pub fn revision(number: i64) -> String {
    format!("Revision {number}")
}

#[must_use]
pub fn compare_from(number: i64) -> String {
    format!("Compare from revision {number}")
}

#[must_use]
pub fn compare_to(number: i64) -> String {
    format!("Compare to revision {number}")
}

#[must_use]
pub fn size(characters: usize) -> String {
    format!(" · {}", count::characters(characters))
}

/// A revision within a sentence.
#[must_use]
pub fn named(number: i64) -> String {
    format!("revision {number}")
}

/// `Based on revision 1, merged with revision 2.`
pub mod merged {
    pub const BEFORE: &str = "Based on ";
    pub const WITH: &str = ", merged with ";
    pub const AFTER: &str = ".";
}

/// `Proposal by Anna, adapted by Bert.`
pub mod proposal {
    pub const LINK: &str = "Proposal";
    pub const BY: &str = " by ";
    pub const ADAPTED_BY: &str = ", adapted by ";
    pub const AFTER: &str = ".";
}

// One revision
pub const HISTORY: &str = "History";
pub const CHANGES: &str = "Changes in this revision";

#[must_use]
pub fn revision_title(number: i64, title: &str) -> String {
    format!("Revision {number}: {title}")
}

/// Before the time and the author of a revision.
#[must_use]
pub fn of_newest(number: i64, newest: i64) -> String {
    format!("Revision {number} of {newest}, ")
}

#[must_use]
pub fn restore(number: i64) -> String {
    format!("Restore revision {number}")
}

// Two revisions
#[must_use]
pub fn difference(old: i64, new: i64) -> String {
    format!("Changes from revision {old} to revision {new}")
}

#[must_use]
pub fn difference_title(old: i64, new: i64, article: &str) -> String {
    format!("Changes from revision {old} to revision {new}: {article}")
}

/// Around two revisions, each [`named`], with its author and time.
pub mod compared {
    pub const BEFORE: &str = "This compares ";
    pub const WITH: &str = " with ";
    pub const AFTER: &str = ".";
}

// The history of a comment, of a source, and of an explanation
pub mod versions {
    pub const OLDER: &str = "Older versions";
    /// Between that something was withdrawn and the name of who did it.
    pub const WITHDRAWN_BY: &str = " by ";
    pub const REASON: &str = "Reason: ";

    #[must_use]
    pub fn version(number: i64) -> String {
        format!("Version {number}")
    }

    pub mod comment {
        pub const HEADING: &str = "Comment history";
        pub const BACK: &str = "Back to the comment";
        pub const WITHDRAWN: &str = "This comment was withdrawn";
    }

    pub mod source {
        pub const HEADING: &str = "Source history";
        pub const BACK: &str = "Back to the source";
        pub const WITHDRAWN: &str = "This source was withdrawn";
    }
}

// Two edits of one revision that cannot be merged without their author
pub mod conflict {
    use crate::count;

    pub const CHANGED: &str = "This article was changed while you were editing.";
    pub const MERGED: &str = "Changes that do not overlap are already merged. Please choose for the rest. Nothing is \
         lost, but your version is not saved yet.";
    pub const NOTE: &str = crate::editor::form::NOTE;
    pub const SAVE: &str = "Save merged article";

    // Each passage
    pub const YOURS: &str = "Your version";
    /// Before the name of its author.
    pub const THEIRS_BY: &str = "Their version (";
    pub const AFTER_AUTHOR: &str = ")";
    pub const EMPTY: &str = "(empty)";
    pub const CHOOSE_ONE: &str = "Please choose one.";

    // What may become of it
    pub const TAKE_THEIRS: &str = "Their version";
    pub const TAKE_YOURS: &str = "Your version";
    pub const TAKE_BOTH: &str = "Both, theirs first";
    pub const TAKE_NEW: &str = "New wording:";

    #[must_use]
    pub fn title(article: &str) -> String {
        format!("Edit conflict: {article}")
    }

    /// What waits to be sent.
    #[must_use]
    pub fn draft(article: &str) -> String {
        format!("Edit conflict: “{article}”")
    }

    /// Between the name of its author and the time.
    #[must_use]
    pub fn saved(revision: i64) -> String {
        format!(" saved revision {revision} on ")
    }

    #[must_use]
    pub fn original(revision: i64) -> String {
        format!("Original (revision {revision})")
    }

    #[must_use]
    pub fn passage(nth: usize, of: usize) -> String {
        format!("Passage {nth} of {of}")
    }

    /// The field for a new wording; `part` is a [`passage`], the title or the summary.
    #[must_use]
    pub fn new_wording(part: &str) -> String {
        format!("{part}, new wording")
    }

    #[must_use]
    pub fn merged_lines(lines: usize) -> String {
        format!("{} merged automatically", count::lines(lines))
    }

    /// In characters.
    #[must_use]
    pub fn limits(title: usize, summary: usize, text: usize) -> String {
        format!("Limits: title {title}, summary {summary}, text {} characters.", count::grouped(text))
    }
}

// What a revision says of itself that restores an old one
pub mod restoring {
    #[must_use]
    pub fn note(revision: i64) -> String {
        format!("Restored revision {revision}.")
    }
}
