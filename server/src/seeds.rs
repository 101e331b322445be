//! What an empty database is filled with: the sample discussion, or generated articles for the bench.

mod files;
pub mod generate;
pub mod load;
