//! What moderators do: lock, hide, block, undo.

pub const CANCEL: &str = crate::site::CANCEL;
pub const REASON: &str = "Reason";
pub const PUBLIC_REASON: &str = "Reason (public)";
/// Between what was done and the name of who did it.
pub const BY: &str = " by ";

// The form that locks an article
pub mod lock {
    pub const HEADING: &str = "Lock this article";
    pub const HELP: &str =
        "Everyone sees the lock, your reason and when the lock ends. Text that others are writing is kept.";
    pub const SCOPE: &str = "What to lock";
    pub const EDITING: &str = "Editing only";
    pub const EDITING_AND_COMMENTS: &str = "Editing and comments";
    pub const UNTIL: &str = "Ends (UTC)";
    pub const UNTIL_HELP: &str = "Leave empty to lock it until a moderator unlocks it.";
    pub const LOCK: &str = "Lock";

    #[must_use]
    pub fn title(article: &str) -> String {
        format!("Lock: {article}")
    }

    /// What waits to be sent.
    #[must_use]
    pub fn draft(article: &str) -> String {
        format!("Lock: “{article}”")
    }
}

// The form that hides something
pub mod hide {
    pub const ARTICLE: &str = "Hide this article";
    pub const REVISION: &str = "Hide this revision";
    pub const COMMENT: &str = "Hide this comment";
    pub const SOURCE: &str = "Hide this source";
    pub const HIDE: &str = "Hide";

    // What it does
    pub const EFFECT_ON_ARTICLE: &str = "The article disappears from all lists, searches, graphs and counts, with its \
         relations, comments and sources. Its page says that it is hidden, who hid it and why.";
    pub const EFFECT_ON_NEWEST: &str = "This is the newest revision. The latest earlier revision that is not hidden \
         will replace it, as a new revision.";
    pub const EFFECT_ON_REVISION: &str =
        "Its title, summary, text and note can no longer be read, compared or restored.";
    pub const EFFECT: &str = "Readers can no longer see its text. Replies to it stay.";
    pub const KEPT: &str = "Moderators can still see it and show it again. Recent changes says that you hid it and \
         why, but does not repeat its text.";

    pub const THROUGH: &str = "Up to revision";
    pub const THROUGH_HELP: &str = "Later revisions often repeat the same text. All revisions from this one up to that number are hidden.";

    #[must_use]
    pub fn title(article: &str) -> String {
        format!("Hide: {article}")
    }

    #[must_use]
    pub fn revision(number: i64) -> String {
        format!("Hide revision {number}")
    }
}

// The list of what is hidden and who is blocked
pub mod hidden {
    pub const HEADING: &str = "Hidden content";
    pub const EMPTY: &str = "Nothing is hidden.";
    pub const BLOCKED: &str = "Blocked people";
    /// Between the author of what is hidden and the moderator who hid it.
    pub const HIDDEN_BY: &str = " · hidden by ";
    /// Between someone who is blocked and the moderator who did it.
    pub const BLOCKED_BY: &str = " · by ";

    // What is hidden, before the title of its article
    pub const ARTICLE: &str = "Article ";
    pub const REVISION: &str = "A revision of ";
    pub const COMMENT: &str = "A comment on ";
    pub const SOURCE: &str = "A source of ";

    #[must_use]
    pub fn revision(number: i64) -> String {
        format!("Revision {number} of ")
    }
}

// The relations of an article that were removed
pub mod removed {
    pub const HEADING: &str = "Removed relations";
    pub const HELP: &str = "Restoring a relation also restores its explanation. If its author or a moderator removed \
         it, only whoever removed it or a moderator can restore it.";
    pub const EMPTY: &str = "No relation of this article was removed.";
    pub const REMOVED: &str = "Removed";
    pub const RESTORE: &str = "Restore";

    #[must_use]
    pub fn title(article: &str) -> String {
        format!("Removed relations: {article}")
    }
}

// What someone wrote, and whether they are blocked
pub mod person {
    pub const SINCE: &str = "Here since ";
    pub const MODERATOR: &str = "This person is a moderator.";
    pub const EMPTY: &str = "No changes.";
    pub const OLDER: &str = "Older changes";
    pub const UNDO: &str = "Undo everything…";

    // The block
    pub const BLOCK: &str = "Block this person";
    pub const BLOCK_REASON: &str = "Reason (public, and shown to them)";
    pub const END_SESSIONS: &str = "Also end their sessions";
    pub const SESSIONS_HELP: &str = "If you end the sessions of a guest, they can come back as a newcomer. If you do \
         not, they are told why they cannot write.";
    pub const BLOCKED: &str = "Blocked";
    pub const BEFORE_REASON: &str = ": ";
    pub const UNBLOCK: &str = "Unblock";

    /// Around the code of the network that a newcomer came from.
    pub mod network {
        pub const BEFORE: &str = "New within the last seven days, from the network with the code ";
        pub const AFTER: &str = ".";

        #[must_use]
        pub fn undo(newcomers: usize) -> String {
            format!("Undo everything by the {} from this network…", crate::count::newcomers(newcomers))
        }
    }
}

// What undoing all changes of some people would do
pub mod undoing {
    use crate::count;

    /// The heading, before whose changes and since when.
    pub const HEADING: &str = "Undo everything ";
    /// Before the name of one person.
    pub const BY: &str = "by ";
    /// Before the time of the first change.
    pub const SINCE: &str = " since ";
    pub const ONLY_THIS_PERSON: &str = "Undo only the changes of this person";
    pub const MORE: &str = "There are too many to undo at once. The oldest are undone first. Come back to this page \
         afterwards for the rest.";
    pub const BLOCK: &str = "Block them";
    pub const UNDO: &str = "Undo all of this";

    #[must_use]
    pub fn title(name: &str) -> String {
        format!("Undo: {name}")
    }

    /// Before the name of one of them.
    #[must_use]
    pub fn by_newcomers(count: usize) -> String {
        format!("by {} from the network of ", count::newcomers(count))
    }

    #[must_use]
    pub fn by_network(newcomers: usize, network: &str) -> String {
        format!(
            "Undo all changes of the {} from the network with the code {network}",
            count::newcomers(newcomers)
        )
    }

    #[must_use]
    pub fn counts(changes: usize, actions: usize) -> String {
        format!(
            "{} found, {} to take. Nothing is lost: each action can be undone.",
            count::changes(changes),
            count::actions(actions)
        )
    }

    // The lists, with how long they are
    #[must_use]
    pub fn done(actions: usize) -> String {
        format!("What will be done ({actions})")
    }

    #[must_use]
    pub fn left(things: usize) -> String {
        format!("What will not be changed ({things})")
    }

    #[must_use]
    pub fn more(things: usize) -> String {
        format!("And {} more", count::grouped(things))
    }
}

// What a lock closes, after 'Locked for'
pub mod scope {
    pub const EDITING: &str = "editing";
    pub const EDITING_AND_COMMENTS: &str = "editing and comments";
}

// What undoing all changes of some people does and leaves, line by line
pub mod undo {
    pub const BLOCK_AGAIN: &str = "Block someone again whom they unblocked";
    pub const UNBLOCK: &str = "Unblock someone whom they blocked";
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
        format!("The relation {relation}: someone else has edited its explanation since.")
    }

    #[must_use]
    pub fn explanation_left(relation: &str) -> String {
        format!("The explanation of {relation}: someone else has edited it since.")
    }

    #[must_use]
    pub fn edits_left(title: &str) -> String {
        format!("“{title}”: what others have written since cannot be separated from their edits.")
    }
}

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
            "A comment of someone else on “{title}” that they withdrew: only its author can post it again."
        )
    }

    #[must_use]
    pub fn withdrawn_source(title: &str) -> String {
        format!(
            "A source of someone else for “{title}” that they withdrew: only its author can add it again."
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
