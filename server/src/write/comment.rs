//! Commenting, and changing or withdrawing one's own comment.

use app::page::{self, ArticleView, Form, Tab, VersionsOf};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::command::{AddComment, Command, EditComment, WithdrawComment};
use domain::form::Reading;
use domain::id::CommentId;
use domain::problem::{Problem, Thing};
use domain::slug::Slug;
use domain::text::CommentBody;
use store::read::{ArticleHead, CommentView};

use super::article::path;
use super::{Sending, Taken, see_other, status};
use crate::app::{App, Shared};
use crate::guard::work::made;
use crate::http::body::{Fields, Typed};
use crate::http::error::{Answer, Error};
use crate::page::{comment_place, compared, found, head, size_of, take_parts};
use crate::visit::{Audience, Visit};

/// `POST /a/{slug}/comments`
pub async fn add(
    State(app): State<Shared>,
    visit: Visit,
    Path(slug): Path<String>,
    Typed(fields): Typed,
) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let parent = fields.hidden("parent")?;
    let sending = Sending::new(&visit, &fields);
    let comment = sending.ids.comment();
    let mut reading = Reading::of(&fields);
    let quotes = reading.quote(sending.ids.anchor());
    let taken = match (reading.text("body", CommentBody::parse), quotes) {
        (Some(body), Some(quotes)) => {
            let quotes = quotes.into_iter().collect();
            let command = AddComment { comment, article: article.id, parent, body, quotes, proposal: None };
            sending.submit(&app, &visit, Command::AddComment(command)).await?
        }
        _ => Taken::Refused(reading.problem()),
    };
    match taken {
        Taken::Applied(cookie) => {
            let place = comment_place(&app, article.id, comment, "").await?;
            let to = format!("{}{place}", path(&article.slug));
            Ok(see_other(&to, "commented", cookie))
        }
        Taken::Merged(..) | Taken::Conflict(_) => Err(Error::Internal("a comment can not conflict")),
        Taken::Refused(problem) => again(&app, &visit, &article.slug, &fields, parent, problem).await,
    }
}

/// The article page again, with the comment as it was typed.
async fn again(
    app: &Shared,
    visit: &Visit,
    slug: &Slug,
    fields: &Fields,
    reply_to: Option<CommentId>,
    problem: Problem,
) -> Answer {
    let mut model = found(visit, slug, app.store.article_page(slug).await?)?;
    let status = status(&problem);
    let mut view = ArticleView {
        tab: Tab::Comments,
        explain: false,
        reply_to,
        comment_form: fields.refused(problem),
        picture: app.near(model.id, &model.title).await?.picture(),
        ..ArticleView::default()
    };
    take_parts(&mut model, &mut view, visit);
    app.store.read_comments(&mut model.comments).await?;
    let site = visit.site(app, Audience::Own);
    let html = made(app.store.work(), size_of(&model), move || page::article(&site, &model, &view)).await?;
    Ok(visit.page(status, html))
}

async fn one(app: &App, visit: &Visit, slug: &str, id: &str) -> Result<(ArticleHead, CommentView), Error> {
    let article = head(app, visit, slug).await?;
    let missing = || Problem::NotFound { thing: Thing::Comment };
    let id: CommentId = id.parse().map_err(|_| missing())?;
    let comment = app.store.comment(article.id, id).await?.ok_or_else(missing)?;
    if comment.withdrawn {
        return Err(Problem::Withdrawn { thing: Thing::Comment }.into());
    }
    Ok((article, comment))
}

/// `GET /a/{slug}/comments/{id}/history?before=`
pub async fn history(
    State(app): State<Shared>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let missing = || Problem::NotFound { thing: Thing::Comment };
    let comment: CommentId = id.parse().map_err(|_| missing())?;
    let before = visit.query.hidden("before")?;
    let versions = app.store.comment_versions(article.id, comment, before).await?.ok_or_else(missing)?;
    let of = VersionsOf { thing: Thing::Comment, id: comment.to_string() };
    compared(&app, &visit, article, of, versions).await
}

/// `GET /a/{slug}/comments/{id}/edit`
pub async fn show(
    State(app): State<Shared>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
) -> Answer {
    let (article, comment) = one(&app, &visit, &slug, &id).await?;
    let form = Form::default().with("body", comment.body.as_str()).with("base", comment.version.to_string());
    let html = page::comment_form(&visit.site(&app, Audience::Own), &article, &comment, &form);
    Ok(visit.page(StatusCode::OK, html))
}

/// `POST /a/{slug}/comments/{id}/edit`
pub async fn edit(
    State(app): State<Shared>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
    Typed(fields): Typed,
) -> Answer {
    let (article, comment) = one(&app, &visit, &slug, &id).await?;
    let base = fields.needed("base")?;
    let sending = Sending::new(&visit, &fields);
    let mut reading = Reading::of(&fields);
    let taken = match reading.text("body", CommentBody::parse) {
        None => Taken::Refused(reading.problem()),
        Some(body) => {
            let command = EditComment { comment: comment.id, base, body };
            sending.submit(&app, &visit, Command::EditComment(command)).await?
        }
    };
    match taken {
        Taken::Applied(cookie) => {
            let place = comment_place(&app, article.id, comment.id, "").await?;
            let to = format!("{}{place}", path(&article.slug));
            Ok(see_other(&to, "comment-saved", cookie))
        }
        Taken::Merged(..) | Taken::Conflict(_) => Err(Error::Internal("a comment can not conflict")),
        Taken::Refused(problem) => {
            let status = status(&problem);
            let form = fields.refused(problem).with("base", comment.version.to_string());
            let html = page::comment_form(&visit.site(&app, Audience::Own), &article, &comment, &form);
            Ok(visit.page(status, html))
        }
    }
}

/// `POST /a/{slug}/comments/{id}/withdraw`
pub async fn withdraw(
    State(app): State<Shared>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
    Typed(fields): Typed,
) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let comment = id.parse().map_err(|_| Problem::NotFound { thing: Thing::Comment })?;
    let sending = Sending::new(&visit, &fields);
    match sending.submit(&app, &visit, Command::WithdrawComment(WithdrawComment { comment })).await? {
        Taken::Applied(cookie) => {
            Ok(see_other(&format!("{}?tab=comments#talk", path(&article.slug)), "comment-withdrawn", cookie))
        }
        Taken::Merged(..) | Taken::Conflict(_) => Err(Error::Internal("a comment can not conflict")),
        Taken::Refused(problem) => Err(problem.into()),
    }
}
