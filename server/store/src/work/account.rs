//! Who has had how much done for them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

tokio::task_local! {
    static PAYER: Arc<Account>;
    static METER: Meter;
}

/// How much processor time the pool has spent on one request. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Meter(Arc<AtomicU64>);

impl Meter {
    /// So much.
    #[must_use]
    pub fn spent(&self) -> Duration {
        Duration::from_nanos(self.0.load(Ordering::Acquire))
    }

    /// What counts; where nobody asked for it, for nobody.
    pub(crate) fn current() -> Self {
        METER.try_with(Clone::clone).unwrap_or_default()
    }

    /// So much more was spent.
    pub(crate) fn add(&self, took: Duration) {
        self.0.fetch_add(u64::try_from(took.as_nanos()).unwrap_or(u64::MAX), Ordering::AcqRel);
    }

    /// Does `work` on this thread and counts what it took.
    pub(super) fn count<T>(&self, work: impl FnOnce() -> T) -> T {
        let begin = processor_time();
        let done = work();
        self.add(processor_time().saturating_sub(begin));
        done
    }
}

/// Counts on `meter` what is worked out for `future`.
pub async fn metered<F: Future>(meter: Meter, future: F) -> F::Output {
    METER.scope(meter, future).await
}

/// Processor time that was spent for somebody. It is paid off evenly, a minute's allowance within a minute.
#[derive(Debug)]
pub struct Account {
    allowance: Duration,
    /// What is owed, and as of when.
    owed: Mutex<(Duration, Instant)>,
}

impl Account {
    /// With an allowance of processor time for each minute.
    #[must_use]
    pub fn new(allowance: Duration, now: Instant) -> Self {
        Self { allowance, owed: Mutex::new((Duration::ZERO, now)) }
    }

    /// That of whoever asks; nobody's within the program itself.
    pub(crate) fn current() -> Option<Arc<Self>> {
        PAYER.try_with(Arc::clone).ok()
    }

    /// What is still owed.
    #[must_use]
    pub fn debt(&self, now: Instant) -> Duration {
        let (debt, at) = *self.owed.lock().unwrap_or_else(PoisonError::into_inner);
        let minutes = now.saturating_duration_since(at).as_secs_f64() / 60.0;
        debt.saturating_sub(self.allowance.mul_f64(minutes))
    }

    /// Whether more may be done.
    ///
    /// # Errors
    /// How long to wait.
    pub fn admit(&self, now: Instant) -> Result<(), Duration> {
        let debt = self.debt(now);
        if debt < self.allowance {
            return Ok(());
        }
        let minutes =
            debt.saturating_sub(self.allowance).as_secs_f64() / self.allowance.as_secs_f64().max(0.001);
        Err(Duration::from_secs_f64(60.0 * minutes))
    }

    /// Owes that much more.
    pub fn pay(&self, took: Duration, now: Instant) {
        let debt = self.debt(now);
        *self.owed.lock().unwrap_or_else(PoisonError::into_inner) = (debt + took, now);
    }
}

/// Lets `account` pay for the work that `future` asks for.
pub async fn paid_by<F: Future>(account: Arc<Account>, future: F) -> F::Output {
    PAYER.scope(account, future).await
}

/// The processor time of this thread so far.
pub(crate) fn processor_time() -> Duration {
    #[cfg(unix)]
    {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Duration::try_from(time).unwrap_or_default()
    }
    #[cfg(not(unix))]
    {
        use std::sync::LazyLock;
        static BEGIN: LazyLock<Instant> = LazyLock::new(Instant::now);
        BEGIN.elapsed()
    }
}

/// Makes this thread give way to all that answer.
pub(super) fn give_way() {
    // On Linux a thread has a niceness of its own; elsewhere it is the process's.
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, 10) {
        tracing::debug!(%error, "heavy work does not give way");
    }
}
