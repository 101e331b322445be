//! Answers instead of the page that was asked for: what went wrong, and what to do.

// The page around a failure
pub mod page {
    pub const SUGGESTED: &str = "Did you mean one of these?";
    pub const NEW_LINK: &str = "Request a new link";
    /// Above what was typed into a form that was refused, to be copied.
    pub const TYPED: &str = "Your text";

    #[must_use]
    pub fn status(code: u16) -> String {
        format!("Error {code}")
    }
}
