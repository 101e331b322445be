//! What the program remembers of itself in the database.

use crate::{Error, Store};

impl Store {
    /// What was remembered under a name.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn setting(&self, name: &'static str) -> Result<Option<String>, Error> {
        let value = sqlx::query_scalar("select value from settings where name = $1")
            .bind(name)
            .fetch_optional(&self.readers)
            .await?;
        Ok(value)
    }

    /// Remembers something under a name, in place of what was there.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn remember(&self, name: &'static str, value: &'static str) -> Result<(), Error> {
        self.writer
            .run(move |pool| async move {
                sqlx::query(
                    "insert into settings (name, value) values ($1, $2)
                     on conflict (name) do update set value = excluded.value",
                )
                .bind(name)
                .bind(value)
                .execute(&pool)
                .await?;
                Ok(())
            })
            .await
    }
}
