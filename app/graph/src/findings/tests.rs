use proptest::prelude::*;

use super::*;
use crate::sample::graph;

#[test]
fn a_title_asks_in_any_script() {
    for title in ["Why?", "“Why?” ", "为什么？", "لماذا؟", "Γιατί;", "ինչու՞", "ለምን፧"]
    {
        assert!(is_question(title), "{title}");
    }
    for title in ["", "Because", "Why? Because", "One; two;", "?!"] {
        assert!(!is_question(title), "{title}");
    }
}

#[test]
fn a_question_is_refuted_only_if_all_its_answers_are_opposed_by_what_stands() {
    let titles = ["Is it so?", "Yes", "No", "But"];
    let answers = [(1, Kind::Answers, 0), (2, Kind::Answers, 0)];
    let with = |more: &[(usize, Kind, usize)]| examine(&graph(&titles, &[&answers, more].concat()), &[]);
    assert!(with(&[]).refuted.is_empty() && with(&[]).unanswered.is_empty());
    assert!(with(&[(1, Kind::Opposes, 2), (2, Kind::Opposes, 1)]).refuted.is_empty(), "they dispute");
    assert_eq!(with(&[(3, Kind::Opposes, 1), (3, Kind::Opposes, 2)]).refuted, [NodeIndex(0)]);
    let opposed = [(3, Kind::Opposes, 1), (3, Kind::Opposes, 2), (1, Kind::Opposes, 3)];
    assert!(
        with(&opposed).refuted.is_empty(),
        "nothing decides between the first answer and what opposes it"
    );
}

#[test]
fn what_is_to_mend_is_found() {
    let titles = ["Is it so?", "Locked claim", "Locked answer", "First", "Second", "Alone"];
    let edges = [
        (2, Kind::Opposes, 1),
        (3, Kind::Supports, 1),
        (4, Kind::DependsOn, 3),
        (4, Kind::Supports, 3),
        (4, Kind::Feeds, 3),
        (3, Kind::Elaborates, 4),
    ];
    let report = examine(&graph(&titles, &edges), &[false; 6]);
    assert_eq!(report.unanswered, [NodeIndex(0)]);
    assert_eq!(report.alone, [0, 5].map(NodeIndex));
    assert_eq!(report.contradictions, [EdgeIndex(0)]);
    assert_eq!(report.dead_ends, [NodeIndex(2)]);
    assert_eq!(report.circles, [[3, 2].map(EdgeIndex)], "the first rests on the second, which depends on it");
    assert!(examine(&graph(&titles, &edges), &[true; 6]).dead_ends.is_empty(), "a citation is ground enough");
    let titles = ["Claim", "One", "Two", "Three"];
    let one_sided = [(1, Kind::Supports, 0), (2, Kind::Supports, 0)];
    assert_eq!(examine(&graph(&titles, &one_sided), &[]).one_sided, [NodeIndex(0)]);
    let both = [&one_sided[..], &[(3, Kind::Opposes, 0)]].concat();
    assert!(examine(&graph(&titles, &both), &[]).one_sided.is_empty());
}

#[test]
fn a_long_chain_needs_no_deep_stack() {
    let titles = vec!["Article"; 100_000];
    let mut edges: Vec<_> = (1..titles.len()).map(|node| (node - 1, Kind::DependsOn, node)).collect();
    assert!(examine(&graph(&titles, &edges), &[]).circles.is_empty());
    edges.push((titles.len() - 1, Kind::DependsOn, 0));
    assert_eq!(examine(&graph(&titles, &edges), &[]).circles[0].len(), titles.len());
}

proptest! {
    /// Against the closure of 'rests on', by Warshall.
    #[test]
    fn circles_are_those_of_brute_force(
        edges in prop::collection::vec((0usize..9, 0usize..8, 0usize..9), 0..30)
    ) {
        let edges: Vec<_> = edges
            .into_iter()
            .filter(|(from, _, to)| from != to)
            .map(|(from, kind, to)| (from, Kind::ALL[kind], to))
            .collect();
        let graph = graph(&["Why?"; 9], &edges);
        let report = examine(&graph, &[]);
        let by_id = |graph: &Graph, report: &Report| -> Vec<Vec<_>> {
            let ids = |circle: &Vec<EdgeIndex>| circle.iter().map(|edge| graph.edges[*edge].id).collect();
            report.circles.iter().map(ids).collect()
        };
        let mut backwards = graph.clone();
        backwards.edges.reverse();
        prop_assert_eq!(by_id(&graph, &report), by_id(&backwards, &examine(&backwards, &[])));
        let mut reaches = [[false; 9]; 9];
        for (upper, lower) in graph.edges.iter().filter_map(rests_on) {
            reaches[upper][lower] = true;
        }
        for middle in 0..9 {
            for from in 0..9 {
                for to in 0..9 {
                    reaches[from][to] |= reaches[from][middle] && reaches[middle][to];
                }
            }
        }
        // A knot is named by its first node.
        let wanted: Vec<NodeIndex> = (0..9_usize)
            .filter(|node| reaches[*node][*node])
            .filter(|node| !(0..*node).any(|other| reaches[*node][other] && reaches[other][*node]))
            .map(NodeIndex::from)
            .collect();
        let mut found = Vec::new();
        for circle in &report.circles {
            let ends: Vec<_> = circle.iter().map(|edge| rests_on(&graph.edges[*edge]).unwrap()).collect();
            for (step, next) in ends.iter().zip(ends.iter().cycle().skip(1)) {
                prop_assert_eq!(step.1, next.0);
            }
            found.push(ends[0].0);
        }
        prop_assert_eq!(found, wanted);
    }
}
