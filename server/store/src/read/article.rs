//! The article page, and what the pages around it need.

use std::collections::HashMap;

use domain::id::{CitationId, CommentId, Timestamp};
use domain::lock::Scope;
use domain::slug::Slug;
use model::{
    ArticleHead, ArticleLink, ArticlePage, CommentView, Hiding, LockView, Person, ProposalState, QuotedIn,
    RelationView,
};
use prose::fold;
use sqlx::FromRow;

use super::json::{
    CitationRow, CommentRow, LinkRow, PersonRow, QuoteRow, RelationRow, list, person, quote_row, readable,
    title,
};
use super::moderation::{HidingRow, hiding};
use super::{Found, parse};
use crate::work::Token;
use crate::{Error, Store};

#[derive(FromRow)]
struct LockRow {
    lock_scope: Option<String>,
    lock_reason: Option<String>,
    lock_by: Option<String>,
    lock_since: Option<i64>,
    lock_until: Option<i64>,
    lock_first_name: Option<String>,
    lock_last_name: Option<String>,
    lock_mark: Option<i64>,
}

impl LockRow {
    fn view(self) -> Result<Option<LockView>, Error> {
        let (Some(scope), Some(reason), Some(by), Some(since)) =
            (self.lock_scope, self.lock_reason, self.lock_by, self.lock_since)
        else {
            return Ok(None);
        };
        let (first, last) =
            (self.lock_first_name.unwrap_or_default(), self.lock_last_name.unwrap_or_default());
        Ok(Some(LockView {
            scope: Scope::from_name(&scope).ok_or_else(|| Error::corrupt(scope))?,
            reason,
            by: person(parse(&by)?, &first, &last, self.lock_mark.unwrap_or_default()),
            since: Timestamp(since),
            until: self.lock_until.map(Timestamp),
        }))
    }
}

#[derive(FromRow)]
struct PageRow {
    id: String,
    slug: String,
    title: String,
    summary: String,
    html: String,
    head_id: String,
    head_number: i64,
    created_at: i64,
    created_by: String,
    changed_at: i64,
    changed_by: String,
    contributors: Option<String>,
    breadcrumb: Option<String>,
    relations: Option<String>,
    siblings: Option<String>,
    comments: Option<String>,
    citations: Option<String>,
    quotes: Option<String>,
    quoted_in: Option<String>,
    proposals: Option<String>,
    namesakes: Option<String>,
    hidden: Option<String>,
    #[sqlx(flatten)]
    lock: LockRow,
}

/// So many bytes of JSON are read while one of Markdown is rendered.
const JSON: usize = 64;

impl PageRow {
    /// How many bytes of lists there are to read.
    fn json_bytes(&self) -> usize {
        let lists = [&self.relations, &self.comments, &self.citations, &self.quotes, &self.quoted_in];
        lists.into_iter().flatten().map(String::len).sum()
    }
}

/// Lists but comments and citations, which come in the order in which they were made, come unsorted: sorting a few
/// rows here costs less than a sorter in the database. A limit stands in the
/// text, since SQLite plans a statement anew for each limit that is bound.
const PAGE: &str = concat!(
    "
select a.id, a.slug, a.title, a.summary, x.html, a.head_id, h.number as head_number, a.created_at, a.changed_at,
       a.lock_scope, a.lock_reason, a.lock_by, a.lock_since, a.lock_until,
       l.first_name as lock_first_name, l.last_name as lock_last_name, l.mark as lock_mark,
       json_array(c.id, c.first_name, c.last_name, c.mark) as created_by,
       json_array(e.id, e.first_name, e.last_name, e.mark) as changed_by,
       case when h.number > 1 then
           (select json_group_array(json_array(w.first, json_array(w.id, w.first_name, w.last_name, w.mark)))
            from (select w.id, w.first_name, w.last_name, w.mark, min(r.number) as first
                  from (select author_id, number from revisions where article_id = a.id
                        union all
                        select m.author_id, b.number
                        from proposals p join comments m on m.id = p.comment_id join revisions b on b.id = p.applied_id
                        where p.article_id = a.id and p.adapted_by is null) r
                  join contributors w on w.id = r.author_id
                  group by w.id, w.first_name, w.last_name, w.mark) w)
       end as contributors,
       (with recursive up (next, depth, link) as (
            select a.parent_id, 0, null
            union all
            select b.parent_id, up.depth + 1, json_array(b.id, b.slug, b.title, b.summary)
            from up join articles b on b.id = up.next where up.depth < 32
        )
        select json_group_array(json_array(depth, json(link))) from up where depth > 0) as breadcrumb,
       (select json_group_array(json_array(r.id, r.kind, r.direction,
                   json_array(o.id, o.slug, o.title, o.summary), r.explanation,
                   json_array(w.id, w.first_name, w.last_name, w.mark), r.at, r.version))
        from (select id, kind, 'forward' as direction, to_id as other, explanation, author_id, at, version
              from relations where from_id = a.id and removed_at is null
              union all
              select id, kind, 'backward', from_id, explanation, author_id, at, version
              from relations where to_id = a.id and removed_at is null) r
        join articles o on o.id = r.other
        join contributors w on w.id = r.author_id) as relations,
       (select json_group_array(json_array(o.id, o.slug, o.title, o.summary))
        from (select down.from_id as id
              from relations up
              join relations down on down.to_id = up.to_id and down.kind = 'part-of' and down.removed_at is null
              where up.from_id = a.id and up.kind = 'part-of' and up.removed_at is null and down.from_id <> a.id
              limit 300) s
        join articles o on o.id = s.id) as siblings,
       (select json_group_array(json_array(m.id, m.parent_id, json_array(w.id, w.first_name, w.last_name, w.mark), m.at,
                   m.edited_at, m.withdrawn_at, '', '', m.version, octet_length(m.html)) order by m.sequence)
        from comments m join contributors w on w.id = m.author_id
        where m.article_id = a.id) as comments,
       (select json_group_array(json_array(t.id, json_array(w.id, w.first_name, w.last_name, w.mark), t.at,
                   json_array(t.title, t.url, t.authors, t.publisher, t.date, t.excerpt, t.note,
                              t.identifier, t.accessed, t.stance, t.container), t.version) order by t.sequence)
        from citations t join contributors w on w.id = t.author_id
        where t.article_id = a.id and t.withdrawn_at is null) as citations,
       (select json_group_array(",
    quote_row!(),
    ")
        from anchors q join revisions r on r.id = q.revision_id
        where q.article_id = a.id and q.source = 0 and ",
    readable!(),
    ") as quotes,
       (select json_group_array(json_array(",
    quote_row!(),
    ", json_array(o.id, o.slug, o.title, o.summary)))
        from anchors q
        join revisions r on r.id = q.revision_id
        join citations t on t.id = q.citation_id and t.withdrawn_at is null
        join articles o on o.id = t.article_id and o.hidden_at is null
        where q.article_id = a.id and q.source = 1 and ",
    readable!(),
    ") as quoted_in,
       (select json_group_array(json_array(p.comment_id, r.number,
                   case when w.id is not null then json_array(w.id, w.first_name, w.last_name, w.mark) end))
        from proposals p
        left join revisions r on r.id = p.applied_id
        left join contributors w on w.id = p.adapted_by
        where p.article_id = a.id) as proposals,
       (select json_group_array(json_array(o.id, o.slug, o.title, o.summary))
        from (select id, slug, title, summary from articles
              where looks = a.looks and looks <> '' and id <> a.id and hidden_at is null order by number limit 3) o) as namesakes, ",
    hiding!("a.hidden_by", "a.hidden_at", "a.hidden_reason"),
    " as hidden
from articles a
join revisions h on h.id = a.head_id
join renderings x on x.revision_id = a.head_id
join contributors c on c.id = a.created_by
join contributors e on e.id = h.author_id
left join contributors l on l.id = a.lock_by
where a.slug = $1"
);

#[derive(FromRow)]
struct HeadRow {
    id: String,
    slug: String,
    head_id: String,
    head_number: i64,
    title: String,
    summary: String,
    body: String,
    #[sqlx(flatten)]
    lock: LockRow,
    hidden: Option<String>,
}

impl Store {
    /// Everything the article page shows, with the texts of all comments.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn article(&self, slug: &Slug) -> Result<Option<Found<ArticlePage>>, Error> {
        let mut found = self.article_page(slug).await?;
        if let Some(Found::Here(page) | Found::Hidden(_, page)) = &mut found {
            self.read_comments(&mut page.comments).await?;
        }
        Ok(found)
    }

    /// An article as [`Store::article`] reads it, without the texts of comments: a page shows some of them, and reads those with
    /// [`Store::read_comments`].
    ///
    /// # Errors
    /// If the database fails.
    pub async fn article_page(&self, slug: &Slug) -> Result<Option<Found<ArticlePage>>, Error> {
        let row: Option<PageRow> =
            sqlx::query_as(PAGE).bind(slug.as_str()).fetch_optional(&self.readers).await?;
        let bytes = row.as_ref().map_or(0, PageRow::json_bytes) / JSON;
        match row {
            Some(row) => {
                // Long talk takes a while to read.
                let read = move |_: &Token| ArticlePage::try_from(row);
                let page = self.work.run_sized(bytes, read).await??;
                Ok(Some(match page.hidden.clone() {
                    None => Found::Here(page),
                    Some(hiding) => Found::Hidden(hiding, page),
                }))
            }
            None => self.moved(slug).await,
        }
    }

    /// Reads the texts of comments that were not withdrawn.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn read_comments(&self, comments: &mut [CommentView]) -> Result<(), Error> {
        let ids: Vec<String> = comments
            .iter()
            .filter(|comment| !comment.withdrawn)
            .map(|comment| comment.id.to_string())
            .collect();
        if ids.is_empty() {
            return Ok(());
        }
        let rows: Vec<(String, String, String)> = sqlx::query_as(
            "select id, html, body from comments
             where id in (select value from json_each($1)) and withdrawn_at is null",
        )
        .bind(serde_json::to_string(&ids)?)
        .fetch_all(&self.readers)
        .await?;
        let mut texts = HashMap::with_capacity(rows.len());
        for (id, html, body) in rows {
            texts.insert(parse::<CommentId>(&id)?, (html, body));
        }
        for comment in comments {
            if let Some((html, body)) = texts.remove(&comment.id) {
                (comment.html, comment.body) = (html, body);
            }
        }
        Ok(())
    }

    /// What the pages around an article need.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn head(&self, slug: &Slug) -> Result<Option<Found<ArticleHead>>, Error> {
        let row: Option<HeadRow> = sqlx::query_as(concat!(
            "select a.id, a.slug, a.head_id, h.number as head_number, h.title, h.summary, h.body,
                    a.lock_scope, a.lock_reason, a.lock_by, a.lock_since, a.lock_until,
                    l.first_name as lock_first_name, l.last_name as lock_last_name,
                    l.mark as lock_mark, ",
            hiding!("a.hidden_by", "a.hidden_at", "a.hidden_reason"),
            " as hidden
             from articles a
             join revisions h on h.id = a.head_id
             left join contributors l on l.id = a.lock_by
             where a.slug = $1"
        ))
        .bind(slug.as_str())
        .fetch_optional(&self.readers)
        .await?;
        match row {
            Some(row) => {
                let head = ArticleHead::try_from(row)?;
                Ok(Some(match head.hidden.clone() {
                    None => Found::Here(head),
                    Some(hiding) => Found::Hidden(hiding, head),
                }))
            }
            None => self.moved(slug).await,
        }
    }

    /// Where an old slug leads, or one in another form or case of its letters.
    pub(super) async fn moved<T>(&self, slug: &Slug) -> Result<Option<Found<T>>, Error> {
        let newer: Option<String> = sqlx::query_scalar(
            "select a.slug from slugs s join articles a on a.id = s.article_id where s.slug = $1 and a.slug <> $1",
        )
        .bind(slug.as_str())
        .fetch_optional(&self.readers)
        .await?;
        let newer = match newer {
            Some(newer) => Some(Slug::parse(&newer).map_err(Error::corrupt)?),
            None => self.resolve_variant(slug).await?.filter(|resolved| resolved != slug),
        };
        Ok(newer.map(Found::Moved))
    }

    /// The present slug of the one article whose slug, of now or of before, differs from `slug` only in the form or the case of its
    /// letters, or by accents. `None` where it could be several.
    pub(super) async fn resolve_variant(&self, slug: &Slug) -> Result<Option<Slug>, Error> {
        let slugs: Vec<(String, String)> = sqlx::query_as(
            "select s.slug, a.slug from slugs s join articles a on a.id = s.article_id
             where s.folded = $1 and s.folded <> '' order by s.slug = a.slug desc, s.taken desc limit $2",
        )
        .bind(fold::joined(slug.as_str()))
        .bind(ALIKE)
        .fetch_all(&self.readers)
        .await?;
        let typed = fold::caseless(slug.as_str());
        let is_same = |(had, _): &&(String, String)| fold::caseless(had) == typed;
        let is_present = |(had, now): &&(String, String)| had == now;
        let only = |meant: Vec<&(String, String)>| {
            let (_, first) = meant.first()?;
            meant.iter().all(|(_, now)| now == first).then(|| first.clone())
        };
        // The closest first: what differs in case only, then what is so called now, then what ever was.
        let meant = only(slugs.iter().filter(is_same).filter(is_present).collect())
            .or_else(|| only(slugs.iter().filter(is_same).collect()))
            .or_else(|| only(slugs.iter().filter(is_present).collect()))
            .or_else(|| only(slugs.iter().collect()));
        meant.map(|slug| Slug::parse(&slug).map_err(Error::corrupt)).transpose()
    }
}

/// The most slugs that are looked at where they differ in form only.
const ALIKE: i64 = 20;

impl TryFrom<HeadRow> for ArticleHead {
    type Error = Error;

    fn try_from(row: HeadRow) -> Result<Self, Error> {
        Ok(Self {
            id: parse(&row.id)?,
            slug: Slug::parse(&row.slug).map_err(Error::corrupt)?,
            head: parse(&row.head_id)?,
            head_number: row.head_number,
            title: title(row.title),
            summary: row.summary,
            body: row.body,
            lock: row.lock.view()?,
            hidden: hidden(row.hidden.as_deref())?,
        })
    }
}

impl TryFrom<PageRow> for ArticlePage {
    type Error = Error;

    fn try_from(row: PageRow) -> Result<Self, Error> {
        let changed_by: Person = serde_json::from_str::<PersonRow>(&row.changed_by)?.into();
        let mut quotes: Vec<QuoteRow> = list(row.quotes.as_deref())?;
        quotes.sort_by_key(QuoteRow::order);
        let mut by_comment: HashMap<CommentId, Vec<&QuoteRow>> = HashMap::new();
        let mut by_citation: HashMap<CitationId, Vec<&QuoteRow>> = HashMap::new();
        for quote in &quotes {
            match (quote.comment(), quote.citation()) {
                (Some(comment), _) => by_comment.entry(comment).or_default().push(quote),
                (None, Some(citation)) => by_citation.entry(citation).or_default().push(quote),
                (None, None) => {}
            }
        }
        let mut comments: Vec<CommentView> = list::<CommentRow>(row.comments.as_deref())?
            .into_iter()
            .map(|comment| {
                let own = by_comment.get(&comment.id()).map_or(&[][..], Vec::as_slice);
                comment.with_quotes(own)
            })
            .collect();
        let proposals: Vec<(CommentId, Option<i64>, Option<PersonRow>)> = list(row.proposals.as_deref())?;
        let mut proposals: HashMap<CommentId, ProposalState> = proposals
            .into_iter()
            .map(|(id, applied, adapted_by)| (id, ProposalState::of(applied, adapted_by.map(Person::from))))
            .collect();
        for comment in &mut comments {
            comment.proposal = proposals.remove(&comment.id);
        }
        let mut citations: Vec<_> = list::<CitationRow>(row.citations.as_deref())?
            .into_iter()
            .map(|citation| {
                let own = by_citation.get(&citation.id()).map_or(&[][..], Vec::as_slice);
                citation.with_quote(own)
            })
            .collect();
        let mut quoted_in: Vec<QuotedIn> = list::<(QuoteRow, LinkRow)>(row.quoted_in.as_deref())?
            .into_iter()
            .filter_map(|(quote, article)| {
                Some(QuotedIn {
                    citation: quote.citation()?,
                    quote: (&quote).into(),
                    article: article.into(),
                })
            })
            .collect();
        quoted_in.sort_by_key(|quoted| quoted.citation);
        citations.sort_by_key(|citation| {
            let place = citation.quote.as_ref().and_then(|quote| quote.standing.place().cloned());
            let place = place.map_or((usize::MAX, usize::MAX), |place| (place.start, place.end));
            // In one place by the order in which they came, as they are.
            place
        });
        let mut relations: Vec<RelationView> = convert::<RelationRow, _>(row.relations.as_deref())?;
        relations.sort_by(|a, b| {
            let key = |relation: &RelationView| (relation.kind, relation.direction);
            key(a).cmp(&key(b)).then_with(|| a.other.title.cmp(&b.other.title)).then_with(|| a.id.cmp(&b.id))
        });
        let mut siblings: Vec<ArticleLink> = convert::<LinkRow, _>(row.siblings.as_deref())?;
        siblings.sort_by(|a, b| a.title.cmp(&b.title).then_with(|| a.id.cmp(&b.id)));
        siblings.dedup();
        let namesakes = convert::<LinkRow, _>(row.namesakes.as_deref())?;
        let contributors = ranked::<PersonRow, _>(row.contributors.as_deref())?;
        let mut breadcrumb: Vec<ArticleLink> = ranked::<LinkRow, _>(row.breadcrumb.as_deref())?;
        breadcrumb.reverse();
        Ok(Self {
            id: parse(&row.id)?,
            slug: Slug::parse(&row.slug).map_err(Error::corrupt)?,
            title: title(row.title),
            summary: row.summary,
            html: row.html,
            head: parse(&row.head_id)?,
            head_number: row.head_number,
            lock: row.lock.view()?,
            created_at: Timestamp(row.created_at),
            created_by: serde_json::from_str::<PersonRow>(&row.created_by)?.into(),
            changed_at: Timestamp(row.changed_at),
            contributors: if contributors.is_empty() { vec![changed_by.clone()] } else { contributors },
            changed_by,
            breadcrumb,
            relations,
            siblings,
            comments,
            citations,
            quoted_in,
            namesakes,
            hidden: hidden(row.hidden.as_deref())?,
        })
    }
}

/// Whether something is hidden.
pub(super) fn hidden(json: Option<&str>) -> Result<Option<Hiding>, Error> {
    Ok(json.map(serde_json::from_str::<HidingRow>).transpose()?.map(Hiding::from))
}

fn convert<R: serde::de::DeserializeOwned + Into<T>, T>(json: Option<&str>) -> Result<Vec<T>, Error> {
    Ok(list::<R>(json)?.into_iter().map(Into::into).collect())
}

/// The things of `[rank, thing]`, the lowest rank first.
fn ranked<R: serde::de::DeserializeOwned + Into<T>, T>(json: Option<&str>) -> Result<Vec<T>, Error> {
    let mut rows: Vec<(i64, R)> = list(json)?;
    rows.sort_by_key(|(rank, _)| *rank);
    Ok(rows.into_iter().map(|(_, row)| row.into()).collect())
}
