//! Citing sources, and changing or withdrawing one's own citation.

use std::ops::Range;

use app::page::{Form, VersionsOf, citation_form};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::command::{AddCitation, Command, EditCitation, WithdrawCitation};
use domain::form::Reading;
use domain::id::CitationId;
use domain::problem::{Problem, Thing};
use domain::source::PassageLink;
use domain::text::{Excerpt, Quote, WebUrl};
use store::read::{ArticleHead, CitationView};
use store::work::Token;

use super::article::path;
use super::{Sending, Taken, see_other, status};
use crate::app::{App, Shared};
use crate::http::body::Typed;
use crate::http::error::{Answer, Error};
use crate::page::{citation_place, compared, head};
use crate::reference::{self, Reference};
use crate::visit::{Audience, Visit};

/// `GET /a/{slug}/cite`, perhaps with a passage that was selected.
pub async fn ask(State(app): State<Shared>, visit: Visit, Path(slug): Path<String>) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let mut form = Form::default();
    for name in ["quote", "quote_revision", "quote_start", "quote_end"] {
        form = form.with(name, visit.query.get(name));
    }
    if form.value("quote").is_empty()
        && let Some(words) = selected(&app, &visit, &article).await?
    {
        form = form.with("quote", words);
    }
    let html = citation_form(&visit.site(&app, Audience::Own), &article, None, &form);
    Ok(visit.page(StatusCode::OK, html))
}

/// `POST /a/{slug}/cite/fill`: the form with what stands in it, and what the pasted reference says.
pub async fn fill(
    State(app): State<Shared>,
    visit: Visit,
    Path(slug): Path<String>,
    Typed(fields): Typed,
) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let (form, reference) = (fields.form(), fields.get("reference").to_owned());
    let read = move |_: &Token| filled(form, &reference);
    let (mut form, status) = app.store.work().run_sized(fields.get("reference").len(), read).await?;
    if status == StatusCode::OK
        && let Ok(url) = WebUrl::parse(&form.value("url"))
        && let Some(link) = PassageLink::of(&url)
        && let Some(revision) = app.store.revision_by_id(link.revision).await?
        && revision.line.hidden.is_none()
    {
        let place = link.place.start..link.place.start.saturating_add(link.place.len().min(Excerpt::LIMIT));
        let words = cut(&app, revision.html, place).await?;
        form = form.with("source_title", revision.line.title.as_str()).with("excerpt", words);
    }
    let html = citation_form(&visit.site(&app, Audience::Own), &article, None, &form);
    Ok(visit.page(status, html))
}

/// The form with what a pasted reference says; what can not be read comes back as it was pasted.
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
async fn selected(app: &App, visit: &Visit, article: &ArticleHead) -> Result<Option<String>, Error> {
    let Ok(Some(revision)) = visit.query.hidden("quote_revision") else { return Ok(None) };
    let (Ok(Some(start)), Ok(Some(end))) =
        (visit.query.hidden::<usize>("quote_start"), visit.query.hidden::<usize>("quote_end"))
    else {
        return Ok(None);
    };
    let Some(page) = app.store.revision_by_id(revision).await? else { return Ok(None) };
    if app.store.revision(article.id, page.line.number).await?.is_none_or(|own| own.line.id != revision) {
        return Ok(None);
    }
    // One more than a quote may have: then the form says that it is too long.
    let end = end.min(start.saturating_add(Quote::LIMIT + 1));
    Ok(Some(cut(app, page.html, start..end).await?))
}

/// Some of the plain text of a page.
async fn cut(app: &App, html: String, place: Range<usize>) -> Result<String, Error> {
    let bytes = html.len();
    let cut = move |_: &Token| {
        domain::html::plain_text(&html).chars().skip(place.start).take(place.len()).collect()
    };
    Ok(app.store.work().run_sized(bytes, cut).await?)
}

/// `POST /a/{slug}/cite`
pub async fn add(
    State(app): State<Shared>,
    visit: Visit,
    Path(slug): Path<String>,
    Typed(fields): Typed,
) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let sending = Sending::new(&visit, &fields);
    let citation = sending.ids.citation();
    let mut reading = Reading::of(&fields);
    let quote = reading.needed_quote(sending.ids.anchor());
    let taken = match (reading.source(), quote) {
        (Some(source), Some(quote)) => {
            let command = AddCitation { citation, article: article.id, quote, source };
            sending.submit(&app, &visit, Command::AddCitation(command)).await?
        }
        _ => Taken::Refused(reading.problem()),
    };
    match taken {
        Taken::Applied(cookie) => {
            let place = citation_place(&app, article.id, citation, "").await?;
            let to = format!("{}{place}", path(&article.slug));
            Ok(see_other(&to, "cited", cookie))
        }
        Taken::Merged(..) | Taken::Conflict(_) => Err(Error::Internal("a citation can not conflict")),
        Taken::Refused(problem) => {
            let status = status(&problem);
            let site = visit.site(&app, Audience::Own);
            Ok(visit.page(status, citation_form(&site, &article, None, &fields.refused(problem))))
        }
    }
}

async fn one(app: &App, visit: &Visit, slug: &str, id: &str) -> Result<(ArticleHead, CitationView), Error> {
    let article = head(app, visit, slug).await?;
    let missing = || Problem::NotFound { thing: Thing::Citation };
    let id: CitationId = id.parse().map_err(|_| missing())?;
    let citation = app.store.citation(article.id, id).await?.ok_or_else(missing)?;
    Ok((article, citation))
}

/// `GET /a/{slug}/citations/{id}/history?before=`
pub async fn history(
    State(app): State<Shared>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let missing = || Problem::NotFound { thing: Thing::Citation };
    let citation: CitationId = id.parse().map_err(|_| missing())?;
    let before = visit.query.hidden("before")?;
    let versions = app.store.citation_versions(article.id, citation, before).await?.ok_or_else(missing)?;
    let of = VersionsOf { thing: Thing::Citation, id: citation.to_string() };
    compared(&app, &visit, article, of, versions).await
}

/// `GET /a/{slug}/citations/{id}/edit`
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
) -> Answer {
    let (article, citation) = one(&app, &visit, &slug, &id).await?;
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
    let html = citation_form(&visit.site(&app, Audience::Own), &article, Some(&citation), &form);
    Ok(visit.page(StatusCode::OK, html))
}

/// `POST /a/{slug}/citations/{id}/edit`
pub async fn edit(
    State(app): State<Shared>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
    Typed(fields): Typed,
) -> Answer {
    let (article, citation) = one(&app, &visit, &slug, &id).await?;
    let base = fields.needed("base")?;
    let sending = Sending::new(&visit, &fields);
    let mut reading = Reading::of(&fields);
    let taken = match reading.source() {
        None => Taken::Refused(reading.problem()),
        Some(source) => {
            let command = EditCitation { citation: citation.id, base, source };
            sending.submit(&app, &visit, Command::EditCitation(command)).await?
        }
    };
    match taken {
        Taken::Applied(cookie) => {
            let place = citation_place(&app, article.id, citation.id, "").await?;
            let to = format!("{}{place}", path(&article.slug));
            Ok(see_other(&to, "citation-saved", cookie))
        }
        Taken::Merged(..) | Taken::Conflict(_) => Err(Error::Internal("a citation can not conflict")),
        Taken::Refused(problem) => {
            let status = status(&problem);
            let form = fields.refused(problem).with("base", citation.version.to_string());
            let html = citation_form(&visit.site(&app, Audience::Own), &article, Some(&citation), &form);
            Ok(visit.page(status, html))
        }
    }
}

/// `POST /a/{slug}/citations/{id}/withdraw`
pub async fn withdraw(
    State(app): State<Shared>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
    Typed(fields): Typed,
) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let citation = id.parse().map_err(|_| Problem::NotFound { thing: Thing::Citation })?;
    let sending = Sending::new(&visit, &fields);
    match sending.submit(&app, &visit, Command::WithdrawCitation(WithdrawCitation { citation })).await? {
        Taken::Applied(cookie) => Ok(see_other(
            &format!("{}?tab=citations#talk", path(&article.slug)),
            "citation-withdrawn",
            cookie,
        )),
        Taken::Merged(..) | Taken::Conflict(_) => Err(Error::Internal("a citation can not conflict")),
        Taken::Refused(problem) => Err(problem.into()),
    }
}
