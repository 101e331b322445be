//! How long, how many and how exact: what all parts of a layout by stress go by.

/// What an edge wants to be long.
pub const EDGE: f64 = 100.0;
/// The most nodes of a component that has a term for every two.
pub(super) const EXACT: usize = 300;
/// Pivots of larger components.
pub(super) const PIVOTS: usize = 40;

#[expect(clippy::cast_possible_truncation, reason = "numbers of nodes are far below 2^32")]
pub(super) const fn short(number: usize) -> u32 {
    number as u32
}
