//! What is kept on this device: drafts, what waits to be sent, and how sending goes.

// The page of drafts, and the one that is shown offline
pub mod page {
    pub const HEADING: &str = "Drafts and unsent changes";
    pub const ABOUT: &str = "Everything you write is saved on this device first and sent when you are online. It is \
         removed from this device only after the server has received it.";
    pub const NEEDS_SCRIPT: &str = "This page needs JavaScript. Without it, forms are sent directly and nothing is stored on this device.";

    pub mod offline {
        pub const TITLE: &str = "Offline";
        pub const HEADING: &str = "This page is not available offline";
        /// Before a link to the drafts, the link, and after it.
        pub const ABOUT_BEFORE: &str = "Folkmoot cannot be reached right now. If you were sending a form, go back: your \
             text is still there. ";
        pub const UNSENT: &str = "Unsent changes";
        pub const ABOUT_AFTER: &str = " are sent automatically when you are online again.";
        pub const SAVED: &str = "Saved pages";
        pub const RETRY: &str = "Try again";
    }
}

/// The list of drafts and unsent changes, and what can be done about each.
pub mod list {
    pub const EMPTY: &str = "There are no drafts or unsent changes on this device.";
    pub const UNSENT: &str = "Unsent changes";
    pub const DRAFTS: &str = "Drafts";
    /// Leads to the page on which something was written.
    pub const WRITTEN_ON: &str = "open page";
    pub const DOWNLOAD: &str = "Download all";
    pub const UNREADABLE: &str = "This entry cannot be shown. Another version of the site may have saved it. Download it before you delete it.";

    // How an unsent change stands
    pub const WAITING: &str = "Waiting to be sent";
    pub const CONFLICT: &str = "Someone else changed the same text. Please choose which words to keep.";

    #[must_use]
    pub fn refused(why: &str) -> String {
        format!("Not accepted: {why}")
    }

    // Buttons
    pub const SEND_NOW: &str = "Send now";
    /// Asked where someone else wrote what is sent.
    pub const SEND_AS_YOU: &str = "Send everything here in your name?";
    pub const RESOLVE: &str = "Resolve conflict";
    pub const SEND_AGAIN: &str = "Send again";
    pub const EDIT: &str = "Edit";
    /// Instead of [`EDIT`], where a draft would be overwritten.
    pub const HAS_DRAFT: &str = "Send or delete the draft of this form first";
    pub const DELETE: &str = "Delete";
}

/// The second question before a draft or an unsent change is deleted.
pub const DELETE_SURE: &str = "Delete permanently?";

/// What a form says about its draft, and about sending it.
pub mod form {
    pub const SAVED: &str = "Draft saved on this device";
    pub const RESTORED: &str = "Draft restored";

    /// After [`SAVED`]; `time` is such as `22:58`.
    #[must_use]
    pub fn saved_at(time: &str) -> String {
        format!(", {time}")
    }

    /// After [`RESTORED`].
    #[must_use]
    pub fn restored_from(time: &str) -> String {
        format!(", from {time}")
    }

    pub const STORAGE_FULL: &str = "Browser storage is full, so your draft is not saved. Your text is only on this page. You can still send it.";
    pub const STORAGE_OFF: &str = "Browser storage is off, so your draft is not saved. Your text is only on this page. You can still send it.";
    pub const DELETE: &str = "Delete draft";
    pub const DELETED: &str = "Draft deleted.";

    // Sending
    pub const SENDING: &str = "Sending…";
    pub const NOT_SENT_YET: &str = "Not sent yet. Your text is saved on this device and will be sent automatically. You can leave this page.";
    pub const CHECKED_ONLINE: &str = "This can only be checked online. Your text is saved here as a draft.";
    pub const OFFLINE_UNSAVED: &str =
        "You are offline, and this browser cannot store your text. Keep this page open, or copy your text.";
    pub const UNCHANGED: &str = "No changes to save.";
    /// Where the server does not say why.
    pub const REFUSED: &str = "This was not accepted.";
    pub const STILL_BELOW: &str = crate::editor::form::REFUSED;
    /// A button: the words of a quote are replaced by those that are in the article now.
    pub const QUOTE_INSTEAD: &str = "Quote the current words instead";

    /// Asked of those who sign out while texts of theirs are not sent.
    #[must_use]
    pub fn sign_out_sure(unsent: usize) -> String {
        format!("Delete unsent texts ({unsent}) and sign out?")
    }
}

/// The line at the foot of every page.
pub mod line {
    pub const OFFLINE: &str = "You are offline. What you write is saved on this device.";
    pub const OUTDATED: &str = "The site was updated. Please reload this page. Your text is kept.";
    pub const SOMEONE_ELSES: &str =
        "The unsent changes on this device were written by someone who is not signed in now.";
    pub const STORAGE_FULL: &str = "Browser storage is full. Send your text before you leave this page.";
    pub const STORAGE_OFF: &str = "Browser storage is off. Send your text before you leave this page.";
    /// Leads to drafts and unsent changes, or to what is new.
    pub const SHOW: &str = "Show";

    #[must_use]
    pub fn waiting(count: usize) -> String {
        format!("Waiting to be sent ({count})")
    }

    /// Conflicts, and what was not accepted.
    #[must_use]
    pub fn needs_you(count: usize) -> String {
        format!("Needs your attention ({count})")
    }

    #[must_use]
    pub fn needs_you_and_waiting(needs_you: usize, waiting: usize) -> String {
        format!("Needs your attention ({needs_you}), waiting to be sent ({waiting})")
    }

    /// `time` is such as `22:58`.
    #[must_use]
    pub fn saved(time: &str) -> String {
        format!("Saved at {time}")
    }
}
