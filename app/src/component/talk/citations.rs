//! Citations: the numbered list of sources, and the fields of their form.

use domain::address;
use domain::moderation::Hideable;
use domain::source::{Identifier, Stance};
use domain::text::{CitationNote, Excerpt, SourceTitle};
use leptos::prelude::*;
use messages::talk::{source as words, source_form as fields};
use model::{ArticlePage, CitationView};

use super::passages::{Passages, quoted, quoting};
use crate::component::field::{Control, Kind, Need, control};
use crate::component::inline::{by, time};
use crate::component::parts::parts;
use crate::page::{ArticleView, Form, Me, Site};

/// The list of sources.
pub fn citations(
    site: &Site,
    page: &ArticlePage,
    view: &ArticleView,
    passages: &Passages,
) -> impl IntoView + use<> {
    let slug = &page.slug;
    let me = site.reader.me();
    let items = page
        .citations
        .iter()
        .map(|citation| {
            let act = me.filter(|me| me.id == citation.author.id).map(|_| words::EDIT_OR_WITHDRAW);
            item(page, passages, citation, act, me)
        })
        .collect_view();
    let empty = page.citations.is_empty().then(|| {
        view! { <p class="empty">{words::EMPTY}</p> }
    });
    let exports = (!page.citations.is_empty()).then(|| {
        let file = |extension| address::citations_file(slug, extension).to_string();
        view! {
            <span class="small">
                {words::EXPORT}
                <a href=file("bib") download="">{words::BIBTEX}</a>
                ", "
                <a href=file("json") download="">{words::CSL_JSON}</a>
            </span>
        }
    });
    let start = view.cited.filter(|part| part.before > 0).map(|part| part.before + 1);
    let turn = |number: usize| address::citations(slug).query("page", number).fragment("talk").to_string();
    let parts = parts(view.cited.as_ref(), words::PAGES, turn);
    view! {
        <div data-live="citations">
            {empty} <ol class="citations" start=start>{items}</ol> {parts} {backlinks(page, passages)}
        </div>
        <p class="acts">
            <a class="button" href=address::cite(slug).to_string()>{words::ADD}</a>
            {exports}
        </p>
    }
}

/// The passages that other articles quote, and which.
fn backlinks(page: &ArticlePage, passages: &Passages) -> Option<AnyView> {
    if page.quoted_in.is_empty() {
        return None;
    }
    let items = page
        .quoted_in
        .iter()
        .map(|other| {
            view! {
                <li>
                    {quoted(page, passages, &other.quote)}
                    <p><a href=quoting(other) dir="auto">{other.article.title.clone()}</a></p>
                </li>
            }
            .into_any()
        })
        .collect_view();
    Some(view! { <h3>{words::BACKLINKS}</h3> <ul class="backlinks">{items}</ul> }.into_any())
}

fn item(
    page: &ArticlePage,
    passages: &Passages,
    citation: &CitationView,
    act: Option<&'static str>,
    me: Option<&Me>,
) -> AnyView {
    let slug = &page.slug;
    let title = if citation.url.is_empty() {
        view! { <cite dir="auto">{citation.title.clone()}</cite> }.into_any()
    } else {
        view! {
            <cite dir="auto"><a href=citation.url.clone() rel="nofollow ugc noopener">{citation.title.clone()}</a></cite>
        }
        .into_any()
    };
    let read_on = match citation.accessed.as_str() {
        "" => String::new(),
        day => words::accessed(day),
    };
    let about = [&citation.authors, &citation.container, &citation.publisher, &citation.date, &read_on]
        .into_iter()
        .filter(|part| !part.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    let about =
        (!about.is_empty()).then(|| view! { <span class="source" dir="auto">{format!(" {about}.")}</span> });
    let identifier = (!citation.identifier.is_empty()).then(|| {
        let number = citation.identifier.clone();
        match Identifier::parse(&number).ok().and_then(|identifier| identifier.url()) {
            Some(url) => view! { " " <a href=url rel="nofollow ugc noopener">{number}</a> }.into_any(),
            None => view! { " " <span>{number}</span> }.into_any(),
        }
    });
    let stance = match citation.stance {
        Stance::Supports => Some(words::SUPPORTS),
        Stance::Disputes => Some(words::DISPUTES),
        Stance::Context => None,
    };
    let stance = stance
        .map(|stance| view! { " " <span class=format!("stance {}", citation.stance.name())>{stance}</span> });
    let quote = citation.quote.as_ref().map(|quote| quoted(page, passages, quote));
    let excerpt = (!citation.excerpt.is_empty()).then(
        || view! { <p class="excerpt" dir="auto">{words::EXCERPT_BEFORE}{citation.excerpt.clone()}{words::EXCERPT_AFTER}</p> },
    );
    let note = (!citation.note.is_empty()).then(|| view! { <p dir="auto">{citation.note.clone()}</p> });
    let edit = act.map(|label| {
        view! { <a href=address::edit_citation(slug, citation.id).to_string()>{label}</a> }
    });
    let edited = (citation.version > 1).then(|| {
        view! { <a href=address::citation_history(slug, citation.id).to_string()>{words::EDITED}</a> " " }
    });
    let hide = me.is_some_and(|me| me.moderator).then(|| {
        view! { " " <a href=address::hide(Hideable::Citation(citation.id)).to_string()>{messages::article::act::HIDE}</a> }
    });
    view! {
        <li id=format!("citation-{}", citation.id)>
            {quote}
            <p>{title} {about} {identifier} {stance}</p>
            {excerpt}
            {note}
            <p class="small">{words::ADDED_BY}{by(&citation.author)}", "{time(citation.at)} " " {edited} {edit} {hide}</p>
        </li>
    }
    .into_any()
}

/// What a source may do to its passage.
fn choices(form: &Form) -> AnyView {
    let chosen = Stance::from_name(&form.value("stance")).unwrap_or_default();
    let options = Stance::ALL
        .into_iter()
        .map(|stance| {
            let label = match stance {
                Stance::Supports => fields::SUPPORTS,
                Stance::Disputes => fields::DISPUTES,
                Stance::Context => fields::CONTEXT,
            };
            view! { <option value=stance.name() selected=stance == chosen>{label}</option> }.into_any()
        })
        .collect_view();
    view! {
        <div class="field">
            <div class="label"><label for="stance">{fields::STANCE}</label></div>
            <select id="stance" name="stance">{options}</select>
        </div>
    }
    .into_any()
}

/// The fields that describe a source.
pub fn form(form: &Form) -> impl IntoView + use<> {
    let line = |name, label, help| control(form, Control { name, label, help, ..Control::default() });
    view! {
        {control(form, Control {
            name: "source_title",
            label: fields::NAME,
            limit: Some(SourceTitle::LIMIT),
            need: Need::Required,
            ..Control::default()
        })}
        {control(form, Control {
            name: "url",
            label: fields::URL,
            help: fields::URL_HELP,
            kind: Kind::Url,
            ..Control::default()
        })}
        {line("source_author", fields::AUTHORS, fields::AUTHORS_HELP)}
        {line("identifier", fields::IDENTIFIER, fields::IDENTIFIER_HELP)}
        {line("container", fields::CONTAINER, fields::CONTAINER_HELP)}
        {line("publisher", fields::PUBLISHER, "")}
        {line("date", fields::DATE, fields::DATE_HELP)}
        {line("accessed", fields::ACCESSED, fields::ACCESSED_HELP)}
        {choices(form)}
        {control(form, Control {
            name: "excerpt",
            label: fields::EXCERPT,
            help: fields::EXCERPT_HELP,
            kind: Kind::Lines(3),
            limit: Some(Excerpt::LIMIT),
            ..Control::default()
        })}
        {control(form, Control {
            name: "note",
            label: fields::NOTE,
            help: fields::NOTE_HELP,
            kind: Kind::Lines(3),
            limit: Some(CitationNote::LIMIT),
            ..Control::default()
        })}
    }
}
