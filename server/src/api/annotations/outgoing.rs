//! Quotes as Web Annotations that are sent.

use domain::address;
use domain::id::Timestamp;
use messages::talk::annotation;
use serde::Serialize;
use store::read::{self, Remark};

use crate::http::origin::Origin;

/// What the names of the members mean.
const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";
/// What the names of the members of a container mean.
const CONTAINER_CONTEXT: &str = "http://www.w3.org/ns/ldp.jsonld";

/// A thing that is an answer by itself, and so says what its names mean.
#[derive(Serialize)]
pub(super) struct Document<T> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(flatten)]
    thing: T,
}

impl<T> Document<T> {
    /// Of an annotation or a page.
    pub(super) const fn of(thing: T) -> Self {
        Self { context: CONTEXT, thing }
    }
}

/// All annotations of an article.
#[derive(Serialize)]
pub(super) struct Collection<'a> {
    #[serde(rename = "@context")]
    context: [&'static str; 2],
    /// Its address.
    id: &'a str,
    #[serde(rename = "type")]
    kinds: [&'static str; 2],
    /// What it is called.
    label: String,
    /// How many there are.
    total: i64,
    /// The first of its pages.
    first: AnnotationPage<'a>,
}

impl<'a> Collection<'a> {
    /// Of the article of that title, at that address.
    pub(super) fn of(id: &'a str, title: &str, total: i64, first: AnnotationPage<'a>) -> Self {
        Self {
            context: [CONTEXT, CONTAINER_CONTEXT],
            id,
            kinds: ["BasicContainer", "AnnotationCollection"],
            label: annotation::collection(title),
            total,
            first,
        }
    }
}

/// Some annotations of an article.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub(super) struct AnnotationPage<'a> {
    /// Its address.
    pub(super) id: String,
    /// The address of the collection.
    pub(super) part_of: &'a str,
    /// The place of its first annotation in the collection, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start_index: Option<u32>,
    /// The annotations.
    pub(super) items: Vec<Annotation<'a>>,
    /// The address of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<String>,
}

/// A quoted passage and what is said of it.
#[derive(Serialize)]
#[serde(tag = "type")]
pub(super) struct Annotation<'a> {
    /// Its address.
    id: String,
    motivation: Motivation,
    /// Who says it.
    creator: Person<'a>,
    /// When.
    created: String,
    /// When it was last changed, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    modified: Option<String>,
    /// What is said.
    body: Vec<Body<'a>>,
    target: SpecificResource<'a>,
}

/// What an annotation or a part of it is for.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Motivation {
    Commenting,
    Describing,
    Identifying,
    Linking,
}

/// Whoever says something.
#[derive(Serialize)]
#[serde(tag = "type")]
struct Person<'a> {
    name: &'a str,
    /// What stands beside the name.
    nickname: String,
}

/// A part of what is said.
#[derive(Serialize)]
#[serde(tag = "type")]
enum Body<'a> {
    /// Words.
    TextualBody {
        value: &'a str,
        /// Their media type.
        format: &'static str,
        purpose: Motivation,
    },
    /// Something elsewhere.
    SpecificResource {
        /// Its address.
        source: String,
        purpose: Motivation,
        /// What it is called.
        label: &'a str,
    },
}

/// A passage of a revision.
#[derive(Serialize)]
#[serde(tag = "type")]
struct SpecificResource<'a> {
    /// The address of the revision.
    source: String,
    /// The address of the article.
    scope: String,
    /// Where the passage is, said in two ways.
    selector: [Selector<'a>; 2],
}

/// Where a passage is.
#[derive(Serialize)]
#[serde(tag = "type")]
enum Selector<'a> {
    /// By its words, and those around them.
    TextQuoteSelector { exact: &'a str, prefix: &'a str, suffix: &'a str },
    /// By its first character, and the one past its last.
    TextPositionSelector { start: usize, end: usize },
}

impl<'a> Annotation<'a> {
    /// Of what the store has, at a site with that address.
    pub(super) fn of(origin: &Origin, annotation: &'a read::Annotation) -> Self {
        let read::Annotation { anchor, passage, revision, slug, author, at, edited_at, remark } = annotation;
        let page = address::article(slug).on(origin);
        let (motivation, body) = said(origin, remark);
        Self {
            id: address::annotation(*anchor).on(origin),
            motivation,
            creator: Person { name: &author.name, nickname: author.words() },
            created: at.rfc3339(),
            modified: edited_at.map(Timestamp::rfc3339),
            body,
            target: SpecificResource {
                source: address::revision(slug, *revision).on(origin),
                scope: page,
                selector: [
                    Selector::TextQuoteSelector {
                        exact: passage.exact.as_str(),
                        prefix: &passage.prefix,
                        suffix: &passage.suffix,
                    },
                    Selector::TextPositionSelector { start: passage.start, end: passage.end },
                ],
            },
        }
    }
}

/// What a remark is for, and its parts.
fn said<'a>(origin: &Origin, remark: &'a Remark) -> (Motivation, Vec<Body<'a>>) {
    match remark {
        Remark::Comment(words) => {
            let purpose = Motivation::Commenting;
            let words = Body::TextualBody { value: words, format: "text/markdown", purpose };
            (Motivation::Commenting, vec![words])
        }
        Remark::Article { title, slug, citation } => {
            let source = address::citation(slug, *citation).on(origin);
            let purpose = Motivation::Linking;
            (Motivation::Linking, vec![Body::SpecificResource { source, purpose, label: title }])
        }
        Remark::Source { title, url, note } => {
            let text = |value, purpose| Body::TextualBody { value, format: "text/plain", purpose };
            let source = if url.is_empty() {
                text(title, Motivation::Identifying)
            } else {
                let purpose = Motivation::Linking;
                Body::SpecificResource { source: url.clone(), purpose, label: title }
            };
            let note = (!note.is_empty()).then(|| text(note, Motivation::Describing));
            (Motivation::Linking, [source].into_iter().chain(note).collect())
        }
    }
}
