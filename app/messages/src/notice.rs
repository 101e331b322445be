//! What is said once after a form was taken.

// Articles
pub const CREATED: &str = "Your article is published.";
pub const SAVED: &str = "Your changes are saved.";
/// Above the differences that the reader's own changes make.
pub const MERGED: &str = "Your changes are saved. Someone else saved changes while you were editing, and yours were \
     merged with them. Below is what you added.";
pub const RESTORED: &str = "The old revision is restored.";

// Relations and suggestions
pub const RELATED: &str = "The relation is added.";
pub const REWORDED: &str = "The explanation is saved.";
pub const UNRELATED: &str = "The relation is removed.";
pub const RELATED_AGAIN: &str = "The relation and its explanation are restored.";
/// Above the list of dismissed suggestions.
pub const DISMISSED: &str = "The suggestion is dismissed for everyone. You can restore it below.";
pub const BROUGHT_BACK: &str = "The suggestion is restored.";

// Comments, proposals and sources
pub const COMMENTED: &str = "Your comment is posted.";
pub const PROPOSED: &str = "Your proposal is posted as a comment. A moderator can apply it.";
pub const COMMENT_SAVED: &str = "Your comment is updated.";
pub const COMMENT_WITHDRAWN: &str = "Your comment is withdrawn.";
pub const CITED: &str = "Your source is added.";
pub const CITATION_SAVED: &str = "Your source is updated.";
pub const CITATION_WITHDRAWN: &str = "Your source is withdrawn.";

// What moderators do
pub const LOCKED: &str = "The article is locked.";
pub const UNLOCKED: &str = "The article is unlocked.";
pub const HIDDEN: &str = "This is now hidden from readers. Moderators can show it again.";
pub const SHOWN: &str = "Readers can see this again.";
pub const BLOCKED: &str = "This person is blocked and can no longer write here.";
pub const UNBLOCKED: &str = "This person can write here again.";
/// Above the list of the changes that undoing made.
pub const UNDONE: &str = "Everything is undone. Below is what was done for it.";

// Names and sessions
pub const WELCOME: &str = "Thank you. Others see this name next to what you write.";
pub const SKIPPED: &str = "You are writing as a guest. You can add your name at any time.";
pub const SIGNED_IN: &str = "You are signed in.";
pub const SIGNED_OUT: &str = "You are signed out.";
