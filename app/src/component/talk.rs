//! What is said about an article: comments, citations, and who quotes which passage.

mod citations;
mod comments;
mod passages;

pub use citations::{citations, form as citation_fields};
pub use comments::comments;
pub use passages::{Passages, quoted};
