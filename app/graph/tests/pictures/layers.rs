//! Layers: boxes stand apart, the order of layers is that of the edges, and ways do not run through boxes.

use graph::Point;
use graph::layout::layered::{Layered, Size, layout, layout_by};
use proptest::prelude::*;

const WIDE: f64 = 120.0;

fn boxes(heights: &[u8]) -> Vec<Size> {
    heights.iter().map(|height| Size { width: WIDE, height: f64::from(*height) }).collect()
}

fn stand_apart(found: &Layered, sizes: &[Size]) {
    for (a, first) in found.points.iter().enumerate() {
        let half = Size { width: sizes[a].width / 2.0, height: sizes[a].height / 2.0 };
        assert!(first.x >= half.width && first.x <= found.size.width - half.width + 1e-6, "{first:?}");
        assert!(first.y >= half.height && first.y <= found.size.height - half.height + 1e-6, "{first:?}");
        for (b, second) in found.points.iter().enumerate().skip(a + 1) {
            let apart = (first.x - second.x).abs() + 1e-6 >= f64::midpoint(sizes[a].width, sizes[b].width)
                || (first.y - second.y).abs() + 1e-6 >= f64::midpoint(sizes[a].height, sizes[b].height);
            assert!(apart, "{a} stands on {b}");
        }
    }
}

/// Where a way is level over a column, no box stands in it.
fn ways_are_free(found: &Layered, sizes: &[Size], edges: &[(usize, usize)]) {
    for (route, (from, to)) in found.routes.iter().zip(edges) {
        for pair in route.windows(2).filter(|pair| (pair[0].y - pair[1].y).abs() < 1e-9) {
            let (left, right) = (pair[0].x.min(pair[1].x), pair[0].x.max(pair[1].x));
            for (node, at) in found.points.iter().enumerate().filter(|(node, _)| node != from && node != to) {
                let inside = (at.y - pair[0].y).abs() < sizes[node].height / 2.0 - 1e-6
                    && at.x - sizes[node].width / 2.0 < right - 1e-6
                    && at.x + sizes[node].width / 2.0 > left + 1e-6;
                assert!(!inside, "the way from {from} to {to} runs through {node}");
            }
        }
    }
}

/// A way begins and ends at the rim of its boxes.
fn ways_end_at_boxes(found: &Layered, sizes: &[Size], edges: &[(usize, usize)]) {
    let at_rim = |place: Point, node: usize| {
        let (x, y) = ((place.x - found.points[node].x).abs(), (place.y - found.points[node].y).abs());
        (x - sizes[node].width / 2.0).abs() < 1e-6 && y <= sizes[node].height / 2.0
    };
    for (route, (from, to)) in found.routes.iter().zip(edges).filter(|(route, _)| !route.is_empty()) {
        assert!(at_rim(route[0], *from) && at_rim(route[route.len() - 1], *to), "{from} to {to}: {route:?}");
    }
}

#[test]
fn a_whole_of_many_parts_is_no_ribbon() {
    for parts in [14, 60, 150] {
        let sizes = boxes(&vec![44; parts + 1]);
        let edges: Vec<(usize, usize)> = (1..=parts).map(|part| (part, 0)).collect();
        let found = layout(&sizes, &edges);
        stand_apart(&found, &sizes);
        ways_are_free(&found, &sizes, &edges);
        ways_end_at_boxes(&found, &sizes, &edges);
        assert!(found.size.height < 3_200.0, "{parts}: {:?}", found.size);
        assert!(found.points.iter().skip(1).all(|point| point.x > found.points[0].x));
    }
}

#[test]
fn a_circle_is_opened_at_one_place() {
    for count in [2, 3, 7, 40] {
        let sizes = boxes(&vec![30; count]);
        let edges: Vec<(usize, usize)> = (0..count).map(|node| (node, (node + 1) % count)).collect();
        let found = layout(&sizes, &edges);
        stand_apart(&found, &sizes);
        let against = edges.iter().filter(|(a, b)| found.points[*b].x > found.points[*a].x).count();
        assert_eq!(against, 1, "of {count}");
    }
}

#[test]
fn components_do_not_mix() {
    // Two chains and four boxes without edges.
    let sizes = boxes(&[30; 10]);
    let found = layout(&sizes, &[(1, 0), (2, 1), (4, 3), (5, 4)]);
    stand_apart(&found, &sizes);
    let bottom = (0..3).map(|node| found.points[node].y).fold(0.0, f64::max);
    assert!((3..10).all(|node| found.points[node].y > bottom));
}

#[test]
fn nothing_is_laid_out_as_nothing() {
    let found = layout(&[], &[]);
    assert!(found.points.is_empty() && found.size.width > 0.0 && found.size.height > 0.0);
    assert!(layout(&boxes(&[30]), &[(0, 0), (0, 9)]).routes.iter().all(Vec::is_empty));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn boxes_stand_apart_and_ways_are_free_whatever_the_graph(
        heights in proptest::collection::vec(20_u8..90, 1..70),
        pairs in proptest::collection::vec((0_usize..70, 0_usize..70, any::<bool>()), 0..120),
    ) {
        let sizes = boxes(&heights);
        let edges: Vec<(usize, usize)> =
            pairs.iter().map(|(a, b, _)| (a % heights.len(), b % heights.len())).collect();
        let firm: Vec<bool> = pairs.iter().map(|(.., firm)| *firm).collect();
        let found = layout_by(&sizes, &edges, &firm);
        prop_assert_eq!(&found, &layout_by(&sizes, &edges, &firm));
        stand_apart(&found, &sizes);
        ways_are_free(&found, &sizes, &edges);
        ways_end_at_boxes(&found, &sizes, &edges);
    }

    #[test]
    fn without_circles_what_comes_first_stands_left(
        count in 2_usize..60,
        pairs in proptest::collection::vec((0_usize..60, 0_usize..60), 0..120),
    ) {
        let sizes = boxes(&vec![30; count]);
        let edges: Vec<(usize, usize)> = pairs
            .iter()
            .map(|(a, b)| (a % count, b % count))
            .filter(|(a, b)| a != b)
            .map(|(a, b)| (a.max(b), a.min(b)))
            .collect();
        let found = layout(&sizes, &edges);
        for (a, b) in edges {
            prop_assert!(found.points[b].x + WIDE < found.points[a].x);
        }
    }
}
