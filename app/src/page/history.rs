//! The history of an article: every revision, the difference between any two, and the way back.

use std::ops::Range;

use domain::address;
use domain::moderation::Hideable;
use domain::slug::Slug;
use leptos::prelude::*;
use model::{ArticleHead, HistoryPage, RevisionLine, RevisionPage};
use prose::html::{Highlight, Marked, highlight};

use super::Site;
use crate::component::document::{Head, Role, document};
use crate::component::field;
use crate::component::hiding::mark;
use crate::component::inline::{back, by, differences, isolated, person, time};

/// Revisions, newest first. `compare` presets the two to be compared.
#[must_use]
pub fn history(site: &Site, page: &HistoryPage, compare: Option<(i64, i64)>) -> String {
    let slug = &page.article.slug;
    let head = Head {
        title: format!("History: {}", isolated(&page.article.title)),
        path: address::history(slug).to_string(),
        role: Role::Form,
        ..Head::default()
    };
    document(site, &head, || {
        let newest = page.article.head_number;
        let (from, to) = compare.unwrap_or(((newest - 1).max(1), newest));
        let eyes = if site.reader.moderates() { Eyes::Moderator } else { Eyes::Reader };
        let rows = page.revisions.iter().map(|line| row(slug, line, (from, to), eyes)).collect_view();
        let compare =
            (page.revisions.len() > 1).then(|| view! { <button class="button">"Compare the two"</button> });
        let older = page.older.map(|before| {
            view! { <p class="acts"><a class="button quiet" href=address::history(slug).query("before", before).to_string()>"Older revisions"</a></p> }
        });
        view! {
            <main id="main" class="sheet">
                {back(&page.article)}
                <h1 dir="auto">"History of "{page.article.title.clone()}</h1>
                <form method="get" action=address::difference(slug).to_string()>
                    <ol class="revisions" reversed>{rows}</ol>
                    {compare}
                </form>
                {older}
                <p class="small"><a href=address::removed_relations(slug).to_string()>"Removed relations"</a></p>
            </main>
        }
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Eyes {
    Reader,
    Moderator,
}

fn row(slug: &Slug, line: &RevisionLine, (from, to): (i64, i64), eyes: Eyes) -> AnyView {
    let number = line.number;
    let hidden = line.hidden.as_ref().map(|hiding| {
        view! {
            <p class="note">
                "Hidden by " {by(&hiding.by)} ": "
                <span dir="auto">{hiding.reason.clone()}</span>
            </p>
        }
    });
    let hide = (eyes == Eyes::Moderator && line.hidden.is_none()).then(|| {
        view! { " · " <a href=address::hide(Hideable::Revision(line.id)).to_string()>"Hide…"</a> " · " {person(&line.author)} }
    });
    let radio = |name: &'static str, label: String, chosen: i64| {
        view! { <input type="radio" name=name value=number aria-label=label checked=chosen == number /> }
    };
    let note = (!line.note.is_empty()).then(|| view! { <p class="note" dir="auto">{line.note.clone()}</p> });
    view! {
        <li>
            {radio("from", format!("Compare from revision {number}"), from)}
            {radio("to", format!("Compare to revision {number}"), to)}
            <div>
                <p>
                    <a href=address::revision(slug, number).to_string()>{format!("Revision {number}")}</a>
                    ", " {time(line.at)} ", " {by(&line.author)}
                    <span class="small">{format!(" · {} characters", line.size)} {hide}</span>
                </p>
                {merges(slug, line)}
                {proposed(slug, line)}
                {note}
                {hidden}
            </div>
        </li>
    }
    .into_any()
}

/// The two parents of a merge.
fn merges(slug: &Slug, line: &RevisionLine) -> Option<impl IntoView + use<>> {
    let (made_from, met) = line.merges?;
    let number = line.number;
    let difference = |from: i64, words: String| {
        view! { <a href=address::difference_between(slug, from, number).to_string()>{words}</a> }
    };
    Some(view! {
        <p class="small">
            "Written upon " {difference(made_from, format!("revision {made_from}"))}
            ", merged with " {difference(met, format!("revision {met}"))} "."
        </p>
    })
}

/// Whose proposal it was, and who answers for its words if they are others.
fn proposed(slug: &Slug, line: &RevisionLine) -> Option<impl IntoView + use<>> {
    let proposed = line.proposal.as_ref()?;
    let adapted = proposed.adapted.then(|| view! { ", adapted by " {by(&line.author)} });
    let address = address::proposal(slug, proposed.comment).to_string();
    Some(view! {
        <p class="small"><a href=address>"Proposal"</a> " by " {by(&proposed.by)} {adapted} "."</p>
    })
}

/// An old revision as it was, perhaps with a passage marked.
#[must_use]
pub fn revision(
    site: &Site,
    article: &ArticleHead,
    page: &RevisionPage,
    marked: Option<Range<usize>>,
) -> String {
    let slug = &article.slug;
    let number = page.line.number;
    let head = Head {
        title: format!("Revision {number}: {}", isolated(&page.line.title)),
        path: address::revision(slug, number).to_string(),
        role: Role::Form,
        ..Head::default()
    };
    document(site, &head, || {
        let summary = (!page.summary.is_empty())
            .then(|| view! { <p class="summary" dir="auto">{page.summary.clone()}</p> });
        let note = (!page.line.note.is_empty())
            .then(|| view! { " — " <span dir="auto">{page.line.note.clone()}</span> });
        let hidden = page.line.hidden.as_ref().map(|hiding| {
            if site.reader.moderates() {
                mark(site, Hideable::Revision(page.line.id), hiding).into_any()
            } else {
                view! {
                    <p class="state" role="status">
                        "Hidden by " {by(&hiding.by)} ": "
                        <span dir="auto">{hiding.reason.clone()}</span>
                    </p>
                }
                .into_any()
            }
        });
        let restore = (number != article.head_number && page.line.hidden.is_none()).then(|| {
            view! {
                <form method="post" action=address::restore(slug).to_string()>
                    {field::key(site)}
                    {field::hidden("revision", number.to_string())}
                    {field::hidden("base", article.head.to_string())}
                    <button class="button strong">{format!("Restore revision {number}")}</button>
                </form>
            }
        });
        let html = match marked {
            Some(place) => highlight(&page.html, &[Highlight { place, kind: Marked::Linked }]),
            None => page.html.clone(),
        };
        let changed = (number > 1).then(|| {
            let address = address::difference_between(slug, number - 1, number).to_string();
            view! { <a class="button" href=address>"What it changed"</a> }
        });
        view! {
            <main id="main" class="sheet">
                {back(article)}
                <p class="state">
                    {format!("Revision {number} of {}, ", article.head_number)} {time(page.line.at)} ", "
                    {by(&page.line.author)} {note}
                </p>
                {merges(slug, &page.line)}
                {proposed(slug, &page.line)}
                {hidden}
                <div class="acts">
                    {restore}
                    {changed}
                    <a class="button quiet" href=address::history(slug).to_string()>"History"</a>
                </div>
                <article class="article">
                    <h1 dir="auto">{page.line.title.clone()}</h1>
                    {summary}
                    <div class="prose" dir="auto" inner_html=html></div>
                </article>
            </main>
        }
    })
}

/// What changed between two revisions, word by word.
#[must_use]
pub fn difference(site: &Site, article: &ArticleHead, from: &RevisionPage, to: &RevisionPage) -> String {
    let slug = &article.slug;
    let (old, new) = (from.line.number, to.line.number);
    let head = Head {
        title: format!("Revisions {old} and {new}: {}", isolated(&article.title)),
        path: address::difference_between(slug, old, new).to_string(),
        role: Role::Form,
        ..Head::default()
    };
    document(site, &head, || {
        let undo = (new == article.head_number && old < new && from.line.hidden.is_none()).then(|| {
            view! {
                <form method="post" action=address::restore(slug).to_string()>
                    {field::key(site)}
                    {field::hidden("revision", old.to_string())}
                    {field::hidden("base", article.head.to_string())}
                    <button class="button">{format!("Undo: restore revision {old}")}</button>
                </form>
            }
        });
        let line = |revision: &RevisionPage| {
            let line = &revision.line;
            view! {
                <a href=address::revision(slug, line.number).to_string()>{format!("revision {}", line.number)}</a>
                " (" {by(&line.author)} ", " {time(line.at)} ")"
            }
        };
        view! {
            <main id="main" class="sheet">
                {back(article)}
                <h1>{format!("From revision {old} to revision {new}")}</h1>
                <p class="state">"From "{line(from)}" to "{line(to)}"."</p>
                {changes("Title", &from.line.title, &to.line.title)}
                {changes("Summary", &from.summary, &to.summary)}
                {changes("Text", &from.body, &to.body)}
                <div class="acts">
                    {undo}
                    <a class="button quiet" href=address::history(slug).query("from", old).query("to", new).to_string()>"History"</a>
                </div>
            </main>
        }
    })
}

/// Two texts as one, with what was removed and added.
pub(super) fn changes(heading: &'static str, old: &str, new: &str) -> impl IntoView + use<> {
    let content = if old == new {
        view! { <p class="empty">"The same in both."</p> }.into_any()
    } else if prose::diff::is_wrapping(old, new) {
        view! { <p class="empty">"The same words in both; only lines break elsewhere."</p> }.into_any()
    } else {
        let runs = differences(old, new);
        view! { <div class="difference" dir="auto">{runs}</div> }.into_any()
    };
    view! { <section><h2>{heading}</h2>{content}</section> }
}
