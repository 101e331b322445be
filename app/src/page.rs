//! Pages: each a function from a read model to HTML. Whatever a page needs is an argument; no page reads a
//! clock, a store or a header.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::fault::Field;
use domain::id::Timestamp;
use domain::problem::Problem;

/// Where the built files are, relative to the site's root; known once the server has started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assets {
    /// The style sheet, such as `/assets/main.0123456789abcdef.css`.
    pub css: String,
    /// The style sheet that the pages of the graph have besides.
    pub graph_css: String,
    /// The folder of the bundles without a slash at either end, such as `pkg/0123456789abcdef`; it holds `app.js`
    /// and `app_bg.wasm`, and `graph.js` and `graph_bg.wasm` for the picture of the graph. `None` when the server was built without it: pages then work without WebAssembly.
    pub pkg: Option<String>,
}

/// Who reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reader {
    /// Nobody who has written, introduced themselves or skipped yet: they see the welcome, and share cached pages.
    New,
    /// A contributor with a session.
    Known(Me),
}

/// The reader, as they see themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// The contributor.
    pub id: domain::id::ContributorId,
    /// First name; empty for a guest.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Only for the reader's own form.
    pub email: String,
    /// Whether they may lock.
    pub moderator: bool,
    /// What tells them from others of that name, once they wrote something.
    pub sign: Option<model::Sign>,
}

impl Me {
    /// The name as others see it.
    #[must_use]
    pub fn name(&self) -> String {
        let name = format!("{} {}", self.first_name, self.last_name);
        let name = domain::visible::shown(name.trim());
        if name.is_empty() { messages::identity::GUEST.into() } else { name.into_owned() }
    }
}

impl Reader {
    /// The contributor, if there is one yet.
    #[must_use]
    pub const fn me(&self) -> Option<&Me> {
        match self {
            Self::New => None,
            Self::Known(me) => Some(me),
        }
    }

    /// Whether the reader is a moderator.
    #[must_use]
    pub fn moderates(&self) -> bool {
        self.me().is_some_and(|me| me.moderator)
    }
}

/// What every page needs besides its own content.
#[derive(Debug, Clone)]
pub struct Site {
    /// Where the built files are.
    pub assets: Arc<Assets>,
    /// The address of the site without a path, such as `https://moot.example`; for canonical links.
    pub origin: Arc<str>,
    /// For this answer's Content-Security-Policy.
    pub nonce: String,
    /// Who reads.
    pub reader: Reader,
    /// The server's time.
    pub now: Timestamp,
    /// Path and query of this page, to come back to.
    pub here: String,
    /// Put into every form (hidden field `form`): the same form with the same content sent twice is one command.
    pub form_key: String,
    /// The newest change that the page knows, and the history that it is of.
    pub sequence: i64,
    /// See `sequence`.
    pub epoch: String,
    /// Said once at the top of the page after a form was taken, such as 'Your comment is saved.'
    pub notice: Option<String>,
}

/// What was typed into a form, and what is wrong with it. Empty for a new form.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// The values by name of the control.
    pub values: BTreeMap<String, String>,
    /// Why it was refused.
    pub problem: Option<Problem>,
}

impl Form {
    /// What stands in the control of that name; empty if nothing.
    #[must_use]
    pub fn value(&self, name: &str) -> String {
        self.values.get(name).cloned().unwrap_or_default()
    }

    /// What is wrong with a field, to be shown beside it.
    #[must_use]
    pub fn error(&self, field: Field) -> Option<String> {
        self.problem.as_ref().and_then(|problem| problem.of(field))
    }

    /// The form with a value preset.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.values.insert(name.to_owned(), value.into());
        self
    }
}

mod article;
mod article_form;
mod branch;
mod citation;
mod comment;
mod conflict;
mod connect;
mod health;
mod history;
mod home;
mod identity;
mod lock;
mod moderation;
mod outbox;
mod outline;
mod picture;
mod problem;
mod proposal;
mod recent;
mod relate;
mod search;
mod suggestions;
#[cfg(test)]
mod tests;
mod undo;
mod versions;
mod wording;

pub use article::part::{self, Part, Wanted};
pub use article::{ArticleView, Linked, Tab, article};
pub use article_form::{EditTarget, article_form};
pub use branch::{BranchView, branch};
pub use citation::citation_form;
pub use comment::comment_form;
pub use conflict::{Conflict, choice_name, conflict, text_name};
pub use connect::{Asked, Connect, Sought, connect};
pub use health::{HealthView, List, health};
pub use history::{difference, history, revision};
pub use home::home;
pub use identity::{SignIn, sign_in, sign_in_confirm, welcome};
pub use lock::lock;
pub use moderation::{ToHide, contributor, hidden, hide, removed_relations};
pub use outbox::{offline, outbox};
pub use outline::{Discussions, OutlineView, discussions, outline};
pub use picture::{Extent, PictureView, picture};
pub use problem::{kept, problem_page};
pub use proposal::proposal;
pub use recent::recent;
pub use relate::{relate, relation};
pub use search::search;
pub use suggestions::{SuggestedArticle, suggestions};
pub use undo::{ToUndo, undo};
pub use versions::{VersionsOf, versions};
pub use wording::wordings;
