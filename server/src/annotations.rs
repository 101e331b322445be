//! Quotes as W3C Web Annotations (<https://www.w3.org/TR/annotation-model/>), in JSON-LD.
//!
//! An annotation is of the revision in which its passage was selected, which never changes, so its positions hold for ever.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::Response;
use domain::id::AnchorId;
use domain::slug::Slug;
use serde_json::{Value, json};
use store::read::{Annotation, Remark};

use crate::error::{Answer, Error};
use crate::pages::head;
use crate::state::{App, Shared};
use crate::visit::Visit;

const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";
const JSON_LD: &str = "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"";

/// `GET /api/articles/{slug}/annotations`: all of an article, as one page of a collection.
pub async fn collection(State(app): State<Shared>, visit: Visit, Path(slug): Path<String>) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let found = app.store.annotations(&article.slug).await?;
    let here = format!("{}/api/articles/{}/annotations", app.origin, article.slug.in_path());
    let items: Vec<Value> = found.iter().map(|one| annotation(&app, one)).collect();
    Ok(json_ld(&json!({
        "@context": CONTEXT,
        "id": here,
        "type": "AnnotationCollection",
        "label": format!("Quotes of “{}”", article.title),
        "total": items.len(),
        "first": {
            "id": format!("{here}#all"),
            "type": "AnnotationPage",
            "startIndex": 0,
            "items": items,
        },
    })))
}

/// `GET /api/annotations/{id}`
pub async fn one(State(app): State<Shared>, Path(id): Path<String>) -> Answer {
    let missing = || Error::NoSuchPage;
    let id: AnchorId = id.parse().map_err(|_| missing())?;
    let found = app.store.annotation(id).await?.ok_or_else(missing)?;
    let mut body = annotation(&app, &found);
    body["@context"] = json!(CONTEXT);
    Ok(json_ld(&body))
}

fn json_ld(body: &Value) -> Response {
    let mut response = Response::new(Body::from(body.to_string()));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON_LD));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

fn article(app: &App, slug: &Slug) -> String {
    format!("{}/a/{}", app.origin, slug.in_path())
}

fn annotation(app: &App, annotation: &Annotation) -> Value {
    let Annotation { anchor, passage, revision, slug, author, at, edited_at, remark } = annotation;
    let page = article(app, slug);
    let (motivation, said) = match remark {
        Remark::Comment(words) => (
            "commenting",
            json!([{ "type": "TextualBody", "value": words, "format": "text/markdown", "purpose": "commenting" }]),
        ),
        Remark::Article { title, slug, citation } => {
            let source = format!("{}?tab=citations#citation-{citation}", article(app, slug));
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
        "id": format!("{}/api/annotations/{anchor}", app.origin),
        "type": "Annotation",
        "motivation": motivation,
        "creator": { "type": "Person", "name": author.name },
        "created": at.rfc3339(),
        "body": said,
        "target": {
            "type": "SpecificResource",
            "source": format!("{page}/revisions/{revision}"),
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
