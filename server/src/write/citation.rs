//! Citing sources, and changing or withdrawing one's own citation.

use std::ops::Range;
use std::sync::Arc;

use app::page::{Form, citation_form};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::address;
use domain::compose::About;
use domain::problem::{Problem, Thing};
use domain::source::PassageLink;
use domain::text::{Excerpt, Quote, WebUrl};
use model::ArticleHead;
use store::Store;
use store::work::Token;

use super::landing::{citation_place, status};
use super::submit::{Sending, Submitted, Submitter};
use crate::http::body::FormBody;
use crate::http::error::{Answer, Error};
use crate::reference::{self, Reference};
use crate::visit::lookup::{head, load_citation};
use crate::visit::{Audience, Visit};

/// `GET /a/{slug}/cite`, perhaps with a passage that was selected.
pub async fn ask(State(store): State<Store>, visit: Visit, Path(slug): Path<String>) -> Answer {
    let article = head(&store, &visit, &slug).await?;
    let mut form = Form::default();
    for name in ["quote", "quote_revision", "quote_start", "quote_end"] {
        form = form.with(name, visit.query.get(name));
    }
    if form.value("quote").is_empty()
        && let Some(words) = selected(&store, &visit, &article).await?
    {
        form = form.with("quote", words);
    }
    let html = citation_form(&visit.site(Audience::Own), &article, None, &form);
    Ok(visit.private_page(StatusCode::OK, html))
}

/// `POST /a/{slug}/cite/fill`: the form with what stands in it, and what the pasted reference says.
pub async fn fill(
    State(store): State<Store>,
    visit: Visit,
    Path(slug): Path<String>,
    FormBody(fields): FormBody,
) -> Answer {
    let article = head(&store, &visit, &slug).await?;
    let (form, reference) = (fields.form(), fields.get("reference").to_owned());
    let read = move |_: &Token| filled(form, &reference);
    let (mut form, status) = store.work().run_sized(fields.get("reference").len(), read).await?;
    if status == StatusCode::OK
        && let Ok(url) = WebUrl::parse(&form.value("url"))
        && let Some(link) = PassageLink::of(&url)
        && let Some(revision) = store.revision_by_id(link.revision).await?
        && revision.line.hidden.is_none()
    {
        let place = link.place.start..link.place.start.saturating_add(link.place.len().min(Excerpt::LIMIT));
        let words = cut(&store, revision.html, place).await?;
        form = form.with("source_title", revision.line.title.as_str()).with("excerpt", words);
    }
    let html = citation_form(&visit.site(Audience::Own), &article, None, &form);
    Ok(visit.private_page(status, html))
}

/// The form with what a pasted reference says; what cannot be read comes back as it was pasted.
fn filled(form: Form, pasted: &str) -> (Form, StatusCode) {
    if pasted.trim().is_empty() {
        return (form, StatusCode::OK);
    }
    let form = form.with("reference", pasted).with("remarks", "").with("left", "");
    match reference::read(pasted) {
        Ok(Reference { fields, remarks, left }) => {
            let filled = fields.into_iter().fold(form, |form, (name, value)| {
                // A note that was typed stays, before that of the reference.
                let typed = if name == "note" { form.value(name) } else { String::new() };
                let whole = match typed.trim() {
                    "" => value,
                    typed if typed.contains(&value) => typed.to_owned(),
                    typed => format!("{typed}\n{value}"),
                };
                form.with(name, whole)
            });
            let said =
                filled.with("filled", "1").with("remarks", remarks.join("\n")).with("left", left.join("\n"));
            (said, StatusCode::OK)
        }
        Err(problem) => {
            let problem = Some(Problem::Invalid { fields: vec![problem] });
            (Form { problem, ..form }, StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

/// The words of a passage that is given by its place alone, as one too long for an address is.
async fn selected(store: &Store, visit: &Visit, article: &ArticleHead) -> Result<Option<String>, Error> {
    let Ok(Some(revision)) = visit.query.parse("quote_revision") else { return Ok(None) };
    let (Ok(Some(start)), Ok(Some(end))) =
        (visit.query.parse::<usize>("quote_start"), visit.query.parse::<usize>("quote_end"))
    else {
        return Ok(None);
    };
    let Some(page) = store.revision_by_id(revision).await? else { return Ok(None) };
    if store.revision(article.id, page.line.number).await?.is_none_or(|own| own.line.id != revision) {
        return Ok(None);
    }
    // One more than a quote may have: then the form says that it is too long.
    let end = end.min(start.saturating_add(Quote::LIMIT + 1));
    Ok(Some(cut(store, page.html, start..end).await?))
}

/// Some of the plain text of a page.
async fn cut(store: &Store, html: String, place: Range<usize>) -> Result<String, Error> {
    let bytes = html.len();
    let cut =
        move |_: &Token| prose::html::plain_text(&html).chars().skip(place.start).take(place.len()).collect();
    Ok(store.work().run_sized(bytes, cut).await?)
}

/// `POST /a/{slug}/cite`
pub async fn add(
    State(store): State<Store>,
    State(submitter): State<Arc<Submitter>>,
    visit: Visit,
    Path(slug): Path<String>,
    FormBody(fields): FormBody,
) -> Answer {
    let article = head(&store, &visit, &slug).await?;
    let sending = Sending::new(&visit, &fields);
    match submitter.take(&sending, &visit, &About::Citation(article.id), &fields).await? {
        Submitted::Applied(landed) => Ok(landed.or_back_to(address::article(&article.slug))),
        Submitted::Refused(problem) => {
            let status = status(&problem);
            let site = visit.site(Audience::Own);
            Ok(visit.private_page(status, citation_form(&site, &article, None, &fields.refused(problem))))
        }
    }
}

/// `GET /a/{slug}/citations/{id}/edit`
pub async fn show(
    State(store): State<Store>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
) -> Answer {
    let (article, citation) = load_citation(&store, &visit, &slug, &id).await?;
    let form = Form::default()
        .with("source_title", citation.title.as_str())
        .with("url", citation.url.as_str())
        .with("source_author", citation.authors.as_str())
        .with("identifier", citation.identifier.as_str())
        .with("container", citation.container.as_str())
        .with("publisher", citation.publisher.as_str())
        .with("date", citation.date.as_str())
        .with("accessed", citation.accessed.as_str())
        .with("stance", citation.stance.name())
        .with("excerpt", citation.excerpt.as_str())
        .with("note", citation.note.as_str())
        .with("base", citation.version.to_string());
    let html = citation_form(&visit.site(Audience::Own), &article, Some(&citation), &form);
    Ok(visit.private_page(StatusCode::OK, html))
}

/// `POST /a/{slug}/citations/{id}/edit`
pub async fn edit(
    State(store): State<Store>,
    State(submitter): State<Arc<Submitter>>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
    FormBody(fields): FormBody,
) -> Answer {
    let (article, citation) = load_citation(&store, &visit, &slug, &id).await?;
    let sending = Sending::new(&visit, &fields);
    match submitter.take(&sending, &visit, &About::CitationEdit(citation.id), &fields).await? {
        Submitted::Applied(landed) => {
            Ok(landed.or_back_to(citation_place(&store, article.id, &article.slug, citation.id).await?))
        }
        Submitted::Refused(problem) => {
            let status = status(&problem);
            let form = fields.refused(problem).with("base", citation.version.to_string());
            let html = citation_form(&visit.site(Audience::Own), &article, Some(&citation), &form);
            Ok(visit.private_page(status, html))
        }
    }
}

/// `POST /a/{slug}/citations/{id}/withdraw`
pub async fn withdraw(
    State(store): State<Store>,
    State(submitter): State<Arc<Submitter>>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
    FormBody(fields): FormBody,
) -> Answer {
    let article = head(&store, &visit, &slug).await?;
    let citation = id.parse().map_err(|_| Problem::NotFound { thing: Thing::Citation })?;
    let sending = Sending::new(&visit, &fields);
    match submitter.take(&sending, &visit, &About::CitationWithdrawal(citation), &fields).await? {
        Submitted::Applied(landed) => {
            Ok(landed.or_back_to(address::citations(&article.slug).fragment("talk")))
        }
        Submitted::Refused(problem) => Err(problem.into()),
    }
}
