//! Pictures of the sample discussion, compared with those that were looked at. `UPDATE_EXPECT=1` writes them anew.

use std::fs;

use domain::id::{ArticleId, RelationId};
use domain::relation::Kind;
use domain::slug::Slug;
use expect_test::expect_file;
use graph::drawing::{Options, Picture, Place, draw, neighbourhood};
use graph::view::{Colour, Layout};
use graph::{Edge, Graph, NodeIndex, View};
use uuid::Uuid;

use super::sample;

const A32: &str = "a32-strengthen-the-fight-against-cybercrime-at-international-level";
const P3: &str = "p3-trust-and-security";

fn compare(name: &str, picture: &Picture) {
    assert!(picture.svg.len() < 200_000, "{name} has {} bytes", picture.svg.len());
    let read = roxmltree::Document::parse(&picture.svg);
    assert!(read.is_ok(), "{name}: {:?}", read.err());
    expect_file![format!("golden/{name}.svg")].assert_eq(&picture.svg);
}

fn image(view: &View) -> Picture {
    image_of(&sample::discussion(), view)
}

fn image_of(graph: &Graph, view: &View) -> Picture {
    let options = Options {
        place: Place::Image,
        title: "Digital Agenda for Europe",
        origin: "https://folkmoot.example",
        ..Options::default()
    };
    draw(graph, view, &options)
}

fn around(slug: &str) -> View {
    View { focus: Some(slug.into()), depth: Some(2), ..View::default() }
}

/// `end2end/tests/graph-drawing.spec.ts` has a browser draw this graph, and compares.
#[test]
fn what_is_drawn_is_there_for_browsers_as_json() {
    let graph = sample::discussion();
    assert!(graph.nodes.iter().all(|node| node.at.is_none()), "places are to be found, not read");
    let json = serde_json::to_string_pretty(&graph).expect("it is plain data");
    expect_file!["golden/discussion.json"].assert_eq(&json);
}

#[test]
fn the_whole_in_layers() {
    compare("layered", &image(&View::default()));
}

#[test]
fn the_whole_in_layers_as_a_part_of_a_page() {
    let graph = sample::discussion();
    compare(
        "layered-page",
        &draw(&graph, &View { focus: Some(A32.into()), ..View::default() }, &Options::default()),
    );
}

#[test]
fn around_an_article_in_layers() {
    compare("layered-a32", &image(&around(A32)));
}

#[test]
fn the_whole_by_nearness() {
    compare("force", &image(&View { layout: Layout::Force, ..View::default() }));
}

#[test]
fn by_activity_with_those_of_an_author_bright() {
    let view = View { colour: Colour::Activity, author: "Response team".into(), ..View::default() };
    compare("activity", &image(&view));
}

#[test]
fn by_distance_with_a_connection_marked() {
    let path = Some(("dg-infso".to_owned(), "joint-teams-without-a-joint-force".to_owned()));
    let view = View {
        colour: Colour::Distance,
        layout: Layout::Force,
        path,
        focus: Some(A32.into()),
        ..View::default()
    };
    compare("distance", &image(&view));
    let layered = View { layout: Layout::Layered, ..view };
    compare("distance-layered", &image(&layered));
}

#[test]
fn neighbourhoods_of_articles() {
    let graph = sample::discussion();
    let names = [
        ("a32", A32),
        ("p3", P3),
        ("dg-infso", "dg-infso"),
        ("question", "should-policing-of-cybercrime-stay-national"),
    ];
    for (name, slug) in names {
        let centre = graph.find(slug).expect("an article");
        let picture = neighbourhood(&graph, centre, &Options::default());
        assert!(picture.svg.contains("viewBox=\"0 0 340 270\""));
        compare(&format!("near-{name}"), &picture);
    }
}

#[test]
fn sixty_parts_of_one_whole() {
    let mut graph: Graph = sample::discussion();
    let whole = graph.find(P3).expect("the pillar");
    graph.edges.retain(|edge| edge.to == whole && edge.kind == Kind::PartOf);
    let mut parts: Vec<NodeIndex> = graph.edges.iter().map(|edge| edge.from).collect();
    parts.sort_unstable();
    let mut large = Graph { nodes: vec![graph.nodes[whole].clone()], edges: Vec::new(), ..graph.clone() };
    for nth in 0..60 {
        let mut node = graph.nodes[parts[nth % parts.len()]].clone();
        node.id = ArticleId(Uuid::from_u128(1_000 + nth as u128));
        node.slug = Slug::parse(&format!("part-{nth}")).expect("a slug");
        node.at = None;
        large.nodes.push(node);
        let id = RelationId(Uuid::from_u128(1_000 + nth as u128));
        let (from, to) = (NodeIndex::from(nth + 1), NodeIndex(0));
        large.edges.push(Edge { id, from, kind: Kind::PartOf, to, ..graph.edges[0].clone() });
    }
    let options = Options { place: Place::Image, title: "Sixty parts", ..Options::default() };
    compare("sixty-parts", &draw(&large, &View::default(), &options));
}

#[test]
fn of_very_many_relations_those_are_drawn_that_say_most() {
    let titles: Vec<String> = (0..80).map(|n| format!("Article {n}")).collect();
    let pairs: Vec<(usize, usize)> = (0..80).flat_map(|n| (0..n).map(move |other| (n, other))).collect();
    let mut graph = super::graph(&titles, &pairs);
    for edge in &mut graph.edges {
        edge.kind = if edge.to == NodeIndex(0) { Kind::PartOf } else { Kind::Supports };
    }
    let picture = image_of(&graph, &View::default());
    let count = |end: &str| picture.svg.matches(&format!("{end}</title></path>")).count();
    assert_eq!((count(" Article 0"), count("")), (79, 1_000));
}

/// The largest pictures, in the folder for temporary files.
#[test]
#[ignore = "writes a picture to look at"]
fn two_hundred() {
    let titles: Vec<String> = (0..200)
        .map(|n| format!("A{n}: What we could do about the {n}th question that was asked here"))
        .collect();
    let pairs: Vec<(usize, usize)> = (1..200_usize)
        .flat_map(|n| if n % 5 == 0 { vec![(n, n / 9), (n, n.saturating_sub(7))] } else { vec![(n, n / 9)] })
        .collect();
    let mut graph = super::graph(&titles, &pairs);
    for edge in &mut graph.edges {
        edge.kind = if edge.to.0 == edge.from.0 / 9 { Kind::PartOf } else { Kind::Supports };
    }
    for (name, layout) in [("200-layered", Layout::Layered), ("200-force", Layout::Force)] {
        let picture = image_of(&graph, &View { layout, ..View::default() });
        fs::write(std::env::temp_dir().join(format!("{name}.svg")), picture.svg).expect("a folder");
    }
}
