//! Citing a source for a passage, and changing or withdrawing one's own citation.

use domain::address;
use domain::moderation::Hideable;
use domain::slug::Slug;
use leptos::prelude::*;
use messages::editor::form::{CANCEL, SAVE};
use messages::talk::source_form as words;
use model::{ArticleHead, CitationView};

use super::comment::whose;
use super::{Form, Site};
use crate::component::document::{Head, Role, document};
use crate::component::field::{self, Control, Kind, Need, alert, control, hidden, quote_instead};
use crate::component::inline::{back, isolated};
use crate::component::talk::citation_fields;

/// The page, for a new citation or for one there is.
#[must_use]
pub fn citation_form(
    site: &Site,
    article: &ArticleHead,
    citation: Option<&CitationView>,
    form: &Form,
) -> String {
    let slug = &article.slug;
    let me = site.reader.me().map(|me| me.id);
    let others = citation.filter(|citation| me != Some(citation.author.id));
    let (title, action) = match citation {
        None => (words::TITLE, address::cite(slug).to_string()),
        Some(citation) => (
            if others.is_some() { words::TITLE_OF_OTHERS } else { words::TITLE_OF_EDIT },
            address::edit_citation(slug, citation.id).to_string(),
        ),
    };
    let head = Head { title: title.into(), path: action.clone(), role: Role::Form, ..Head::default() };
    document(site, &head, || {
        let passage = match citation {
            None => view! {
                {control(form, Control {
                    name: "quote",
                    label: words::QUOTED,
                    help: words::QUOTED_HELP,
                    kind: Kind::Lines(3),
                    need: Need::Required,
                    ..Control::default()
                })}
                {quote_instead(form)}
                {hidden("quote_revision", form.value("quote_revision"))}
                {hidden("quote_start", form.value("quote_start"))}
                {hidden("quote_end", form.value("quote_end"))}
            }
            .into_any(),
            Some(citation) => {
                let exact = citation.quote.as_ref().map(|quote| quote.exact.clone()).unwrap_or_default();
                view! { <blockquote dir="auto">{exact}</blockquote> {hidden("base", form.value("base"))} }
                    .into_any()
            }
        };
        let withdraw = citation.filter(|_| others.is_none()).map(|citation| {
            view! {
                <form
                    class="danger"
                    method="post"
                    action=address::withdraw_citation(slug, citation.id).to_string()
                    data-command="withdraw-citation"
                    data-citation=citation.id.to_string()
                    data-label=words::withdrawal_from(&isolated(&article.title))
                    data-next=address::citations(slug).notice("citation-withdrawn").fragment("talk").to_string()
                >
                    {field::key(site)}
                    <p>{words::WITHDRAW_HINT}</p>
                    <button class="button">{words::WITHDRAW}</button>
                </form>
            }
        });
        let whose = others.map(|citation| whose(site, &citation.author, Hideable::Citation(citation.id)));
        // Words that were refused come back, whoever typed them.
        let edit = (others.is_none() || form.problem.is_some()).then(|| {
            view! {
                <form
                    id="cite"
                    method="post"
                    action=action
                    data-command=if citation.is_some() { "edit-citation" } else { "add-citation" }
                    data-article=article.id.to_string()
                    data-citation=citation.map(|citation| citation.id.to_string())
                    data-draft=match citation {
                        None => draft_key(article, form),
                        Some(citation) => format!("edit-citation.{}", citation.id),
                    }
                    data-label=words::source_for(&isolated(&article.title))
                    data-next=citation.map(|citation| address::citation(slug, citation.id).notice("citation-saved").to_string())
                >
                    {field::key(site)}
                    {citation.is_none().then(|| paste(slug, form))}
                    {passage}
                    {citation_fields(form)}
                    <div class="acts">
                        <button class="button strong">{if citation.is_some() { SAVE } else { words::ADD }}</button>
                        <a class="button quiet" href=address::citations(slug).fragment("talk").to_string()>{CANCEL}</a>
                    </div>
                </form>
            }
        });
        view! {
            <main id="main" class="sheet">
                {back(article)}
                <h1>{title}</h1>
                {alert(form, "")}
                {whose}
                {edit}
                {withdraw}
            </main>
        }
    })
}

/// A draft is of the passage that was selected: another selection begins another.
fn draft_key(article: &ArticleHead, form: &Form) -> String {
    let (revision, start, end) =
        (form.value("quote_revision"), form.value("quote_start"), form.value("quote_end"));
    let place = format!("{revision}.{start}-{end}");
    let sound = place.len() > 2
        && place.len() < 80
        && place.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b));
    if sound { format!("cite.{}.{place}", article.id) } else { format!("cite.{}", article.id) }
}

/// A reference from elsewhere, for the server to fill the form with. It is a part of the form, so that nothing that was
/// typed is lost by it.
fn paste(slug: &Slug, form: &Form) -> AnyView {
    let lines = |name| {
        let lines = form.value(name);
        lines
            .lines()
            .map(|line| view! { <li dir="auto">{line.to_owned()}</li> }.into_any())
            .collect::<Vec<_>>()
    };
    let said = (!form.value("filled").is_empty()).then(|| {
        let (remarks, left) = (form.value("remarks"), lines("left"));
        let left = (!left.is_empty()).then(|| {
            view! { <p>{words::LEFT_OUT}</p> <ul>{left}</ul> }
        });
        view! {
            <div class="small filled" role="status">
                <p>{words::FILLED_IN} {remarks.replace('\n', " ")} {words::CHECK}</p>
                {left}
            </div>
        }
    });
    view! {
        // The Enter key presses the first button of a form, which is to be the one that cites.
        <button class="visually-hidden" tabindex="-1" aria-hidden="true">{words::ADD}</button>
        <div class="paste">
            {control(form, Control {
                name: "reference",
                label: words::REFERENCE,
                help: words::REFERENCE_HELP,
                kind: Kind::Lines(3),
                ..Control::default()
            })}
            <div class="acts">
                <button class="button" formaction=address::fill_citation(slug).to_string() data-command="fill" formnovalidate>
                    {words::FILL_IN}
                </button>
            </div>
            {said}
        </div>
    }
    .into_any()
}
