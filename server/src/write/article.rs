//! Writing an article, editing it, and restoring an old revision.

use app::page::{self, Conflict, EditTarget, Form, article_form, choice_name, text_name};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::command::{AddComment, Command, CreateArticle, NewRelation, ReviseArticle};
use domain::fold;
use domain::form::{Reading, kind_and_direction};
use domain::id::{ArticleId, CommandId, RevisionId};
use domain::merge::{self, Merge, Piece};
use domain::problem::{Fault, Field, FieldProblem, Problem, Thing};
use domain::slug::Slug;
use domain::text::{Body, Explanation, Note, Summary, Title};
use domain::view::Choice;
use store::Found;
use store::read::{ArticleHead, ArticleLink, RevisionPage};
use store::work::Token;

use super::{Sending, Taken, see_other, status};
use crate::app::{App, Shared};
use crate::http::body::{Fields, Typed};
use crate::http::error::{Answer, Error};
use crate::page::{comment_place, head};
use crate::visit::{Audience, Visit};

/// The address of an article.
pub(crate) fn path(slug: &Slug) -> String {
    format!("/a/{}", slug.in_path())
}

pub(super) async fn came_from(app: &App, slug: &str) -> Result<Option<ArticleLink>, Error> {
    let Ok(slug) = Slug::parse(slug.trim()) else { return Ok(None) };
    let article = match app.store.head(&slug).await? {
        Some(Found::Here(article)) => Some(article),
        Some(Found::Moved(newer)) => match app.store.head(&newer).await? {
            Some(Found::Here(article)) => Some(article),
            _ => None,
        },
        Some(Found::Hidden(..)) | None => None,
    };
    let link = |article: ArticleHead| ArticleLink {
        id: article.id,
        slug: article.slug,
        title: article.title,
        summary: article.summary,
    };
    Ok(article.map(link))
}

/// `GET /new?from=&relation=&title=`
pub async fn new(State(app): State<Shared>, visit: Visit) -> Answer {
    let from = came_from(&app, visit.query.get("from")).await?;
    let mut form = Form::default().with("title", visit.query.get("title"));
    if kind_and_direction(visit.query.get("relation")).is_some() {
        form = form.with("relation", visit.query.get("relation"));
    }
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
        Taken::Merged(..) | Taken::Conflict(_) => Err(Error::Internal("a new article can not conflict")),
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
    Ok(editor(&app, &visit, StatusCode::OK, article, &form))
}

fn editor(app: &App, visit: &Visit, status: StatusCode, article: ArticleHead, form: &Form) -> Response {
    let target = EditTarget::Edit { article: Box::new(article) };
    visit.page(status, article_form(&visit.site(app, Audience::Own), &target, form, &[]))
}

/// `POST /a/{slug}/edit`: an edit, or what was chosen where two edits met.
pub async fn save(
    State(app): State<Shared>,
    visit: Visit,
    Path(slug): Path<String>,
    Typed(fields): Typed,
) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let base: RevisionId = fields.needed("base")?;
    let sending = Sending::new(&visit, &fields);
    let resolving = if fields.get("resolving").is_empty() {
        None
    } else {
        let original = fields.hidden("original")?;
        let mine = ["mine_title", "mine_summary", "mine_body"].map(|name| lines(fields.get(name)));
        Some(two_edits(&app, article.id, original, base, mine).await?)
    };
    let again = async |problem: Problem, article: ArticleHead| {
        let (status, form) = (status(&problem), fields.refused(problem));
        match &resolving {
            None => Ok(editor(&app, &visit, status, article, &form)),
            Some(two) => chooser(&app, &visit, status, article, two.clone(), form).await,
        }
    };
    let texts = match &resolving {
        None => Ok(["title", "summary", "body"].map(|name| lines(fields.get(name)))),
        Some(two) => {
            let two = two.clone();
            let merge = app.store.work().run_sized(size_of(&two), move |_| two.merge()).await?;
            chosen(&fields, &merge)
        }
    };
    let proposal = fields.hidden("proposal")?;
    let revise = texts.and_then(|texts| {
        let revise = read_edit(&fields, &sending, article.id, base, &texts)?;
        Ok((ReviseArticle { proposal, ..revise }, texts))
    });
    let (revise, texts) = match revise {
        Ok(read) => read,
        Err(problem) => return again(problem, article).await,
    };
    let revision = revise.revision;
    match sending.submit(&app, &visit, Command::ReviseArticle(revise)).await? {
        Taken::Applied(cookie) => {
            let here = address(&app, article.id).await?;
            Ok(see_other(&format!("{here}{}", done(&fields, '?')), "saved", cookie))
        }
        Taken::Merged(with, cookie) => {
            let here = address(&app, article.id).await?;
            let (with, made) = (known(&app, with).await?, known(&app, revision).await?);
            let (from, to) = (with.line.number, made.line.number);
            let to = format!("{here}/diff?from={from}&to={to}{}", done(&fields, '&'));
            Ok(see_other(&to, "merged", cookie))
        }
        Taken::Conflict(newest) => {
            let two = two_edits(&app, article.id, Some(base), newest, texts).await?;
            let kept = ["note", "outbox", "proposal"].into_iter();
            let form = kept.fold(Form::default(), |form, name| form.with(name, fields.get(name)));
            chooser(&app, &visit, StatusCode::CONFLICT, article, two, form).await
        }
        Taken::Refused(problem) => again(problem, article).await,
    }
}

/// `POST /a/{slug}/proposals`: an edit for somebody who may save it, carried by a comment.
pub async fn propose(
    State(app): State<Shared>,
    visit: Visit,
    Path(slug): Path<String>,
    Typed(fields): Typed,
) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let base: RevisionId = fields.needed("base")?;
    let sending = Sending::new(&visit, &fields);
    let comment = sending.ids.comment();
    let mut reading = Reading::of(&fields);
    let taken = match reading.proposal(base) {
        None => Taken::Refused(reading.problem()),
        Some((body, proposal)) => {
            let (parent, quotes) = (None, Vec::new());
            let add =
                AddComment { comment, article: article.id, parent, body, quotes, proposal: Some(proposal) };
            sending.submit(&app, &visit, Command::AddComment(add)).await?
        }
    };
    match taken {
        Taken::Applied(cookie) => {
            let place = comment_place(&app, article.id, comment, "").await?;
            let to = format!("{}{place}", path(&article.slug));
            Ok(see_other(&to, "proposed", cookie))
        }
        Taken::Merged(..) | Taken::Conflict(_) => Err(Error::Internal("a comment can not conflict")),
        Taken::Refused(problem) => {
            let status = status(&problem);
            Ok(editor(&app, &visit, status, article, &fields.refused(problem)))
        }
    }
}

/// `GET /a/{slug}/proposals/{id}`
pub async fn proposal(
    State(app): State<Shared>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let missing = || Problem::NotFound { thing: Thing::Comment };
    let id = id.parse().map_err(|_| missing())?;
    let proposal = app.store.proposal(article.id, id).await?.ok_or_else(missing)?;
    if proposal.comment.withdrawn {
        return Err(Problem::Withdrawn { thing: Thing::Comment }.into());
    }
    let site = visit.site(&app, Audience::Own);
    let bytes = proposal.base.body.len() + proposal.body.len();
    let compare = move |_: &Token| page::proposal(&site, &article, &proposal);
    let html = app.store.work().run_sized(bytes, compare).await?;
    Ok(visit.page(StatusCode::OK, html))
}

/// Tells a client which entry of its outbox this was, so that it can leave.
fn done(fields: &Fields, joint: char) -> String {
    let outbox = fields.get("outbox").parse::<CommandId>();
    outbox.map_or_else(|_| String::new(), |id| format!("{joint}done={id}"))
}

/// A form sends line breaks as CR LF; texts have LF.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

async fn known(app: &App, revision: RevisionId) -> Result<RevisionPage, Error> {
    let revision = app.store.revision_by_id(revision).await?;
    Ok(revision.ok_or(Problem::NotFound { thing: Thing::Revision })?)
}

/// Two edits of one article. `theirs` must be a revision of it; an original that is none is left out.
async fn two_edits(
    app: &App,
    article: ArticleId,
    original: Option<RevisionId>,
    theirs: RevisionId,
    mine: [String; 3],
) -> Result<Conflict, Error> {
    let original = match original {
        Some(original) => app.store.revision_by_id(original).await?,
        None => None,
    };
    let theirs = known(app, theirs).await?;
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
    app: &App,
    visit: &Visit,
    status: StatusCode,
    article: ArticleHead,
    two: Conflict,
    form: Form,
) -> Answer {
    let (site, bytes) = (visit.site(app, Audience::Own), size_of(&two));
    let merge = move |_: &Token| page::conflict(&site, &article, &two, &form);
    Ok(visit.page(status, app.store.work().run_sized(bytes, merge).await?))
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

fn read_edit(
    fields: &Fields,
    sending: &Sending,
    article: ArticleId,
    base: RevisionId,
    [title, summary, body]: &[String; 3],
) -> Result<ReviseArticle, Problem> {
    let mut reading = Reading::of(fields);
    let title = reading.value(title, Title::parse);
    let summary = reading.value(summary, Summary::parse);
    let body = reading.value(body, Body::parse);
    let note = reading.text("note", Note::parse);
    match (title, summary, body, note) {
        (Some(title), Some(summary), Some(body), Some(note)) => {
            let (revision, proposal) = (sending.ids.revision(), None);
            Ok(ReviseArticle { article, revision, base, title, summary, body, note, proposal })
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
        note: Note::parse(&format!("Restored revision {number}.")).map_err(broken)?,
        proposal: None,
    };
    match sending.submit(&app, &visit, Command::ReviseArticle(revise)).await? {
        Taken::Applied(cookie) | Taken::Merged(_, cookie) => {
            Ok(see_other(&address(&app, article.id).await?, "restored", cookie))
        }
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
    if let Some(link) = came_from(app, &slug_in(chosen)).await? {
        return Ok(Ok(link.id));
    }
    let found = app.store.find(typed, 8).await?;
    let same = found.iter().find(|choice| choice.title.eq_ignore_ascii_case(typed));
    let folded = fold::joined(typed);
    let mut alike = found.iter().filter(|choice| !folded.is_empty() && fold::joined(&choice.title) == folded);
    let alike = alike.next().filter(|_| alike.next().is_none());
    Ok(same.or(alike).map(|choice| choice.id).ok_or(Fault::NoSuchArticle))
}

/// What is a slug if somebody typed an address, or a slug.
pub(crate) fn slug_in(typed: &str) -> String {
    let slug = typed.rsplit_once("/a/").map_or(typed, |(_, slug)| slug);
    let slug = slug.split(['?', '#', '/']).next().unwrap_or_default();
    crate::http::body::decode(slug.as_bytes()).unwrap_or_default()
}
