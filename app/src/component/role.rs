//! What pages are for.

/// What a page is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Role {
    /// To be read: listed by search engines, and newcomers are welcomed.
    #[default]
    Reading,
    /// To be filled in: not listed.
    Form,
    /// About who the reader is, or shown where nothing can be sent: not listed, and without the welcome.
    Identity,
}
