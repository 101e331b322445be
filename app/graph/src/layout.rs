//! Where nodes stand: by nearness, or in layers; and where their labels do.

pub mod labels;
pub mod layered;
pub mod stress;
