//! All SQL of Folkmoot: migrations, the one writer, and a read model a page.
//!
//! SQL stands only here. Rows become domain types by `TryFrom`; times are Unix milliseconds, ids UUID text.

pub mod read;
