//! How the titles of articles look that are older than the column for it.

use domain::name;
use sqlx::Connection as _;

use crate::{Error, Store};

/// How many titles one transaction takes, so that no save waits for long.
const STEP: i64 = 500;

impl Store {
    /// Works out how titles look that were written before it was kept with them; a moment where there are none.
    ///
    /// # Errors
    /// If the database fails; what is missing then is found by the next call.
    pub async fn work_out_looks(&self) -> Result<(), Error> {
        loop {
            let titles: Vec<(i64, String)> = sqlx::query_as(
                "select number, title from articles where looks is null order by number limit $1",
            )
            .bind(STEP)
            .fetch_all(&self.readers)
            .await?;
            if titles.is_empty() {
                return Ok(());
            }
            let looks: Vec<(i64, String)> =
                titles.into_iter().map(|(number, title)| (number, name::look(&title))).collect();
            self.writer
                .run(move |pool| async move {
                    let mut connection = pool.acquire().await?;
                    let mut transaction = connection.begin().await?;
                    for (number, look) in looks {
                        // What was renamed meanwhile has its look.
                        sqlx::query("update articles set looks = $2 where number = $1 and looks is null")
                            .bind(number)
                            .bind(look)
                            .execute(&mut *transaction)
                            .await?;
                    }
                    transaction.commit().await?;
                    Ok(())
                })
                .await?;
        }
    }
}
