//! The log and the outcomes.

use domain::command::Command;
use domain::decide::Case;
use domain::id::{ArticleId, CommandId, ContributorId, Timestamp};
use domain::moderation::{Hide, Unhide};
use domain::outcome::Outcome;
use domain::role::Role;
use domain::text::isolated;
use sqlx::SqliteConnection;

use super::job::{ClientNumber, Job};
use crate::Error;

/// The most characters of a change's words that the log keeps; the whole text stands with the thing itself.
const DETAIL: usize = 200;

/// Raises the sequence, and makes the author a guest if they are not known yet. The row stays locked until the
/// commit, so numbers are in the order of commits.
pub(super) async fn begin(connection: &mut SqliteConnection, job: &Job) -> Result<i64, Error> {
    let sequence = sqlx::query_scalar(
        "insert into contributors (id, first_name, last_name, role, created_at) values ($1, '', '', $2, $3)
         on conflict (id) do nothing;
         update counters set value = value + 1 where name = 'sequence' returning value",
    )
    .bind(job.envelope.author.to_string())
    .bind(Role::Contributor.name())
    .bind(job.envelope.at.0)
    .fetch_one(connection)
    .await?;
    Ok(sequence)
}

/// Stores the outcome under the command's id, refusals too: a resend gets the same answer. What was applied is
/// appended to the log.
pub(super) async fn finish(
    connection: &mut SqliteConnection,
    job: &Job,
    case: Option<&Case>,
    outcome: &Outcome,
) -> Result<(), Error> {
    let envelope = &job.envelope;
    let store = "insert into commands (id, contributor_id, at, digest, outcome) values ($1, $2, $3, $4, $5)";
    let store_and_log = "insert into commands (id, contributor_id, at, digest, outcome) values ($1, $2, $3, $4, $5);
         insert into changes (sequence, command_id, command, contributor_id, at, article_id, subject_id, detail, second_id)
         values ($6, $1, $7, $2, $3, $8, $9, $10, $11)";
    let query = |text: &'static str| {
        Ok::<_, Error>(
            sqlx::query(text)
                .bind(envelope.id.to_string())
                .bind(envelope.author.to_string())
                .bind(envelope.at.0)
                .bind(job.digest.clone())
                .bind(serde_json::to_string(outcome)?),
        )
    };
    let query = if let Some((sequence, case)) = outcome.sequence().zip(case) {
        let Entry { article, subject, detail } = entry(job, case);
        query(store_and_log)?
            .bind(sequence)
            .bind(envelope.command.kind().name())
            .bind(article.map(|article| article.to_string()))
            .bind(subject)
            .bind(shorten(&detail))
            .bind(second(&envelope.command))
    } else {
        query(store)?
    };
    query.execute(connection).await?;
    Ok(())
}

/// Stores the outcome of a command that could not be read.
pub(super) async fn refuse(
    connection: &mut SqliteConnection,
    id: CommandId,
    author: ContributorId,
    at: Timestamp,
    digest: &str,
    outcome: &Outcome,
) -> Result<(), Error> {
    sqlx::query("insert into commands (id, contributor_id, at, digest, outcome) values ($1, $2, $3, $4, $5)")
        .bind(id.to_string())
        .bind(author.to_string())
        .bind(at.0)
        .bind(digest.to_owned())
        .bind(serde_json::to_string(outcome)?)
        .execute(connection)
        .await?;
    Ok(())
}

/// The client's next command is the one after this.
pub(super) async fn advance(
    connection: &mut SqliteConnection,
    author: ContributorId,
    place: &ClientNumber,
) -> Result<(), Error> {
    sqlx::query(
        "insert into clients (id, contributor_id, next_number) values ($1, $2, $3)
         on conflict (id) do update set next_number = excluded.next_number",
    )
    .bind(place.client.clone())
    .bind(author.to_string())
    .bind(place.number + 1)
    .execute(connection)
    .await?;
    Ok(())
}

struct Entry {
    article: Option<ArticleId>,
    subject: Option<String>,
    detail: String,
}

/// The relation that an article was made with.
fn second(command: &Command) -> Option<String> {
    let Command::CreateArticle(create) = command else { return None };
    create.relation.as_ref().map(|relation| relation.relation.to_string())
}

/// What the log says of a command. Never an e-mail address.
fn entry(job: &Job, case: &Case) -> Entry {
    let said = job.comment().map_or("", |comment| &comment.plain_text);
    let [named, other] = case.articles();
    let named = named.map(|article| article.id);
    let other = other.map_or("", |other| other.title.as_str());
    let of = |article, subject: &dyn ToString, detail: &dyn ToString| Entry {
        article,
        subject: Some(subject.to_string()),
        detail: detail.to_string(),
    };
    match case {
        Case::Introduce(introduce, _) => Entry {
            article: None,
            subject: None,
            detail: format!("{} {}", introduce.first_name, introduce.last_name).trim().to_owned(),
        },
        Case::CreateArticle(create, _) => of(Some(create.article), &create.revision, &create.summary),
        Case::ReviseArticle(revise, _) => of(named, &revise.revision, &revise.note),
        Case::Relate(relate, _) => {
            of(named, &relate.relation, &format!("{} “{}”", relate.kind.forward(), isolated(other)))
        }
        Case::RewordRelation(reword, _) => of(named, &reword.relation, &reword.explanation),
        // What is removed is not to be read here.
        Case::RemoveRelation(remove, _) => of(named, &remove.relation, &""),
        Case::RestoreRelation(restore, _) => of(named, &restore.relation, &""),
        Case::DismissSuggestion(suggestion, _) | Case::RestoreSuggestion(suggestion, _) => {
            of(named, &suggestion.other, &format!("“{}”", isolated(other)))
        }
        Case::AddComment(add, _) => of(named, &add.comment, &said),
        Case::EditComment(edit, _) => of(named, &edit.comment, &said),
        Case::WithdrawComment(withdraw, _) => of(named, &withdraw.comment, &""),
        Case::AddCitation(add, _) => of(named, &add.citation, &add.source.title),
        Case::EditCitation(edit, _) => of(named, &edit.citation, &edit.source.title),
        Case::WithdrawCitation(withdraw, _) => of(named, &withdraw.citation, &""),
        Case::LockArticle(lock, _) => {
            Entry { article: named, subject: None, detail: lock.reason.to_string() }
        }
        Case::Hide(Hide { thing, reason }, target) => {
            let about = target.as_ref().map(|target| target.article);
            of(about, &thing.id(), &format!("{}: {reason}", thing.thing().name()))
        }
        Case::Unhide(Unhide { thing }, target) => {
            let about = target.as_ref().map(|target| target.article);
            of(about, &thing.id(), &thing.thing().name())
        }
        Case::Block(block, _) => of(None, &block.contributor, &block.reason),
        Case::Unblock(unblock, _) => of(None, &unblock.contributor, &""),
        Case::Undo(undo) => Entry { article: None, subject: None, detail: undo.reason.to_string() },
        Case::UnlockArticle(..) => Entry { article: named, subject: None, detail: String::new() },
    }
}

/// One line, cut at a word.
fn shorten(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= DETAIL {
        return line;
    }
    let cut: String = line.chars().take(DETAIL - 1).collect();
    let whole_words = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{whole_words}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_are_one_short_line() {
        assert_eq!(shorten("a\n b"), "a b");
        let long = shorten(&"word ".repeat(100));
        assert!(long.chars().count() <= DETAIL && long.ends_with("word…"));
    }
}
