//! For programs: health, and the articles as JSON. Grows into the versioned API.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::Response;
use domain::address::encode;
use domain::id::{ArticleId, RevisionId};
use serde::Serialize;
use store::{Ailment, Store};

use crate::http::answer::no_store;
use crate::http::error::{Error, SOON};
use crate::visit::Visit;
use crate::visit::lookup::head;

/// The most articles in one answer.
const MAX_ARTICLES: i64 = 1_000;

/// `GET /healthz`: whether the server lives. What it cannot do for now is no reason to end it; see [`readyz`].
pub async fn healthz() -> &'static str {
    "well\n"
}

/// Whether a part of the site does what it should.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Health {
    /// Said in one word.
    Well,
    /// What is wrong.
    #[serde(untagged)]
    Ill {
        /// A stable name.
        problem: &'static str,
        /// In the words of the database.
        cause: String,
    },
}

impl From<Option<Ailment>> for Health {
    fn from(ailment: Option<Ailment>) -> Self {
        match ailment {
            None => Self::Well,
            Some(Ailment { name, cause }) => Self::Ill { problem: name, cause },
        }
    }
}

/// How the site is.
#[derive(Serialize)]
struct Readiness {
    /// Whether all of it is well.
    ready: bool,
    /// Reading from the database.
    reads: Health,
    /// Writing to it.
    writes: Health,
    /// Its pages, some of which may be damaged.
    pages: Health,
    /// The newest change of the log.
    sequence: i64,
}

/// `GET /readyz`: whether the site can be read and written, and what is not well; 503 if something is not.
pub async fn readyz(State(store): State<Store>) -> Response {
    let condition = store.condition().await;
    let readiness = Readiness {
        ready: condition.is_well(),
        reads: condition.reads.into(),
        writes: condition.writes.into(),
        pages: condition.pages.into(),
        sequence: store.sequence(),
    };
    if readiness.ready {
        no_store(Json(readiness))
    } else {
        no_store((StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, SOON)], Json(readiness)))
    }
}

/// The articles of the site.
#[derive(Serialize)]
pub struct Articles {
    /// Those that are not hidden, oldest first.
    articles: Vec<ArticleLine>,
}

/// An article in a list.
#[derive(Serialize)]
struct ArticleLine {
    /// The article.
    id: ArticleId,
    /// Its name in addresses, encoded for them.
    slug: String,
    /// Its newest revision.
    head: RevisionId,
}

/// `GET /api/articles?limit=`
pub async fn articles(State(store): State<Store>, visit: Visit) -> Result<Json<Articles>, Error> {
    let limit = visit.query.parse::<i64>("limit")?.unwrap_or(100).clamp(1, MAX_ARTICLES);
    let articles = store.articles(limit).await?;
    let lines =
        articles.into_iter().map(|(id, slug, head)| ArticleLine { id, slug: encode(slug.as_str()), head });
    Ok(Json(Articles { articles: lines.collect() }))
}

/// An article as it was written.
#[derive(Serialize)]
pub struct Article {
    /// The article.
    id: ArticleId,
    /// Its name in addresses, encoded for them.
    slug: String,
    /// Its newest revision.
    head: RevisionId,
    /// The number of that revision, from 1.
    revision: i64,
    /// The title.
    title: String,
    /// The summary; may be empty.
    summary: String,
    /// The text, in Markdown.
    body: String,
}

/// `GET /api/articles/{slug}`
pub async fn article(
    State(store): State<Store>,
    visit: Visit,
    Path(slug): Path<String>,
) -> Result<Json<Article>, Error> {
    let article = head(&store, &visit, &slug).await?;
    Ok(Json(Article {
        id: article.id,
        slug: encode(article.slug.as_str()),
        head: article.head,
        revision: article.head_number,
        title: article.title,
        summary: article.summary,
        body: article.body,
    }))
}
