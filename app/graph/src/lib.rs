//! The graph of a discussion: what it is made of, which part of it is looked at, and where its nodes stand.
//!
//! Everything here is a function of its arguments and gives the same on the server and in the browser, to the
//! bit: places are computed with `f64` operations that IEEE 754 defines, and what it leaves open comes from `libm`.

pub mod chain;
pub mod drawing;
pub mod findings;
pub mod importance;
pub mod layout;
pub mod model;
pub mod outline;
#[cfg(test)]
mod sample;
mod short;
pub mod suggest;
pub mod view;

pub use importance::importance;
pub use model::{AuthorIndex, Edge, EdgeIndex, Graph, Node, NodeIndex, Point};
pub use short::short;
pub use view::View;

use domain::relation::Kind;

/// The family of colours and line patterns in which a kind is drawn; never the only sign of it.
#[must_use]
pub const fn family(kind: Kind) -> &'static str {
    match kind {
        Kind::PartOf | Kind::RelatedTo => "part",
        Kind::DependsOn | Kind::Feeds | Kind::Elaborates => "depends",
        Kind::Supports | Kind::Answers => "supports",
        Kind::Opposes => "opposes",
    }
}
