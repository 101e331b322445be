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
