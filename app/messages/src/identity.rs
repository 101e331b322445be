//! Who one is: names, sign-in, and the mail that brings a link.

/// Whoever gave no name.
pub const GUEST: &str = "Guest";
/// What stands beside the name of a moderator.
pub const MODERATOR: &str = "Moderator";

/// What stands beside a name that anybody can type, with five letters and digits that tell two of one name apart.
#[must_use]
pub fn guest(sign: &str) -> String {
    format!("guest {sign}")
}

/// Name and mark as one text, for files that go elsewhere.
#[must_use]
pub fn with_mark(name: &str, mark: &str) -> String {
    format!("{name} ({mark})")
}

// The form with one's name and email
pub mod details {
    pub const HEADING: &str = "Your details";
    pub const ABOUT: &str = "Your name appears next to what you write. Your email is never shown. It is only used to \
         send sign-in links to moderators.";
    pub const FIRST_NAME: &str = crate::problem::field::FIRST_NAME;
    pub const LAST_NAME: &str = crate::problem::field::LAST_NAME;
    pub const EMAIL: &str = "Email (optional)";
    pub const SAVE: &str = "Use this name";
    pub const STAY_GUEST: &str = "Continue as guest";
    pub const CANCEL: &str = crate::site::CANCEL;

    /// How others see the reader: before the name and its mark, and after them.
    pub mod seen_as {
        pub const BEFORE: &str = "Others see you as ";
        pub const AFTER: &str =
            ". The mark after your name is the same wherever you write. Nobody can choose it.";
    }
}

// Signing in
pub mod sign_in {
    pub const HEADING: &str = "Sign in";
    pub const ABOUT: &str =
        "Moderators sign in with a link that is sent by email. Everyone else can write without an account.";
    pub const EMAIL: &str = "Email";
    pub const SEND: &str = "Send me a link";
    pub const SENT: &str = "If this address has an account, a sign-in link is on its way. It works once, only in this \
         browser, and expires in 10 minutes.";
    /// Where the site sends no mail: before the command of an operator, and after it.
    pub const NO_MAIL_BEFORE: &str =
        "This site does not send email. Please ask the people who run it for a sign-in link: ";
    pub const NO_MAIL_COMMAND: &str = "folkmoot sign-in-link";
    pub const NO_MAIL_AFTER: &str = " prints one. It works once and expires in 10 minutes.";
    pub const CONFIRM: &str = "Do you want to sign in on this device? The link works only once.";
    pub const SIGN_IN: &str = "Sign in";
}

/// The mail that brings a sign-in link.
pub mod mail {
    pub const SUBJECT: &str = "Your sign-in link for Folkmoot";

    #[must_use]
    pub fn body(link: &str) -> String {
        format!(
            "Use this link to sign in to Folkmoot:\n\n{link}\n\nIt works once, only in the browser that requested it, and expires \
             after 10 minutes. If you did not request it, you can ignore this email.\n"
        )
    }
}
