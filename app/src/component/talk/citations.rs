//! Citations: the numbered list of sources, and the fields of their form.

use domain::text::{CitationNote, Excerpt, SourceTitle};
use leptos::prelude::*;
use store::read::{ArticlePage, CitationView};

use super::passages::{Passages, quoted};
use crate::component::field::{Control, Kind, Need, control};
use crate::component::inline::{path, time};
use crate::page::{Form, Site};

/// The list of sources.
pub fn citations(site: &Site, page: &ArticlePage, passages: &Passages) -> impl IntoView + use<> {
    let here = path(&page.slug);
    let me = site.reader.me();
    let items = page
        .citations
        .iter()
        .map(|citation| {
            let mine = me.is_some_and(|me| me.id == citation.author.id || me.moderator);
            item(page, passages, citation, mine)
        })
        .collect_view();
    let empty = page.citations.is_empty().then(|| {
        view! { <p class="empty">"No source is cited yet. Select words of the text to cite one for them."</p> }
    });
    view! {
        <div data-live="citations">{empty} <ol class="citations">{items}</ol></div>
        <p class="acts"><a class="button" href=format!("{here}/cite")>"Cite a source"</a></p>
    }
}

fn item(page: &ArticlePage, passages: &Passages, citation: &CitationView, mine: bool) -> AnyView {
    let here = path(&page.slug);
    let title = if citation.url.is_empty() {
        view! { <cite dir="auto">{citation.title.clone()}</cite> }.into_any()
    } else {
        view! {
            <cite dir="auto"><a href=citation.url.clone() rel="nofollow ugc noopener">{citation.title.clone()}</a></cite>
        }
        .into_any()
    };
    let about = [&citation.source_author, &citation.publisher, &citation.date]
        .into_iter()
        .filter(|part| !part.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    let about =
        (!about.is_empty()).then(|| view! { <span class="source" dir="auto">{format!(" {about}.")}</span> });
    let quote = citation.quote.as_ref().map(|quote| quoted(page, passages, quote));
    let excerpt = (!citation.excerpt.is_empty()).then(
        || view! { <p class="excerpt" dir="auto">"The source says: “"{citation.excerpt.clone()}"”"</p> },
    );
    let note = (!citation.note.is_empty()).then(|| view! { <p dir="auto">{citation.note.clone()}</p> });
    let edit = mine.then(|| {
        view! { <a href=format!("{here}/citations/{}/edit", citation.id)>"Edit or withdraw"</a> }
    });
    view! {
        <li id=format!("citation-{}", citation.id)>
            {quote}
            <p>{title} {about}</p>
            {excerpt}
            {note}
            <p class="small">"Cited by "<b dir="auto">{citation.author.name.clone()}</b>", "{time(citation.at)} " " {edit}</p>
        </li>
    }
    .into_any()
}

/// The fields that describe a source.
pub fn form(form: &Form) -> impl IntoView + use<> {
    let line = |name, label, help| control(form, Control { name, label, help, ..Control::default() });
    view! {
        {control(form, Control {
            name: "source_title",
            label: "Title of the source",
            limit: Some(SourceTitle::LIMIT),
            need: Need::Required,
            ..Control::default()
        })}
        {control(form, Control {
            name: "url",
            label: "Address (URL)",
            help: "Starts with https:// or http://.",
            kind: Kind::Url,
            ..Control::default()
        })}
        {line("source_author", "Author", "")}
        {line("publisher", "Publisher", "")}
        {line("date", "Date", "A year, or 2010-11, or 2010-11-20.")}
        {control(form, Control {
            name: "excerpt",
            label: "Excerpt",
            help: "The words of the source that bear on the passage.",
            kind: Kind::Lines(3),
            limit: Some(Excerpt::LIMIT),
            ..Control::default()
        })}
        {control(form, Control {
            name: "note",
            label: "Note",
            help: "Why it bears on the passage.",
            kind: Kind::Lines(3),
            limit: Some(CitationNote::LIMIT),
            ..Control::default()
        })}
    }
}
