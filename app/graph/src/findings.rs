//! What there is to mend in a discussion, from its graph: questions that nobody answered, arguments that go in a
//! circle, and the like. Every list is in the order of nodes or edges and complete; whoever shows it cuts it.
//!
//! An article *rests on* another if the other supports it or feeds it, or if it depends on the other or elaborates
//! it. Whether an answer *stands* is the grounded labelling of Dung, 'On the acceptability of arguments', Artificial
//! Intelligence 77 (1995), in which the articles are arguments and `opposes` is attack.

use std::collections::{BTreeMap, VecDeque};

use super::model::{Edge, EdgeIndex, Graph, NodeIndex};
use domain::relation::Kind;

/// What was found in a graph.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Questions that no article answers.
    pub unanswered: Vec<NodeIndex>,
    /// Articles without any relation.
    pub alone: Vec<NodeIndex>,
    /// Articles that support, oppose or answer another, but rest on nothing and cite nothing.
    pub dead_ends: Vec<NodeIndex>,
    /// Questions that are answered, but each answer is opposed by an article that stands.
    pub refuted: Vec<NodeIndex>,
    /// Circular arguments: for each knot of articles that rest on one another, the edges of a shortest circle
    /// through the first of them, in order.
    pub circles: Vec<Vec<EdgeIndex>>,
    /// Articles with two supports or more and nothing that opposes them, or the reverse.
    pub one_sided: Vec<NodeIndex>,
    /// Oppositions between two locked articles.
    pub contradictions: Vec<EdgeIndex>,
}

/// Looks a graph through. `cited` tells of each node whether it has a citation. Takes time in proportion to the
/// graph, but for circles, which take a walk through their own knot each.
#[must_use]
pub fn examine(graph: &Graph, cited: &[bool]) -> Report {
    let incidence = graph.incidence();
    let edges = |node: NodeIndex| incidence[node].iter().map(|edge| &graph.edges[*edge]);
    let to =
        |node: NodeIndex, kind: Kind| edges(node).filter(move |edge| edge.to == node && edge.kind == kind);
    let standing = standing(graph, &incidence);
    let mut report = Report::default();
    for node in graph.node_indices() {
        if is_question(&graph.nodes[node].title) {
            let mut answers = to(node, Kind::Answers).peekable();
            if answers.peek().is_none() {
                report.unanswered.push(node);
            } else if answers.all(|answer| standing[answer.from] == Standing::Refuted) {
                report.refuted.push(node);
            }
        }
        if incidence[node].is_empty() {
            report.alone.push(node);
        }
        let argues = |edge: &Edge| {
            edge.from == node && matches!(edge.kind, Kind::Supports | Kind::Opposes | Kind::Answers)
        };
        let rests = |edge: &Edge| rests_on(edge).is_some_and(|(upper, _)| upper == node);
        let is_cited = cited.get(node.index()).copied().unwrap_or_default();
        if !is_cited && edges(node).any(argues) && !edges(node).any(rests) {
            report.dead_ends.push(node);
        }
        let (supports, opposes) = (to(node, Kind::Supports).count(), to(node, Kind::Opposes).count());
        if supports.max(opposes) >= 2 && supports.min(opposes) == 0 {
            report.one_sided.push(node);
        }
    }
    report.circles = circles(graph, &incidence);
    let locked = |node: NodeIndex| graph.nodes[node].locked;
    report.contradictions = graph
        .indexed_edges()
        .filter(|(_, edge)| edge.kind == Kind::Opposes && locked(edge.from) && locked(edge.to))
        .map(|(index, _)| index)
        .collect();
    report
}

/// Whether a title asks: it ends with the question mark of any script, whatever closes after it. NFC makes the Greek
/// question mark a semicolon, so one after a Greek letter counts.
#[must_use]
pub fn is_question(title: &str) -> bool {
    let title = title.trim_end_matches(|c: char| c.is_whitespace() || "\"'”’»›)]）］」』】".contains(c));
    let Some(last) = title.chars().next_back() else { return false };
    let greek = || {
        let letter = title.chars().rev().find(|c| c.is_alphabetic());
        letter.is_some_and(|c| ('\u{370}'..='\u{3ff}').contains(&c) || ('\u{1f00}'..='\u{1fff}').contains(&c))
    };
    "?？؟՞፧⸮᥅꘏꛷⁇⁈⁉︖﹖❓❔".contains(last) || last == '\u{37e}' || (last == ';' && greek())
}

/// The upper and the lower end of an edge by which one article rests on another.
#[must_use]
pub const fn rests_on(edge: &Edge) -> Option<(NodeIndex, NodeIndex)> {
    match edge.kind {
        Kind::Supports | Kind::Feeds => Some((edge.to, edge.from)),
        Kind::DependsOn | Kind::Elaborates => Some((edge.from, edge.to)),
        Kind::PartOf | Kind::Answers | Kind::Opposes | Kind::RelatedTo => None,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// It opposes and is opposed in a way that nothing decides.
    Open,
    /// All that opposes it is refuted.
    Stands,
    /// Something that stands opposes it.
    Refuted,
}

fn standing(graph: &Graph, incidence: &[Vec<EdgeIndex>]) -> Vec<Standing> {
    let mut standing = vec![Standing::Open; graph.nodes.len()];
    let mut attackers = vec![0_usize; graph.nodes.len()];
    let opposing = |edge: &&Edge| edge.kind == Kind::Opposes;
    for edge in graph.edges.iter().filter(opposing) {
        attackers[edge.to] += 1;
    }
    let mut queue: VecDeque<NodeIndex> = graph.node_indices().filter(|node| attackers[*node] == 0).collect();
    while let Some(node) = queue.pop_front() {
        standing[node] = Standing::Stands;
        let from = |node: NodeIndex| {
            incidence[node]
                .iter()
                .map(|edge| &graph.edges[*edge])
                .filter(opposing)
                .filter(move |edge| edge.from == node)
        };
        for refuted in from(node).map(|edge| edge.to) {
            if standing[refuted] == Standing::Refuted {
                continue;
            }
            standing[refuted] = Standing::Refuted;
            for relieved in from(refuted).map(|edge| edge.to) {
                attackers[relieved] -= 1;
                if attackers[relieved] == 0 && standing[relieved] == Standing::Open {
                    queue.push_back(relieved);
                }
            }
        }
    }
    standing
}

fn circles(graph: &Graph, incidence: &[Vec<EdgeIndex>]) -> Vec<Vec<EdgeIndex>> {
    let below: Vec<Vec<(EdgeIndex, NodeIndex)>> = graph
        .node_indices()
        .zip(incidence)
        .map(|(node, edges)| {
            let lower = |edge: &EdgeIndex| rests_on(&graph.edges[*edge]).filter(|(upper, _)| *upper == node);
            let mut below: Vec<(EdgeIndex, NodeIndex)> =
                edges.iter().filter_map(|edge| Some((*edge, lower(edge)?.1))).collect();
            // Edges are numbered in no order that lasts, and of several shortest circles one is shown.
            below.sort_unstable_by_key(|(edge, lower)| (*lower, graph.edges[*edge].id));
            below
        })
        .collect();
    let knot = knots(&below);
    let mut seen = vec![false; below.len()];
    let mut circles = Vec::new();
    for first in graph.node_indices() {
        if !std::mem::replace(&mut seen[knot[first]], true) {
            circles.extend(shortest(&below, &knot, first));
        }
    }
    circles
}

/// The edges of a shortest way from `first` back to it, within its knot.
fn shortest(
    below: &[Vec<(EdgeIndex, NodeIndex)>],
    knot: &[usize],
    first: NodeIndex,
) -> Option<Vec<EdgeIndex>> {
    let mut came: BTreeMap<NodeIndex, (EdgeIndex, NodeIndex)> = BTreeMap::new();
    let mut queue = VecDeque::from([first]);
    while let Some(node) = queue.pop_front() {
        for (edge, lower) in below[node].iter().filter(|(_, lower)| knot[*lower] == knot[first]) {
            if *lower == first {
                let mut way = vec![*edge];
                let mut at = node;
                while at != first {
                    let (edge, before) = came[&at];
                    way.push(edge);
                    at = before;
                }
                way.reverse();
                return Some(way);
            }
            if !came.contains_key(lower) {
                came.insert(*lower, (*edge, node));
                queue.push_back(*lower);
            }
        }
    }
    None
}

/// For each node the number of its strongly connected component (Tarjan, 'Depth-first search and linear graph
/// algorithms', SIAM Journal on Computing 1, 1972), without recursion: a chain may be as long as there are articles.
fn knots(below: &[Vec<(EdgeIndex, NodeIndex)>]) -> Vec<usize> {
    const NEW: usize = usize::MAX;
    let mut index = vec![NEW; below.len()];
    let mut low = vec![0; below.len()];
    let mut knot = vec![NEW; below.len()];
    let (mut next, mut knots) = (0, 0);
    let mut open = Vec::new();
    for root in NodeIndex::below(below.len()) {
        let mut path = if index[root] == NEW { vec![(root, 0)] } else { Vec::new() };
        while let Some((node, at)) = path.last_mut() {
            let node = *node;
            if *at == 0 {
                (index[node], low[node]) = (next, next);
                next += 1;
                open.push(node);
            }
            if let Some((_, lower)) = below[node].get(*at) {
                *at += 1;
                if index[*lower] == NEW {
                    path.push((*lower, 0));
                } else if knot[*lower] == NEW {
                    low[node] = low[node].min(index[*lower]);
                }
                continue;
            }
            path.pop();
            if let Some((upper, _)) = path.last() {
                low[*upper] = low[*upper].min(low[node]);
            }
            if low[node] == index[node] {
                while let Some(member) = open.pop() {
                    knot[member] = knots;
                    if member == node {
                        break;
                    }
                }
                knots += 1;
            }
        }
    }
    knot
}

#[cfg(test)]
mod tests;
