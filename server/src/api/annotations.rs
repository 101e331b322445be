//! Quotes as W3C Web Annotations (<https://www.w3.org/TR/annotation-model/>), in JSON-LD.
//!
//! An annotation is of the revision in which its passage was selected, which never changes, so its positions hold for ever.

mod incoming;
mod words;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LINK, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
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
use serde_json::{Value, json};
use store::Store;
use store::read::{Annotation, Annotations, Remark};

use crate::guard::work::made;
use crate::http::answer::leading_to;
use crate::http::error::{Answer, Error};
use crate::http::etag::names;
use crate::http::json;
use crate::http::origin::Origin;
use crate::token::hash_of;
use crate::visit::Visit;
use crate::visit::lookup::head;
use crate::write::landing::comment_place;
use crate::write::submit::{Sending, Submitted, Submitter};

const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";
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
        let items: Vec<Value> = some.iter().map(|one| json_of(&origin, one)).collect();
        let mut page = json!({ "type": "AnnotationPage", "partOf": here.on(&origin), "items": items });
        if let Some(last) = some.last().filter(|_| more) {
            page["next"] = json!(here.clone().query("after", last.anchor).on(&origin));
        }
        if let Some(after) = after {
            page["@context"] = json!(CONTEXT);
            page["id"] = json!(here.query("after", after).on(&origin));
            return page.to_string();
        }
        page["id"] = json!(here.clone().fragment(if more { "first" } else { "all" }).on(&origin));
        page["startIndex"] = json!(0);
        let collection = json!({
            "@context": [CONTEXT, "http://www.w3.org/ns/ldp.jsonld"],
            "id": here.on(&origin),
            "type": ["BasicContainer", "AnnotationCollection"],
            "label": format!("Quotes of “{}”", article.title),
            "total": total,
            "first": page,
        });
        collection.to_string()
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
    let mut body = json_of(&origin, &found);
    body["@context"] = json!(CONTEXT);
    Ok(json_ld(Kind::Annotation, &asked, body.to_string()))
}

/// An answer with the headers of the protocol (<https://www.w3.org/TR/annotation-protocol/>, §§ 3 and 4), or that it is as it was.
fn json_ld(kind: Kind, asked: &HeaderMap, body: String) -> Response {
    let tag = format!("\"{}\"", &hash_of(body.as_bytes())[..32]);
    let tag = HeaderValue::try_from(tag).expect("digits and letters");
    let as_it_was = asked.get(IF_NONE_MATCH).is_some_and(|tags| names(tags, &tag));
    let mut response = kind.head();
    let headers = response.headers_mut();
    headers.insert(ETAG, tag);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if as_it_was {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON_LD));
    *response.body_mut() = Body::from(body);
    response
}

/// What the protocol calls a thing.
#[derive(Clone, Copy)]
enum Kind {
    Annotation,
    Container,
}

impl Kind {
    /// What is said of it whatever was asked.
    fn head(self) -> Response {
        let mut response = Response::new(Body::empty());
        let headers = response.headers_mut();
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
        response
    }
}

/// `OPTIONS /api/articles/{slug}/annotations`
pub async fn container_options(State(store): State<Store>, visit: Visit, Path(slug): Path<String>) -> Answer {
    head(&store, &visit, &slug).await?;
    Ok(Kind::Container.head())
}

/// `OPTIONS /api/annotations/{id}`
pub async fn options() -> Response {
    Kind::Annotation.head()
}

fn json_of(origin: &Origin, annotation: &Annotation) -> Value {
    let Annotation { anchor, passage, revision, slug, author, at, edited_at, remark } = annotation;
    let page = address::article(slug).on(origin);
    let (motivation, said) = match remark {
        Remark::Comment(words) => (
            "commenting",
            json!([{ "type": "TextualBody", "value": words, "format": "text/markdown", "purpose": "commenting" }]),
        ),
        Remark::Article { title, slug, citation } => {
            let source = address::citation(slug, *citation).on(origin);
            (
                "linking",
                json!([{ "type": "SpecificResource", "source": source, "purpose": "linking", "label": title }]),
            )
        }
        Remark::Source { title, url, note } => {
            let source = if url.is_empty() {
                json!({ "type": "TextualBody", "value": title, "format": "text/plain", "purpose": "identifying" })
            } else {
                json!({ "type": "SpecificResource", "source": url, "purpose": "linking", "label": title })
            };
            let note = json!({ "type": "TextualBody", "value": note, "format": "text/plain", "purpose": "describing" });
            let has_note = note["value"] != "";
            ("linking", Value::Array([source].into_iter().chain(has_note.then_some(note)).collect()))
        }
    };
    let mut body = json!({
        "id": address::annotation(*anchor).on(origin),
        "type": "Annotation",
        "motivation": motivation,
        "creator": { "type": "Person", "name": author.name, "nickname": author.words() },
        "created": at.rfc3339(),
        "body": said,
        "target": {
            "type": "SpecificResource",
            "source": address::revision(slug, *revision).on(origin),
            "scope": page,
            "selector": [
                { "type": "TextQuoteSelector", "exact": passage.exact.as_str(),
                  "prefix": passage.prefix, "suffix": passage.suffix },
                { "type": "TextPositionSelector", "start": passage.start, "end": passage.end },
            ],
        },
    });
    if let Some(edited_at) = edited_at {
        body["modified"] = json!(edited_at.rfc3339());
    }
    body
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
    let unreadable =
        "This is no annotation with a body and a TextQuoteSelector, as JSON-LD. Please send one of them.";
    let found = json::parse(store.work(), sent.clone()).await?.as_ref().and_then(Incoming::read);
    let incoming = found.ok_or(Error::Malformed(unreadable))?;
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
        Submitted::Applied(cookie) => {
            Ok(leading_to(&address::annotation(anchor), StatusCode::CREATED, cookie))
        }
        Submitted::Refused(Problem::Invalid { fields })
            if fields.iter().all(|field| field.field == Field::Quote) =>
        {
            let sending = Sending::of(&visit, &[sent.as_ref(), b"without a place".as_slice()]);
            let id = sending.ids.comment();
            let command = comment(id, article.id, &incoming.with_its_words(), Vec::new())?;
            match submitter.submit(&sending, &visit, command).await? {
                Submitted::Applied(cookie) => {
                    let at = comment_place(&store, article.id, &article.slug, id).await?;
                    Ok(leading_to(&at, StatusCode::CREATED, cookie))
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
