//! Who somebody says they are.

use domain::command::Introduce;
use domain::decide::NamingFacts;
use domain::id::ContributorId;
use domain::text::Email;
use sqlx::SqliteConnection;

use super::authorship::Authorship;
use crate::Error;

/// What there is to know before somebody names themselves.
pub(super) async fn naming_facts(
    connection: &mut SqliteConnection,
    who: ContributorId,
) -> Result<NamingFacts, Error> {
    let names = sqlx::query_scalar(
        "select trim(first_name || ' ' || last_name) from contributors where role = 'moderator' and id <> $1",
    );
    Ok(NamingFacts { moderators: names.bind(who.to_string()).fetch_all(connection).await? })
}

/// Gives somebody the names that they say.
pub(super) async fn introduce(
    connection: &mut SqliteConnection,
    introduce: &Introduce,
    by: &Authorship,
) -> Result<(), Error> {
    // The address of an account is proven and stays.
    sqlx::query(
        "update contributors set first_name = $2, last_name = $3,
                email = case when account = 1 then email else $4 end
         where id = $1",
    )
    .bind(by.author.clone())
    .bind(introduce.first_name.as_str())
    .bind(introduce.last_name.as_str())
    .bind(introduce.email.as_ref().map(Email::as_str))
    .execute(connection)
    .await?;
    Ok(())
}
