//! `cargo xtask arrows`: who may know whom. Reads what the files of each crate import and name, and fails on what
//! docs/ARCHITECTURE.md does not allow, and on files that know each other in a circle.

mod map;
mod source;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use map::{Arrows, Map, Place, circles};
use source::Crate;

use crate::run::root;

/// The crates, where their code is, and which others each may know.
const CRATES: [(&str, &str, &[&str]); 7] = [
    ("domain", "app/domain/src", &[]),
    ("graph", "app/graph/src", &["domain"]),
    ("canvas", "app/canvas/src", &["domain", "graph"]),
    ("store", "server/store/src", &["domain"]),
    ("app", "app/src", &["domain", "graph", "store"]),
    ("web", "app/web/src", &["app"]),
    ("server", "server/src", &["app", "domain", "graph", "store"]),
];

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
    let short =
        |place: &Place| place.1.strip_prefix(root).map(PathBuf::from).unwrap_or_else(|_| place.1.clone());
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    format!("{} -> {} ({})", short(from).display(), short(to).display(), names.join(", "))
}
