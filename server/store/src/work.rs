//! Heavy work, beside the threads that answer: bounded in how much runs, how much waits, and how long either takes.
//!
//! Threads of their own rather than the runtime's blocking ones: they are few, they give way to those that answer, their
//! queue has a bound, and a process that ends does not wait for them. Whoever has had least done for them comes first, and
//! when the queue is full whoever has had most done goes.

mod account;
mod token;

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

pub(crate) use account::processor_time;
pub use account::{Account, Meter, metered, paid_by};
pub use token::Token;

/// The most pieces of work that wait.
const WAITING: usize = 64;
/// How long a piece of work may wait and take together, below the time that a request may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// The most processor time of a piece of work.
const PROCESSOR_TIME: Duration = Duration::from_secs(5);
/// Bytes of the stack of a thread.
const STACK: usize = 8 * 1024 * 1024;
/// The most bytes of texts that are worked on at once: that takes less than a millisecond or two.
pub const SMALL: usize = 4_096;

/// Why work was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Too much waits, or the server ends.
    #[error("too much work is waiting")]
    Busy,
    /// It was not done in time.
    #[error("the work took too long")]
    Late,
    /// So much was done for the one who asks that they have to wait this long.
    #[error("too much work was done for one address within a minute")]
    Spent(Duration),
    /// It broke off; that is a fault of the program.
    #[error("the work broke off")]
    Failed,
}

/// How the threads stand to all others of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manners {
    /// They give way to those that answer.
    GiveWay,
    /// They are like all others: whoever waits waits for them.
    Usual,
}

/// The threads that work. Cheap to clone; they end when the last clone is dropped.
#[derive(Clone)]
pub struct Pool(Arc<Handle>);

struct Handle(Arc<Inner>);

struct Inner {
    queue: Mutex<Queue>,
    ready: Condvar,
    threads: usize,
    waiting: usize,
    patience: Duration,
    processor: Duration,
    manners: Manners,
    /// Whether the threads were started: a store that has nothing heavy to do has none.
    started: AtomicBool,
}

#[derive(Default)]
struct Queue {
    tasks: VecDeque<Task>,
    ended: bool,
    /// What runs, to be told that the server ends.
    running: Vec<Token>,
}

struct Task {
    token: Token,
    account: Option<Arc<Account>>,
    work: Box<dyn FnOnce() + Send>,
}

impl Task {
    /// What was done for the one who asks, in the last minute.
    fn debt(&self) -> Duration {
        self.account.as_ref().map_or(Duration::ZERO, |account| account.debt(Instant::now()))
    }
}

impl Pool {
    /// As many threads as leave one processor to those that answer, at least one.
    #[must_use]
    pub fn with(manners: Manners) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self::new(cores.saturating_sub(1).max(1), WAITING, PATIENCE, PROCESSOR_TIME, manners)
    }

    /// Of that many threads and pieces that wait. A piece waits and takes no more than `patience`, and takes no more than
    /// `processor` of the time of its thread.
    #[must_use]
    pub fn new(
        threads: usize,
        waiting: usize,
        patience: Duration,
        processor: Duration,
        manners: Manners,
    ) -> Self {
        Self(Arc::new(Handle(Arc::new(Inner {
            queue: Mutex::default(),
            ready: Condvar::new(),
            threads,
            waiting,
            patience,
            processor,
            manners,
            started: AtomicBool::new(false),
        }))))
    }

    /// Does `work` here and now if it is of at most [`SMALL`] bytes, else as [`Pool::run`].
    ///
    /// # Errors
    /// As [`Pool::run`].
    pub async fn run_sized<T, F>(&self, bytes: usize, work: F) -> Result<T, Refused>
    where
        T: Send + 'static,
        F: FnOnce(&Token) -> T + Send + 'static,
    {
        if bytes > SMALL {
            return self.run(work).await;
        }
        let token = self.0.0.token();
        let done = Meter::current().count(|| work(&token));
        if token.was_noticed() { Err(Refused::Late) } else { Ok(done) }
    }

    /// Does `work` on a thread of the pool, in the account of whoever asks. It is told to end by its token when nobody waits
    /// for it any more, when its time is over, and when the server ends.
    ///
    /// # Errors
    /// [`Refused`], when it was not done or not to its end.
    pub async fn run<T, F>(&self, work: F) -> Result<T, Refused>
    where
        T: Send + 'static,
        F: FnOnce(&Token) -> T + Send + 'static,
    {
        let inner = &self.0.0;
        let account = Account::current();
        if let Some(account) = &account {
            account.admit(Instant::now()).map_err(Refused::Spent)?;
        }
        let (reply, answer) = oneshot::channel();
        let token = inner.token();
        let _ended_with_its_asker = token.clone().end_on_drop();
        let (own, meter) = (token.clone(), Meter::current());
        let work = Box::new(move || {
            let done = meter.count(|| catch_unwind(AssertUnwindSafe(|| work(&own))));
            // Whoever asked may have gone.
            let _ = reply.send(done.map_err(|_| Refused::Failed));
        });
        self.start();
        inner.put(Task { token: token.clone(), account, work })?;
        let done = match tokio::time::timeout(inner.patience, answer).await {
            Ok(Ok(done)) => done?,
            // Dropped without an answer: another came in its place, or the server ends.
            Ok(Err(_)) => return Err(Refused::Busy),
            Err(_) => return Err(Refused::Late),
        };
        // What it has done until then is not the whole.
        if token.was_noticed() { Err(Refused::Late) } else { Ok(done) }
    }

    /// Refuses what waits and all that comes, and tells what runs to end.
    pub fn end(&self) {
        self.0.0.end();
    }

    fn start(&self) {
        let inner = &self.0.0;
        if inner.started.swap(true, Ordering::AcqRel) {
            return;
        }
        for number in 0..inner.threads {
            let inner = Arc::clone(inner);
            // What is nested deeply is gone through by calls within calls.
            let thread = std::thread::Builder::new().name(format!("work-{number}")).stack_size(STACK);
            if let Err(error) = thread.spawn(move || inner.work()) {
                tracing::error!(%error, "a thread for heavy work could not be started");
            }
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.0.end();
    }
}

impl Inner {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn token(&self) -> Token {
        Token::of(self.patience, self.processor)
    }

    fn put(&self, task: Task) -> Result<(), Refused> {
        let mut queue = self.queue();
        queue.tasks.retain(|task| !task.token.is_ended());
        if queue.ended {
            return Err(Refused::Busy);
        }
        if queue.tasks.len() >= self.waiting {
            let debts = queue.tasks.iter().map(Task::debt).enumerate();
            let most = debts.max_by_key(|(_, debt)| *debt).filter(|(_, debt)| *debt > task.debt());
            let (most, _) = most.ok_or(Refused::Busy)?;
            queue.tasks.remove(most);
        }
        queue.tasks.push_back(task);
        drop(queue);
        self.ready.notify_one();
        Ok(())
    }

    fn end(&self) {
        let mut queue = self.queue();
        queue.ended = true;
        queue.tasks.clear();
        queue.running.iter().for_each(Token::end);
        drop(queue);
        self.ready.notify_all();
    }

    /// The life of a thread.
    fn work(&self) {
        if self.manners == Manners::GiveWay {
            account::give_way();
        }
        loop {
            let mut queue = self.queue();
            let task = loop {
                if queue.ended {
                    return;
                }
                queue.tasks.retain(|task| !task.token.is_ended());
                // The first of those with equal debts, which is the one that waits longest.
                let debts = queue.tasks.iter().map(Task::debt).enumerate();
                if let Some((least, _)) = debts.min_by_key(|(_, debt)| *debt)
                    && let Some(task) = queue.tasks.remove(least)
                {
                    break task;
                }
                queue = self.ready.wait(queue).unwrap_or_else(PoisonError::into_inner);
            };
            task.token.begin();
            queue.running.push(task.token.clone());
            drop(queue);
            let begin = account::processor_time();
            (task.work)();
            if let Some(account) = &task.account {
                account.pay(account::processor_time().saturating_sub(begin), Instant::now());
            }
            self.queue().running.retain(|running| !running.is(&task.token));
        }
    }
}

#[cfg(test)]
mod tests;
