//! The history of an article: every revision, the difference between any two, and the way back.

use std::ops::Range;

use domain::address;
use domain::moderation::Hideable;
use domain::slug::Slug;
use leptos::prelude::*;
use messages::history as words;
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
        title: words::title(&isolated(&page.article.title)),
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
            (page.revisions.len() > 1).then(|| view! { <button class="button">{words::COMPARE}</button> });
        let older = page.older.map(|before| {
            view! { <p class="acts"><a class="button quiet" href=address::history(slug).query("before", before).to_string()>{words::OLDER}</a></p> }
        });
        view! {
            <main id="main" class="sheet">
                {back(&page.article)}
                <h1 dir="auto">{words::heading(&page.article.title)}</h1>
                <form method="get" action=address::difference(slug).to_string()>
                    <ol class="revisions" reversed>{rows}</ol>
                    {compare}
                </form>
                {older}
                <p class="small"><a href=address::removed_relations(slug).to_string()>{words::REMOVED_RELATIONS}</a></p>
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
                {words::HIDDEN_BY} {by(&hiding.by)} {words::BEFORE_REASON}
                <span dir="auto">{hiding.reason.clone()}</span>
            </p>
        }
    });
    let hide = (eyes == Eyes::Moderator && line.hidden.is_none()).then(|| {
        view! { " · " <a href=address::hide(Hideable::Revision(line.id)).to_string()>{words::HIDE}</a> " · " {person(&line.author)} }
    });
    let radio = |name: &'static str, label: String, chosen: i64| {
        view! { <input type="radio" name=name value=number aria-label=label checked=chosen == number /> }
    };
    let note = (!line.note.is_empty()).then(|| view! { <p class="note" dir="auto">{line.note.clone()}</p> });
    view! {
        <li>
            {radio("from", words::compare_from(number), from)}
            {radio("to", words::compare_to(number), to)}
            <div>
                <p>
                    <a href=address::revision(slug, number).to_string()>{words::revision(number)}</a>
                    ", " {time(line.at)} ", " {by(&line.author)}
                    <span class="small">{words::size(usize::try_from(line.size).unwrap_or(0))} {hide}</span>
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
    let difference = |from: i64, named: String| {
        view! { <a href=address::difference_between(slug, from, number).to_string()>{named}</a> }
    };
    Some(view! {
        <p class="small">
            {words::merged::BEFORE} {difference(made_from, words::named(made_from))}
            {words::merged::WITH} {difference(met, words::named(met))} {words::merged::AFTER}
        </p>
    })
}

/// Whose proposal it was, and who answers for its words if they are others.
fn proposed(slug: &Slug, line: &RevisionLine) -> Option<impl IntoView + use<>> {
    let proposed = line.proposal.as_ref()?;
    let adapted = proposed.adapted.then(|| view! { {words::proposal::ADAPTED_BY} {by(&line.author)} });
    let address = address::proposal(slug, proposed.comment).to_string();
    Some(view! {
        <p class="small"><a href=address>{words::proposal::LINK}</a> {words::proposal::BY} {by(&proposed.by)} {adapted} {words::proposal::AFTER}</p>
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
        title: words::revision_title(number, &isolated(&page.line.title)),
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
                        {words::HIDDEN_BY} {by(&hiding.by)} {words::BEFORE_REASON}
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
                    <button class="button strong">{words::restore(number)}</button>
                </form>
            }
        });
        let html = match marked {
            Some(place) => highlight(&page.html, &[Highlight { place, kind: Marked::Linked }]),
            None => page.html.clone(),
        };
        let changed = (number > 1).then(|| {
            let address = address::difference_between(slug, number - 1, number).to_string();
            view! { <a class="button" href=address>{words::CHANGES}</a> }
        });
        view! {
            <main id="main" class="sheet">
                {back(article)}
                <p class="state">
                    {words::of_newest(number, article.head_number)} {time(page.line.at)} ", "
                    {by(&page.line.author)} {note}
                </p>
                {merges(slug, &page.line)}
                {proposed(slug, &page.line)}
                {hidden}
                <div class="acts">
                    {restore}
                    {changed}
                    <a class="button quiet" href=address::history(slug).to_string()>{words::HISTORY}</a>
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
        title: words::difference_title(old, new, &isolated(&article.title)),
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
                    <button class="button">{words::restore(old)}</button>
                </form>
            }
        });
        let line = |revision: &RevisionPage| {
            let line = &revision.line;
            view! {
                <a href=address::revision(slug, line.number).to_string()>{words::named(line.number)}</a>
                " (" {by(&line.author)} ", " {time(line.at)} ")"
            }
        };
        view! {
            <main id="main" class="sheet">
                {back(article)}
                <h1>{words::difference(old, new)}</h1>
                <p class="state">{words::compared::BEFORE}{line(from)}{words::compared::WITH}{line(to)}{words::compared::AFTER}</p>
                {changes(words::TITLE, &from.line.title, &to.line.title)}
                {changes(words::SUMMARY, &from.summary, &to.summary)}
                {changes(words::TEXT, &from.body, &to.body)}
                <div class="acts">
                    {undo}
                    <a class="button quiet" href=address::history(slug).query("from", old).query("to", new).to_string()>{words::HISTORY}</a>
                </div>
            </main>
        }
    })
}

/// Two texts as one, with what was removed and added.
pub(super) fn changes(heading: &'static str, old: &str, new: &str) -> impl IntoView + use<> {
    let content = if old == new {
        view! { <p class="empty">{words::NO_CHANGES}</p> }.into_any()
    } else if prose::diff::is_wrapping(old, new) {
        view! { <p class="empty">{words::ONLY_LINE_BREAKS}</p> }.into_any()
    } else {
        let runs = differences(old, new);
        view! { <div class="difference" dir="auto">{runs}</div> }.into_any()
    };
    view! { <section><h2>{heading}</h2>{content}</section> }
}
