//! Who one is: names, sign-in, and the mail that brings a link.

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
