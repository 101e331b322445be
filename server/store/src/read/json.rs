//! The rows of the JSON arrays in which a page's lists come.

use std::borrow::Cow;
use std::ops::Range;

use domain::anchor::Standing;
use domain::id::{AnchorId, ArticleId, CitationId, CommentId, ContributorId, RelationId, Timestamp};
use domain::relation::{Direction, Kind};
use domain::slug::Slug;
use domain::source::Stance;
use domain::visible;
use model::{ArticleLink, CitationView, CommentView, Mark, Person, QuoteView, RelationView, Sign};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::Error;

/// What is said of those who gave no name.
const GUEST: &str = "Guest";

/// Reads an array; a missing one is empty.
pub(super) fn list<T: DeserializeOwned>(json: Option<&str>) -> Result<Vec<T>, Error> {
    json.map_or_else(|| Ok(Vec::new()), |json| Ok(serde_json::from_str(json)?))
}

/// A person from the columns of `contributors`. What cannot be seen of a name is shown as a sign: some are older than
/// the rule that refuses it.
pub(super) fn person(id: ContributorId, first_name: &str, last_name: &str, mark: i64) -> Person {
    let sign = sign(mark);
    let name = format!("{first_name} {last_name}");
    let name = visible::shown(name.trim()).into_owned();
    let mark = match mark & 3 {
        2 => Mark::Moderator,
        1 => Mark::Account,
        _ if name.is_empty() => Mark::Unnamed,
        _ => Mark::Guest,
    };
    Person { id, name: if name.is_empty() { GUEST.to_owned() } else { name }, mark, sign }
}

/// The sign in the column `mark`.
pub(crate) fn sign(mark: i64) -> Sign {
    Sign(u32::try_from(mark >> 2).unwrap_or_default())
}

/// A title as it is shown; see [`visible::shown`].
pub(super) fn title(title: String) -> String {
    match visible::shown(&title) {
        Cow::Borrowed(_) => title,
        Cow::Owned(shown) => shown,
    }
}

/// `[id, first_name, last_name, mark]`
#[derive(Deserialize)]
pub(super) struct PersonRow(ContributorId, String, String, i64);

impl From<PersonRow> for Person {
    fn from(row: PersonRow) -> Self {
        person(row.0, &row.1, &row.2, row.3)
    }
}

/// `[id, slug, title, summary]`
#[derive(Deserialize)]
pub(super) struct LinkRow(ArticleId, Slug, String, String);

impl From<LinkRow> for ArticleLink {
    fn from(row: LinkRow) -> Self {
        Self { id: row.0, slug: row.1, title: title(row.2), summary: row.3 }
    }
}

/// `[id, kind, direction, other…, explanation, author…, at, version]`
#[derive(Deserialize)]
pub(super) struct RelationRow(RelationId, Kind, Direction, LinkRow, String, PersonRow, Timestamp, i64);

impl From<RelationRow> for RelationView {
    fn from(row: RelationRow) -> Self {
        Self {
            id: row.0,
            kind: row.1,
            direction: row.2,
            other: row.3.into(),
            explanation: row.4,
            author: row.5.into(),
            at: row.6,
            version: row.7,
        }
    }
}

/// `[id, parent, author…, at, edited_at, withdrawn_at, html, body, version, bytes of the html]`
#[derive(Deserialize)]
pub(super) struct CommentRow(
    CommentId,
    Option<CommentId>,
    PersonRow,
    Timestamp,
    Option<Timestamp>,
    Option<Timestamp>,
    String,
    String,
    i64,
    usize,
);

impl CommentRow {
    /// Its id.
    pub(super) const fn id(&self) -> CommentId {
        self.0
    }

    /// The comment with those of `quotes` that are its own; without its texts if it was withdrawn.
    pub(super) fn with_quotes(self, quotes: &[&QuoteRow]) -> CommentView {
        let withdrawn = self.5.is_some();
        let keep = |text: String| if withdrawn { String::new() } else { text };
        CommentView {
            id: self.0,
            parent: self.1,
            author: self.2.into(),
            at: self.3,
            edited_at: self.4,
            withdrawn,
            bytes: if withdrawn { 0 } else { self.9 },
            html: keep(self.6),
            body: keep(self.7),
            version: self.8,
            quotes: quotes
                .iter()
                .filter(|quote| !withdrawn && quote.1 == Some(self.0))
                .map(|quote| QuoteView::from(*quote))
                .collect(),
            proposal: None,
        }
    }
}

/// What a [`QuoteRow`] is made of, of anchors `q`, with the revision `r` where they were made.
macro_rules! quote_row {
    () => {
        "json_array(q.id, q.comment_id, q.citation_id, q.exact, r.number, q.standing,
             json_array(q.head_start, q.head_end),
             coalesce((select number from revisions where id = q.stood_revision_id), r.number),
             json_array(coalesce(q.stood_start, q.start_at), coalesce(q.stood_end, q.end_at)))"
    };
}
pub(super) use quote_row;

/// Whether the words of an anchor `q`, made in the revision `r`, may be read: not what only a hidden revision says.
macro_rules! readable {
    () => {
        "(r.hidden_at is null or q.standing in ('unchanged', 'moved'))"
    };
}
pub(super) use readable;

/// `[anchor, comment, citation, exact, revision number, standing, place in the head, stood in revision number, place there]`
#[derive(Deserialize)]
pub(super) struct QuoteRow(
    AnchorId,
    Option<CommentId>,
    Option<CitationId>,
    String,
    i64,
    String,
    (Option<usize>, Option<usize>),
    i64,
    (usize, usize),
);

impl QuoteRow {
    /// The comment that it belongs to.
    pub(super) const fn comment(&self) -> Option<CommentId> {
        self.1
    }

    /// The citation that it belongs to.
    pub(super) const fn citation(&self) -> Option<CitationId> {
        self.2
    }

    /// By place in the head, orphaned ones first.
    pub(super) fn order(&self) -> (Option<usize>, AnchorId) {
        (self.6.0, self.0)
    }
}

impl From<&QuoteRow> for QuoteView {
    fn from(row: &QuoteRow) -> Self {
        let place: Option<Range<usize>> = row.6.0.zip(row.6.1).map(|(start, end)| start..end);
        Self {
            anchor: row.0,
            exact: row.3.clone(),
            revision: row.4,
            standing: Standing::from_name(&row.5, place).unwrap_or(Standing::Gone),
            stood: row.7,
            stood_at: row.8.0..row.8.1,
        }
    }
}

/// `[id, author…, at, [title, url, authors, publisher, date, excerpt, note, identifier, accessed, stance, container], version]`
#[derive(Deserialize)]
pub(super) struct CitationRow(CitationId, PersonRow, Timestamp, [String; 11], i64);

impl CitationRow {
    /// Its id.
    pub(super) const fn id(&self) -> CitationId {
        self.0
    }

    /// The citation with that of `quotes` which is its own.
    pub(super) fn with_quote(self, quotes: &[&QuoteRow]) -> CitationView {
        let [title, url, authors, publisher, date, excerpt, note, identifier, accessed, stance, container] =
            self.3;
        CitationView {
            id: self.0,
            author: self.1.into(),
            at: self.2,
            quote: quotes.iter().find(|quote| quote.2 == Some(self.0)).map(|quote| QuoteView::from(*quote)),
            title,
            url,
            authors,
            publisher,
            container,
            date,
            excerpt,
            note,
            identifier,
            accessed,
            stance: Stance::from_name(&stance).unwrap_or_default(),
            version: self.4,
        }
    }
}
