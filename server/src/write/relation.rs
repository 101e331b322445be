//! Relating articles, and improving or removing a relation.

use std::sync::Arc;

use app::page::{self, Form};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::address;
use domain::compose::{About, Other};
use domain::fault::Fault;
use domain::fault::Field;
use domain::form::kind_and_direction;
use domain::problem::{Problem, Thing};
use domain::text::Explanation;
use model::{ArticleHead, Choice};
use store::Store;

use super::landing::status;
use super::submit::{Sending, Submitted, Submitter, composed};
use crate::follow::live::LiveGraph;
use crate::follow::suggestions::{SuggestionFinder, Suggestions};
use crate::http::body::{Fields, FormBody};
use crate::http::error::{Answer, Error};
use crate::page::suggestions::shown;
use crate::visit::lookup::{find_link, head, load_relation, resolve_article};
use crate::visit::{Audience, Visit};

/// How many suggestions stand beside the form.
const SUGGESTED: usize = 3;

/// `GET /a/{slug}/relate?other=&relation=&explanation=`
pub async fn ask(
    State(store): State<Store>,
    State(graph): State<Arc<LiveGraph>>,
    State(finder): State<Arc<SuggestionFinder>>,
    visit: Visit,
    Path(slug): Path<String>,
) -> Answer {
    let article = head(&store, &visit, &slug).await?;
    let draft = draft(&store, &visit).await?;
    let snapshot = graph.snapshot().await?;
    let suggestions = if draft.values.is_empty() {
        // The form is as good without them.
        match finder.find(&snapshot, article.id, SUGGESTED).await.map_err(Error::from) {
            Err(Error::Spent(_) | Error::Slow) => Suggestions::default(),
            suggestions => suggestions?,
        }
    } else {
        Suggestions::default()
    };
    let found = shown(&snapshot, &suggestions);
    let html = page::relate(&visit.site(Audience::Own), &article, &draft, &[], &found);
    Ok(visit.private_page(StatusCode::OK, html))
}

/// What the address fills the form with; nothing of it is submitted before somebody sends it.
async fn draft(store: &Store, visit: &Visit) -> Result<Form, Error> {
    let mut form = Form::default();
    let query = &visit.query;
    if kind_and_direction(query.get("relation")).is_some() {
        form = form.with("relation", query.get("relation"));
    }
    if let Ok(explanation) = Explanation::parse(query.get("explanation"))
        && !explanation.is_empty()
    {
        form = form.with("explanation", explanation.as_str());
    }
    if let Some(other) = find_link(store, query.get("other")).await? {
        // Its title, where that is enough to find it by.
        let title = Fields::single("other", &other.title);
        let clear = resolve_article(store, &title).await? == Ok(other.id);
        form =
            form.with("other", if clear { other.title } else { address::article(&other.slug).to_string() });
    } else {
        let words: String = query.get("other").chars().filter(|c| !c.is_control()).take(300).collect();
        if !words.is_empty() {
            form = form.with("other", words);
        }
    }
    Ok(form)
}

fn form(
    visit: &Visit,
    status: StatusCode,
    article: &ArticleHead,
    form: &Form,
    choices: &[Choice],
) -> Response {
    visit.private_page(status, page::relate(&visit.site(Audience::Own), article, form, choices, &[]))
}

/// `POST /a/{slug}/relate`
pub async fn relate(
    State(store): State<Store>,
    State(submitter): State<Arc<Submitter>>,
    visit: Visit,
    Path(slug): Path<String>,
    FormBody(fields): FormBody,
) -> Answer {
    let article = head(&store, &visit, &slug).await?;
    let sending = Sending::new(&visit, &fields);
    let other = resolve_article(&store, &fields).await?.map_or_else(Other::No, Other::Is);
    let command = match composed(&About::Relation { article: article.id, other }, &fields, &sending) {
        Ok(command) => command,
        Err(problem) => {
            let unclear = problem.of(Field::Other).is_some();
            let choices = if unclear { store.find(fields.get("other"), 8).await? } else { Vec::new() };
            return Ok(form(&visit, status(&problem), &article, &fields.refused(problem), &choices));
        }
    };
    match submitter.submit(&sending, &visit, command).await? {
        Submitted::Applied(landed) => Ok(landed.or_back_to(address::article(&article.slug))),
        Submitted::Refused(Problem::NotFound { thing: Thing::Article }) => {
            let problem = Problem::field(Field::Other, Fault::NoSuchArticle);
            Ok(form(&visit, status(&problem), &article, &fields.refused(problem), &[]))
        }
        Submitted::Refused(problem) => {
            Ok(form(&visit, status(&problem), &article, &fields.refused(problem), &[]))
        }
    }
}

/// `GET /a/{slug}/relations/{id}`
pub async fn show(
    State(store): State<Store>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
) -> Answer {
    let (article, relation) = load_relation(&store, &visit, &slug, &id).await?;
    let form = Form::default()
        .with("explanation", relation.explanation.as_str())
        .with("base", relation.version.to_string());
    let html = page::relation(&visit.site(Audience::Own), &article, &relation, &form);
    Ok(visit.private_page(StatusCode::OK, html))
}

/// `POST /a/{slug}/relations/{id}`
pub async fn reword(
    State(store): State<Store>,
    State(submitter): State<Arc<Submitter>>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
    FormBody(fields): FormBody,
) -> Answer {
    let (article, relation) = load_relation(&store, &visit, &slug, &id).await?;
    let sending = Sending::new(&visit, &fields);
    match submitter.take(&sending, &visit, &About::Wording(relation.id), &fields).await? {
        Submitted::Applied(landed) => {
            Ok(landed.or_back_to(address::article(&article.slug).query("explain", 1)))
        }
        Submitted::Refused(problem) => {
            let status = status(&problem);
            // What was changed meanwhile is in view above the form; the next save is upon that.
            let form = fields.refused(problem).with("base", relation.version.to_string());
            let html = page::relation(&visit.site(Audience::Own), &article, &relation, &form);
            Ok(visit.private_page(status, html))
        }
    }
}

/// `POST /a/{slug}/relations/{id}/remove`
pub async fn remove(
    State(store): State<Store>,
    State(submitter): State<Arc<Submitter>>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
    FormBody(fields): FormBody,
) -> Answer {
    let article = head(&store, &visit, &slug).await?;
    let relation = id.parse().map_err(|_| Problem::NotFound { thing: Thing::Relation })?;
    let sending = Sending::new(&visit, &fields);
    match submitter.take(&sending, &visit, &About::Removal(relation), &fields).await? {
        Submitted::Applied(landed) => Ok(landed.or_back_to(address::article(&article.slug))),
        Submitted::Refused(problem) => Err(problem.into()),
    }
}
