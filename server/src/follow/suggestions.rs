//! Articles that might be related to one, with what speaks for it: by the server's own index and graph, without any
//! other service.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use domain::id::ArticleId;
use graph::suggest::{Shared, evidence, phrases, rank, weight, words};
use graph::{NodeIndex, short};
use store::Store;
use store::read::suggest::Posting;
use store::work::Token;

use super::error::Error;
use super::snapshot::Snapshot;
use crate::guard::work::Turns;

/// The most suggestions that are made.
pub const MAX_SUGGESTIONS: usize = 10;
/// A neighbour with more relations than this says nothing of two of its articles.
const MAX_RELATIONS_OF_EVIDENCE: usize = 60;
/// About how many bytes of text take as long as a place where a term stands.
const PLACE: usize = 16;
/// Of how many articles, those with the most words in common, the text is looked at.
const MAX_TEXTS_READ: usize = 40;

/// Words that tell of nothing, however rare they are in a small discussion: English, in which most of what is written
/// here is. Those of other languages are told by being common.
static EMPTY: LazyLock<HashSet<&str>> = LazyLock::new(|| stop_words::get("en").iter().copied().collect());

/// What is suggested for an article, as nodes of the snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Suggestions {
    /// The best first, each with what speaks for it in a sentence.
    pub found: Vec<(NodeIndex, String)>,
    /// Those that were dismissed, the last first.
    pub dismissed: Vec<NodeIndex>,
}

/// Finds suggestions in a database.
pub struct SuggestionFinder {
    store: Store,
    turns: Arc<Turns>,
}

impl SuggestionFinder {
    /// Of a database, in turns with whoever else reads dozens of texts at once.
    #[must_use]
    pub const fn new(store: Store, turns: Arc<Turns>) -> Self {
        Self { store, turns }
    }

    /// What might be related to an article.
    ///
    /// # Errors
    /// If the database fails, or there is too much to do.
    pub async fn find(
        &self,
        snapshot: &Snapshot,
        article: ArticleId,
        most: usize,
    ) -> Result<Suggestions, Error> {
        let _turn = self.turns.turn().await?;
        let (Some(mut about), Some(own)) =
            (self.store.suggestible(article).await?, snapshot.index_of(article))
        else {
            return Ok(Suggestions::default());
        };
        let (common, pool) = (common(about.all), self.store.work());
        let text: Arc<str> = std::mem::take(&mut about.text).into();
        let (bytes, whole) = (text.len(), Arc::clone(&text));
        let telling = move |_: &Token| -> Vec<String> {
            words(&whole).into_iter().filter(|word| !EMPTY.contains(word.as_str())).collect()
        };
        let telling = pool.run_sized(bytes, telling).await?;
        let single = self.store.postings(&telling, common).await?;
        let chosen: BTreeSet<String> = single.iter().map(|posting| posting.term.clone()).collect();
        let pairs = move |_: &Token| phrases(&text, |word| chosen.contains(word));
        let pairs = pool.run_sized(bytes, pairs).await?;
        let double = self.store.postings(&pairs, common).await?;
        let graph = &snapshot.graph;
        let name = |node: NodeIndex| short(&graph.nodes[node].title);

        let mut shared: BTreeMap<NodeIndex, Vec<Shared>> = BTreeMap::new();
        for (node, terms) in self.in_common(snapshot, about.all, single, double).await? {
            shared.insert(node, terms);
        }
        for (neighbour, others) in neighbours(snapshot, own) {
            let degree = snapshot.incidence()[neighbour].len();
            for other in others {
                shared.entry(other).or_default().push(Shared::Neighbour(name(neighbour), degree));
            }
        }
        for (other, title, number) in about.sources {
            if let Some(other) = snapshot.index_of(other) {
                shared.entry(other).or_default().push(Shared::Source(title, number));
            }
        }
        for (other, by, number) in about.quoted {
            if let (Some(other), Some(by)) = (snapshot.index_of(other), snapshot.index_of(by)) {
                shared.entry(other).or_default().push(Shared::Quoted(name(by), number));
            }
        }

        let dismissed: Vec<NodeIndex> =
            about.dismissed.iter().filter_map(|article| snapshot.index_of(*article)).collect();
        let mut excluded: BTreeSet<NodeIndex> = dismissed.iter().copied().collect();
        excluded.insert(own);
        excluded.extend(snapshot.incidence()[own].iter().map(|edge| graph.edges[*edge].other(own)));
        let above = ancestors(snapshot, own);
        excluded.extend(&above);
        let candidates: Vec<(NodeIndex, Vec<Shared>)> = shared.into_iter().collect();
        let ranked = rank(&candidates, &excluded, about.all);
        let related_by_whole = |node: &NodeIndex| ancestors(snapshot, *node).contains(&own);
        let found = ranked
            .into_iter()
            .map(|(node, _)| node)
            .filter(|node| !related_by_whole(node))
            .take(most)
            .map(|node| {
                let at = candidates.binary_search_by_key(&node, |(node, _)| *node);
                let shared = at.map_or(&[][..], |at| &candidates[at].1);
                (node, evidence(shared, about.all))
            })
            .collect();
        Ok(Suggestions { found, dismissed })
    }

    /// The articles that have the most in common with the terms, each with what that is.
    async fn in_common(
        &self,
        snapshot: &Snapshot,
        all: usize,
        single: Vec<Posting>,
        double: Vec<Posting>,
    ) -> Result<Vec<(NodeIndex, Vec<Shared>)>, Error> {
        let places = single.iter().chain(&double).map(|posting| posting.articles.len()).sum::<usize>();
        let pool = self.store.work();
        let find = move |_: &Token| closest(all, &single, &double);
        let mut shared = pool.run_sized(PLACE * places, find).await?;
        let numbers: Vec<i64> = shared.keys().copied().collect();
        let named = self.store.numbered(&numbers).await?;
        let bytes = named.iter().map(|(_, _, text)| text.len()).sum();
        let keep = move |_: &Token| {
            let about = |(number, article, text): (i64, ArticleId, String)| {
                let about: BTreeSet<String> = words(&text).into_iter().collect();
                let mut shared = shared.remove(&number)?;
                // What the other only mentions is not what it is about.
                shared.retain(|shared| match shared {
                    Shared::Word(word, _) => about.contains(word),
                    Shared::Phrase(phrase, _) => phrase.split(' ').any(|word| about.contains(word)),
                    _ => true,
                });
                Some((article, shared))
            };
            named.into_iter().filter_map(about).collect::<Vec<_>>()
        };
        let kept = pool.run_sized(bytes, keep).await?;
        Ok(kept
            .into_iter()
            .filter_map(|(article, shared)| Some((snapshot.index_of(article)?, shared)))
            .collect())
    }
}

/// By the numbers of the articles that have the most in common with the terms, what that is.
fn closest(all: usize, single: &[Posting], double: &[Posting]) -> HashMap<i64, Vec<Shared>> {
    let word = |posting: &Posting| Shared::Word(posting.term.clone(), posting.articles.len());
    let phrase = |posting: &Posting| Shared::Phrase(posting.term.clone(), posting.articles.len());
    let terms: Vec<(Shared, &[i64])> = single
        .iter()
        .map(|posting| (word(posting), posting.articles.as_slice()))
        .chain(double.iter().map(|posting| (phrase(posting), posting.articles.as_slice())))
        .collect();
    let mut scores: HashMap<i64, f64> = HashMap::new();
    for (shared, articles) in &terms {
        let score = shared.score(all);
        for article in *articles {
            *scores.entry(*article).or_default() += score;
        }
    }
    let mut closest: Vec<(i64, f64)> = scores.into_iter().collect();
    closest.sort_by(|(a, x), (b, y)| y.total_cmp(x).then(a.cmp(b)));
    closest.truncate(MAX_TEXTS_READ);
    let mut shared: HashMap<i64, Vec<Shared>> =
        closest.iter().map(|(article, _)| (*article, Vec::new())).collect();
    for (term, articles) in &terms {
        for article in *articles {
            if let Some(list) = shared.get_mut(article) {
                list.push(term.clone());
            }
        }
    }
    shared
}

/// In how many of `all` articles a term may stand; beyond, it weighs nothing.
fn common(all: usize) -> usize {
    let (mut low, mut high) = (1, all.max(1));
    while low < high {
        let middle = (low + high).div_ceil(2);
        if weight(middle, all) >= graph::suggest::DISTINCTIVE {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    low.max(3)
}

/// The neighbours of a node with what else is related to each.
fn neighbours(snapshot: &Snapshot, own: NodeIndex) -> Vec<(NodeIndex, BTreeSet<NodeIndex>)> {
    let around = |node: NodeIndex| -> BTreeSet<NodeIndex> {
        snapshot.incidence()[node].iter().map(|edge| snapshot.graph.edges[*edge].other(node)).collect()
    };
    around(own)
        .into_iter()
        .filter(|neighbour| snapshot.incidence()[*neighbour].len() <= MAX_RELATIONS_OF_EVIDENCE)
        .map(|neighbour| (neighbour, around(neighbour)))
        .collect()
}

/// What a node is part of, directly or not; the nearest of very many.
fn ancestors(snapshot: &Snapshot, node: NodeIndex) -> BTreeSet<NodeIndex> {
    const LEVELS: usize = 64;
    let mut above = BTreeSet::new();
    let mut level = vec![node];
    for _ in 0..LEVELS {
        let mut next = Vec::new();
        for node in level {
            for edge in snapshot.incidence()[node].iter().map(|edge| &snapshot.graph.edges[*edge]) {
                if edge.from == node && edge.kind == domain::relation::Kind::PartOf && above.insert(edge.to) {
                    next.push(edge.to);
                }
            }
        }
        level = next;
    }
    above
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_words_tell_of_nothing() {
        assert!(["nor", "there", "which"].iter().all(|word| EMPTY.contains(word)));
        assert!(["incident", "security", "reporting"].iter().all(|word| !EMPTY.contains(word)));
    }

    #[test]
    fn a_term_may_stand_in_few_of_many_articles() {
        assert_eq!([0, 1, 2, 26].map(common), [3, 3, 3, 7]);
        assert!((999..=1_001).contains(&common(100_000)));
    }
}
