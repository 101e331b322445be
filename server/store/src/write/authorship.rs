//! Who writes, and when.

/// Who writes, and when.
pub(super) struct Authorship {
    pub(super) author: String,
    /// In milliseconds since 1970.
    pub(super) at: i64,
}
