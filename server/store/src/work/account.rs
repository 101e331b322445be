//! Who has had how much done for them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

tokio::task_local! {
    static PAYER: Arc<Account>;
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

pub(super) fn current() -> Option<Arc<Account>> {
    PAYER.try_with(Arc::clone).ok()
}

/// The processor time of this thread so far.
pub(super) fn processor_time() -> Duration {
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
