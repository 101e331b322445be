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
mod crowd;
mod device;
mod disk;
mod faults;
mod gone;
mod history;
mod large;
mod moderation;
mod moderator;
mod people;
mod process;
mod random;
mod restore;
mod server;
mod stream;
mod tally;

use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::server::Template;
use history::History;
use tally::Tally;
use tokio::signal::unix::{SignalKind, signal};

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number")))
}

/// How many processes run histories: each bounds the size of its files for itself, and waits about as long as it works.
const WORKERS: u64 = 4;
/// Set for a process that runs some of the histories: its number, and where it leaves what it counted.
const WORKER: &str = "FOLKMOOT_SIMULATION_WORKER";
const COUNTS: &str = "FOLKMOOT_SIMULATION_COUNTS";
/// 'File too large': a write beyond the bound is an error, not the end of the process.
const SIGXFSZ: i32 = 25;

#[test]
fn no_words_are_lost_whatever_happens() {
    let histories = setting("FOLKMOOT_HISTORIES", 2_000);
    let first = setting("FOLKMOOT_SEED", 1);
    if std::env::var(WORKER).is_ok() {
        work(first + setting(WORKER, 0), first + histories);
    } else {
        let totals = conduct(WORKERS.min(histories));
        println!("{histories} histories from seed {first}: {totals}");
        // A simulation in which nothing happens proves nothing.
        if histories >= 1_000 {
            totals.assert_everything_happened(disk::can_be_full());
        }
    }
}

fn conduct(workers: u64) -> Tally {
    let folder = tempfile::tempdir().unwrap();
    let disks = disk::folder();
    let counts = |worker: u64| folder.path().join(worker.to_string());
    let mut running: Vec<(Child, PathBuf)> = (0..workers)
        .map(|worker| {
            let child = disk::process_with_its_own()
                .args(["no_words_are_lost_whatever_happens", "--exact", "--nocapture"])
                .env(WORKER, worker.to_string())
                .env(COUNTS, counts(worker))
                .env(disk::FOLDER, disks.path())
                .env("TMPDIR", disks.path())
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            (child, counts(worker))
        })
        .collect();
    let mut totals = Tally::default();
    // All of them are looked after, so that one that fails ends the others.
    while !running.is_empty() {
        let ended = running.iter_mut().position(|(child, _)| child.try_wait().unwrap().is_some());
        let Some(ended) = ended else {
            std::thread::sleep(Duration::from_millis(50));
            continue;
        };
        let (mut child, counts) = running.swap_remove(ended);
        if !child.wait().unwrap().success() {
            for (other, _) in &mut running {
                other.kill().unwrap();
                other.wait().unwrap();
            }
            panic!("a history failed; its seed is named above");
        }
        totals.add(&serde_json::from_slice(&std::fs::read(counts).unwrap()).unwrap());
    }
    totals
}

fn work(first: u64, end: u64) {
    disk::make();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let _ignored = {
        let _inside = runtime.enter();
        signal(SignalKind::from_raw(SIGXFSZ)).unwrap()
    };
    let template = runtime.block_on(Template::new());
    let mut totals = Tally::default();
    let step = usize::try_from(WORKERS).unwrap();
    for seed in (first..end).step_by(step) {
        let run = std::panic::AssertUnwindSafe(|| runtime.block_on(History::run(seed, &template)));
        match std::panic::catch_unwind(run) {
            Ok(tally) => totals.add(&tally),
            Err(_) => {
                // No other history hides this one.
                eprintln!("seed {seed} failed; again by FOLKMOOT_SEED={seed} FOLKMOOT_HISTORIES=1");
                std::process::exit(101);
            }
        }
    }
    std::fs::write(std::env::var(COUNTS).unwrap(), serde_json::to_vec(&totals).unwrap()).unwrap();
}
