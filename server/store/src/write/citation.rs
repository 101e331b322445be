//! Citations, and the passages of other articles that are their sources.

use domain::command::{AddCitation, EditCitation, Source};
use domain::decide::{ContributionFacts, EditedCitationFacts, NewCitationFacts, OwnFacts, SourceFacts};
use domain::id::{ArticleId, CitationId};
use domain::source::PassageLink;
use sqlx::SqliteConnection;

use super::anchor::{anchors_taken, quoted_facts};
use super::authorship::Authorship;
use super::exists::{self, exists};
use super::refusal::{Depth, Refusal};
use super::rows::{ContributionRow, article, contribution, id_of};
use crate::Error;
use crate::read::texts_since;

/// What there is to know before a source is cited.
pub(super) async fn new_facts(
    connection: &mut SqliteConnection,
    add: &AddCitation,
    depth: Depth,
) -> Result<NewCitationFacts, Refusal> {
    let quotes = std::slice::from_ref(&add.quote);
    // The anchor in the source has the id of the citation.
    Refusal::unless_free(add.quote.anchor.0 == add.citation.0)?;
    Refusal::unless_free(exists(connection, exists::CITATION, add.citation).await?)?;
    Refusal::unless_free(exists(connection, exists::ANCHOR, add.citation).await?)?;
    Refusal::unless_free(anchors_taken(connection, quotes).await?)?;
    let article = article(connection, add.article).await?;
    Ok(NewCitationFacts {
        quoted: quoted_facts(connection, article.as_ref(), quotes, depth).await?,
        source: source_facts(connection, &add.source, depth).await?,
        article,
    })
}

/// What there is to know before a citation is edited.
pub(super) async fn edited_facts(
    connection: &mut SqliteConnection,
    edit: &EditCitation,
    depth: Depth,
) -> Result<EditedCitationFacts, Refusal> {
    Refusal::unless_free(exists(connection, exists::ANCHOR_OF_ANOTHER, edit.citation).await?)?;
    let source = source_facts(connection, &edit.source, depth).await?;
    let former = former_source(connection, edit.citation).await?;
    // The passage that it has as its source already keeps its anchor while it is hidden.
    let stays = source.is_none() && former == edit.source.url.as_ref().and_then(PassageLink::of);
    let former_source = former.filter(|_| !stays);
    Ok(EditedCitationFacts { own: own_facts(connection, edit.citation).await?, source, former_source })
}

/// A citation that its author is to change.
pub(super) async fn own_facts(connection: &mut SqliteConnection, id: CitationId) -> Result<OwnFacts, Error> {
    let named = citation(connection, id).await?;
    let article = match &named {
        Some(named) => article(connection, named.article).await?,
        None => None,
    };
    Ok(OwnFacts { named, article })
}

async fn citation(
    connection: &mut SqliteConnection,
    id: CitationId,
) -> Result<Option<ContributionFacts>, Error> {
    let row: Option<ContributionRow> =
        sqlx::query_as("select article_id, author_id, version, withdrawn_at from citations where id = $1")
            .bind(id.to_string())
            .fetch_optional(connection)
            .await?;
    row.map(contribution).transpose()
}

/// The article that the address of a source names a passage of; where it has more than 64 revisions since, only the first
/// and the last text. What is hidden is an address like any other.
async fn source_facts(
    connection: &mut SqliteConnection,
    source: &Source,
    depth: Depth,
) -> Result<Option<SourceFacts>, Error> {
    let Some(link) = source.url.as_ref().and_then(PassageLink::of) else { return Ok(None) };
    Ok(match depth {
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
    })
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

/// Adds a citation.
pub(super) async fn add(
    connection: &mut SqliteConnection,
    citation: CitationId,
    article: ArticleId,
    source: &Source,
    by: &Authorship,
) -> Result<(), Error> {
    let insert = sqlx::query(
        "insert into citations (id, title, url, authors, publisher, date, excerpt, note, identifier, accessed,
                                stance, container, article_id, author_id, at, version, sequence)
         select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1, value
         from counters where name = 'sequence'",
    );
    source_values(insert.bind(citation.to_string()), source)
        .bind(article.to_string())
        .bind(by.author.clone())
        .bind(by.at)
        .execute(connection)
        .await?;
    Ok(())
}

/// Gives a citation another source, and keeps the former one.
pub(super) async fn edit(
    connection: &mut SqliteConnection,
    citation: CitationId,
    version: i64,
    source: &Source,
    by: &Authorship,
) -> Result<(), Error> {
    sqlx::query(
        "insert into former_texts (thing, id, version, text, at, replaced_by)
         select 'citation', id, version,
                json_object('title', title, 'url', url, 'author', authors, 'publisher', publisher,
                            'date', date, 'excerpt', excerpt, 'note', note, 'identifier', identifier,
                            'accessed', accessed, 'stance', stance, 'container', container),
                $2, $3
         from citations where id = $1",
    )
    .bind(citation.to_string())
    .bind(by.at)
    .bind(by.author.clone())
    .execute(&mut *connection)
    .await?;
    let update = sqlx::query(
        "update citations set title = $2, url = $3, authors = $4, publisher = $5, date = $6,
                excerpt = $7, note = $8, identifier = $9, accessed = $10, stance = $11,
                container = $12, version = $13, edited_at = $14
         where id = $1",
    );
    source_values(update.bind(citation.to_string()), source)
        .bind(version)
        .bind(by.at)
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes a citation back.
pub(super) async fn withdraw(
    connection: &mut SqliteConnection,
    citation: CitationId,
    by: &Authorship,
) -> Result<(), Error> {
    sqlx::query("update citations set withdrawn_at = $2 where id = $1")
        .bind(citation.to_string())
        .bind(by.at)
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes the anchor away by which another article says that it is quoted.
pub(super) async fn remove_source_anchor(
    connection: &mut SqliteConnection,
    citation: CitationId,
) -> Result<(), Error> {
    sqlx::query("delete from anchors where citation_id = $1 and source = 1")
        .bind(citation.to_string())
        .execute(connection)
        .await?;
    Ok(())
}

type Query = sqlx::query::Query<'static, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

/// Binds the eleven fields of a source as $2 to $12.
fn source_values(query: Query, source: &Source) -> Query {
    query
        .bind(source.title.to_string())
        .bind(source.url.as_ref().map_or_else(String::new, |url| url.as_str().to_owned()))
        .bind(source.author.to_string())
        .bind(source.publisher.to_string())
        .bind(source.date.as_ref().map_or_else(String::new, |date| date.as_str().to_owned()))
        .bind(source.excerpt.to_string())
        .bind(source.note.to_string())
        .bind(source.identifier.as_ref().map_or_else(String::new, ToString::to_string))
        .bind(source.accessed.as_ref().map_or_else(String::new, |date| date.as_str().to_owned()))
        .bind(source.stance.name())
        .bind(source.container.as_ref().map_or_else(String::new, ToString::to_string))
}
