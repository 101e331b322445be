//! Relating articles, and improving or removing a relation.

use app::page::{self, Form};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::command::{Command, Relate, RemoveRelation, RewordRelation};
use domain::form::{Reading, kind_and_direction};
use domain::id::RelationId;
use domain::problem::{Fault, Field, Problem, Thing};
use domain::relation::Direction;
use domain::text::Explanation;
use domain::view::Choice;
use store::read::{ArticleHead, RelationView};
use store::work::Token;

use super::article::{came_from, meant, path};
use super::{Sending, Taken, see_other, status, suggestion};
use crate::app::{App, Shared};
use crate::follow::suggestions::Suggestions;
use crate::http::body::{Fields, Typed};
use crate::http::error::{Answer, Error};
use crate::page::head;
use crate::visit::{Audience, Visit};

/// How many suggestions stand beside the form.
const SUGGESTED: usize = 3;

/// `GET /a/{slug}/relate?other=&relation=&explanation=`
pub async fn ask(State(app): State<Shared>, visit: Visit, Path(slug): Path<String>) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let draft = draft(&app, &visit).await?;
    let snapshot = app.graph().await?;
    let suggestions = if draft.values.is_empty() {
        // The form is as good without them.
        match app.suggestions(&snapshot, article.id, SUGGESTED).await {
            Err(Error::Spent(_) | Error::Slow) => Suggestions::default(),
            suggestions => suggestions?,
        }
    } else {
        Suggestions::default()
    };
    let found = suggestion::shown(&snapshot, &suggestions);
    let html = page::relate(&visit.site(&app, Audience::Own), &article, &draft, &[], &found);
    Ok(visit.page(StatusCode::OK, html))
}

/// What the address fills the form with; nothing of it is taken before somebody sends it.
async fn draft(app: &App, visit: &Visit) -> Result<Form, Error> {
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
    if let Some(other) = came_from(app, query.get("other")).await? {
        // Its title, where that is enough to find it by.
        let title = Fields::one("other", &other.title);
        let clear = meant(app, &title).await? == Ok(other.id);
        form = form.with("other", if clear { other.title } else { path(&other.slug) });
    } else {
        let words: String = query.get("other").chars().filter(|c| !c.is_control()).take(300).collect();
        if !words.is_empty() {
            form = form.with("other", words);
        }
    }
    Ok(form)
}

fn form(
    app: &App,
    visit: &Visit,
    status: StatusCode,
    article: &ArticleHead,
    form: &Form,
    choices: &[Choice],
) -> Response {
    visit.page(status, page::relate(&visit.site(app, Audience::Own), article, form, choices, &[]))
}

/// `POST /a/{slug}/relate`
pub async fn relate(
    State(app): State<Shared>,
    visit: Visit,
    Path(slug): Path<String>,
    Typed(fields): Typed,
) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let sending = Sending::new(&visit, &fields);
    let mut reading = Reading::of(&fields);
    let kind = reading.choice("relation", Field::Kind, kind_and_direction);
    let other = match meant(&app, &fields).await? {
        Ok(other) => Some(other),
        Err(fault) => {
            reading.fail(Field::Other, fault);
            None
        }
    };
    let explanation = reading.text("explanation", Explanation::parse);
    let (Some((kind, direction)), Some(other), Some(explanation)) = (kind, other, explanation) else {
        let problem = reading.problem();
        let unclear = problem.of(Field::Other).is_some();
        let choices = if unclear { app.store.find(fields.get("other"), 8).await? } else { Vec::new() };
        return Ok(form(&app, &visit, status(&problem), &article, &fields.refused(problem), &choices));
    };
    let (from, to) = match direction {
        Direction::Forward => (article.id, other),
        Direction::Backward => (other, article.id),
    };
    let relation = sending.ids.relation();
    let command = Command::Relate(Relate { relation, from, kind, to, explanation });
    match sending.submit(&app, &visit, command).await? {
        Taken::Applied(cookie) => Ok(see_other(&path(&article.slug), "related", cookie)),
        Taken::Merged(..) | Taken::Conflict(_) => Err(Error::Internal("a relation can not conflict")),
        Taken::Refused(Problem::NotFound { thing: Thing::Article }) => {
            let problem = Problem::field(Field::Other, Fault::NoSuchArticle);
            Ok(form(&app, &visit, status(&problem), &article, &fields.refused(problem), &[]))
        }
        Taken::Refused(problem) => {
            Ok(form(&app, &visit, status(&problem), &article, &fields.refused(problem), &[]))
        }
    }
}

async fn one(app: &App, visit: &Visit, slug: &str, id: &str) -> Result<(ArticleHead, RelationView), Error> {
    let article = head(app, visit, slug).await?;
    let missing = || Problem::NotFound { thing: Thing::Relation };
    let id: RelationId = id.parse().map_err(|_| missing())?;
    let relation = app.store.relation(article.id, id).await?.ok_or_else(missing)?;
    Ok((article, relation))
}

/// `GET /a/{slug}/relations/{id}`
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
) -> Answer {
    let (article, relation) = one(&app, &visit, &slug, &id).await?;
    let form = Form::default()
        .with("explanation", relation.explanation.as_str())
        .with("base", relation.version.to_string());
    let html = page::relation(&visit.site(&app, Audience::Own), &article, &relation, &form);
    Ok(visit.page(StatusCode::OK, html))
}

/// `GET /a/{slug}/relations/{id}/history?before=`
pub async fn history(
    State(app): State<Shared>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
) -> Answer {
    let (article, relation) = one(&app, &visit, &slug, &id).await?;
    let before = visit.query.hidden("before")?;
    let wordings = app.store.wordings(article.id, relation.id, before).await?;
    let audience = visit.audience();
    let (site, bytes) = (visit.site(&app, audience), wordings.iter().map(|wording| wording.text.len()).sum());
    let compare = move |_: &Token| page::wordings(&site, &article, &relation, &wordings);
    let html = app.store.work().run_sized(bytes, compare).await?;
    Ok(visit.read(&app, audience, html))
}

/// `POST /a/{slug}/relations/{id}`
pub async fn reword(
    State(app): State<Shared>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
    Typed(fields): Typed,
) -> Answer {
    let (article, relation) = one(&app, &visit, &slug, &id).await?;
    let base = fields.needed("base")?;
    let sending = Sending::new(&visit, &fields);
    let mut reading = Reading::of(&fields);
    let taken = match reading.text("explanation", Explanation::parse) {
        None => Taken::Refused(reading.problem()),
        Some(explanation) => {
            let command = RewordRelation { relation: relation.id, base, explanation };
            sending.submit(&app, &visit, Command::RewordRelation(command)).await?
        }
    };
    match taken {
        Taken::Applied(cookie) => {
            Ok(see_other(&format!("{}?explain=1", path(&article.slug)), "reworded", cookie))
        }
        Taken::Merged(..) | Taken::Conflict(_) => Err(Error::Internal("a relation can not conflict")),
        Taken::Refused(problem) => {
            let status = status(&problem);
            // What was changed meanwhile is in view above the form; the next save is upon that.
            let form = fields.refused(problem).with("base", relation.version.to_string());
            let html = page::relation(&visit.site(&app, Audience::Own), &article, &relation, &form);
            Ok(visit.page(status, html))
        }
    }
}

/// `POST /a/{slug}/relations/{id}/remove`
pub async fn remove(
    State(app): State<Shared>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
    Typed(fields): Typed,
) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let relation = id.parse().map_err(|_| Problem::NotFound { thing: Thing::Relation })?;
    let sending = Sending::new(&visit, &fields);
    match sending.submit(&app, &visit, Command::RemoveRelation(RemoveRelation { relation })).await? {
        Taken::Applied(cookie) => Ok(see_other(&path(&article.slug), "unrelated", cookie)),
        Taken::Merged(..) | Taken::Conflict(_) => Err(Error::Internal("a relation can not conflict")),
        Taken::Refused(problem) => Err(problem.into()),
    }
}
