//! What there is to know before a command is decided.

use domain::decide::Sender;
use domain::id::{CommandId, ContributorId};
use domain::outcome::Outcome;
use domain::problem::Problem;
use domain::role::{Actor, Role};
use sqlx::{FromRow, SqliteConnection};

use super::job::{ClientNumber, Pushed};
use crate::Error;

/// What there is to know before a command is decided.
#[derive(FromRow)]
pub(super) struct Known {
    /// Digest and outcome, if the command was seen before.
    command: Option<String>,
    role: Option<String>,
    /// Why the author may not write, if a moderator stopped them.
    blocked: Option<String>,
    client_of: Option<String>,
    next_number: Option<i64>,
}

pub(super) async fn known(
    connection: &mut SqliteConnection,
    id: CommandId,
    author: ContributorId,
    place: Option<&ClientNumber>,
) -> Result<Known, Error> {
    let known = sqlx::query_as(
        "select (select digest || outcome from commands where id = $1) as command,
                (select role from contributors where id = $2) as role,
                (select blocked_reason from contributors where id = $2) as blocked,
                (select contributor_id from clients where id = $3) as client_of,
                (select next_number from clients where id = $3) as next_number",
    )
    .bind(id.to_string())
    .bind(author.to_string())
    .bind(place.map(|place| place.client.clone()))
    .fetch_one(connection)
    .await?;
    Ok(known)
}

impl Known {
    /// Who sends the command.
    pub(super) fn sender(&self, author: ContributorId) -> Sender {
        let role = self.role.as_deref().map_or(Role::Contributor, Role::from_name);
        Sender { actor: Actor { id: author, role }, blocked: self.blocked.clone() }
    }

    /// The answer that can be given without deciding anything.
    pub(super) fn answer(
        &self,
        digest: &str,
        author: ContributorId,
        place: Option<&ClientNumber>,
    ) -> Result<Option<Pushed>, Error> {
        if self.client_of.as_ref().is_some_and(|owner| *owner != author.to_string()) {
            return Ok(Some(Pushed::SomebodyElse));
        }
        if let Some(known) = &self.command {
            return Ok(Some(Pushed::Done(match known.strip_prefix(digest) {
                Some(outcome) => serde_json::from_str(outcome)?,
                None => Outcome::Rejected { problem: Problem::IdTaken },
            })));
        }
        let next = self.next_number.unwrap_or(1);
        Ok(place.filter(|place| place.number != next).map(|_| Pushed::OutOfOrder { next }))
    }
}
