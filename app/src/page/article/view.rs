//! How the page of an article is looked at.

use std::ops::Range;
use std::sync::Arc;

use domain::anchor::Standing;
use domain::id::{CommentId, RelationId};
use graph::drawing::Picture;

use super::part::Part;
use crate::page::Form;

/// Which of the tabs below the text is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tab {
    /// What people say about it.
    #[default]
    Comments,
    /// The sources.
    Citations,
    /// Authors, history, licence.
    About,
}

impl Tab {
    /// The tab of that name in an address; comments for any other.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name {
            "citations" => Self::Citations,
            "about" => Self::About,
            _ => Self::Comments,
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Comments => "comments",
            Self::Citations => "citations",
            Self::About => "about",
        }
    }
}

/// How the page is looked at.
#[derive(Debug, Clone, Default)]
pub struct ArticleView {
    /// The open tab.
    pub tab: Tab,
    /// Whether explanations are unfolded.
    pub explain: bool,
    /// The relation whose explanation is being improved.
    pub improve: Option<RelationId>,
    /// The comment that is replied to.
    pub reply_to: Option<CommentId>,
    /// The comment form, when it came back.
    pub comment_form: Form,
    /// The passage that the address names.
    pub linked: Option<Linked>,
    /// The picture of what is around it, if there is something.
    pub picture: Option<Arc<Picture>>,
    /// Which part of the comments is in the page, if not all are.
    pub talk: Option<Part>,
    /// Which part of the citations is.
    pub cited: Option<Part>,
    /// Which part of the relations is.
    pub related: Option<Part>,
}

/// A passage that somebody sent a link to.
#[derive(Debug, Clone)]
pub struct Linked {
    /// Where it stands now.
    pub standing: Standing,
    /// The number of the revision that the link was made in.
    pub revision: i64,
    /// Its place there, in characters of the plain text.
    pub place: Range<usize>,
}
