//! Islands: what reacts in the browser, one family a file.
//!
//! Only these are in the WebAssembly bundle. Each enhances controls that the page renders itself and that work
//! without it. Server and first client render are equal: what comes from storage, clock or selection starts
//! neutral and changes in an effect.

pub mod counter;
pub mod explain;
pub mod outbox;
pub mod picker;
pub mod preview;
pub mod quote;
pub mod similar;
pub mod sync;
pub mod welcome;

pub use counter::{Count, Counter};
pub use explain::ExplainSwitch;
pub use outbox::Outbox;
pub use picker::Picker;
pub use preview::Preview;
pub use quote::QuoteBar;
pub use similar::SimilarTitles;
pub use sync::Sync;
#[cfg(feature = "ssr")]
pub use welcome::Welcome;
