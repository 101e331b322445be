//! Where articles stand in the picture of everything.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Parser as _;
use domain::id::Timestamp;
use graph::{Graph, Point};
use server::app::App;
use server::cli::Cli;

use crate::client::{BEGIN, Site, Visitor};

/// Articles, each part of the one with half its number.
async fn tree(visitor: &mut Visitor<'_>, count: usize) {
    for nth in 1..=count {
        let address = visitor.write(&format!("N{nth}"), "Words.").await;
        if nth > 1 {
            visitor.relate(&address, "part-of:forward", &format!("n{}", nth / 2), "").await;
        }
    }
}

fn by_slug(graph: &Graph) -> BTreeMap<String, Option<Point>> {
    graph.nodes.iter().map(|node| (node.slug.as_str().to_owned(), node.at)).collect()
}

#[tokio::test]
async fn articles_get_places_which_last_over_a_restart() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    assert_eq!(site.app.layout.lay_out().await.unwrap(), 0);
    tree(&mut visitor, 7).await;
    assert_eq!(site.app.layout.lay_out().await.unwrap(), 7);
    let placed = by_slug(&site.app.graph.snapshot().await.unwrap().graph);
    let points: Vec<Point> = placed.values().map(|at| at.unwrap()).collect();
    for (nth, point) in points.iter().enumerate() {
        assert!(points[..nth].iter().all(|other| other.distance(*point) > 20.0), "{placed:?}");
    }
    assert_eq!(site.app.layout.lay_out().await.unwrap(), 0, "nothing has changed");
    let answer: Graph = serde_json::from_slice(&visitor.get("/api/graph").await.bytes).unwrap();
    assert_eq!(by_slug(&answer), placed);

    let config = Cli::parse_from(["folkmoot", "--no-rate-limit"]).config;
    let clock = Arc::new(|| Timestamp(BEGIN));
    let restarted = App::new(site.app.store.clone(), &config, clock).unwrap();
    assert_eq!(restarted.layout.lay_out().await.unwrap(), 0);
    assert_eq!(by_slug(&restarted.graph.snapshot().await.unwrap().graph), placed);
}

#[tokio::test]
async fn a_new_article_or_relation_moves_few_others_and_none_far() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    tree(&mut visitor, 40).await;
    site.app.layout.lay_out().await.unwrap();
    let mut before = by_slug(&site.app.graph.snapshot().await.unwrap().graph);
    for what in ["an article", "a relation"] {
        if what == "an article" {
            let address = visitor.write("Newcomer", "Words.").await;
            visitor.relate(&address, "part-of:forward", "n20", "").await;
        } else {
            visitor.relate("/a/n39", "part-of:forward", "n12", "").await;
        }
        site.app.layout.lay_out().await.unwrap();
        let after = by_slug(&site.app.graph.snapshot().await.unwrap().graph);
        assert!(after.values().all(Option::is_some), "{after:?}");
        let far: Vec<f64> = before
            .iter()
            .map(|(slug, at)| at.unwrap().distance(after[slug].unwrap()))
            .filter(|far| *far > 0.0)
            .collect();
        assert!(far.len() <= 20, "{what} moves {} of 40: {far:?}", far.len());
        assert!(far.iter().all(|far| *far < 62.0), "{what}: {far:?}");
        before = after;
    }
}

#[tokio::test]
async fn places_follow_what_is_written_until_the_server_ends() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    tree(&mut visitor, 3).await;
    let layout = Arc::clone(&site.app.layout);
    let keeping = tokio::spawn(async move { layout.keep().await });
    let all_placed = async |count: usize| {
        let begin = Instant::now();
        loop {
            let graph = site.app.graph.snapshot().await.unwrap();
            if graph.graph.nodes.iter().filter(|node| node.at.is_some()).count() == count {
                return;
            }
            assert!(begin.elapsed() < Duration::from_secs(60), "places do not appear");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    all_placed(3).await;
    visitor.write("Newcomer", "Words.").await;
    all_placed(4).await;
    site.app.ending.send_replace(true);
    tokio::time::timeout(Duration::from_secs(60), keeping).await.unwrap().unwrap();
}
