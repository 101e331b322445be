//! A discussion as text: articles under what they are part of, each with its other relations.
//!
//! Made level by level, so that a bound takes the depths away and no branch as a whole. Every article has one place,
//! the highest; wherever else it belongs it is named, and circles end there.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::model::{EdgeIndex, Graph, NodeIndex};
use domain::relation::{Direction, Kind};

/// How large an outline may become.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// The most articles.
    pub articles: usize,
    /// The most levels below the first article.
    pub levels: usize,
    /// The most relations that are named under one article.
    pub ties: usize,
}

/// An article in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The article.
    pub node: NodeIndex,
    /// How deep it stands; 0 for the first.
    pub level: usize,
    /// Articles that are part of it, whether they stand under it or not.
    pub parts: usize,
    /// Those of them that have no place here, since there was no room.
    pub left_out: usize,
    /// Its other relations: those that its place does not say.
    pub ties: Vec<Tie>,
    /// Relations that are not named, since there was no room.
    pub untold: usize,
}

/// A relation of an article, as seen from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tie {
    /// The relation.
    pub edge: EdgeIndex,
    /// Whether the article is the first.
    pub direction: Direction,
    /// The article at the other end.
    pub other: NodeIndex,
    /// Where that one stands in the same outline.
    pub place: Place,
}

/// Where an article that is named has its own line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Before the line that names it.
    Above,
    /// After it.
    Below,
    /// Not in this outline.
    Elsewhere,
}

/// Articles in the order in which they are read: each followed by what is part of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outline {
    /// The lines; the first is that of the article asked for.
    pub lines: Vec<Line>,
    /// Relations that are not named, in all.
    pub untold: usize,
}

impl Outline {
    /// Whether something had no room.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.lines.iter().all(|line| line.left_out == 0)
    }
}

/// The outline of `root` and what is below it. `incidence` is [`Graph::incidence`].
///
/// # Panics
/// If the graph is not whole or has no such node.
#[must_use]
pub fn outline(graph: &Graph, incidence: &[Vec<EdgeIndex>], root: NodeIndex, bounds: &Bounds) -> Outline {
    let mut children: HashMap<NodeIndex, Vec<NodeIndex>> = HashMap::new();
    let mut whole: HashMap<NodeIndex, Option<NodeIndex>> = HashMap::from([(root, None)]);
    let mut level = vec![root];
    for _ in 0..bounds.levels {
        let mut next = Vec::new();
        for node in level {
            for part in parts(graph, incidence, node) {
                if whole.len() < bounds.articles && !whole.contains_key(&part) {
                    whole.insert(part, Some(node));
                    children.entry(node).or_default().push(part);
                    next.push(part);
                }
            }
        }
        level = next;
    }

    let mut order = Vec::with_capacity(whole.len());
    let mut stack = vec![(root, 0)];
    while let Some((node, depth)) = stack.pop() {
        order.push((node, depth));
        stack.extend(children.get(&node).into_iter().flatten().rev().map(|part| (*part, depth + 1)));
    }
    let places: HashMap<NodeIndex, usize> =
        order.iter().enumerate().map(|(at, (node, _))| (*node, at)).collect();
    let mut untold = 0;
    let lines = order
        .iter()
        .enumerate()
        .map(|(at, (node, depth))| {
            let parts = parts(graph, incidence, *node);
            let stands_under = |part: NodeIndex, of: NodeIndex| whole.get(&part) == Some(&Some(of));
            let mut ties: Vec<Tie> = incidence[*node]
                .iter()
                .filter_map(|index| {
                    let edge = &graph.edges[*index];
                    let other = edge.other(*node);
                    let said_by_place = edge.kind == Kind::PartOf && stands_under(edge.from, edge.to);
                    // A part without a line of its own is among those that are left out.
                    let left_out =
                        edge.kind == Kind::PartOf && edge.to == *node && !places.contains_key(&other);
                    if said_by_place || left_out {
                        return None;
                    }
                    let direction = if edge.from == *node { Direction::Forward } else { Direction::Backward };
                    let place = match places.get(&other) {
                        None => Place::Elsewhere,
                        Some(there) if *there < at => Place::Above,
                        Some(_) => Place::Below,
                    };
                    Some(Tie { edge: *index, direction, other, place })
                })
                .collect();
            ties.sort_by(|a, b| {
                let kind = |tie: &Tie| (graph.edges[tie.edge].kind, tie.direction);
                kind(a).cmp(&kind(b)).then_with(|| by_title(graph, a.other, b.other))
            });
            let over = ties.len().saturating_sub(bounds.ties);
            ties.truncate(bounds.ties);
            untold += over;
            let left_out = parts.iter().filter(|part| !places.contains_key(part)).count();
            Line { node: *node, level: *depth, parts: parts.len(), left_out, ties, untold: over }
        })
        .collect();
    Outline { lines, untold }
}

/// What is directly part of a node, by title.
#[must_use]
pub fn parts(graph: &Graph, incidence: &[Vec<EdgeIndex>], node: NodeIndex) -> Vec<NodeIndex> {
    let edges = incidence[node].iter().map(|edge| &graph.edges[*edge]);
    let mut parts: Vec<NodeIndex> =
        edges.filter(|edge| edge.kind == Kind::PartOf && edge.to == node).map(|edge| edge.from).collect();
    parts.sort_by(|a, b| by_title(graph, *a, *b));
    parts
}

/// A discussion: an article that is part of no other, and how many there are below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Discussion {
    /// The article.
    pub root: NodeIndex,
    /// Articles below it, each counted once, where it comes first.
    pub below: usize,
}

/// Every discussion, the largest first.
#[must_use]
pub fn discussions(graph: &Graph, incidence: &[Vec<EdgeIndex>]) -> Vec<Discussion> {
    let mut is_part = vec![false; graph.nodes.len()];
    for edge in graph.edges.iter().filter(|edge| edge.kind == Kind::PartOf) {
        is_part[edge.from] = true;
    }
    let mut seen = vec![false; graph.nodes.len()];
    let mut found: Vec<Discussion> = graph
        .node_indices()
        .filter(|node| !is_part[*node])
        .map(|root| Discussion { root, below: count_below(graph, incidence, root, &mut seen) })
        .collect();
    found.sort_by(|a, b| b.below.cmp(&a.below).then_with(|| by_title(graph, a.root, b.root)));
    found
}

/// How many articles are below a node, without those that are marked as seen, and marks them.
pub fn count_below(graph: &Graph, incidence: &[Vec<EdgeIndex>], node: NodeIndex, seen: &mut [bool]) -> usize {
    let mut stack = vec![node];
    seen[node] = true;
    let mut count = 0;
    while let Some(node) = stack.pop() {
        for edge in incidence[node].iter().map(|edge| &graph.edges[*edge]) {
            if edge.kind == Kind::PartOf && edge.to == node && !seen[edge.from] {
                seen[edge.from] = true;
                count += 1;
                stack.push(edge.from);
            }
        }
    }
    count
}

/// Nodes as a reader sorts them: A9 before A10, whatever the case; equal titles by id.
#[must_use]
pub fn by_title(graph: &Graph, a: NodeIndex, b: NodeIndex) -> Ordering {
    let (a, b) = (&graph.nodes[a], &graph.nodes[b]);
    natural(&a.title, &b.title).then_with(|| a.id.cmp(&b.id))
}

/// Compares texts so that numbers in them count as numbers.
#[must_use]
pub fn natural(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (Pieces(a), Pieces(b));
    loop {
        match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(one), Some(other)) => match one.cmp(&other) {
                Ordering::Equal => {}
                unequal => return unequal,
            },
        }
    }
}

/// A letter, or a number of any length: its digits without zeros before them, by their count first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Piece<'a> {
    Number(usize, &'a str),
    Letter(char),
}

struct Pieces<'a>(&'a str);

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let first = self.0.chars().next()?;
        if first.is_ascii_digit() {
            let end = self.0.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.0.len());
            let (digits, rest) = self.0.split_at(end);
            self.0 = rest;
            let digits = digits.trim_start_matches('0');
            return Some(Piece::Number(digits.len(), digits));
        }
        self.0 = &self.0[first.len_utf8()..];
        Some(Piece::Letter(first.to_lowercase().next().unwrap_or(first)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sample::graph;

    const WIDE: Bounds = Bounds { articles: 100, levels: 20, ties: 20 };

    fn of(graph: &Graph, root: usize, bounds: &Bounds) -> Outline {
        outline(graph, &graph.incidence(), NodeIndex::from(root), bounds)
    }

    /// Indented titles, with what is said under them.
    fn written(graph: &Graph, outline: &Outline) -> Vec<String> {
        let mut lines = Vec::new();
        for line in &outline.lines {
            let indent = "  ".repeat(line.level);
            let more = if line.left_out > 0 { format!(" +{}", line.left_out) } else { String::new() };
            lines.push(format!("{indent}{}{more}", graph.nodes[line.node].title));
            for tie in &line.ties {
                let reading = tie.direction.reading(graph.edges[tie.edge].kind);
                lines.push(format!("{indent}- {reading} {} {:?}", graph.nodes[tie.other].title, tie.place));
            }
        }
        lines
    }

    #[test]
    fn parts_stand_under_their_whole_and_other_relations_are_named() {
        let graph = graph(
            &["Whole", "A10", "A9", "B", "far"],
            &[
                (1, Kind::PartOf, 0),
                (2, Kind::PartOf, 0),
                (3, Kind::PartOf, 2),
                (3, Kind::PartOf, 1),
                (3, Kind::Supports, 1),
                (4, Kind::Opposes, 3),
            ],
        );
        assert_eq!(
            written(&graph, &of(&graph, 0, &WIDE)),
            [
                "Whole",
                "  A9",
                "    B",
                "    - is part of A10 Below",
                "    - supports A10 Below",
                "    - is opposed by far Elsewhere",
                "  A10",
                "  - contains B Above",
                "  - is supported by B Above",
            ]
        );
    }

    #[test]
    fn a_bound_takes_the_depths_away_and_says_how_many() {
        let graph = graph(
            &["w", "a", "b", "a1", "a2", "b1"],
            &[
                (1, Kind::PartOf, 0),
                (2, Kind::PartOf, 0),
                (3, Kind::PartOf, 1),
                (4, Kind::PartOf, 1),
                (5, Kind::PartOf, 2),
            ],
        );
        let four = of(&graph, 0, &Bounds { articles: 4, ..WIDE });
        assert_eq!(written(&graph, &four), ["w", "  a +1", "    a1", "  b +1"]);
        assert!(!four.is_whole());
        let flat = of(&graph, 0, &Bounds { levels: 1, ..WIDE });
        assert_eq!(written(&graph, &flat), ["w", "  a +2", "  b +1"]);
        assert!(of(&graph, 0, &WIDE).is_whole());
    }

    #[test]
    fn discussions_are_told_apart_the_largest_first() {
        let graph = graph(
            &["lone", "small", "large", "x", "y", "z"],
            &[(3, Kind::PartOf, 1), (4, Kind::PartOf, 2), (5, Kind::PartOf, 4), (3, Kind::Supports, 4)],
        );
        let found = discussions(&graph, &graph.incidence());
        let expected =
            [(2, 2), (1, 1), (0, 0)].map(|(root, below)| Discussion { root: NodeIndex(root), below });
        assert_eq!(found, expected);
    }

    #[test]
    fn numbers_in_titles_count_as_numbers() {
        let mut titles = ["A10", "a9 more", "B", "A9", "A010b", "", "A99999999999999999999999"];
        titles.sort_by(|a, b| natural(a, b));
        assert_eq!(titles, ["", "A9", "a9 more", "A10", "A010b", "A99999999999999999999999", "B"]);
    }

    proptest! {
        #[test]
        fn circles_end_and_every_article_below_has_one_line(
            edges in proptest::collection::vec((0_usize..12, 0_usize..12, 0_usize..8), 0..40),
        ) {
            let titles = ["t"; 12];
            let edges: Vec<_> = edges
                .into_iter()
                .filter(|(from, to, _)| from != to)
                .map(|(from, to, kind)| (from, Kind::ALL[kind % 3], to))
                .collect();
            let graph = graph(&titles, &edges);
            let incidence = graph.incidence();
            let outline = outline(&graph, &incidence, NodeIndex(0), &WIDE);
            let mut seen = vec![false; 12];
            let below = count_below(&graph, &incidence, NodeIndex(0), &mut seen);
            prop_assert_eq!(outline.lines.len(), below + 1);
            let mut nodes: Vec<NodeIndex> = outline.lines.iter().map(|line| line.node).collect();
            nodes.sort_unstable();
            nodes.dedup();
            prop_assert_eq!(nodes.len(), below + 1);
            // One level at a time, so that lists nest.
            prop_assert!(outline.lines.windows(2).all(|pair| pair[1].level <= pair[0].level + 1));
        }
    }
}
