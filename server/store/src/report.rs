//! What goes wrong is logged with its whole chain of causes, and the same line once a minute with how often it came.
//!
//! A full disk fails every write. Thousands of equal lines would fill it further and hide what else there is to say.

use std::collections::HashMap;
use std::error::Error;
use std::fmt::Write as _;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long the same line is kept back after it was logged.
const PAUSE: Duration = Duration::from_secs(60);
/// The most lines that are told apart; beyond them those that came longest ago are forgotten.
const LINES: usize = 256;

/// The log is the process's own, as standard error is.
static REPEATS: LazyLock<Repeats> = LazyLock::new(Repeats::default);

/// How grave it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// Something was refused or lost its turn.
    Error,
    /// Something will be tried again by itself.
    Warning,
}

/// Counts equal lines.
#[derive(Debug, Default)]
pub struct Repeats(Mutex<HashMap<(Level, String), Line>>);

#[derive(Debug, Clone, Copy)]
struct Line {
    logged: Instant,
    kept_back: u64,
}

impl Repeats {
    /// Whether the line is to be logged now, and how often it was kept back since it was logged last.
    #[must_use]
    pub fn note(&self, level: Level, line: &str, now: Instant) -> Option<u64> {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = Line { logged: now, kept_back: 0 };
        if let Some(known) = lines.get_mut(&(level, line.to_owned())) {
            if now.saturating_duration_since(known.logged) < PAUSE {
                known.kept_back += 1;
                return None;
            }
            return Some(std::mem::replace(known, fresh).kept_back);
        }
        if lines.len() >= LINES {
            let oldest = lines.iter().min_by_key(|(_, line)| line.logged).map(|(key, _)| key.clone());
            oldest.and_then(|key| lines.remove(&key));
        }
        lines.insert((level, line.to_owned()), fresh);
        Some(0)
    }

    /// The lines that were kept back and whose pause is over, with how often; each is counted anew from now.
    #[must_use]
    pub fn due(&self, now: Instant) -> Vec<(Level, String, u64)> {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut due = Vec::new();
        lines.retain(|(level, text), line| {
            if now.saturating_duration_since(line.logged) < PAUSE {
                return true;
            }
            if line.kept_back > 0 {
                due.push((*level, text.clone(), line.kept_back));
                *line = Line { logged: now, kept_back: 0 };
                return true;
            }
            false
        });
        due
    }
}

/// An error with all of its causes in one line. A cause that its error has quoted already is not said twice.
#[must_use]
pub fn chain(error: &dyn Error) -> String {
    let mut line = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let words = cause.to_string();
        if !line.contains(&words) {
            // Writing to a string does not fail.
            let _ = write!(line, ": {words}");
        }
        next = cause.source();
    }
    line
}

/// Logs what could not be done, and why.
pub fn report(level: Level, what: &str, error: &dyn Error) {
    let line = format!("{what}: {}", chain(error));
    if let Some(kept_back) = REPEATS.note(level, &line, Instant::now()) {
        log(level, &line, kept_back);
    }
}

/// Logs what was kept back and whose minute is over; to be called now and then.
pub fn report_what_is_due() {
    for (level, line, times) in REPEATS.due(Instant::now()) {
        log(level, &line, times);
    }
}

fn log(level: Level, line: &str, times: u64) {
    match (level, times) {
        (Level::Error, 0) => tracing::error!("{line}"),
        (Level::Error, times) => tracing::error!(times, "in the last minute also: {line}"),
        (Level::Warning, 0) => tracing::warn!("{line}"),
        (Level::Warning, times) => tracing::warn!(times, "in the last minute also: {line}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_line_is_logged_once_a_minute_with_how_often_it_came() {
        let repeats = Repeats::default();
        let begin = Instant::now();
        let at = |seconds| begin + Duration::from_secs(seconds);
        assert_eq!(repeats.note(Level::Error, "full", at(0)), Some(0));
        for second in 1..=59 {
            assert_eq!(repeats.note(Level::Error, "full", at(second)), None);
        }
        assert_eq!(repeats.note(Level::Error, "locked", at(5)), Some(0), "another line is another line");
        assert_eq!(repeats.note(Level::Warning, "full", at(5)), Some(0), "also by its level");
        assert_eq!(repeats.note(Level::Error, "full", at(60)), Some(59));
        assert_eq!(repeats.note(Level::Error, "full", at(61)), None);
    }

    #[test]
    fn what_was_kept_back_is_said_when_its_minute_is_over_though_it_never_comes_again() {
        let repeats = Repeats::default();
        let begin = Instant::now();
        let _ = repeats.note(Level::Error, "full", begin);
        let _ = repeats.note(Level::Error, "full", begin);
        assert!(repeats.due(begin + Duration::from_secs(59)).is_empty());
        let due = repeats.due(begin + Duration::from_secs(60));
        assert_eq!(due, [(Level::Error, "full".to_owned(), 1)]);
        assert!(repeats.due(begin + Duration::from_secs(120)).is_empty());
    }

    #[test]
    fn lines_that_are_all_different_take_no_more_and_more_memory() {
        let repeats = Repeats::default();
        let now = Instant::now();
        for number in 0..10 * LINES {
            assert!(repeats.note(Level::Error, &number.to_string(), now).is_some());
        }
        assert_eq!(repeats.0.lock().unwrap().len(), LINES);
    }

    #[test]
    fn the_cause_is_named_to_its_end_and_nothing_is_said_twice() {
        #[derive(Debug, thiserror::Error)]
        #[error("the store failed")]
        struct Outer(#[source] Middle);
        #[derive(Debug, thiserror::Error)]
        #[error("the database failed: (code: 13) database or disk is full")]
        struct Middle(#[source] Inner);
        #[derive(Debug, thiserror::Error)]
        #[error("(code: 13) database or disk is full")]
        struct Inner(#[source] std::io::Error);
        let error = Outer(Middle(Inner(std::io::Error::other("no space left"))));
        assert_eq!(
            chain(&error),
            "the store failed: the database failed: (code: 13) database or disk is full: no space left"
        );
    }
}
