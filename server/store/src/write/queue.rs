//! The queue to the one writer.

use std::future::Future;
use std::pin::Pin;

use sqlx::SqlitePool;
use tokio::sync::{mpsc, oneshot};

use super::job::{Job, Settled};
use crate::Error;

/// The most commands that wait; more get [`Error::Busy`] rather than memory.
const QUEUE: usize = 4_096;

pub(super) type Reply = oneshot::Sender<Result<Settled, Error>>;

pub(super) enum Message {
    Submit(Box<Job>, Reply),
    /// Something that is no command: sessions and roles. The one writer does these too.
    Run(Box<dyn FnOnce(Result<SqlitePool, Error>) -> Work + Send>),
    Close(oneshot::Sender<()>),
}

/// Something the writer does between two batches.
pub(super) type Work = Pin<Box<dyn Future<Output = WriterConnection> + Send>>;

/// Whether the connection that did something may do more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WriterConnection {
    Stays,
    Goes,
}

/// The queue to the one writer.
#[derive(Clone)]
pub(crate) struct Writer(mpsc::Sender<Message>);

impl Writer {
    /// A queue, and its other end for the writer's task.
    pub(super) fn new() -> (Self, mpsc::Receiver<Message>) {
        let (sender, receiver) = mpsc::channel(QUEUE);
        (Self(sender), receiver)
    }

    /// Has the writer take a command.
    ///
    /// # Errors
    /// [`Error::Busy`], if too much is waiting.
    pub(super) fn send(&self, job: Job) -> Result<oneshot::Receiver<Result<Settled, Error>>, Error> {
        let (reply, answer) = oneshot::channel();
        self.0.try_send(Message::Submit(Box::new(job), reply)).map_err(|_| Error::Busy)?;
        Ok(answer)
    }

    /// Lets the writer do something that is no command.
    pub(crate) async fn run<T, F, W>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(SqlitePool) -> W + Send + 'static,
        W: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let work = Box::new(move |pool: Result<SqlitePool, Error>| {
            Box::pin(async move {
                let answer = match pool {
                    Ok(pool) => work(pool).await,
                    Err(error) => Err(error),
                };
                let afterwards =
                    if answer.is_ok() { WriterConnection::Stays } else { WriterConnection::Goes };
                // Whoever asked may have gone.
                let _ = reply.send(answer);
                afterwards
            }) as Work
        });
        self.0.send(Message::Run(work)).await.map_err(|_| Error::Busy)?;
        answer.await.map_err(|_| Error::Busy)?
    }

    /// Completes when the writer's task has ended, for whatever reason.
    pub(crate) async fn ended(&self) {
        self.0.closed().await;
    }

    pub(crate) async fn close(&self) {
        let (reply, answer) = oneshot::channel();
        if self.0.send(Message::Close(reply)).await.is_ok() {
            // An error says that the writer has stopped already.
            let _ = answer.await;
        }
    }
}
