//! What `decide` needs to know about the things a command names.

use std::collections::BTreeSet;

use domain::anchor::{LiveAnchor, Standing};
use domain::command::{Command, NewAnchor, Source, Suggestion, Target};
use domain::decide::{ContributionFacts, Facts, RelationFacts, SourceFacts};
use domain::id::{ArticleId, CitationId, CommentId, ContributorId, RelationId, RevisionId};
use domain::problem::Problem;
use domain::relation::Kind;
use domain::role::Actor;
use domain::role::Role;
use domain::source::PassageLink;
use domain::text::{Body, Explanation, Summary, Texts, Title};
use sqlx::SqliteConnection;

use super::job::Job;
use super::moderation;
use super::rows::{AnchorRow, ancestors, article, id_of, related};
use crate::Error;
use crate::read::texts_since;
use crate::trust;

/// How much is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// Whatever the facts may depend on, but no texts besides those of heads: as long as this is the same, so is the rest,
    /// since revisions never change.
    Stamp,
    /// The texts of earlier revisions too, in which passages are looked for.
    Whole,
}

/// Facts as [`Depth::Stamp`] reads them.
pub(super) fn stamp(facts: &Facts) -> Facts {
    let source = facts.source.as_ref().map(|source| SourceFacts {
        article: source.article,
        texts: source.texts.last().map(|(head, _)| (*head, String::new())).into_iter().collect(),
    });
    let mut stamp = Facts { quoted_texts: Vec::new(), source, ..facts.clone() };
    stamp.new_plain_text = String::new();
    stamp.merged_from = None;
    stamp.sent = None;
    stamp
}

/// Reads the facts. A problem is answered where the store knows one before the rules are asked: an id that is
/// to be new is taken.
pub(super) async fn gather(
    connection: &mut SqliteConnection,
    facts: &mut Facts,
    job: &Job,
    depth: Depth,
) -> Result<Option<Problem>, Error> {
    facts.shows_nothing = job.shows_nothing();
    match &job.envelope.command {
        Command::Introduce(_) => facts.moderators = moderators(connection, facts.actor.id).await?,
        Command::CreateArticle(create) => {
            if let Some(relation) = &create.relation {
                facts.other = article(connection, relation.other).await?;
                if taken(connection, exists::RELATION, relation.relation.to_string()).await? {
                    return Ok(Some(Problem::IdTaken));
                }
            }
            if taken(connection, exists::ARTICLE, create.article.to_string()).await?
                || taken(connection, exists::REVISION, create.revision.to_string()).await?
            {
                return Ok(Some(Problem::IdTaken));
            }
        }
        Command::ReviseArticle(revise) => {
            facts.article = article(connection, revise.article).await?;
            facts.anchors = anchors(connection, revise.article).await?;
            if let Some(proposing) = revise.proposal {
                facts.comment = comment(connection, proposing).await?;
                facts.open_proposal = taken(connection, exists::OPEN_PROPOSAL, proposing.to_string()).await?;
                facts.proposed = proposed_texts(connection, proposing).await?;
            }
            if taken(connection, exists::REVISION, revise.revision.to_string()).await? {
                return Ok(Some(Problem::IdTaken));
            }
        }
        Command::Relate(relate) => {
            facts.article = article(connection, relate.from).await?;
            facts.other = article(connection, relate.to).await?;
            facts.related_already = related(connection, relate.from, relate.kind, relate.to).await?;
            if relate.kind == Kind::PartOf {
                facts.ancestors = ancestors(connection, relate.to).await?;
            }
            if taken(connection, exists::RELATION, relate.relation.to_string()).await? {
                return Ok(Some(Problem::IdTaken));
            }
        }
        Command::RewordRelation(reword) => named_relation(connection, facts, reword.relation).await?,
        Command::RemoveRelation(remove) => {
            named_relation(connection, facts, remove.relation).await?;
            facts.trust = trust::of_contributor(connection, job.envelope.author, job.envelope.at).await?;
        }
        Command::DismissSuggestion(suggestion) | Command::RestoreSuggestion(suggestion) => {
            let Suggestion { article: one, other } = *suggestion;
            facts.article = article(connection, one).await?;
            facts.other = article(connection, other).await?;
            let pair = format!("{} {}", one.min(other), one.max(other));
            facts.dismissed = taken(connection, exists::DISMISSED, pair).await?;
        }
        Command::AddComment(add) => {
            if let Some(problem) = add.too_many_quotes() {
                return Ok(Some(problem));
            }
            facts.article = article(connection, add.article).await?;
            if let Some(parent) = add.parent {
                facts.comment = comment(connection, parent).await?;
            }
            facts.moderation.unread = unread(connection, &add.quotes).await?;
            if depth == Depth::Whole {
                quoted_texts(connection, facts, &add.quotes).await?;
            }
            if let Some(proposal) = &add.proposal {
                facts.proposed_on = revision_texts(connection, add.article, proposal.base).await?;
            }
            if taken(connection, exists::COMMENT, add.comment.to_string()).await?
                || anchors_taken(connection, &add.quotes).await?
            {
                return Ok(Some(Problem::IdTaken));
            }
        }
        Command::EditComment(edit) => named_comment(connection, facts, edit.comment).await?,
        Command::WithdrawComment(withdraw) => named_comment(connection, facts, withdraw.comment).await?,
        Command::AddCitation(add) => {
            facts.article = article(connection, add.article).await?;
            let quotes = std::slice::from_ref(&add.quote);
            facts.moderation.unread = unread(connection, quotes).await?;
            if depth == Depth::Whole {
                quoted_texts(connection, facts, quotes).await?;
            }
            source(connection, facts, &add.source, depth).await?;
            // The anchor in the source has the id of the citation.
            if add.quote.anchor.0 == add.citation.0
                || taken(connection, exists::CITATION, add.citation.to_string()).await?
                || taken(connection, exists::ANCHOR, add.citation.to_string()).await?
                || anchors_taken(connection, quotes).await?
            {
                return Ok(Some(Problem::IdTaken));
            }
        }
        Command::EditCitation(edit) => {
            named_citation(connection, facts, edit.citation).await?;
            source(connection, facts, &edit.source, depth).await?;
            facts.former_source = former_source(connection, edit.citation).await?;
            // The passage that it has as its source already keeps its anchor while it is hidden.
            if facts.source.is_none()
                && facts.former_source == edit.source.url.as_ref().and_then(PassageLink::of)
            {
                facts.former_source = None;
            }
            if taken(connection, exists::ANCHOR_OF_ANOTHER, edit.citation.to_string()).await? {
                return Ok(Some(Problem::IdTaken));
            }
        }
        Command::WithdrawCitation(withdraw) => named_citation(connection, facts, withdraw.citation).await?,
        Command::LockArticle(lock) => facts.article = article(connection, lock.article).await?,
        Command::UnlockArticle(unlock) => facts.article = article(connection, unlock.article).await?,
        Command::Hide(_)
        | Command::Unhide(_)
        | Command::RestoreRelation(_)
        | Command::Block(_)
        | Command::Unblock(_)
        | Command::Undo(_) => moderation::gather(connection, facts, &job.envelope.command).await?,
    }
    Ok(None)
}

/// The names of all moderators but one.
async fn moderators(connection: &mut SqliteConnection, but: ContributorId) -> Result<Vec<String>, Error> {
    let names = sqlx::query_scalar(
        "select trim(first_name || ' ' || last_name) from contributors where role = 'moderator' and id <> $1",
    );
    Ok(names.bind(but.to_string()).fetch_all(connection).await?)
}

/// The texts of a revision of that article.
pub(super) async fn revision_texts(
    connection: &mut SqliteConnection,
    article: ArticleId,
    revision: RevisionId,
) -> Result<Option<Texts>, Error> {
    let texts: Option<(String, String, String)> =
        sqlx::query_as("select title, summary, body from revisions where id = $1 and article_id = $2")
            .bind(revision.to_string())
            .bind(article.to_string())
            .fetch_optional(connection)
            .await?;
    texts.map(parsed).transpose()
}

/// The same as far as somebody may read it: whoever merges with a text learns by the outcome what it says.
pub(super) async fn readable_texts(
    connection: &mut SqliteConnection,
    article: ArticleId,
    revision: RevisionId,
    actor: Actor,
) -> Result<Option<Texts>, Error> {
    let hidden: Option<i64> =
        sqlx::query_scalar("select 1 from revisions where id = $1 and hidden_at is not null")
            .bind(revision.to_string())
            .fetch_optional(&mut *connection)
            .await?;
    if hidden.is_some() && actor.role != Role::Moderator {
        return Ok(None);
    }
    revision_texts(connection, article, revision).await
}

/// The texts that a comment proposes.
async fn proposed_texts(
    connection: &mut SqliteConnection,
    comment: CommentId,
) -> Result<Option<Texts>, Error> {
    let texts: Option<(String, String, String)> =
        sqlx::query_as("select title, summary, body from proposals where comment_id = $1")
            .bind(comment.to_string())
            .fetch_optional(connection)
            .await?;
    texts.map(parsed).transpose()
}

fn parsed((title, summary, body): (String, String, String)) -> Result<Texts, Error> {
    Ok(Texts {
        title: Title::parse(&title).map_err(Error::corrupt)?,
        summary: Summary::parse(&summary).map_err(Error::corrupt)?,
        body: Body::parse(&body).map_err(Error::corrupt)?,
    })
}

async fn named_relation(
    connection: &mut SqliteConnection,
    facts: &mut Facts,
    id: RelationId,
) -> Result<(), Error> {
    facts.relation = relation(connection, id).await?;
    if let Some((from, to)) = facts.relation.as_ref().map(|relation| (relation.from, relation.to)) {
        facts.article = article(connection, from).await?;
        facts.other = article(connection, to).await?;
    }
    Ok(())
}

async fn named_comment(
    connection: &mut SqliteConnection,
    facts: &mut Facts,
    id: CommentId,
) -> Result<(), Error> {
    facts.comment = comment(connection, id).await?;
    if let Some(on) = facts.comment.as_ref().map(|comment| comment.article) {
        facts.article = article(connection, on).await?;
    }
    Ok(())
}

/// The article that the address of a source names a passage of; where it has more than 64 revisions since, only the first
/// and the last text. What is hidden is an address like any other.
async fn source(
    connection: &mut SqliteConnection,
    facts: &mut Facts,
    source: &Source,
    depth: Depth,
) -> Result<(), Error> {
    let Some(link) = source.url.as_ref().and_then(PassageLink::of) else { return Ok(()) };
    facts.source = match depth {
        Depth::Whole => {
            let since = texts_since(connection, link.revision).await?.filter(|since| !since.hidden);
            since.map(|since| SourceFacts { article: since.article, texts: since.texts })
        }
        Depth::Stamp => {
            let head: Option<(String, String)> = sqlx::query_as(
                "select a.id, a.head_id from revisions r join articles a on a.id = r.article_id
                 where r.id = $1 and r.hidden_at is null and a.hidden_at is null",
            )
            .bind(link.revision.to_string())
            .fetch_optional(connection)
            .await?;
            let stamp = |(article, head): (String, String)| {
                Ok::<_, Error>(SourceFacts {
                    article: id_of(&article)?,
                    texts: vec![(id_of(&head)?, String::new())],
                })
            };
            head.map(stamp).transpose()?
        }
    };
    Ok(())
}

async fn former_source(
    connection: &mut SqliteConnection,
    citation: CitationId,
) -> Result<Option<PassageLink>, Error> {
    let row: Option<(String, i64, i64)> = sqlx::query_as(
        "select revision_id, start_at, end_at from anchors where citation_id = $1 and source = 1",
    )
    .bind(citation.to_string())
    .fetch_optional(connection)
    .await?;
    row.map(|(revision, start, end)| {
        let position = |number: i64| usize::try_from(number).map_err(Error::corrupt);
        Ok(PassageLink { revision: id_of(&revision)?, place: position(start)?..position(end)? })
    })
    .transpose()
}

async fn named_citation(
    connection: &mut SqliteConnection,
    facts: &mut Facts,
    id: CitationId,
) -> Result<(), Error> {
    facts.citation = citation(connection, id).await?;
    if let Some(on) = facts.citation.as_ref().map(|citation| citation.article) {
        facts.article = article(connection, on).await?;
    }
    Ok(())
}

async fn relation(connection: &mut SqliteConnection, id: RelationId) -> Result<Option<RelationFacts>, Error> {
    let row: Option<(String, String, String, String, i64, Option<String>)> = sqlx::query_as(
        "select from_id, to_id, kind, explanation, version, made_by from relations
         where id = $1 and removed_at is null",
    )
    .bind(id.to_string())
    .fetch_optional(connection)
    .await?;
    row.map(|(from, to, kind, explanation, version, maker)| {
        Ok(RelationFacts {
            id,
            from: id_of(&from)?,
            to: id_of(&to)?,
            kind: Kind::from_name(&kind).ok_or_else(|| Error::corrupt(kind))?,
            explanation: Explanation::parse(&explanation).map_err(Error::corrupt)?,
            version,
            maker: maker.as_deref().map(id_of).transpose()?,
        })
    })
    .transpose()
}

async fn comment(
    connection: &mut SqliteConnection,
    id: CommentId,
) -> Result<Option<ContributionFacts>, Error> {
    let row =
        sqlx::query_as("select article_id, author_id, version, withdrawn_at from comments where id = $1")
            .bind(id.to_string())
            .fetch_optional(connection)
            .await?;
    row.map(contribution).transpose()
}

async fn citation(
    connection: &mut SqliteConnection,
    id: CitationId,
) -> Result<Option<ContributionFacts>, Error> {
    let row =
        sqlx::query_as("select article_id, author_id, version, withdrawn_at from citations where id = $1")
            .bind(id.to_string())
            .fetch_optional(connection)
            .await?;
    row.map(contribution).transpose()
}

fn contribution(row: (String, String, i64, Option<i64>)) -> Result<ContributionFacts, Error> {
    let (article, author, version, withdrawn_at) = row;
    Ok(ContributionFacts {
        article: id_of(&article)?,
        author: id_of::<ContributorId>(&author)?,
        version,
        withdrawn: withdrawn_at.is_some(),
    })
}

/// The anchors of what was not withdrawn: nobody sees the others, so that they are not carried.
async fn anchors(connection: &mut SqliteConnection, article: ArticleId) -> Result<Vec<LiveAnchor>, Error> {
    let rows: Vec<AnchorRow> = sqlx::query_as(
        "select id, revision_id, start_at, end_at, exact, prefix, suffix, fate, head_start, head_end,
                stood_revision_id, stood_start, stood_end
         from anchors q where article_id = $1
           and not exists (select 1 from comments m where m.id = q.comment_id and m.withdrawn_at is not null)
           and not exists (select 1 from citations t where t.id = q.citation_id and t.withdrawn_at is not null)",
    )
    .bind(article.to_string())
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(LiveAnchor::try_from).collect()
}

/// The revisions in which passages were selected, as far as they are hidden.
async fn unread(connection: &mut SqliteConnection, quotes: &[NewAnchor]) -> Result<Vec<RevisionId>, Error> {
    let selected_in: Vec<String> = quotes
        .iter()
        .filter_map(|quote| match &quote.target {
            Target::Passage(passage) => Some(passage.revision.to_string()),
            _ => None,
        })
        .collect();
    if selected_in.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<String> = sqlx::query_scalar(
        "select id from revisions where id in (select value from json_each($1)) and hidden_at is not null order by id",
    )
    .bind(serde_json::to_string(&selected_in)?)
    .fetch_all(connection)
    .await?;
    rows.iter().map(|id| id_of(id)).collect()
}

/// The texts through which passages of earlier revisions are carried to the head: of the last 64 revisions, and those in which
/// the passages were selected.
async fn quoted_texts(
    connection: &mut SqliteConnection,
    facts: &mut Facts,
    quotes: &[NewAnchor],
) -> Result<(), Error> {
    let Some((article, head)) = facts.article.as_ref().map(|article| (article.id, article.head)) else {
        return Ok(());
    };
    let selected_in: Vec<String> = quotes
        .iter()
        .filter_map(|quote| match &quote.target {
            Target::Passage(passage) if passage.revision != head => Some(passage.revision.to_string()),
            _ => None,
        })
        .collect();
    if selected_in.is_empty() {
        return Ok(());
    }
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select r.id, x.plain_text from renderings x join revisions r on r.id = x.revision_id
         where r.article_id = $1 and r.id <> $2
           and r.number >= (select min(number) from revisions
                            where article_id = $1 and id in (select value from json_each($3)))
           and (r.number > (select max(number) from revisions where article_id = $1) - 64
                or r.id in (select value from json_each($3)))
         order by r.number",
    )
    .bind(article.to_string())
    .bind(head.to_string())
    .bind(serde_json::to_string(&selected_in)?)
    .fetch_all(connection)
    .await?;
    facts.quoted_texts = texts(rows)?;
    Ok(())
}

/// The texts in which the words of anchors stood last that do not stand in the head, and those of revisions with quotes
/// to which the new text reverts.
pub(super) async fn texts_that_stood(
    connection: &mut SqliteConnection,
    facts: &mut Facts,
) -> Result<(), Error> {
    let Some((article, head)) = facts.article.as_ref().map(|article| (article.id, article.head)) else {
        return Ok(());
    };
    let lost = facts.anchors.iter().filter(|anchor| !matches!(anchor.standing, Standing::Unchanged(_)));
    let stood: BTreeSet<String> = lost
        .flat_map(|anchor| anchor.stood.iter().map(|stood| stood.revision).chain([anchor.passage.revision]))
        .map(|revision| revision.to_string())
        .collect();
    let quoted: BTreeSet<String> =
        facts.anchors.iter().map(|anchor| anchor.passage.revision.to_string()).collect();
    if quoted.is_empty() {
        return Ok(());
    }
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select r.id, x.plain_text from renderings x join revisions r on r.id = x.revision_id
         where r.article_id = $1 and r.id <> $2
           and (r.id in (select value from json_each($3))
                or r.id in (select value from json_each($4)) and x.plain_text = $5)
         order by x.plain_text = $5 desc, r.number desc limit 64",
    )
    .bind(article.to_string())
    .bind(head.to_string())
    .bind(serde_json::to_string(&stood)?)
    .bind(serde_json::to_string(&quoted)?)
    .bind(&facts.new_plain_text)
    .fetch_all(connection)
    .await?;
    facts.quoted_texts = texts(rows)?;
    Ok(())
}

fn texts(rows: Vec<(String, String)>) -> Result<Vec<(RevisionId, String)>, Error> {
    rows.into_iter().map(|(id, text)| Ok((id_of(&id)?, text))).collect()
}

/// Whether an anchor has one of those ids, or may get one: that of a citation is for the passage that its source is.
async fn anchors_taken(connection: &mut SqliteConnection, quotes: &[NewAnchor]) -> Result<bool, Error> {
    let mut own = BTreeSet::new();
    for quote in quotes {
        let id = quote.anchor.to_string();
        if !own.insert(quote.anchor)
            || taken(connection, exists::ANCHOR, id.clone()).await?
            || taken(connection, exists::CITATION, id).await?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Asks whether there is a row of that id already.
mod exists {
    pub(super) const ARTICLE: &str = "select count(*) from articles where id = $1";
    pub(super) const REVISION: &str = "select count(*) from revisions where id = $1";
    pub(super) const RELATION: &str = "select count(*) from relations where id = $1";
    pub(super) const COMMENT: &str = "select count(*) from comments where id = $1";
    pub(super) const OPEN_PROPOSAL: &str =
        "select count(*) from proposals where comment_id = $1 and applied_id is null";
    pub(super) const CITATION: &str = "select count(*) from citations where id = $1";
    pub(super) const ANCHOR: &str = "select count(*) from anchors where id = $1";
    /// Of the id of a citation: one that is not in its source.
    pub(super) const ANCHOR_OF_ANOTHER: &str =
        "select count(*) from anchors where id = $1 and (source = 0 or citation_id is not $1)";
    /// Of both ids, the lesser first, with a space between them.
    pub(super) const DISMISSED: &str = "select count(*) from dismissed_suggestions
         where first_id = substr($1, 1, 36) and second_id = substr($1, 38)";
}

async fn taken(connection: &mut SqliteConnection, exists: &'static str, id: String) -> Result<bool, Error> {
    let count: i64 = sqlx::query_scalar(exists).bind(id).fetch_one(connection).await?;
    Ok(count > 0)
}
