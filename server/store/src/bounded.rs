//! Readings whose cost lies in what others wrote: they end at a bound and when nobody waits for them any more, and whoever
//! asks pays for them.
//!
//! Now and then, by the steps of its machine, SQLite asks whether a statement is to end. It does not ask within a function that
//! a statement calls, so none may be called whose time for one row grows faster than the row.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use sqlx::pool::PoolConnection;
use sqlx::{Sqlite, SqliteConnection};

use crate::readers::STEPS;
use crate::work::{Account, Meter, Refused, Token};
use crate::{Error, Store};

/// The most processor time of one reading.
const PROCESSOR_TIME: Duration = Duration::from_secs(1);
/// How long one may take in all.
const DEADLINE: Duration = Duration::from_secs(5);
/// How long one waits for others.
const PATIENCE: Duration = Duration::from_secs(5);

impl Store {
    /// Reads within [`PROCESSOR_TIME`] and [`DEADLINE`], in the account of whoever asks.
    ///
    /// # Errors
    /// [`Error::Work`], when it was not done or not to its end; else as `read`.
    pub(crate) async fn bounded<T, F>(&self, read: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T, Error>> + Send + 'static,
    {
        self.bounded_within(DEADLINE, read).await
    }

    async fn bounded_within<T, F>(&self, deadline: Duration, read: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T, Error>> + Send + 'static,
    {
        let account = Account::current();
        if let Some(account) = &account {
            account.admit(Instant::now()).map_err(Refused::Spent)?;
        }
        let place = tokio::time::timeout(PATIENCE, self.places.take());
        let place = place.await.ok().and_then(Result::ok).ok_or(Refused::Busy)?;
        let token = Token::within(deadline);
        let _ended_with_its_asker = token.clone().end_on_drop();
        let (readers, give_way) = (self.readers.clone(), self.shared.give_way.clone());
        let (reading, meter) = (Reading { token, spent: Arc::default() }, Meter::current());
        // A task of its own: whoever goes away pays all the same, and must not leave a connection behind that ends what
        // others read.
        let task = tokio::spawn(async move {
            let _place = place;
            let mut connection = readers.acquire().await?;
            let done = reading.watch(&mut connection, read).await;
            if give_way.heed(&mut connection).await.is_err() {
                connection.close_on_drop();
            }
            let spent = Duration::from_nanos(reading.spent.load(Ordering::Acquire));
            meter.add(spent);
            if let Some(account) = account {
                account.pay(spent, Instant::now());
            }
            // What was read until then is not the whole.
            if reading.token.was_noticed() { Err(Refused::Late.into()) } else { done }
        });
        task.await.unwrap_or_else(|_| Err(Refused::Failed.into()))
    }
}

/// One reading that is under way.
struct Reading {
    token: Token,
    /// Nanoseconds of processor time of the thread that reads.
    spent: Arc<AtomicU64>,
}

impl Reading {
    async fn watch<T, F>(&self, connection: &mut PoolConnection<Sqlite>, read: F) -> Result<T, Error>
    where
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T, Error>>,
    {
        let (token, spent) = (self.token.clone(), Arc::clone(&self.spent));
        let mut begin = None;
        connection.lock_handle().await?.set_progress_handler(STEPS, move || {
            let now = crate::work::processor_time();
            let took = now.saturating_sub(*begin.get_or_insert(now));
            spent.store(u64::try_from(took.as_nanos()).unwrap_or(u64::MAX), Ordering::Release);
            if took > PROCESSOR_TIME {
                token.end();
            }
            !token.is_over()
        });
        let reading = std::panic::AssertUnwindSafe(read(connection)).catch_unwind();
        reading.await.unwrap_or_else(|_| Err(Refused::Failed.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, Outage};

    const ENDLESS: &str = "with recursive n(x) as (select 1 union all select x + 1 from n)
         select count(*) + (select value from counters limit 1) from n";

    async fn endless(connection: &mut SqliteConnection) -> Result<i64, Error> {
        Ok(sqlx::query_scalar(ENDLESS).fetch_one(connection).await?)
    }

    async fn open(options: Options) -> (Store, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        (Store::open(&folder.path().join("b.db"), options).await.unwrap(), folder)
    }

    #[tokio::test]
    async fn a_reading_ends_at_its_bound_and_leaves_a_connection_that_reads() {
        let (store, _folder) = open(Options { readers: 1, ..Options::default() }).await;
        let (meter, account) = (Meter::default(), Account::new(Duration::from_millis(500), Instant::now()));
        let account = Arc::new(account);
        let read = crate::work::paid_by(
            Arc::clone(&account),
            crate::work::metered(
                meter.clone(),
                // Longer than a second of processor time takes on any machine.
                store.bounded_within(Duration::from_secs(600), |connection| endless(connection).boxed()),
            ),
        );
        assert!(matches!(read.await, Err(Error::Work(Refused::Late))));
        assert!(meter.spent() >= PROCESSOR_TIME && account.debt(Instant::now()) >= PROCESSOR_TIME / 2);
        let again =
            crate::work::paid_by(account, store.bounded(|connection| endless(connection).boxed())).await;
        assert!(matches!(again, Err(Error::Work(Refused::Spent(_)))), "{again:?}");
        let steps = "with recursive n(x) as (select 1 union all select x + 1 from n where x < 100000)
                     select count(*) from n";
        let count: i64 = sqlx::query_scalar(steps).fetch_one(&store.readers).await.unwrap();
        assert_eq!(count, 100_000, "what others read is not ended");
    }

    #[tokio::test]
    async fn a_reading_ends_when_nobody_waits_for_it() {
        let (store, _folder) = open(Options { readers: 1, ..Options::default() }).await;
        let (begun, mut told) = tokio::sync::mpsc::channel(1);
        {
            let asked = store.bounded(move |connection| {
                async move {
                    begun.send(()).await.unwrap();
                    endless(connection).await
                }
                .boxed()
            });
            tokio::select! {
                answer = asked => panic!("{answer:?}"),
                _ = told.recv() => {}
            }
        }
        // The one connection is free, and long before the bound.
        let (own, meter) = (store.clone(), Meter::default());
        let read = own.bounded(|connection| {
            async move { Ok(sqlx::query_scalar::<_, i64>("select 1").fetch_one(connection).await?) }.boxed()
        });
        assert_eq!(crate::work::metered(meter, read).await.unwrap(), 1);
    }

    #[tokio::test]
    async fn a_reader_of_ours_holds_up_no_writer_for_ever() {
        let (store, _folder) = open(Options { log_limit: 1_000_000, ..Options::default() }).await;
        let reader = store.clone();
        let reading =
            tokio::spawn(async move { endless(&mut reader.readers.acquire().await.unwrap()).await });
        let mut written = 0;
        let mut refused = 0;
        while !reading.is_finished() {
            match store.remember("key", "x".repeat(100_000 + written).leak()).await {
                Ok(()) => written += 1,
                Err(error) => {
                    assert_eq!(error.outage(), Some(Outage::LogHeld), "{error}");
                    refused += 1;
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
        }
        assert!(written > 0 && refused > 0);
        let error = reading.await.unwrap().unwrap_err();
        assert_eq!(error.outage(), Some(Outage::Busy), "{error}");
        store.remember("key", "again").await.unwrap();
    }
}
