//! Which file knows which: paths are followed through what hands a name on, to the file that defines it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::source::{Crate, Entry, Module};

/// A file, by its crate's place in [`Map::crates`] and its path.
pub(super) type Place = (usize, PathBuf);

/// From which file to which, and by which names.
pub(super) type Arrows = BTreeMap<(Place, Place), BTreeSet<String>>;

/// How often a name may be handed on: more is a name that leads to itself.
const HANDS: usize = 32;

pub(super) struct Map {
    pub(super) crates: Vec<Crate>,
}

/// Where a path ends: the module, and the name within it unless the module is meant.
struct End {
    krate: usize,
    module: Module,
    name: Option<String>,
}

impl Map {
    /// All arrows between files that are not the same.
    pub(super) fn arrows(&self) -> Arrows {
        let mut arrows = Arrows::new();
        for (number, krate) in self.crates.iter().enumerate() {
            for (module, content) in &krate.modules {
                let from = (number, content.file.clone());
                for (path, is_import) in content
                    .imports
                    .iter()
                    .map(|path| (path, true))
                    .chain(content.paths.iter().map(|path| (path, false)))
                {
                    let Some(end) = self.resolve(number, module, path, HANDS) else { continue };
                    // Who imports a module says nothing yet: what is taken from it stands in the code.
                    if is_import && end.name.is_none() && end.krate == number {
                        continue;
                    }
                    let to = (end.krate, self.crates[end.krate].modules[&end.module].file.clone());
                    if from != to {
                        let name = end.name.or_else(|| end.module.last().cloned()).unwrap_or_default();
                        arrows.entry((from.clone(), to)).or_default().insert(name);
                    }
                }
            }
        }
        arrows
    }

    fn resolve(&self, krate: usize, from: &Module, path: &[String], hands: usize) -> Option<End> {
        let (first, rest) = path.split_first()?;
        let hands = hands.checked_sub(1)?;
        match first.as_str() {
            "crate" => self.walk(krate, Vec::new(), rest, hands),
            "self" => self.walk(krate, from.clone(), rest, hands),
            "super" => {
                let mut module = from.clone();
                module.pop()?;
                let ups = rest.iter().take_while(|part| *part == "super").count();
                for _ in 0..ups {
                    module.pop()?;
                }
                self.walk(krate, module, &rest[ups..], hands)
            }
            _ => {
                if self.crates[krate].modules.get(from)?.names.contains_key(first) {
                    return self.walk(krate, from.clone(), path, hands);
                }
                if let Some(other) = self.crates.iter().position(|other| other.name == *first) {
                    return self.walk(other, Vec::new(), rest, hands);
                }
                self.in_globs(krate, from, path, hands)
            }
        }
    }

    /// Goes along the names, from a module on.
    fn walk(&self, krate: usize, module: Module, path: &[String], hands: usize) -> Option<End> {
        let content = self.crates[krate].modules.get(&module)?;
        let Some((first, rest)) = path.split_first() else {
            return Some(End { krate, module, name: None });
        };
        let mut inner = module.clone();
        inner.push(first.clone());
        // What is handed on under the name of a module, such as its function, is what whoever imports the name means.
        let is_handed_on = rest.is_empty() && matches!(content.names.get(first), Some(Entry::Imported(_)));
        if !is_handed_on && self.crates[krate].modules.contains_key(&inner) {
            return self.walk(krate, inner, rest, hands);
        }
        match content.names.get(first) {
            Some(Entry::Defined) => Some(End { krate, module, name: Some(first.clone()) }),
            Some(Entry::Imported(import)) => {
                let path: Vec<String> = import.iter().chain(rest).cloned().collect();
                self.resolve(krate, &module, &path, hands)
            }
            None => self.in_globs(krate, &module, path, hands),
        }
    }

    fn in_globs(&self, krate: usize, module: &Module, path: &[String], hands: usize) -> Option<End> {
        let hands = hands.checked_sub(1)?;
        self.crates[krate].modules.get(module)?.globs.iter().find_map(|glob| {
            let base = self.resolve(krate, module, glob, hands)?;
            if base.name.is_some() || (base.krate == krate && base.module == *module) {
                return None;
            }
            self.walk(base.krate, base.module, path, hands)
        })
    }
}

/// The groups of more than one that lead to each other (Tarjan, 'Depth-first search and linear graph algorithms', 1972).
pub(super) fn circles<T: Ord + Clone>(arrows: &BTreeSet<(T, T)>) -> Vec<Vec<T>> {
    let mut next: BTreeMap<&T, Vec<&T>> = BTreeMap::new();
    for (from, to) in arrows {
        next.entry(from).or_default().push(to);
        next.entry(to).or_default();
    }
    let mut search = Search {
        next: &next,
        index: BTreeMap::new(),
        low: BTreeMap::new(),
        stack: Vec::new(),
        found: Vec::new(),
    };
    for place in next.keys() {
        if !search.index.contains_key(place) {
            search.visit(place);
        }
    }
    search.found
}

struct Search<'a, T> {
    next: &'a BTreeMap<&'a T, Vec<&'a T>>,
    index: BTreeMap<&'a T, usize>,
    low: BTreeMap<&'a T, usize>,
    stack: Vec<&'a T>,
    found: Vec<Vec<T>>,
}

impl<'a, T: Ord + Clone> Search<'a, T> {
    fn visit(&mut self, place: &'a T) {
        let number = self.index.len();
        self.index.insert(place, number);
        self.low.insert(place, number);
        self.stack.push(place);
        for to in &self.next[place] {
            let low = if !self.index.contains_key(to) {
                self.visit(to);
                self.low[to]
            } else if self.stack.contains(to) {
                self.index[to]
            } else {
                continue;
            };
            let least = self.low[place].min(low);
            self.low.insert(place, least);
        }
        if self.low[place] == self.index[place] {
            let mut group = Vec::new();
            while let Some(top) = self.stack.pop() {
                group.push(top.clone());
                if top == place {
                    break;
                }
            }
            if group.len() > 1 {
                group.sort();
                self.found.push(group);
            }
        }
    }
}
