//! Writing an article, editing it, and restoring an old revision.

use app::page::{Conflict, EditTarget, Form, article_form};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::command::{Command, CreateArticle, NewRelation, ReviseArticle};
use domain::id::{ArticleId, RevisionId};
use domain::problem::{Fault, Field, Problem, Thing};
use domain::relation::{Direction, Kind};
use domain::slug::Slug;
use domain::text::{Body, Explanation, Note, Summary, Title};
use domain::view::Choice;
use store::Found;
use store::read::{ArticleHead, ArticleLink};

use super::{Sending, Taken, see_other, status};
use crate::error::{Answer, Error};
use crate::fields::{Fields, Reading, Typed};
use crate::pages::head;
use crate::state::{App, Shared};
use crate::visit::{Audience, Visit};

/// The address of an article.
pub(super) fn path(slug: &Slug) -> String {
    format!("/a/{}", slug.in_path())
}

/// Kind and direction, as the choice of a relation sends them.
pub(super) fn kind_and_direction(text: &str) -> Option<(Kind, Direction)> {
    let (kind, direction) = text.split_once(':')?;
    let direction = match direction {
        "forward" => Direction::Forward,
        "backward" => Direction::Backward,
        _ => return None,
    };
    Some((Kind::from_name(kind)?, direction))
}

async fn came_from(app: &App, slug: &str) -> Result<Option<ArticleLink>, Error> {
    let Ok(slug) = Slug::parse(slug.trim()) else { return Ok(None) };
    let article = match app.store.head(&slug).await? {
        Some(Found::Here(article)) => Some(article),
        Some(Found::Moved(newer)) => match app.store.head(&newer).await? {
            Some(Found::Here(article)) => Some(article),
            _ => None,
        },
        None => None,
    };
    let link = |article: ArticleHead| ArticleLink {
        id: article.id,
        slug: article.slug,
        title: article.title,
        summary: article.summary,
    };
    Ok(article.map(link))
}

/// `GET /new?from=`
pub async fn new(State(app): State<Shared>, visit: Visit) -> Answer {
    let from = came_from(&app, visit.query.get("from")).await?;
    let form = Form::default().with("title", visit.query.get("title"));
    let html = article_form(&visit.site(&app, Audience::Own), &EditTarget::New { from }, &form, &[]);
    Ok(visit.page(StatusCode::OK, html))
}

/// `POST /new`
pub async fn create(State(app): State<Shared>, visit: Visit, Typed(fields): Typed) -> Answer {
    let from = came_from(&app, fields.get("from")).await?;
    let sending = Sending::new(&visit, &fields);
    let again = |status, form: Form, similar: &[Choice]| {
        let target = EditTarget::New { from: from.clone() };
        visit.page(status, article_form(&visit.site(&app, Audience::Own), &target, &form, similar))
    };
    let create = match read_new(&fields, &sending, from.as_ref()) {
        Ok(create) => create,
        Err(problem) => return Ok(again(status(&problem), fields.refused(problem), &[])),
    };
    if fields.get("similar_seen").is_empty() {
        let similar = app.store.similar(create.title.as_str(), None).await?;
        if !similar.is_empty() {
            return Ok(again(StatusCode::CONFLICT, fields.form(), &similar));
        }
    }
    let article = create.article;
    match sending.submit(&app, &visit, Command::CreateArticle(create)).await? {
        Taken::Applied(cookie) => Ok(see_other(&address(&app, article).await?, "created", cookie)),
        Taken::Conflict(_) => Err(Error::Internal("a new article can not conflict")),
        Taken::Refused(problem) => Ok(again(status(&problem), fields.refused(problem), &[])),
    }
}

async fn address(app: &App, article: ArticleId) -> Result<String, Error> {
    let link = app.store.link(article).await?.ok_or(Problem::NotFound { thing: Thing::Article })?;
    Ok(path(&link.slug))
}

fn read_new(
    fields: &Fields,
    sending: &Sending,
    from: Option<&ArticleLink>,
) -> Result<CreateArticle, Problem> {
    let mut reading = Reading::of(fields);
    let title = reading.text("title", Title::parse);
    let summary = reading.text("summary", Summary::parse);
    let body = reading.text("body", Body::parse);
    let relation = match from {
        None => Some(None),
        Some(from) => {
            let kind = reading.choice("relation", Field::Kind, kind_and_direction);
            let explanation = reading.text("explanation", Explanation::parse);
            kind.zip(explanation).map(|((kind, direction), explanation)| {
                Some(NewRelation {
                    relation: sending.ids.relation(),
                    other: from.id,
                    direction,
                    kind,
                    explanation,
                })
            })
        }
    };
    match (title, summary, body, relation) {
        (Some(title), Some(summary), Some(body), Some(relation)) => Ok(CreateArticle {
            article: sending.ids.article(),
            revision: sending.ids.revision(),
            title,
            summary,
            body,
            relation,
        }),
        _ => Err(reading.problem()),
    }
}

/// `GET /a/{slug}/edit`
pub async fn edit(State(app): State<Shared>, visit: Visit, Path(slug): Path<String>) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let form = Form::default()
        .with("title", article.title.as_str())
        .with("summary", article.summary.as_str())
        .with("body", article.body.as_str())
        .with("base", article.head.to_string());
    Ok(editor(&app, &visit, StatusCode::OK, article, None, &form))
}

fn editor(
    app: &App,
    visit: &Visit,
    status: StatusCode,
    article: ArticleHead,
    conflict: Option<Conflict>,
    form: &Form,
) -> Response {
    let target = EditTarget::Edit { article: Box::new(article), conflict: conflict.map(Box::new) };
    visit.page(status, article_form(&visit.site(app, Audience::Own), &target, form, &[]))
}

/// `POST /a/{slug}/edit`
pub async fn save(
    State(app): State<Shared>,
    visit: Visit,
    Path(slug): Path<String>,
    Typed(fields): Typed,
) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let base: RevisionId = fields.needed("base")?;
    let sending = Sending::new(&visit, &fields);
    let revise = match read_edit(&fields, &sending, article.id, base) {
        Ok(revise) => revise,
        Err(problem) => {
            let (status, form) = (status(&problem), fields.refused(problem));
            return Ok(editor(&app, &visit, status, article, None, &form));
        }
    };
    match sending.submit(&app, &visit, Command::ReviseArticle(revise)).await? {
        Taken::Applied(cookie) => Ok(see_other(&address(&app, article.id).await?, "saved", cookie)),
        Taken::Conflict(newest) => {
            let theirs = app.store.revision_by_id(newest).await?;
            let theirs = theirs.ok_or(Problem::NotFound { thing: Thing::Revision })?;
            let base = app.store.revision_by_id(base).await?;
            // The next save is upon theirs, which is in view now.
            let form = fields.form().with("base", newest.to_string());
            let conflict = Conflict { base, theirs };
            Ok(editor(&app, &visit, StatusCode::CONFLICT, article, Some(conflict), &form))
        }
        Taken::Refused(problem) => {
            let (status, form) = (status(&problem), fields.refused(problem));
            Ok(editor(&app, &visit, status, article, None, &form))
        }
    }
}

fn read_edit(
    fields: &Fields,
    sending: &Sending,
    article: ArticleId,
    base: RevisionId,
) -> Result<ReviseArticle, Problem> {
    let mut reading = Reading::of(fields);
    let title = reading.text("title", Title::parse);
    let summary = reading.text("summary", Summary::parse);
    let body = reading.text("body", Body::parse);
    let note = reading.text("note", Note::parse);
    match (title, summary, body, note) {
        (Some(title), Some(summary), Some(body), Some(note)) => {
            Ok(ReviseArticle { article, revision: sending.ids.revision(), base, title, summary, body, note })
        }
        _ => Err(reading.problem()),
    }
}

/// `POST /a/{slug}/restore`: the old texts as a new revision.
pub async fn restore(
    State(app): State<Shared>,
    visit: Visit,
    Path(slug): Path<String>,
    Typed(fields): Typed,
) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let number: i64 = fields.needed("revision")?;
    let base = fields.needed("base")?;
    let old = app.store.revision(article.id, number).await?;
    let old = old.ok_or(Problem::NotFound { thing: Thing::Revision })?;
    let sending = Sending::new(&visit, &fields);
    let broken = |_| Error::Internal("a kept text is over its limit");
    let revise = ReviseArticle {
        article: article.id,
        revision: sending.ids.revision(),
        base,
        title: Title::parse(&old.line.title).map_err(broken)?,
        summary: Summary::parse(&old.summary).map_err(broken)?,
        body: Body::parse(&old.body).map_err(broken)?,
        note: Note::parse(&format!("Restored revision {number}.")).map_err(broken)?,
    };
    match sending.submit(&app, &visit, Command::ReviseArticle(revise)).await? {
        Taken::Applied(cookie) => Ok(see_other(&address(&app, article.id).await?, "restored", cookie)),
        Taken::Conflict(_) => Err(Problem::ChangedMeanwhile { thing: Thing::Article }.into()),
        Taken::Refused(problem) => Err(problem.into()),
    }
}

/// The article that somebody means by an id, an address, a slug, or its very title.
pub(super) async fn meant(app: &App, fields: &Fields) -> Result<Result<ArticleId, Fault>, Error> {
    if let Ok(Some(id)) = fields.hidden("other_id") {
        return Ok(Ok(id));
    }
    let typed = fields.get("other").trim();
    let chosen = if fields.get("other_slug").is_empty() { typed } else { fields.get("other_slug") };
    if chosen.is_empty() {
        return Ok(Err(Fault::Missing));
    }
    let slug = chosen.rsplit_once("/a/").map_or(chosen, |(_, slug)| slug);
    let slug = slug.split(['?', '#', '/']).next().unwrap_or_default();
    let slug = crate::fields::decode(slug.as_bytes()).unwrap_or_default();
    if let Some(link) = came_from(app, &slug).await? {
        return Ok(Ok(link.id));
    }
    let found = app.store.find(typed, 8).await?;
    let same = found.iter().find(|choice| choice.title.eq_ignore_ascii_case(typed));
    Ok(same.map(|choice| choice.id).ok_or(Fault::NoSuchArticle))
}
