//! What pages show: plain values, which the store makes and the pages write.
//!
//! They hold what is public as it is shown, and no addresses of e-mail.

mod article;
mod branch;
mod change;
mod choice;
mod citation;
mod comment;
mod health;
mod hiding;
mod home;
mod link;
mod lock;
mod moderation;
mod person;
mod proposal;
mod quote;
mod relation;
mod revision;
mod search;
mod versions;

pub use article::{ArticleHead, ArticlePage};
pub use branch::Chapter;
pub use change::ChangeLine;
pub use choice::{Choice, Selected};
pub use citation::CitationView;
pub use comment::{CommentView, ProposalState};
pub use health::{Stale, StaleCitation};
pub use hiding::Hiding;
pub use home::{Discussion, HomePage};
pub use link::ArticleLink;
pub use lock::LockView;
pub use moderation::{Contributor, HiddenThing, RemovedRelation};
pub use person::{Mark, Person, Sign};
pub use proposal::ProposalPage;
pub use quote::{QuoteView, QuotedIn};
pub use relation::{RelationView, Wording};
pub use revision::{HistoryPage, Proposed, RevisionLine, RevisionPage};
pub use search::Hit;
pub use versions::{MAX_VERSIONS, Versions, Withdrawal};
