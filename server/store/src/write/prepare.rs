//! What is worked out before the transaction: rendering, merging, finding and carrying passages.
//!
//! Commands that depend on the text of an article are decided here, against the state that is read now. In the
//! transaction the facts are read again, without the texts, and if they are the same the decision holds, since it is a
//! pure function of them. If not, it is worked out anew. Commands on one article take turns, so that one that takes long is
//! not overtaken for ever by those that take a moment.

use domain::command::{Command, Source};
use domain::decide::{Case, Decision, Sender, SourceFacts, WorkedOut, decide_within};
use domain::id::{ArticleId, RevisionId};
use domain::merge::Meeting;
use domain::moderation::{Hideable, Unhide};
use domain::source::PassageLink;
use domain::text::Texts;
use prose::budget::{self, Budget};
use prose::render::{self, Rendered};
use sqlx::Connection as _;

use super::anchor::texts_that_stood;
use super::facts;
use super::job::{Job, Prepared, Pushed, Texts as Html};
use super::known::known;
use super::refusal::Depth;
use super::texts::readable_texts;
use crate::work::{SMALL, Token};
use crate::{Error, Store};

/// What came of preparing.
pub(super) enum Preparation {
    /// The command has its outcome, or not its turn.
    Answered(Pushed),
    /// The transaction can take it. `None` where nothing had to be prepared, or where it is refused anyway.
    Ready(Option<Box<Prepared>>),
}

/// Whether a decision on the command depends on the texts of articles beyond what [`Depth::Stamp`] reads.
pub(super) fn needs_texts(command: &Command) -> bool {
    match command {
        Command::ReviseArticle(_) | Command::AddCitation(_) => true,
        Command::AddComment(add) => !add.quotes.is_empty(),
        Command::EditCitation(edit) => names_a_passage(&edit.source),
        _ => false,
    }
}

/// Whether it has texts that are not rendered in a moment.
pub(super) fn is_large(command: &Command) -> bool {
    let length = match command {
        Command::CreateArticle(create) => create.body.as_str().len(),
        Command::ReviseArticle(revise) => revise.body.as_str().len(),
        Command::AddComment(add) => add.body.as_str().len(),
        Command::EditComment(edit) => edit.body.as_str().len(),
        _ => 0,
    };
    length > SMALL
}

fn names_a_passage(source: &Source) -> bool {
    source.url.as_ref().and_then(PassageLink::of).is_some()
}

/// The article on whose text such a command depends, where the command itself says so.
pub(super) fn depends_on(command: &Command) -> Option<ArticleId> {
    match command {
        Command::ReviseArticle(revise) => Some(revise.article),
        Command::AddCitation(add) => Some(add.article),
        Command::AddComment(add) if !add.quotes.is_empty() => Some(add.article),
        _ => None,
    }
}

impl Store {
    /// What the newest text of an article is in the index of words, if there is one.
    async fn folded(&self, article: ArticleId) -> Result<Html, Error> {
        let text: Option<String> = sqlx::query_scalar(
            "select x.plain_text from articles a join renderings x on x.revision_id = a.head_id where a.id = $1",
        )
        .bind(article.to_string())
        .fetch_optional(&self.readers)
        .await?;
        let Some(plain_text) = text else { return Ok(Html::None) };
        let bytes = plain_text.len();
        let fold = move |_: &Token| {
            let indexed = prose::fold::indexed(&plain_text);
            Rendered { html: String::new(), plain_text, indexed }
        };
        Ok(Html::Article(self.work.run_sized(bytes, fold).await?))
    }

    /// The texts of a command as HTML.
    pub(super) async fn html_of(&self, command: &Command) -> Result<Html, Error> {
        let article = async |body: &str| {
            let body = body.to_owned();
            let rendered = self.work.run_sized(body.len(), move |_| render::article(&body)).await?;
            Ok::<_, Error>(Html::Article(rendered))
        };
        let comment = async |body: &str| {
            let (body, bytes) = (body.to_owned(), body.len());
            let render = move |_: &Token| {
                let html = render::comment(&body);
                // As a reader sees it, for the log.
                let plain_text = prose::html::plain_text(&html);
                Rendered { html, plain_text, indexed: String::new() }
            };
            Ok::<_, Error>(Html::Comment(self.work.run_sized(bytes, render).await?))
        };
        match command {
            Command::CreateArticle(create) => article(create.body.as_str()).await,
            Command::ReviseArticle(revise) => article(revise.body.as_str()).await,
            Command::AddComment(add) => comment(add.body.as_str()).await,
            Command::EditComment(edit) => comment(edit.body.as_str()).await,
            Command::Unhide(Unhide { thing: Hideable::Article(article), .. }) => self.folded(*article).await,
            _ => Ok(Html::None),
        }
    }

    /// The answer to a command that has one already; so that what is sent again costs next to nothing.
    pub(super) async fn answered(&self, job: &Job) -> Result<Option<Pushed>, Error> {
        let mut connection = self.readers.acquire().await?;
        let envelope = &job.envelope;
        let known = known(&mut connection, envelope.id, envelope.author, job.place.as_ref()).await?;
        known.answer(&job.digest, envelope.author, job.place.as_ref())
    }

    /// Decides the command against what is stored now.
    pub(super) async fn prepare(&self, job: &Job) -> Result<Preparation, Error> {
        let (envelope, place) = (&job.envelope, job.place.as_ref());
        if !needs_texts(&envelope.command) {
            return Ok(Preparation::Ready(None));
        }
        let mut connection = self.readers.acquire().await?;
        // One state for all that is read; not held while anything is worked out, so that no reader holds up the log.
        let mut snapshot = connection.begin().await?;
        let known = known(&mut snapshot, envelope.id, envelope.author, place).await?;
        if let Some(answer) = known.answer(&job.digest, envelope.author, place)? {
            return Ok(Preparation::Answered(answer));
        }
        let sender = known.sender(envelope.author);
        let Ok(case) = facts::gather(&mut snapshot, &sender, job, Depth::Whole).await? else {
            return Ok(Preparation::Ready(None));
        };
        let base = match &case {
            Case::ReviseArticle(revise, _) => {
                readable_texts(&mut snapshot, revise.article, revise.base, sender.actor).await?
            }
            _ => None,
        };
        snapshot.rollback().await?;
        drop(connection);
        let prepared = self.work_out(job, case, sender, base).await?;
        Ok(Preparation::Ready(Some(Box::new(prepared))))
    }

    async fn work_out(
        &self,
        job: &Job,
        mut case: Case,
        sender: Sender,
        base: Option<Texts>,
    ) -> Result<Prepared, Error> {
        let (stamp, at) = (case.stamp(), job.envelope.at);
        let mut merged = None;
        let meeting = Meeting::of(&case, base, &sender, at);
        if let Case::ReviseArticle(revise, facts) = &mut case {
            let mut worked_out = WorkedOut::default();
            if let Some(meeting) = meeting {
                let (with, weight) = (meeting.head(), meeting.weight());
                let merge = move |token: &Token| {
                    let upon_head = meeting.merged(&budget_until(token))?;
                    let rendered = render::article(upon_head.body.as_str());
                    Some((meeting, upon_head, rendered))
                };
                let Some((meeting, upon_head, rendered)) = self.work.run_sized(weight, merge).await? else {
                    let decision = Ok(Decision::Conflict { head: with });
                    return Ok(Prepared { case: stamp, sender, decision, merged: None });
                };
                *revise = upon_head;
                worked_out.merged = Some(meeting.into_unmerged());
                worked_out.plain_text.clone_from(&rendered.plain_text);
                merged = Some((with, rendered));
            } else if let Some(rendered) = job.rendered() {
                worked_out.plain_text.clone_from(&rendered.plain_text);
            }
            if let Some(article) = &facts.article {
                let mut connection = self.readers.acquire().await?;
                worked_out.stood_in =
                    texts_that_stood(&mut connection, article, &facts.anchors, &worked_out.plain_text)
                        .await?;
            }
            facts.worked_out = Some(worked_out);
        }
        let weight = weight(&case);
        let by = sender.clone();
        let decide = move |token: &Token| decide_within(&case, &by, at, &budget_until(token));
        let decision = self.work.run_sized(weight, decide).await?;
        Ok(Prepared { case: stamp, sender, decision, merged })
    }
}

/// What a command may take, for as long as its answer is wanted. The pool lets nothing be used that was cut short.
fn budget_until(token: &Token) -> Budget {
    let token = token.clone();
    Budget::until(budget::COMMAND, move || token.is_over())
}

/// About how many bytes there are to compare.
fn weight(case: &Case) -> usize {
    let length = |texts: &[(RevisionId, String)]| texts.iter().map(|(_, text)| text.len()).sum::<usize>();
    let [article, _] = case.articles();
    let article = article.map_or(0, |article| article.plain_text.len());
    let source = |source: &Option<SourceFacts>| source.as_ref().map_or(0, |source| length(&source.texts));
    match case {
        Case::ReviseArticle(_, facts) => {
            let anchors = facts.anchors.iter().map(|anchor| anchor.passage.exact.as_str().len());
            let texts = facts.worked_out.as_ref();
            let texts = texts.map_or(0, |worked| worked.plain_text.len() + length(&worked.stood_in));
            article + texts + anchors.sum::<usize>()
        }
        Case::AddComment(add, facts) => add.quotes.len() * (article + length(&facts.quoted.texts)),
        Case::AddCitation(_, facts) => article + length(&facts.quoted.texts) + source(&facts.source),
        Case::EditCitation(_, facts) => article + source(&facts.source),
        _ => article,
    }
}

#[cfg(test)]
mod tests;
