//! Where nodes stand: by nearness, or in layers; and where their labels do.
//!
//! Layouts know no graph, only how many things there are and which belong together. They tell them by a `usize`: the position
//! in the list of what is shown, which is not the index that a node has in its graph.

pub mod labels;
pub mod layered;
pub mod stress;
