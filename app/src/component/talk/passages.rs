//! Quoted passages: their highlights in the text, and the list of who quotes them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use domain::address;
use domain::anchor::Standing;
use domain::id::AnchorId;
use leptos::prelude::*;
use messages::talk::quote as words;
use model::{ArticlePage, Person, QuoteView, QuotedIn};
use prose::budget::{Budget, DISPLAY};
use prose::html::{Highlight, Marked, highlight, plain_text};

use crate::component::inline::{comment_address, differences_within, mark};
use crate::page::ArticleView;

/// From how many characters on a text has its quoted passages in the margin: about two screens.
const MARGIN_FROM: usize = 4_000;
/// The most passages that are marked in a text and listed below it, the first in the text.
const MAX_PASSAGES: usize = 400;
/// How many characters of a passage the margin shows at most.
const CLIP: usize = 70;

/// Something that quotes a passage.
struct Quoter {
    name: String,
    /// Who comments.
    person: Option<Person>,
    what: What,
    address: String,
    /// Its number in the list of sources, from 1, if it has one there.
    number: Option<usize>,
}

impl Quoter {
    /// The comment or citation, or the article, however many passages it quotes.
    fn place(&self) -> &str {
        match self.what {
            What::Article => self.address.split('?').next().unwrap_or_default(),
            What::Comment | What::Citation => &self.address,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Comment,
    Citation,
    Article,
}

/// The passages of an article that something quotes, in the order of the text.
pub struct Passages {
    passages: Vec<Passage>,
    /// Where the passage stands that the address of the page names.
    linked: Option<Range<usize>>,
    /// The text, where a quote is shown as it reads now: read once, however many there are.
    text: Vec<char>,
    /// For all that were reworded together.
    budget: Budget,
}

struct Passage {
    start: usize,
    end: usize,
    words: String,
    anchors: Vec<AnchorId>,
    quoters: Vec<Quoter>,
}

impl Passages {
    /// Gathers what comments, citations and other articles quote; equal passages are one.
    #[must_use]
    pub fn of(page: &ArticlePage, view: &ArticleView, linked: Option<Range<usize>>) -> Self {
        let slug = &page.slug;
        let text = text_for(page);
        let mut places: BTreeMap<(usize, usize), Passage> = BTreeMap::new();
        let mut add = |quote: &QuoteView, quoter: Quoter| {
            let Some(place) = quote.standing.place().cloned() else { return };
            let words = match &quote.standing {
                Standing::Reworded(place) => now(&text, place),
                _ => quote.exact.clone(),
            };
            let passage = places.entry((place.start, place.end)).or_insert_with(|| Passage {
                start: place.start,
                end: place.end,
                words,
                anchors: Vec::new(),
                quoters: Vec::new(),
            });
            passage.anchors.push(quote.anchor);
            passage.quoters.push(quoter);
        };
        for comment in &page.comments {
            for quote in &comment.quotes {
                let address = comment_address(slug, comment.id, view.talk);
                add(
                    quote,
                    Quoter {
                        name: comment.author.name.clone(),
                        person: Some(comment.author.clone()),
                        what: What::Comment,
                        address,
                        number: None,
                    },
                );
            }
        }
        let before = view.cited.map_or(0, |part| part.before);
        for (nth, citation) in page.citations.iter().enumerate() {
            if let Some(quote) = &citation.quote {
                let address = match view.cited {
                    Some(_) => address::citation_among_many(slug, citation.id),
                    None => address::citation(slug, citation.id),
                }
                .to_string();
                let number = Some(before + nth + 1);
                add(
                    quote,
                    Quoter {
                        name: citation.title.clone(),
                        person: None,
                        what: What::Citation,
                        address,
                        number,
                    },
                );
            }
        }
        for quoted in &page.quoted_in {
            let address = quoting(quoted);
            add(
                &quoted.quote,
                Quoter {
                    name: quoted.article.title.clone(),
                    person: None,
                    what: What::Article,
                    address,
                    number: None,
                },
            );
        }
        let passages = places.into_values().take(MAX_PASSAGES).collect();
        Self { passages, linked, text, budget: Budget::of(DISPLAY) }
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
                kind: Marked::Quoted {
                    count: passage.quoters.len(),
                    cited: passage.quoters.iter().filter_map(|quoter| quoter.number).collect(),
                    target: target(nth),
                },
            })
            .chain(self.linked.clone().map(|place| Highlight { place, kind: Marked::Linked }))
            .collect();
        highlight(html, &highlights)
    }

    /// Where in the text a quote stands, as the part of an address behind '#'.
    #[must_use]
    pub fn address(&self, anchor: AnchorId) -> Option<String> {
        let nth = self.passages.iter().position(|passage| passage.anchors.contains(&anchor))?;
        Some(format!("at-{}", target(nth)))
    }

    /// The passages beside a text of at least [`MARGIN_FROM`] characters, to see while reading which are quoted and to go there.
    pub fn margin(&self, html: &str) -> Option<AnyView> {
        if self.passages.is_empty() || plain_text(html).chars().count() < MARGIN_FROM {
            return None;
        }
        let items = self
            .passages
            .iter()
            .enumerate()
            .map(|(nth, passage)| {
                let clip = clipped(&passage.words);
                let times = messages::count::quotes(passage.quoters.len());
                view! {
                    <li><a href=format!("#at-{}", target(nth)) dir="auto">{clip}</a> " " <small>{times}</small></li>
                }
                .into_any()
            })
            .collect_view();
        Some(
            view! {
                <nav class="margin" aria-labelledby="margin-head">
                    <h2 id="margin-head">{words::MARGIN}</h2>
                    <ol>{items}</ol>
                </nav>
            }
            .into_any(),
        )
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
                        let what = match quoter.what {
                            What::Comment => words::COMMENT_BY,
                            What::Citation => words::SOURCE,
                            What::Article => words::QUOTED_IN,
                        };
                        view! {
                            <li>
                                {what}
                                <a href=quoter.address.clone() dir="auto">{quoter.name.clone()}</a>
                                {quoter.person.as_ref().map(|person| view! { " " {mark(person)} })}
                            </li>
                        }
                        .into_any()
                    })
                    .collect_view();
                view! {
                    <li id=target>
                        <blockquote dir="auto"><a href=back>{passage.words.clone()}</a></blockquote>
                        <ul>{quoters}</ul>
                    </li>
                }
                .into_any()
            })
            .collect_view();
        let number = |what: What| {
            let quoters = self.passages.iter().flat_map(|passage| &passage.quoters);
            let quoters = quoters.filter(|quoter| quoter.what == what).map(Quoter::place);
            quoters.collect::<BTreeSet<_>>().len()
        };
        let heading = words::passages(
            self.passages.len(),
            number(What::Comment),
            number(What::Citation),
            number(What::Article),
        );
        Some(
            view! {
                <details class="passages">
                    <summary>{heading}</summary>
                    <ol>{items}</ol>
                </details>
            }
            .into_any(),
        )
    }
}

/// The first words of a passage, as many as stand on a line or two.
fn clipped(words: &str) -> String {
    match words.char_indices().nth(CLIP) {
        None => words.to_owned(),
        Some((end, _)) => {
            let cut = &words[..end];
            format!("{}…", cut.rsplit_once(' ').map_or(cut, |(whole, _)| whole))
        }
    }
}

fn target(nth: usize) -> String {
    format!("quoted-{}", nth + 1)
}

/// The address of the citation by which another article quotes a passage.
pub(super) fn quoting(quoted: &QuotedIn) -> String {
    address::citation(&quoted.article.slug, quoted.citation).to_string()
}

/// The text of the head in characters; empty if no quote needs it.
fn text_for(page: &ArticlePage) -> Vec<char> {
    let said = page.comments.iter().flat_map(|comment| &comment.quotes);
    let cited = page.citations.iter().filter_map(|citation| citation.quote.as_ref());
    let elsewhere = page.quoted_in.iter().map(|quoted| &quoted.quote);
    let mut quotes = said.chain(cited).chain(elsewhere);
    let reworded = quotes.any(|quote| matches!(quote.standing, Standing::Reworded(_)));
    if reworded { plain_text(&page.html).chars().collect() } else { Vec::new() }
}

/// The words at a place of the head.
fn now(text: &[char], place: &Range<usize>) -> String {
    let end = place.end.min(text.len());
    text[place.start.min(end)..end].iter().collect()
}

/// A quote within a comment or citation: its words, and what has become of its passage.
pub fn quoted(page: &ArticlePage, passages: &Passages, quote: &QuoteView) -> AnyView {
    let exact = quote.exact.clone();
    let stood = {
        let (stood, at) = (quote.stood, &quote.stood_at);
        address::passage_of_revision(&page.slug, stood, at.start, at.end).to_string()
    };
    let standing = match &quote.standing {
        Standing::Gone => {
            return view! {
                <blockquote class="gone" dir="auto">
                    {exact} " "
                    <a class="standing" href=stood>{words::gone(quote.stood)}</a>
                </blockquote>
            }
            .into_any();
        }
        Standing::Reworded(place) => view! {
            <details class="standing">
                <summary>{words::REWORDED}</summary>
                <div class="difference">
                    {differences_within(&exact, &now(&passages.text, place), &passages.budget)}
                </div>
                <a href=stood>{words::in_revision(quote.stood)}</a>
            </details>
        }
        .into_any(),
        Standing::Moved(_) => view! { " " <span class="standing">{words::MOVED}</span> }.into_any(),
        Standing::Unchanged(_) => ().into_any(),
    };
    // Of very many passages the last are not marked in the text.
    let place = passages.address(quote.anchor).map(|address| format!("#{address}"));
    let quoted = match place {
        Some(place) => view! { <a href=place>{exact}</a> }.into_any(),
        None => exact.into_any(),
    };
    view! { <blockquote dir="auto">{quoted} {standing}</blockquote> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_passage_is_clipped_at_a_word() {
        assert_eq!(clipped("short"), "short");
        let clip = clipped(&"wörd ".repeat(30));
        assert!(clip.ends_with("wörd…") && clip.chars().count() <= CLIP + 1, "{clip}");
    }
}
