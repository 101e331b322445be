//! Articles and their pages.

use domain::id::{ArticleId, RevisionId, Timestamp};
use domain::slug::Slug;

use crate::citation::CitationView;
use crate::comment::CommentView;
use crate::hiding::Hiding;
use crate::link::ArticleLink;
use crate::lock::LockView;
use crate::person::Person;
use crate::quote::QuotedIn;
use crate::relation::RelationView;

/// Everything the article page shows, in any of its tabs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticlePage {
    /// The article.
    pub id: ArticleId,
    /// Its slug.
    pub slug: Slug,
    /// Title of the head.
    pub title: String,
    /// Summary of the head; may be empty.
    pub summary: String,
    /// Text of the head as sanitised HTML, without highlights.
    pub html: String,
    /// The newest revision.
    pub head: RevisionId,
    /// Its number, from 1; also how many revisions there are.
    pub head_number: i64,
    /// The lock, in force or ended.
    pub lock: Option<LockView>,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: Person,
    /// When the head was made.
    pub changed_at: Timestamp,
    /// By whom.
    pub changed_by: Person,
    /// Everyone who wrote a revision, first revision first.
    pub contributors: Vec<Person>,
    /// What it is part of, the outermost first, without itself. Follows the oldest `PartOf` where there are several.
    pub breadcrumb: Vec<ArticleLink>,
    /// Its relations, by kind in the order of [`domain::relation::Kind::ALL`], forward before backward, then by title.
    pub relations: Vec<RelationView>,
    /// The other parts of what it is directly part of, by title.
    pub siblings: Vec<ArticleLink>,
    /// All comments, oldest first; threads by [`CommentView::parent`].
    pub comments: Vec<CommentView>,
    /// All citations, in the order of their passages, orphaned ones last.
    pub citations: Vec<CitationView>,
    /// The citations in other articles whose source is a passage of this one, oldest first.
    pub quoted_in: Vec<QuotedIn>,
    /// Other articles whose titles look like this one's, at most three.
    pub namesakes: Vec<ArticleLink>,
    /// Whether it is hidden.
    pub hidden: Option<Hiding>,
}

/// What pages around an article need to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleHead {
    /// The article.
    pub id: ArticleId,
    /// Its slug.
    pub slug: Slug,
    /// The newest revision.
    pub head: RevisionId,
    /// Its number, from 1.
    pub head_number: i64,
    /// Title of the head.
    pub title: String,
    /// Summary of the head.
    pub summary: String,
    /// Text of the head, in Markdown.
    pub body: String,
    /// The lock, in force or ended.
    pub lock: Option<LockView>,
    /// Whether it is hidden.
    pub hidden: Option<Hiding>,
}
