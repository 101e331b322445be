//! Places by stress and of labels.

use graph::Point;
use graph::layout::{labels, stress};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_has_a_place_moves_little_when_others_come(
        count in 4_usize..80,
        pairs in proptest::collection::vec((0_usize..80, 0_usize..80), 0..120),
        new in proptest::collection::vec(0_usize..80, 0..3),
        seed in any::<u64>(),
    ) {
        let pairs: Vec<(usize, usize)> = pairs.iter().map(|(a, b)| (a % count, b % count)).collect();
        let before = stress::layout(count, &pairs, &[], seed);
        let mut known: Vec<Option<Point>> = before.iter().copied().map(Some).collect();
        for node in &new {
            known[node % count] = None;
        }
        let after = stress::layout(count, &pairs, &known, seed);
        for node in (0..count).filter(|node| known[*node].is_some()) {
            let beside = pairs.iter().any(|(a, b)| {
                a == &node && known[*b].is_none() || b == &node && known[*a].is_none()
            });
            let moved = before[node].distance(after[node]);
            prop_assert!(moved <= if beside { 60.1 } else { 10.1 }, "{} moved by {}", node, moved);
        }
    }

    #[test]
    fn nodes_of_a_component_do_not_stand_on_each_other(
        count in 2_usize..80,
        pairs in proptest::collection::vec((0_usize..80, 0_usize..80), 0..160),
    ) {
        let pairs: Vec<(usize, usize)> = pairs.iter().map(|(a, b)| (a % count, b % count)).collect();
        let points = stress::layout(count, &pairs, &[], 3);
        for (nth, a) in points.iter().enumerate() {
            for b in &points[nth + 1..] {
                prop_assert!(a.distance(*b) > 12.0, "{:?} {:?}", a, b);
            }
        }
    }

    #[test]
    fn labels_cover_no_node_and_stay_within_and_the_most_important_has_its_own(
        places in proptest::collection::vec((0.0..600.0_f64, 0.0..600.0_f64, 0.0..140.0_f64, 0.0..9.0_f64), 1..80),
        narrow in any::<bool>(),
    ) {
        let wanted: Vec<labels::Wanted> = places
            .iter()
            .map(|(x, y, width, importance)| labels::Wanted {
                at: Point { x: *x, y: *y },
                radius: 2.0 + importance / 2.0,
                width: *width,
                height: 14.0,
                importance: *importance,
            })
            .collect();
        let within = labels::Rect { left: 0.0, top: 0.0, right: 600.0, bottom: 600.0 };
        let placed = labels::place(&wanted, narrow.then_some(within));
        for (nth, rect) in placed.iter().enumerate() {
            let Some(rect) = rect else { continue };
            prop_assert!((rect.right - rect.left - wanted[nth].width).abs() < 1e-6);
            prop_assert!(!narrow || within.holds(rect));
            for (other, own) in wanted.iter().enumerate() {
                let node = labels::Rect {
                    left: own.at.x - own.radius,
                    top: own.at.y - own.radius,
                    right: own.at.x + own.radius,
                    bottom: own.at.y + own.radius,
                };
                prop_assert!(!rect.touches(&node), "{} covers {}", nth, other);
            }
        }
    }
}

#[test]
fn text_is_never_wider_than_is_said() {
    // Advances of DejaVu Sans at 100, by its own tables.
    for (text, wide) in [("iiii", 111.1), ("WWWW", 395.5), ("mmmm", 389.6), ("A32: ", 262.0)] {
        assert!(labels::width(text, 100.0) >= wide - 0.5, "{text}: {}", labels::width(text, 100.0));
    }
}

#[test]
fn a_chain_may_be_longer_than_distances_are_counted() {
    let count = 66_000;
    let pairs: Vec<(usize, usize)> = (1..count).map(|n| (n, n - 1)).collect();
    let begun = stress::Stress::new(count, &pairs, &[], 1);
    assert!(begun.points().iter().all(|point| point.x.is_finite() && point.y.is_finite()));
}
