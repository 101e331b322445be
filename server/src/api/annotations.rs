//! Quotes as W3C Web Annotations (<https://www.w3.org/TR/annotation-model/>), in JSON-LD.
//!
//! An annotation is of the revision in which its passage was selected, which never changes, so its positions hold for ever.

mod incoming;
mod outgoing;
mod words;

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, ETAG, LINK, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use domain::address;
use domain::anchor::Passage;
use domain::command::{AddCitation, AddComment, Command, NewAnchor, Source, Target};
use domain::fault::Field;
use domain::fault::FieldProblem;
use domain::id::{AnchorId, ArticleId, CommentId};
use domain::problem::Problem;
use domain::source::Stance;
use domain::text::{CitationNote, CommentBody, Excerpt, Publisher, SourceAuthor, SourceTitle};
use incoming::Incoming;
use messages::failure::malformed;
use outgoing::{AnnotationPage, Collection, Document};
use store::Store;
use store::read::{Annotations, Remark};

use crate::guard::work::made;
use crate::http::answer::leading_to;
use crate::http::error::{Answer, Error};
use crate::http::etag::{self, tagged};
use crate::http::json;
use crate::http::origin::Origin;
use crate::token::hash_of;
use crate::visit::Visit;
use crate::visit::lookup::head;
use crate::write::landing::comment_place;
use crate::write::submit::{Sending, Submitted, Submitter};

const JSON_LD: &str = "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"";

const ACCEPT_POST: HeaderName = HeaderName::from_static("accept-post");

/// About how many bytes an annotation takes.
const ANNOTATION: usize = 2_048;

/// `GET /api/articles/{slug}/annotations?after=`: those of an article, as a collection with its first page. A longer one has
/// further pages, each behind the `next` of the one before.
pub async fn collection(
    State(store): State<Store>,
    State(origin): State<Origin>,
    visit: Visit,
    asked: HeaderMap,
    Path(slug): Path<String>,
) -> Answer {
    let article = head(&store, &visit, &slug).await?;
    let after: Option<AnchorId> = visit.query.parse("after")?;
    let Annotations { some, total, more } = store.annotations(&article.slug, after).await?;
    let here = address::annotations(&article.slug);
    let said = |remark: &Remark| match remark {
        Remark::Comment(words) => words.len(),
        Remark::Article { .. } | Remark::Source { .. } => 0,
    };
    let bytes =
        some.iter().map(|one| ANNOTATION + said(&one.remark) + one.passage.exact.as_str().len()).sum();
    let write = move || {
        let behind = |anchor: AnchorId| here.clone().query("after", anchor).on(&origin);
        let id = match after {
            Some(after) => behind(after),
            None => here.clone().fragment(if more { "first" } else { "all" }).on(&origin),
        };
        let here = here.on(&origin);
        let page = AnnotationPage {
            id,
            part_of: &here,
            start_index: after.is_none().then_some(0),
            items: some.iter().map(|one| outgoing::Annotation::of(&origin, one)).collect(),
            next: some.last().filter(|_| more).map(|last| behind(last.anchor)),
        };
        match after {
            Some(_) => json::text(&Document::of(page)),
            None => json::text(&Collection::of(&here, &article.title, total, page)),
        }
    };
    let body = made(store.work(), bytes, write).await?;
    Ok(json_ld(Kind::Container, &asked, body))
}

/// `GET /api/annotations/{id}`
pub async fn annotation(
    State(store): State<Store>,
    State(origin): State<Origin>,
    asked: HeaderMap,
    Path(id): Path<String>,
) -> Answer {
    let missing = || Error::NoSuchPage;
    let id: AnchorId = id.parse().map_err(|_| missing())?;
    let found = store.annotation(id).await?.ok_or_else(missing)?;
    let body = Document::of(outgoing::Annotation::of(&origin, &found));
    Ok(json_ld(Kind::Annotation, &asked, json::text(&body)))
}

/// An answer with the headers of the protocol (<https://www.w3.org/TR/annotation-protocol/>, §§ 3 and 4), or that it is as it was.
fn json_ld(kind: Kind, asked: &HeaderMap, body: String) -> Response {
    let mut headers = kind.headers();
    headers.insert(ETAG, etag::tag(&hash_of(body.as_bytes())[..32]));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON_LD));
    tagged(asked, headers, Bytes::from(body))
}

/// What the protocol calls a thing.
#[derive(Clone, Copy)]
enum Kind {
    Annotation,
    Container,
}

impl Kind {
    /// What is said of it whatever was asked.
    fn headers(self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let (allowed, types): (_, &[&str]) = match self {
            Self::Annotation => {
                ("GET, HEAD, OPTIONS", &["<http://www.w3.org/ns/ldp#Resource>; rel=\"type\""])
            }
            Self::Container => (
                "GET, HEAD, OPTIONS, POST",
                &[
                    "<http://www.w3.org/ns/ldp#BasicContainer>; rel=\"type\"",
                    "<http://www.w3.org/TR/annotation-protocol/>; rel=\"http://www.w3.org/ns/ldp#constrainedBy\"",
                ],
            ),
        };
        headers.insert(ALLOW, HeaderValue::from_static(allowed));
        headers.insert(VARY, HeaderValue::from_static("accept, prefer"));
        for link in types {
            headers.append(LINK, HeaderValue::from_static(link));
        }
        if matches!(self, Self::Container) {
            headers.insert(ACCEPT_POST, HeaderValue::from_static(JSON_LD));
        }
        headers
    }
}

/// `OPTIONS /api/articles/{slug}/annotations`
pub async fn container_options(State(store): State<Store>, visit: Visit, Path(slug): Path<String>) -> Answer {
    head(&store, &visit, &slug).await?;
    Ok(Kind::Container.headers().into_response())
}

/// `OPTIONS /api/annotations/{id}`
pub async fn options() -> HeaderMap {
    Kind::Annotation.headers()
}

/// `POST /api/articles/{slug}/annotations`: takes one annotation, as a comment, or as a citation if it links to a source. The
/// same annotation sent again by the same sender is the same one. Where its words are not found with certainty, what it says
/// becomes a comment that has them in it, and no place.
pub async fn import(
    State(store): State<Store>,
    State(submitter): State<Arc<Submitter>>,
    visit: Visit,
    Path(slug): Path<String>,
    sent: Bytes,
) -> Answer {
    let article = head(&store, &visit, &slug).await?;
    let found = json::parse(store.work(), sent.clone()).await?.as_ref().and_then(Incoming::read);
    let incoming = found.ok_or(Error::Malformed(malformed::NOT_AN_ANNOTATION))?;
    let sending = Sending::of(&visit, &[sent.as_ref()]);
    let anchor = sending.ids.anchor();
    let revision = match incoming.revision {
        Some(number) => store.revision(article.id, number).await?.map(|revision| revision.line.id),
        None => None,
    };
    let Incoming { exact, prefix, suffix, start, .. } = &incoming;
    let (exact, prefix, suffix) = (exact.clone(), prefix.clone(), suffix.clone());
    let target = match (revision, *start, incoming.end) {
        (Some(revision), Some(start), Some(end)) => {
            Target::Passage(Passage { revision, start, end, exact, prefix, suffix })
        }
        _ => Target::Selector { exact, prefix, suffix, start: *start },
    };
    let quote = NewAnchor { anchor, target };
    let command = match &incoming.link {
        None => comment(sending.ids.comment(), article.id, &incoming.words, vec![quote])?,
        Some((url, title)) => Command::AddCitation(AddCitation {
            citation: sending.ids.citation(),
            article: article.id,
            quote,
            source: Source {
                title: SourceTitle::parse(&title.chars().take(300).collect::<String>()).map_err(refused)?,
                url: Some(url.clone()),
                author: SourceAuthor::parse("").map_err(refused)?,
                identifier: None,
                publisher: Publisher::parse("").map_err(refused)?,
                container: None,
                date: None,
                accessed: None,
                excerpt: Excerpt::parse("").map_err(refused)?,
                stance: Stance::default(),
                note: CitationNote::parse(&incoming.words).map_err(refused)?,
            },
        }),
    };
    match submitter.submit(&sending, &visit, command).await? {
        Submitted::Applied(landed) => {
            Ok(leading_to(&address::annotation(anchor), StatusCode::CREATED, landed.cookie))
        }
        Submitted::Refused(Problem::Invalid { fields })
            if fields.iter().all(|field| field.field == Field::Quote) =>
        {
            let sending = Sending::of(&visit, &[sent.as_ref(), b"without a place".as_slice()]);
            let id = sending.ids.comment();
            let command = comment(id, article.id, &incoming.with_its_words(), Vec::new())?;
            match submitter.submit(&sending, &visit, command).await? {
                Submitted::Applied(landed) => {
                    let at = comment_place(&store, article.id, &article.slug, id).await?;
                    Ok(leading_to(&at, StatusCode::CREATED, landed.cookie))
                }
                Submitted::Refused(problem) => Err(problem.into()),
            }
        }
        Submitted::Refused(problem) => Err(problem.into()),
    }
}

fn refused(problem: FieldProblem) -> Error {
    Problem::Invalid { fields: vec![problem] }.into()
}

fn comment(
    comment: CommentId,
    article: ArticleId,
    words: &str,
    quotes: Vec<NewAnchor>,
) -> Result<Command, Error> {
    let body = CommentBody::parse(words).map_err(refused)?;
    Ok(Command::AddComment(AddComment { comment, article, parent: None, body, quotes, proposal: None }))
}
