//! Commenting, and changing or withdrawing one's own comment.

use std::sync::Arc;

use app::page::{self, ArticleView, Form, Tab};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::address;
use domain::compose::About;
use domain::id::CommentId;
use domain::problem::{Problem, Thing};
use domain::slug::Slug;
use store::Store;

use super::landing::{comment_place, status};
use super::submit::{Sending, Submitted, Submitter};
use crate::follow::near::NearPictures;
use crate::guard::work::made;
use crate::http::body::{Fields, FormBody};
use crate::http::error::Answer;
use crate::page::article::{size_of, take_parts};
use crate::visit::lookup::{found, head, load_comment};
use crate::visit::{Audience, Visit};

/// `POST /a/{slug}/comments`
pub async fn add(
    State(store): State<Store>,
    State(near): State<Arc<NearPictures>>,
    State(submitter): State<Arc<Submitter>>,
    visit: Visit,
    Path(slug): Path<String>,
    FormBody(fields): FormBody,
) -> Answer {
    let article = head(&store, &visit, &slug).await?;
    let sending = Sending::new(&visit, &fields);
    match submitter.take(&sending, &visit, &About::Comment(article.id), &fields).await? {
        Submitted::Applied(landed) => Ok(landed.or_back_to(address::article(&article.slug))),
        Submitted::Refused(problem) => {
            // A reply to what is none is a comment by itself, once it is sent again.
            let parent = fields.get("parent").trim().parse().ok();
            again(&store, &near, &visit, &article.slug, &fields, parent, problem).await
        }
    }
}

/// The article page again, with the comment as it was typed.
async fn again(
    store: &Store,
    near: &NearPictures,
    visit: &Visit,
    slug: &Slug,
    fields: &Fields,
    reply_to: Option<CommentId>,
    problem: Problem,
) -> Answer {
    let mut model = found(visit, slug, store.article_page(slug).await?)?;
    let status = status(&problem);
    let mut view = ArticleView {
        tab: Tab::Comments,
        explain: false,
        reply_to,
        comment_form: fields.refused(problem),
        picture: near.around(model.id, &model.title).await?.picture(),
        ..ArticleView::default()
    };
    take_parts(&mut model, &mut view, visit);
    store.read_comments(&mut model.comments).await?;
    let site = visit.site(Audience::Own);
    let html = made(store.work(), size_of(&model), move || page::article(&site, &model, &view)).await?;
    Ok(visit.private_page(status, html))
}

/// `GET /a/{slug}/comments/{id}/edit`
pub async fn show(
    State(store): State<Store>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
) -> Answer {
    let (article, comment) = load_comment(&store, &visit, &slug, &id).await?;
    let form = Form::default().with("body", comment.body.as_str()).with("base", comment.version.to_string());
    let html = page::comment_form(&visit.site(Audience::Own), &article, &comment, &form);
    Ok(visit.private_page(StatusCode::OK, html))
}

/// `POST /a/{slug}/comments/{id}/edit`
pub async fn edit(
    State(store): State<Store>,
    State(submitter): State<Arc<Submitter>>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
    FormBody(fields): FormBody,
) -> Answer {
    let (article, comment) = load_comment(&store, &visit, &slug, &id).await?;
    let sending = Sending::new(&visit, &fields);
    match submitter.take(&sending, &visit, &About::CommentEdit(comment.id), &fields).await? {
        Submitted::Applied(landed) => {
            Ok(landed.or_back_to(comment_place(&store, article.id, &article.slug, comment.id).await?))
        }
        Submitted::Refused(problem) => {
            let status = status(&problem);
            let form = fields.refused(problem).with("base", comment.version.to_string());
            let html = page::comment_form(&visit.site(Audience::Own), &article, &comment, &form);
            Ok(visit.private_page(status, html))
        }
    }
}

/// `POST /a/{slug}/comments/{id}/withdraw`
pub async fn withdraw(
    State(store): State<Store>,
    State(submitter): State<Arc<Submitter>>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
    FormBody(fields): FormBody,
) -> Answer {
    let article = head(&store, &visit, &slug).await?;
    let comment = id.parse().map_err(|_| Problem::NotFound { thing: Thing::Comment })?;
    let sending = Sending::new(&visit, &fields);
    match submitter.take(&sending, &visit, &About::CommentWithdrawal(comment), &fields).await? {
        Submitted::Applied(landed) => {
            Ok(landed.or_back_to(address::comments(&article.slug).fragment("talk")))
        }
        Submitted::Refused(problem) => Err(problem.into()),
    }
}
