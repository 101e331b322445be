//! `cargo xtask arrows`: who may know whom. Reads what the files of each crate import and name, and fails on what
//! docs/ARCHITECTURE.md does not allow, on files that know each other in a circle, on addresses that are made elsewhere
//! than in `domain::address`, and on sentences for people that stand elsewhere than in `messages`.

mod map;
mod source;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use map::{Arrows, Map, Place, circles};
use source::Crate;

use crate::run::root;

/// The crates, where their code is, and which others each may know.
const CRATES: [(&str, &str, &[&str]); 11] = [
    ("messages", "app/messages/src", &[]),
    ("prose", "app/prose/src", &[]),
    ("domain", "app/domain/src", &["messages", "prose"]),
    ("graph", "app/graph/src", &["domain", "messages", "prose"]),
    ("model", "app/model/src", &["domain", "messages"]),
    ("sync", "app/sync/src", &["domain"]),
    ("canvas", "app/canvas/src", &["domain", "graph", "messages"]),
    ("store", "server/store/src", &["domain", "messages", "model", "prose"]),
    ("app", "app/src", &["domain", "graph", "messages", "model", "prose", "sync"]),
    ("web", "app/web/src", &["app"]),
    ("server", "server/src", &["app", "domain", "graph", "messages", "model", "prose", "store", "sync"]),
];

/// The rooms of a crate that has an order: where its code is, and its files and folders, each of which knows those before it.
const ORDERS: [(&str, &[&str]); 1] = [(
    "server/src",
    &[
        "clock",
        "token",
        "guard",
        "follow",
        "http",
        "listen",
        "config",
        "mail",
        "visit",
        "reference",
        "page",
        "write",
        "api",
        "app",
        "router",
        "seeds",
        "serve",
        "cli",
    ],
)];

/// Types for which only the file that defines them has methods: what is a list of parts else becomes everybody's.
const CLOSED: [(&str, &str); 1] = [("App", "server/src/app.rs")];

/// The one file that makes addresses.
const ADDRESSES: &str = "app/domain/src/address.rs";

/// Fails on what is not allowed, and names both ends and what ties them.
pub(crate) fn check() -> Result<()> {
    let root = root();
    let mut crates = Vec::new();
    for (name, folder, _) in CRATES {
        crates.push(Crate::read(name, &root.join(folder))?);
    }
    let map = Map { crates };
    let arrows = map.arrows();
    let mut faults = forbidden(&map, &arrows, &root);
    faults.extend(extended(&map, &root));
    faults.extend(composed(&map, &root));
    faults.extend(said_elsewhere(&map, &root));
    faults.extend(in_circles(&arrows, &root));
    if faults.is_empty() {
        eprintln!("    {} arrows between files, none that is not allowed, and no circle", arrows.len());
        return Ok(());
    }
    for fault in &faults {
        eprintln!("{fault}\n");
    }
    bail!("{} arrows or circles are not allowed (docs/ARCHITECTURE.md says who may know whom)", faults.len())
}

fn forbidden(map: &Map, arrows: &Arrows, root: &Path) -> Vec<String> {
    let mut faults = Vec::new();
    for ((from, to), names) in arrows {
        let (ours, theirs) = (CRATES[from.0].2, &map.crates[to.0].name);
        if from.0 != to.0 && !ours.contains(&theirs.as_str()) {
            faults.push(format!("{} may not know {}", CRATES[from.0].0, arrow(from, to, names, root)));
        }
        for (folder, rooms) in ORDERS {
            let place = |file: &Place| {
                rooms.iter().position(|room| is_in(&short(file, root), &Path::new(folder).join(room)))
            };
            if let (Some(ours), Some(theirs)) = (place(from), place(to))
                && ours < theirs
            {
                let arrow = arrow(from, to, names, root);
                faults.push(format!(
                    "{} comes before {} and may not know it: {arrow}",
                    rooms[ours], rooms[theirs]
                ));
            }
        }
    }
    faults
}

/// Whether a file is that one, or one of the folder of that name.
fn is_in(file: &Path, room: &Path) -> bool {
    file.starts_with(room) || file == room.with_extension("rs")
}

/// Methods of closed types that stand elsewhere.
fn extended(map: &Map, root: &Path) -> Vec<String> {
    let mut faults = Vec::new();
    for content in map.crates.iter().flat_map(|of| of.modules.values()) {
        for (closed, home) in CLOSED {
            let file = content.file.strip_prefix(root).unwrap_or(&content.file);
            let room = Path::new(home).parent().unwrap_or(root);
            if content.extends.contains(closed) && file.starts_with(room) && file != Path::new(home) {
                faults
                    .push(format!("{} may not have methods of {closed}, which is {home}'s", file.display()));
            }
        }
    }
    faults
}

/// Addresses that are made elsewhere.
fn composed(map: &Map, root: &Path) -> Vec<String> {
    let mut faults = Vec::new();
    for content in map.crates.iter().flat_map(|of| of.modules.values()) {
        let file = content.file.strip_prefix(root).unwrap_or(&content.file);
        for format in content.composes.iter().filter(|_| file != Path::new(ADDRESSES)) {
            faults.push(format!(
                "{} may not make an address, which is {ADDRESSES}'s: {format}",
                file.display()
            ));
        }
    }
    faults
}

/// Sentences for people that stand elsewhere than in `messages`.
fn said_elsewhere(map: &Map, root: &Path) -> Vec<String> {
    let mut faults = Vec::new();
    for of in map.crates.iter().filter(|of| of.name != "messages") {
        for content in of.modules.values() {
            let file = content.file.strip_prefix(root).unwrap_or(&content.file);
            for sentence in &content.sentences {
                faults
                    .push(format!("{} says in its own words, not by `messages`: {sentence}", file.display()));
            }
        }
    }
    faults
}

fn in_circles(arrows: &Arrows, root: &Path) -> Vec<String> {
    let inside: BTreeSet<(Place, Place)> =
        arrows.keys().filter(|(from, to)| from.0 == to.0).cloned().collect();
    circles(&inside)
        .into_iter()
        .map(|circle| {
            let ties = arrows
                .iter()
                .filter(|((from, to), _)| circle.contains(from) && circle.contains(to))
                .map(|((from, to), names)| format!("\n  {}", arrow(from, to, names, root)));
            format!("{} files know each other in a circle:{}", circle.len(), ties.collect::<String>())
        })
        .collect()
}

fn arrow(from: &Place, to: &Place, names: &BTreeSet<String>, root: &Path) -> String {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    format!("{} -> {} ({})", short(from, root).display(), short(to, root).display(), names.join(", "))
}

fn short(place: &Place, root: &Path) -> PathBuf {
    place.1.strip_prefix(root).map_or_else(|_| place.1.clone(), PathBuf::from)
}
