//! How much is taken at once, and what is small enough to be done where it is asked for.

/// The most bytes of a form: 100,000 characters of four bytes each, percent-encoded, and as many again where two
/// edits meet, and a margin.
pub const BODY_LIMIT: usize = 3_072 * 1024;

/// Bytes of an answer beyond which compressing it takes more than a millisecond or two.
pub const LARGE: usize = 64 * 1024;
