//! Quoted passages: their highlights in the text, and the list of who quotes them.

use std::collections::BTreeMap;

use domain::html::{Highlight, highlight};
use domain::id::AnchorId;
use leptos::prelude::*;
use store::read::{ArticlePage, QuoteView};

use crate::component::inline::{counted, path};

/// Something that quotes a passage.
struct Quoter {
    name: String,
    what: &'static str,
    address: String,
}

/// The passages of an article that something quotes, in the order of the text.
pub struct Passages {
    passages: Vec<Passage>,
}

struct Passage {
    start: usize,
    end: usize,
    exact: String,
    anchors: Vec<AnchorId>,
    quoters: Vec<Quoter>,
}

impl Passages {
    /// Gathers what comments and citations quote; equal passages are one.
    #[must_use]
    pub fn of(page: &ArticlePage) -> Self {
        let here = path(&page.slug);
        let mut places: BTreeMap<(usize, usize), Passage> = BTreeMap::new();
        let mut add = |quote: &QuoteView, quoter: Quoter| {
            let Some(place) = quote.place.clone() else { return };
            let passage = places.entry((place.start, place.end)).or_insert_with(|| Passage {
                start: place.start,
                end: place.end,
                exact: quote.exact.clone(),
                anchors: Vec::new(),
                quoters: Vec::new(),
            });
            passage.anchors.push(quote.anchor);
            passage.quoters.push(quoter);
        };
        for comment in &page.comments {
            for quote in &comment.quotes {
                let address = format!("{here}?tab=comments#comment-{}", comment.id);
                add(quote, Quoter { name: comment.author.name.clone(), what: "comments", address });
            }
        }
        for citation in &page.citations {
            if let Some(quote) = &citation.quote {
                let address = format!("{here}?tab=citations#citation-{}", citation.id);
                add(quote, Quoter { name: citation.title.clone(), what: "is cited", address });
            }
        }
        Self { passages: places.into_values().collect() }
    }

    /// The text with its passages marked.
    #[must_use]
    pub fn mark(&self, html: &str) -> String {
        let highlights: Vec<Highlight> = self
            .passages
            .iter()
            .enumerate()
            .map(|(nth, passage)| Highlight {
                place: passage.start..passage.end,
                count: passage.quoters.len(),
                target: target(nth),
            })
            .collect();
        highlight(html, &highlights)
    }

    /// Where in the text a quote stands, as the part of an address behind '#'.
    #[must_use]
    pub fn address(&self, anchor: AnchorId) -> Option<String> {
        let nth = self.passages.iter().position(|passage| passage.anchors.contains(&anchor))?;
        Some(format!("at-{}", target(nth)))
    }

    /// The list of passages and who quotes them.
    pub fn list(&self) -> Option<AnyView> {
        if self.passages.is_empty() {
            return None;
        }
        let items = self
            .passages
            .iter()
            .enumerate()
            .map(|(nth, passage)| {
                let target = target(nth);
                let back = format!("#at-{target}");
                let quoters = passage
                    .quoters
                    .iter()
                    .map(|quoter| {
                        view! {
                            <li>
                                <a href=quoter.address.clone() dir="auto">{quoter.name.clone()}</a>
                                " "
                                {quoter.what}
                            </li>
                        }
                        .into_any()
                    })
                    .collect_view();
                view! {
                    <li id=target>
                        <blockquote dir="auto"><a href=back>{passage.exact.clone()}</a></blockquote>
                        <ul>{quoters}</ul>
                    </li>
                }
                .into_any()
            })
            .collect_view();
        let words = counted(self.passages.len(), "quoted passage", "quoted passages");
        Some(
            view! {
                <details class="passages">
                    <summary>{words}</summary>
                    <ol>{items}</ol>
                </details>
            }
            .into_any(),
        )
    }
}

fn target(nth: usize) -> String {
    format!("quoted-{}", nth + 1)
}

/// A quote within a comment or citation: its words, and what has become of its passage.
pub fn quoted(here: &str, passages: &Passages, quote: &QuoteView) -> AnyView {
    let exact = quote.exact.clone();
    match passages.address(quote.anchor) {
        Some(address) => view! {
            <blockquote dir="auto">
                <a href=format!("#{address}")>{exact}</a>
                " "
                <span class="fate">"unchanged"</span>
            </blockquote>
        }
        .into_any(),
        None => view! {
            <blockquote class="gone" dir="auto">
                {exact}
                " "
                <a class="fate" href=format!("{here}/revisions/{}", quote.revision)>
                    {format!("gone from the text: see revision {}", quote.revision)}
                </a>
            </blockquote>
        }
        .into_any(),
    }
}
