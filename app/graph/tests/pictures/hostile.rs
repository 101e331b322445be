//! Pictures of whatever titles say and views ask for.

use domain::id::Timestamp;
use domain::relation::Kind;
use graph::drawing::{MAX_NODES, Options, Place, draw, neighbourhood};
use graph::view::{Colour, Layout, Locking};
use graph::{Graph, NodeIndex, View};
use proptest::prelude::*;

fn titles() -> impl Strategy<Value = Vec<String>> {
    let odd = proptest::sample::select(vec![
        "</title></svg><script>alert(1)</script>",
        "]]><!--",
        "\" onload=\"alert(1)",
        "&amp; &#0; &lt;",
        "\u{202e}reversed\u{0}\u{b}\u{ffff}",
        "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 👩‍👩‍👧‍👦 問題は何ですか",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        "",
        "   ",
        "A1:",
    ]);
    let any = "[\\PC<>&\"'\u{0}-\u{1f}\u{202e}\u{ffff}]{0,60}";
    proptest::collection::vec(prop_oneof![odd.prop_map(str::to_owned), any], 1..24)
}

prop_compose! {
    fn views()(
        force in any::<bool>(),
        colour in 0_usize..3,
        focus in proptest::option::of(0_usize..30),
        depth in proptest::option::of(1_u8..4),
        path in proptest::option::of((0_usize..30, 0_usize..30)),
        words in "[a-z<&]{0,2}",
        locking in 0_usize..3,
        folded in proptest::collection::btree_set(0_usize..24, 0..3),
        kinds in proptest::collection::btree_set(proptest::sample::select(Kind::ALL.to_vec()), 1..8),
        until in proptest::option::of(-1_i64..1),
    ) -> View {
        let slug = |n: usize| format!("article-{n}");
        View {
            layout: if force { Layout::Force } else { Layout::Layered },
            colour: [Colour::Kind, Colour::Activity, Colour::Distance][colour],
            focus: focus.map(slug),
            depth,
            path: path.map(|(a, b)| (slug(a), slug(b))),
            words,
            locking: [Locking::Any, Locking::Locked, Locking::Open][locking],
            folded: folded.into_iter().map(slug).collect(),
            kinds,
            until: until.map(Timestamp),
            ..View::default()
        }
    }
}

/// That it is XML, has nothing but what pictures are made of, and only links to articles.
fn is_sound(svg: &str, origin: &str) {
    assert!(!svg.contains("NaN") && !svg.contains("inf\"") && !svg.contains("inf "), "{svg}");
    let read = roxmltree::Document::parse(svg).unwrap_or_else(|error| panic!("{error}: {svg}"));
    for element in read.descendants().filter(roxmltree::Node::is_element) {
        let name = element.tag_name().name();
        let known = ["svg", "title", "desc", "style", "g", "a", "path", "rect", "circle", "text"];
        assert!(known.contains(&name), "{name}");
        for attribute in element.attributes() {
            assert!(
                !attribute.name().starts_with("on") && attribute.name() != "style",
                "{}",
                attribute.name()
            );
            if attribute.name() == "href" {
                assert!(attribute.value().starts_with(&format!("{origin}/a/")), "{}", attribute.value());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn every_view_of_any_titles_is_a_sound_picture(
        titles in titles(),
        pairs in proptest::collection::vec((0_usize..24, 0_usize..24), 0..60),
        view in views(),
        file in any::<bool>(),
        most in 0_usize..30,
    ) {
        let graph = super::graph(&titles, &pairs);
        let origin = if file { "https://folkmoot.example" } else { "" };
        let options = Options {
            place: if file { Place::Image } else { Place::Page },
            title: &titles[0],
            origin,
            most,
            ..Options::default()
        };
        let picture = draw(&graph, &view, &options);
        prop_assert_eq!(&picture, &draw(&graph, &view, &options));
        prop_assert!(picture.shown <= most);
        let (begin, size) = (picture.begin, picture.size);
        prop_assert!((0.0..=size.width).contains(&begin.x) && (0.0..=size.height).contains(&begin.y), "{begin:?}");
        is_sound(&picture.svg, origin);
        for centre in [0, titles.len() - 1, titles.len()] {
            let near = neighbourhood(&graph, NodeIndex::from(centre), &options);
            prop_assert!(near.svg.contains("viewBox=\"0 0 340 270\""));
            is_sound(&near.svg, origin);
        }
    }
}

#[test]
fn there_are_never_more_nodes_than_a_picture_may_have() {
    let titles: Vec<String> = (0..400).map(|n| format!("Article {n}")).collect();
    let pairs: Vec<(usize, usize)> = (1..400).map(|n| (n, n / 7)).collect();
    let graph: Graph = super::graph(&titles, &pairs);
    for layout in [Layout::Layered, Layout::Force] {
        let options = Options { most: usize::MAX, ..Options::default() };
        let picture = draw(&graph, &View { layout, ..View::default() }, &options);
        assert_eq!((picture.shown, picture.left_out), (MAX_NODES, 200));
        assert!(picture.svg.contains("200 more articles are not shown"), "the description says it");
    }
}

#[test]
fn a_few_boxes_are_not_as_large_as_posters() {
    let graph: Graph = super::graph(&["One".into(), "Another".into()], &[(1, 0)]);
    for layout in [Layout::Layered, Layout::Force] {
        let view = View { layout, ..View::default() };
        let page = draw(&graph, &view, &Options::default());
        assert!(page.size.width >= 960.0 && page.svg.contains("viewBox=\"0 0 960 "), "{:?}", page.size);
        is_sound(&page.svg, "");
        let empty = draw(&Graph::default(), &view, &Options::default());
        assert!(empty.size.height > 0.0);
        is_sound(&empty.svg, "");
    }
}
