//! Commands that belong together: one transaction, each with its own row in the log.

use std::sync::Arc;

use domain::command::{Command, Envelope};
use domain::id::RevisionId;
use domain::outcome::Outcome;
use prose::markdown::RENDERER;
use prose::render::Rendered;
use sha2::{Digest as _, Sha256};
use sqlx::SqlitePool;

use super::ATTEMPTS;
use super::execute::execute;
use super::job::{Job, Pushed, Settled, Texts, hex};
use super::prepare::Preparation;
use crate::shared::{Shared, expiries};
use crate::work::Token;
use crate::{Error, Store};

/// A command among those that belong together.
#[derive(Debug, Clone)]
pub struct Part {
    /// The command.
    pub envelope: Envelope,
    /// The revision whose text a [`Command::ReviseArticle`] makes the newest again, so that it need not be rendered anew.
    pub same_as: Option<RevisionId>,
}

impl Store {
    /// Takes commands in one transaction, in their order. Where the first has no effect, nothing has; each of the others has its
    /// own outcome. The same commands sent again have the same outcomes.
    ///
    /// # Errors
    /// As [`Store::submit`]; then none of them is known to have taken effect.
    pub async fn submit_together(&self, parts: Vec<Part>) -> Result<Vec<Outcome>, Error> {
        let mut jobs = Vec::with_capacity(parts.len());
        for Part { envelope, same_as } in parts {
            let digest = hex(&Sha256::digest(serde_json::to_vec(&envelope.command)?));
            let texts = match self.rendering(same_as).await? {
                Some(rendered) => Texts::Article(rendered),
                None => self.html_of(&envelope.command).await?,
            };
            jobs.push(Job {
                envelope: Arc::new(envelope),
                digest,
                texts: Arc::new(texts),
                place: None,
                prepared: None,
            });
        }
        for _ in 0..ATTEMPTS {
            for job in &mut jobs {
                job.prepared = match self.prepare(job).await? {
                    // The transaction finds the answer again.
                    Preparation::Answered(_) => None,
                    Preparation::Ready(prepared) => prepared.map(Arc::from),
                };
            }
            let (jobs, shared) = (jobs.clone(), Arc::clone(&self.shared));
            let taken = self.writer.run(move |pool| async move { transact(&pool, &shared, &jobs).await });
            if let Some(outcomes) = taken.await? {
                return Ok(outcomes);
            }
        }
        Err(Error::Busy)
    }

    /// What a revision was rendered to, if that is still how it is done.
    async fn rendering(&self, revision: Option<RevisionId>) -> Result<Option<Rendered>, Error> {
        let Some(revision) = revision else { return Ok(None) };
        let row: Option<(String, String)> = sqlx::query_as(
            "select html, plain_text from renderings where revision_id = $1 and renderer = $2",
        )
        .bind(revision.to_string())
        .bind(RENDERER)
        .fetch_optional(&self.readers)
        .await?;
        let Some((html, plain_text)) = row else { return Ok(None) };
        let bytes = plain_text.len();
        let fold = move |_: &Token| {
            let indexed = prose::fold::indexed(&plain_text);
            Rendered { html, plain_text, indexed }
        };
        Ok(Some(self.work.run_sized(bytes, fold).await?))
    }
}

/// `None` if something was changed since a command was prepared; then nothing took effect.
async fn transact(pool: &SqlitePool, shared: &Shared, jobs: &[Job]) -> Result<Option<Vec<Outcome>>, Error> {
    let mut connection = pool.acquire().await?;
    let mut transaction = sqlx::Connection::begin_with(&mut *connection, "begin immediate").await?;
    let mut outcomes = Vec::with_capacity(jobs.len());
    for job in jobs {
        let Settled::Done(Pushed::Done(outcome)) = execute(&mut transaction, job).await? else {
            transaction.rollback().await?;
            return Ok(None);
        };
        outcomes.push(outcome);
        if outcomes.first().and_then(Outcome::sequence).is_none() {
            break;
        }
    }
    let numbers = || outcomes.iter().filter_map(Outcome::sequence);
    let undoes = jobs.first().is_some_and(|job| matches!(job.envelope.command, Command::Undo(_)));
    if let (true, Some(first)) = (undoes, numbers().next()) {
        let rest: Vec<i64> = numbers().filter(|number| *number != first).collect();
        sqlx::query("update changes set undo = $1 where sequence in (select value from json_each($2))")
            .bind(first)
            .bind(serde_json::to_string(&rest)?)
            .execute(&mut *transaction)
            .await?;
    }
    let expiries = expiries(&mut transaction).await?;
    transaction.commit().await?;
    shared.set_expiries(expiries);
    if let Some(newest) = numbers().max() {
        shared.set_sequence(newest);
    }
    Ok(Some(outcomes))
}
