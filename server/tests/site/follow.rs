//! What follows the log: fed in any batches, each projection is what it would be if it were made from the start.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::http::header::HOST;
use clap::Parser as _;
use domain::command::{Command, Envelope, Suggestion, WithdrawCitation};
use domain::id::{CitationId, ContributorId, RelationId, Timestamp};
use domain::moderation::{Hide, Hideable, RestoreRelation, Unhide};
use domain::testing::{self, text};
use server::app::{App, Shared};
use server::cli::Cli;
use server::follow::findings::FindingsCache;
use tower::ServiceExt as _;

use crate::client::{BEGIN, Site};
use crate::graph::{Random, World, command, everything};

/// Pages that show what is made of the log, and of which each projection has something.
const PAGES: [&str; 6] = ["/", "/recent", "/health", "/graph", "/outline", "/api/graph"];

/// A page as all who ask anew would get it: without what each answer has of its own.
async fn page(router: &Router, path: &str) -> String {
    let request = Request::get(path).header(HOST, "127.0.0.1:3000").body(Body::empty()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let mut text = String::from_utf8(bytes.to_vec()).unwrap();
    for begin in ["nonce=\"", "name=\"key\" value=\""] {
        text = text
            .split(begin)
            .enumerate()
            .map(|(nth, part)| match part.split_once('"') {
                Some((_, rest)) if nth > 0 => format!("{begin}\"{rest}"),
                _ => part.to_owned(),
            })
            .collect();
    }
    text
}

/// What the graph alone does not tell of.
fn other_command(random: &mut Random, world: &World, cited: &mut Vec<CitationId>) -> Command {
    let article = world.articles[random.below(world.articles.len())].0;
    let other = world.articles[random.below(world.articles.len())].0;
    match random.below(8) {
        0 | 1 => {
            let citation = testing::citation(article, "Text.", "A source");
            cited.push(citation.citation);
            citation.into()
        }
        2 if !cited.is_empty() => {
            let citation = cited[random.below(cited.len())];
            WithdrawCitation { citation }.into()
        }
        3 => Command::Hide(Hide { thing: Hideable::Article(article), reason: text("Spam.") }),
        4 | 5 => Unhide { thing: Hideable::Article(article) }.into(),
        6 if !world.relations.is_empty() => {
            let relation: RelationId = world.relations[random.below(world.relations.len())];
            RestoreRelation { relation }.into()
        }
        _ => Command::DismissSuggestion(Suggestion { article, other }),
    }
}

#[tokio::test]
async fn projections_fed_in_any_batches_are_those_made_from_the_start() {
    for seed in 1..4 {
        let site = Site::new().await;
        let mut moderator = site.visitor();
        moderator.become_moderator().await;
        let email = domain::text::Email::parse("boss@example.org").unwrap();
        let boss: ContributorId = site.app.store.account(&email).await.unwrap().unwrap();
        let followed = server::router::router(&site.app);
        let (mut random, mut world, mut cited) = (Random(seed * 6_151), World::default(), Vec::new());
        for nth in 0..240 {
            let command = if world.articles.len() > 2 && random.below(4) == 0 {
                other_command(&mut random, &world, &mut cited)
            } else {
                command(&mut random, &mut world)
            };
            let envelope =
                Envelope { id: testing::fresh(), author: boss, at: Timestamp(BEGIN + nth), command };
            site.app.store.submit(envelope).await.unwrap();
            match random.below(12) {
                0 | 1 => site.app.follower.reach_newest().await.unwrap(),
                // Whoever reads meanwhile fills what is kept of pages and pictures.
                2 => {
                    page(&followed, PAGES[random.below(PAGES.len())]).await;
                }
                _ => {}
            }
            if random.below(2) == 0 {
                let snapshot = site.app.graph.snapshot().await.unwrap();
                let looked_for_anew =
                    FindingsCache::new(site.app.store.clone(), Arc::new(|| Timestamp(BEGIN)));
                let kept = site.app.findings.of(&snapshot).await.unwrap().of(|_| true);
                let anew = looked_for_anew.of(&snapshot).await.unwrap().of(|_| true);
                assert_eq!(format!("{kept:?}"), format!("{anew:?}"), "seed {seed}, after {nth}");
            }
            let with_articles = nth % 60 == 59;
            if random.below(9) != 0 && !with_articles {
                continue;
            }
            let config = Cli::parse_from(["folkmoot", "--no-rate-limit", "--no-page-cache"]).config;
            let clock = Arc::new(|| Timestamp(BEGIN));
            let anew = Shared::from(App::new(site.app.store.clone(), &config, clock).unwrap());
            let made_anew = server::router::router(&anew);
            let (kept, fresh) =
                (site.app.graph.snapshot().await.unwrap(), anew.graph.snapshot().await.unwrap());
            assert_eq!(everything(&kept), everything(&fresh), "seed {seed}, after {nth}");
            let mut paths: Vec<String> = PAGES.map(ToOwned::to_owned).into();
            for node in fresh.graph.nodes.iter().take(if with_articles { 4 } else { 0 }) {
                paths.extend(
                    ["", "/graph", "/health", "/outline"].map(|end| format!("/a/{}{end}", node.slug)),
                );
            }
            for path in paths {
                let (kept, fresh) = (page(&followed, &path).await, page(&made_anew, &path).await);
                let differs = kept.split('<').zip(fresh.split('<')).find(|(kept, fresh)| kept != fresh);
                assert!(kept == fresh, "seed {seed}, after {nth}: {path} differs at {differs:?}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_to_mend_is_looked_for_anew_only_after_what_may_have_changed_it() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let address = visitor.write("A title", "Text.").await;
    let findings = async || {
        let snapshot = site.app.graph.snapshot().await.unwrap();
        site.app.findings.of(&snapshot).await.unwrap()
    };
    let first = findings().await;
    visitor.post(&format!("{address}/comments"), &[("body", "Hm.")]).await;
    assert!(Arc::ptr_eq(&first, &findings().await), "a comment mends nothing");
    visitor.write("Another title", "Text.").await;
    assert!(!Arc::ptr_eq(&first, &findings().await));
}
