//! Synchronisation under faults: random histories of several people on several devices, with the very code that
//! ships (rules, client, router, store on SQLite), over a network that drops, doubles, delays, reorders and cuts,
//! with crashes of tabs and server between any two steps.
//!
//! A history follows from its seed. `FOLKMOOT_HISTORIES` says how many (2,000), `FOLKMOOT_SEED` where they begin;
//! a failure names its seed. `cargo xtask simulate` runs as many as one likes.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod acts;
mod audit;
mod browser;
mod check;
mod device;
mod history;
mod moderator;
mod people;
mod random;
mod restore;
mod server;
mod stream;
mod tally;

use std::sync::atomic::{AtomicU64, Ordering};

use crate::server::Template;
use history::History;
use tally::Tally;

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number")))
}

#[test]
fn no_words_are_lost_whatever_happens() {
    let histories = setting("FOLKMOOT_HISTORIES", 2_000);
    let first = setting("FOLKMOOT_SEED", 1);
    let next = AtomicU64::new(first);
    let totals = std::sync::Mutex::new(Tally::default());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                let template = runtime.block_on(Template::new());
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + histories {
                        return;
                    }
                    let run =
                        std::panic::AssertUnwindSafe(|| runtime.block_on(History::run(seed, &template)));
                    match std::panic::catch_unwind(run) {
                        Ok(tally) => totals.lock().unwrap().add(&tally),
                        Err(_) => {
                            // No other history hides this one.
                            eprintln!(
                                "seed {seed} failed; again by FOLKMOOT_SEED={seed} FOLKMOOT_HISTORIES=1"
                            );
                            std::process::exit(101);
                        }
                    }
                }
            });
        }
    });
    let totals = totals.into_inner().unwrap();
    println!("{histories} histories from seed {first}: {totals}");
    // A simulation in which nothing happens proves nothing.
    if histories >= 500 {
        totals.assert_everything_happened();
    }
}
