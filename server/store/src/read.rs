//! Read models: one value a page, shaped for that page, by one query.
//!
//! sqlx hands each query to a worker thread and back, which costs more than SQLite's work for a page. So a page
//! is one statement, whose lists are JSON arrays made by the database.

mod annotations;
mod article;
pub mod branch;
pub mod changes;
pub mod graph;
mod health;
mod home;
mod json;
pub mod moderation;
mod query;
mod revision;
mod search;
mod single;
mod snippet;
pub mod suggest;
pub mod undo;
pub mod versions;
mod wording;

pub use annotations::{Annotation, Annotations, Remark};
use domain::anchor::Standing;
use domain::id::{
    AnchorId, ArticleId, CitationId, CommentId, ContributorId, RelationId, RevisionId, Timestamp,
};
use domain::lock::Scope;
use domain::relation::{Direction, Kind};
use domain::slug::Slug;
use domain::source::Stance;
pub use health::{Stale, StaleCitation};
pub(crate) use json::sign;
pub(crate) use single::texts_since;

use crate::Error;

/// What is behind a slug.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found<T> {
    /// The thing itself.
    Here(T),
    /// The article has a newer slug; old addresses redirect there.
    Moved(Slug),
    /// A moderator hid it; only moderators are to see the thing.
    Hidden(Hiding, T),
}

/// That something is hidden, or somebody blocked: by whom, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hiding {
    /// By whom.
    pub by: Person,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// An id as it stands in a row.
pub(crate) fn parse<T: std::str::FromStr<Err = domain::id::MalformedId>>(text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::corrupt(text))
}

/// A contributor as others see them; never with an e-mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The contributor.
    pub id: ContributorId,
    /// First and last name, or 'Guest'.
    pub name: String,
    /// What stands beside it.
    pub mark: Mark,
    /// What tells them from others of that name.
    pub sign: Sign,
}

/// A number below 27⁵ that was drawn for a contributor. Written as five letters and digits; vowels and what looks like another
/// sign are left out, so that they are no word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sign(pub u32);

impl std::fmt::Display for Sign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const SIGNS: &[u8; 27] = b"23456789bcdfghjkmnpqrstvwxz";
        let mut left = self.0;
        for _ in 0..5 {
            write!(f, "{}", char::from(SIGNS[left as usize % SIGNS.len()]))?;
            left /= 27;
        }
        Ok(())
    }
}

/// What a contributor is, apart from what they call themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Somebody who gave no name.
    Unnamed,
    /// Whoever typed that name.
    Guest,
    /// An account that is no moderator's.
    Account,
    /// A moderator.
    Moderator,
}

impl Person {
    /// The mark in words, to stand beside the name and never within it. Two of one name have two signs.
    #[must_use]
    pub fn words(&self) -> String {
        match self.mark {
            Mark::Moderator => "Moderator".to_owned(),
            Mark::Guest => format!("guest {}", self.sign),
            Mark::Unnamed | Mark::Account => self.sign.to_string(),
        }
    }

    /// Name and mark as one text, for files that go elsewhere.
    #[must_use]
    pub fn with_mark(&self) -> String {
        format!("{} ({})", self.name, self.words())
    }
}

/// An article to link to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleLink {
    /// The article.
    pub id: ArticleId,
    /// Its slug.
    pub slug: Slug,
    /// Its title.
    pub title: String,
    /// Its summary.
    pub summary: String,
}

/// A lock, as everyone reads it. May have ended already; ask [`LockView::in_force`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockView {
    /// What is closed.
    pub scope: Scope,
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: Person,
    /// Since when.
    pub since: Timestamp,
    /// When it ends by itself.
    pub until: Option<Timestamp>,
}

impl LockView {
    /// Whether the lock still holds at `now`.
    #[must_use]
    pub fn in_force(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// A relation as seen from one of its articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationView {
    /// The relation.
    pub id: RelationId,
    /// Kind.
    pub kind: Kind,
    /// Whether the page's article is the first (forward) or the second.
    pub direction: Direction,
    /// The article at the other end.
    pub other: ArticleLink,
    /// Why; may be empty.
    pub explanation: String,
    /// Who explained it last.
    pub author: Person,
    /// When.
    pub at: Timestamp,
    /// Raised with each rewording, from 1.
    pub version: i64,
}

/// An explanation that a relation has or had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// From 1.
    pub version: i64,
    /// The explanation; may be empty.
    pub text: String,
    /// When it was written, where that is known.
    pub at: Option<Timestamp>,
    /// By whom.
    pub author: Option<Person>,
}

/// A quoted passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteView {
    /// The anchor.
    pub anchor: AnchorId,
    /// The words that were quoted.
    pub exact: String,
    /// The number of the revision in which it was quoted, from 1.
    pub revision: i64,
    /// Where it stands in the head.
    pub standing: Standing,
    /// The number of the newest revision in which its words stand, as far as it is known that they do: while they do not
    /// stand in the head, the one before they were changed.
    pub stood: i64,
    /// The place in the plain text of that revision, in characters.
    pub stood_at: std::ops::Range<usize>,
}

/// A comment. A withdrawn one has empty texts and no quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentView {
    /// The comment.
    pub id: CommentId,
    /// The comment it replies to.
    pub parent: Option<CommentId>,
    /// Who wrote it.
    pub author: Person,
    /// When.
    pub at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
    /// How many bytes its HTML has.
    pub bytes: usize,
    /// Sanitised HTML.
    pub html: String,
    /// Markdown.
    pub body: String,
    /// Raised with each edit, from 1.
    pub version: i64,
    /// The passages it quotes.
    pub quotes: Vec<QuoteView>,
    /// What became of the change to the article that it proposes, if it does.
    pub proposal: Option<ProposalState>,
}

/// What became of a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProposalState {
    /// It was not applied yet.
    Open,
    /// It became that revision of its article.
    Applied {
        /// The number of the revision.
        number: i64,
        /// Who applied it with another text than was proposed; then its author is none of the article's.
        adapted_by: Option<Person>,
    },
}

/// A proposal with its texts; they are empty where the revision that it was made from is hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalPage {
    /// The comment that carries it.
    pub comment: CommentView,
    /// What became of it.
    pub state: ProposalState,
    /// The revision that was read.
    pub base: RevisionPage,
    /// Title.
    pub title: String,
    /// Summary.
    pub summary: String,
    /// Text in Markdown.
    pub body: String,
}

/// A citation that was not withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitationView {
    /// The citation.
    pub id: CitationId,
    /// Who cites.
    pub author: Person,
    /// When.
    pub at: Timestamp,
    /// The passage it bears on.
    pub quote: Option<QuoteView>,
    /// Title of the source.
    pub title: String,
    /// Its `http` or `https` address; may be empty.
    pub url: String,
    /// Who wrote it, several with semicolons between them; may be empty.
    pub authors: String,
    /// Who published it; may be empty.
    pub publisher: String,
    /// What it is a part of, with volume, number and pages; may be empty.
    pub container: String,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; may be empty.
    pub date: String,
    /// Its words; may be empty.
    pub excerpt: String,
    /// Why it bears on the passage; may be empty.
    pub note: String,
    /// A DOI or an ISBN, as [`domain::source::Identifier`] writes it; may be empty.
    pub identifier: String,
    /// When whoever cites it read it, like the date; may be empty.
    pub accessed: String,
    /// What it does to the passage.
    pub stance: Stance,
    /// Raised with each edit, from 1.
    pub version: i64,
}

/// A citation in an article whose source is a passage of the article that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotedIn {
    /// The citation.
    pub citation: CitationId,
    /// The passage, as it stands here.
    pub quote: QuoteView,
    /// The article that quotes it.
    pub article: ArticleLink,
}

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
    /// Its relations, by kind in the order of [`Kind::ALL`], forward before backward, then by title.
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

/// A line of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionLine {
    /// The revision.
    pub id: RevisionId,
    /// Its number, from 1.
    pub number: i64,
    /// Who made it.
    pub author: Person,
    /// When.
    pub at: Timestamp,
    /// The change note; may be empty.
    pub note: String,
    /// Its title.
    pub title: String,
    /// Characters of its body.
    pub size: i64,
    /// The numbers of the two revisions that it merges: the one it was made from, and the head it met.
    pub merges: Option<(i64, i64)>,
    /// The proposal that it came from.
    pub proposal: Option<Proposed>,
    /// Whether it is hidden. Then title and note are empty, the size is 0, and so are the texts of its page.
    pub hidden: Option<Hiding>,
}

/// The proposal that a revision came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// The comment that carried it.
    pub comment: CommentId,
    /// Who proposed.
    pub by: Person,
    /// Whether whoever applied it changed its text.
    pub adapted: bool,
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

/// The history of an article, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryPage {
    /// The article.
    pub article: ArticleHead,
    /// Revisions without gaps.
    pub revisions: Vec<RevisionLine>,
    /// If there are older ones, the number of the last that is here.
    pub older: Option<i64>,
}

/// One revision with its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionPage {
    /// The article it is of.
    pub article: ArticleId,
    /// The line of the history.
    pub line: RevisionLine,
    /// Summary.
    pub summary: String,
    /// Text in Markdown.
    pub body: String,
    /// Text as sanitised HTML.
    pub html: String,
}

/// A line of the recent changes; what the log says, in words a page can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeLine {
    /// Place in the log.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Person,
    /// The name of the command, such as `revise-article` (see `Command::name`).
    pub command: String,
    /// The article it was about.
    pub article: Option<ArticleLink>,
    /// The public part of the command in words, such as the change note, a comment's beginning or a lock's
    /// reason; may be empty.
    pub detail: String,
    /// For an undoing, how many changes belong to it.
    pub parts: i64,
}

/// A top-level article and how much there is below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discussion {
    /// The article, part of no other.
    pub article: ArticleLink,
    /// Articles below it, directly or not; one that is part of several counts where it came first.
    pub articles: i64,
    /// Comments on it and below it.
    pub comments: i64,
}

/// The home page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HomePage {
    /// Articles that are part of none, those with the most below them first; at most 24.
    pub discussions: Vec<Discussion>,
    /// The newest changes, at most 8.
    pub recent: Vec<ChangeLine>,
    /// How many articles there are.
    pub articles: i64,
    /// How many comments.
    pub comments: i64,
}

/// An article found by words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The article.
    pub article: ArticleLink,
    /// A piece of its text around the words; plain text in which [`Hit::MARK`] stands before and after each
    /// word found.
    pub snippet: String,
}

impl Hit {
    /// Stands on both sides of each found word in [`Hit::snippet`].
    pub const MARK: char = '\u{2}';
}
