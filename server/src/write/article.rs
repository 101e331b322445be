//! Writing an article, editing it, and restoring an old revision.

use std::sync::Arc;

use app::page::{self, Conflict, EditTarget, Form, article_form, choice_name, text_name};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::address;
use domain::command::{Command, ReviseArticle};
use domain::compose::{self, About};
use domain::fault::Fault;
use domain::fault::Field;
use domain::fault::FieldProblem;
use domain::form::{Values, kind_and_direction};
use domain::id::{ArticleId, CommandId, RevisionId};
use domain::merge::Merge;
use domain::problem::{Problem, Thing};
use domain::text::{Body, Note, Summary, Title};
use messages::history::restoring;
use model::{ArticleHead, Choice, RevisionPage};
use prose::merge::{self, Piece};
use store::Store;
use store::work::Token;

use super::landing::{address_of, see_other, status};
use super::submit::{Revised, Sending, Submitted, Submitter};
use crate::http::body::{Fields, FormBody};
use crate::http::error::{Answer, Error};
use crate::visit::lookup::{find_link, head};
use crate::visit::notice::Notice;
use crate::visit::{Audience, Visit};

/// `GET /new?from=&relation=&title=`
pub async fn new(State(store): State<Store>, visit: Visit) -> Answer {
    let from = find_link(&store, visit.query.get("from")).await?;
    let mut form = Form::default().with("title", visit.query.get("title"));
    if kind_and_direction(visit.query.get("relation")).is_some() {
        form = form.with("relation", visit.query.get("relation"));
    }
    let html = article_form(&visit.site(Audience::Own), &EditTarget::New { from }, &form, &[]);
    Ok(visit.private_page(StatusCode::OK, html))
}

/// `POST /new`
pub async fn create(
    State(store): State<Store>,
    State(submitter): State<Arc<Submitter>>,
    visit: Visit,
    FormBody(fields): FormBody,
) -> Answer {
    let from = find_link(&store, fields.get("from")).await?;
    let sending = Sending::new(&visit, &fields);
    let again = |status, form: Form, similar: &[Choice]| {
        let target = EditTarget::New { from: from.clone() };
        visit.private_page(status, article_form(&visit.site(Audience::Own), &target, &form, similar))
    };
    let (related, mut ids) = (from.as_ref().map(|from| from.id), sending.ids);
    let create = match compose::new_article(related, &fields, &mut ids) {
        Ok(create) => create,
        Err(problem) => return Ok(again(status(&problem), fields.refused(problem), &[])),
    };
    if fields.get("similar_seen").is_empty() {
        let similar = store.similar(create.title.as_str(), None).await?;
        if !similar.is_empty() {
            return Ok(again(StatusCode::CONFLICT, fields.form(), &similar));
        }
    }
    match submitter.submit(&sending, &visit, Command::CreateArticle(create)).await? {
        Submitted::Applied(landed) => Ok(landed.or_back_to(address::home())),
        Submitted::Refused(problem) => Ok(again(status(&problem), fields.refused(problem), &[])),
    }
}

/// `GET /a/{slug}/edit`
pub async fn edit(State(store): State<Store>, visit: Visit, Path(slug): Path<String>) -> Answer {
    let article = head(&store, &visit, &slug).await?;
    let form = Form::default()
        .with("title", article.title.as_str())
        .with("summary", article.summary.as_str())
        .with("body", article.body.as_str())
        .with("base", article.head.to_string());
    Ok(editor(&visit, StatusCode::OK, article, &form))
}

fn editor(visit: &Visit, status: StatusCode, article: ArticleHead, form: &Form) -> Response {
    let target = EditTarget::Edit { article: Box::new(article) };
    visit.private_page(status, article_form(&visit.site(Audience::Own), &target, form, &[]))
}

/// `POST /a/{slug}/edit`: an edit, or what was chosen where two edits met.
pub async fn save(
    State(store): State<Store>,
    State(submitter): State<Arc<Submitter>>,
    visit: Visit,
    Path(slug): Path<String>,
    FormBody(fields): FormBody,
) -> Answer {
    let article = head(&store, &visit, &slug).await?;
    let sending = Sending::new(&visit, &fields);
    let resolving = if fields.get("resolving").is_empty() {
        None
    } else {
        let (base, original) = (fields.require("base")?, fields.parse("original")?);
        let mine = ["mine_title", "mine_summary", "mine_body"].map(|name| lines(fields.get(name)));
        Some(two_edits(&store, article.id, original, base, mine).await?)
    };
    let again = async |problem: Problem, article: ArticleHead| {
        let (status, form) = (status(&problem), fields.refused(problem));
        match &resolving {
            None => Ok(editor(&visit, status, article, &form)),
            Some(two) => chooser(&store, &visit, status, article, two.clone(), form).await,
        }
    };
    let texts = match &resolving {
        None => Ok(["title", "summary", "body"].map(|name| lines(fields.get(name)))),
        Some(two) => {
            let two = two.clone();
            let merge = store.work().run_sized(size_of(&two), move |_| two.merge()).await?;
            chosen(&fields, &merge)
        }
    };
    let revise = texts.and_then(|texts| {
        let values = Chosen { fields: &fields, texts: &texts };
        let mut ids = sending.ids;
        Ok((compose::edit(article.id, &values, &mut ids)?, texts))
    });
    let (revise, texts) = match revise {
        Ok(read) => read,
        Err(problem) => return again(problem, article).await,
    };
    let base = revise.base;
    match submitter.revise(&sending, &visit, revise).await? {
        Revised::Applied(landed) | Revised::Merged(landed) => {
            Ok(landed.forgetting(done(&fields)).or_back_to(address::article(&article.slug)))
        }
        Revised::Conflict(newest) => {
            let two = two_edits(&store, article.id, Some(base), newest, texts).await?;
            let kept = ["note", "outbox", "proposal"].into_iter();
            let form = kept.fold(Form::default(), |form, name| form.with(name, fields.get(name)));
            chooser(&store, &visit, StatusCode::CONFLICT, article, two, form).await
        }
        Revised::Refused(problem) => again(problem, article).await,
    }
}

/// `POST /a/{slug}/proposals`: an edit for somebody who may save it, carried by a comment.
pub async fn propose(
    State(store): State<Store>,
    State(submitter): State<Arc<Submitter>>,
    visit: Visit,
    Path(slug): Path<String>,
    FormBody(fields): FormBody,
) -> Answer {
    let article = head(&store, &visit, &slug).await?;
    let sending = Sending::new(&visit, &fields);
    match submitter.take(&sending, &visit, &About::Proposal(article.id), &fields).await? {
        Submitted::Applied(landed) => Ok(landed.or_back_to(address::article(&article.slug))),
        Submitted::Refused(problem) => {
            let status = status(&problem);
            Ok(editor(&visit, status, article, &fields.refused(problem)))
        }
    }
}

/// Tells a client which entry of its outbox this was, so that it can leave.
fn done(fields: &Fields) -> Option<CommandId> {
    fields.get("outbox").parse().ok()
}

/// A form sends line breaks as CR LF; texts have LF.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

async fn known(store: &Store, revision: RevisionId) -> Result<RevisionPage, Error> {
    let revision = store.revision_by_id(revision).await?;
    Ok(revision.ok_or(Problem::NotFound { thing: Thing::Revision })?)
}

/// Two edits of one article. `theirs` must be a revision of it; an original that is none is left out.
async fn two_edits(
    store: &Store,
    article: ArticleId,
    original: Option<RevisionId>,
    theirs: RevisionId,
    mine: [String; 3],
) -> Result<Conflict, Error> {
    let original = match original {
        Some(original) => store.revision_by_id(original).await?,
        None => None,
    };
    let theirs = known(store, theirs).await?;
    if theirs.article != article {
        return Err(Problem::NotFound { thing: Thing::Revision }.into());
    }
    // A hidden one has no texts: nothing is like it.
    let original = original.filter(|page| page.article == article && page.line.hidden.is_none());
    Ok(Conflict { original, theirs, mine })
}

/// Bytes of the texts of which two edits were made.
fn size_of(two: &Conflict) -> usize {
    let original = two.original.as_ref().map_or(0, |page| page.body.len());
    original + two.theirs.body.len() + two.mine[2].len()
}

async fn chooser(
    store: &Store,
    visit: &Visit,
    status: StatusCode,
    article: ArticleHead,
    two: Conflict,
    form: Form,
) -> Answer {
    let (site, bytes) = (visit.site(Audience::Own), size_of(&two));
    let merge = move |_: &Token| page::conflict(&site, &article, &two, &form);
    Ok(visit.private_page(status, store.work().run_sized(bytes, merge).await?))
}

/// Title, summary and text, with every conflict as it was chosen.
fn chosen(fields: &Fields, merge: &Merge) -> Result<[String; 3], Problem> {
    let choice = |part: &dyn std::fmt::Display| match fields.get(&choice_name(part)) {
        "mine" => Some(merge::Choice::Mine),
        "theirs" => Some(merge::Choice::Theirs),
        "both" => Some(merge::Choice::Both),
        "written" => Some(merge::Choice::Written(lines(fields.get(&text_name(part))))),
        _ => None,
    };
    let whole = |part: &str, piece: &Piece| merge::resolve(std::slice::from_ref(piece), &[choice(&part)]);
    let passages = merge.body.iter().filter(|piece| matches!(piece, Piece::Conflict(_))).count();
    let choices: Vec<_> = (0..passages).map(|nth| choice(&nth)).collect();
    let parts = [
        (Field::Title, whole("title", &merge.title)),
        (Field::Summary, whole("summary", &merge.summary)),
        (Field::Body, merge::resolve(&merge.body, &choices)),
    ];
    let mut open = Vec::new();
    let texts = parts.map(|(field, text)| {
        text.unwrap_or_else(|left: Vec<usize>| {
            open.push(FieldProblem::new(field, Fault::Unchosen { passages: left.len() }));
            String::new()
        })
    });
    if open.is_empty() { Ok(texts) } else { Err(Problem::Invalid { fields: open }) }
}

/// A form whose texts are those that were chosen.
struct Chosen<'a> {
    fields: &'a Fields,
    texts: &'a [String; 3],
}

impl Values for Chosen<'_> {
    fn value(&self, name: &str) -> &str {
        let [title, summary, body] = self.texts;
        match name {
            "title" => title,
            "summary" => summary,
            "body" => body,
            _ => self.fields.get(name),
        }
    }
}

/// `POST /a/{slug}/restore`: the old texts as a new revision.
pub async fn restore(
    State(store): State<Store>,
    State(submitter): State<Arc<Submitter>>,
    visit: Visit,
    Path(slug): Path<String>,
    FormBody(fields): FormBody,
) -> Answer {
    let article = head(&store, &visit, &slug).await?;
    let number: i64 = fields.require("revision")?;
    let base = fields.require("base")?;
    let old = store.revision(article.id, number).await?;
    let old = old.ok_or(Problem::NotFound { thing: Thing::Revision })?;
    if old.line.hidden.is_some() {
        return Err(Problem::Withdrawn { thing: Thing::Revision }.into());
    }
    let sending = Sending::new(&visit, &fields);
    let broken = |_| Error::Internal("a kept text is over its limit");
    let revise = ReviseArticle {
        article: article.id,
        revision: sending.ids.revision(),
        base,
        title: Title::parse(&old.line.title).map_err(broken)?,
        summary: Summary::parse(&old.summary).map_err(broken)?,
        body: Body::parse(&old.body).map_err(broken)?,
        note: Note::parse(&restoring::note(number)).map_err(broken)?,
        proposal: None,
    };
    match submitter.revise(&sending, &visit, revise).await? {
        Revised::Applied(landed) | Revised::Merged(landed) => {
            Ok(see_other(address_of(&store, article.id).await?, Notice::Restored, landed.cookie))
        }
        Revised::Conflict(_) => Err(Problem::ChangedMeanwhile { thing: Thing::Article }.into()),
        Revised::Refused(problem) => Err(problem.into()),
    }
}
