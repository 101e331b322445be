//! How two articles are connected, as a page.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use app::page::{self, Asked, Connect, Sought};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect};
use domain::address::{self, slug_in};
use domain::id::RelationId;
use domain::slug::Slug;
use graph::chain::Chain;
use graph::{NodeIndex, View, drawing};
use messages::graph::drawn;
use store::Store;

use crate::follow::connections::connections;
use crate::follow::live::LiveGraph;
use crate::follow::snapshot::Snapshot;
use crate::http::error::{Answer, Error};
use crate::visit::{Audience, Visit};

/// The most characters of a field that are looked at.
const MAX_FIELD: usize = 300;
/// About how many bytes of text take as long as an article of a chain, drawn.
const CHAIN: usize = 256;
/// The most articles that are offered where none is named exactly.
const CHOICES: i64 = 8;

/// `GET /connect?from=&to=`: never kept, as what it reflects is the asker's. Once both articles are known, its address
/// names them by their slugs, so that it can be passed on.
pub async fn connect(
    State(store): State<Store>,
    State(graph): State<Arc<LiveGraph>>,
    visit: Visit,
) -> Answer {
    let snapshot = graph.snapshot().await?;
    let from = asked(&store, &visit, &snapshot, "from").await?;
    let to = asked(&store, &visit, &snapshot, "to").await?;
    let mut found = Vec::new();
    if let Some((first, second)) = from.node().zip(to.node()) {
        let slug = |node: NodeIndex| &snapshot.graph.nodes[node].slug;
        if visit.query.get("from") != slug(first).as_str() || visit.query.get("to") != slug(second).as_str() {
            let here = address::connect().query("from", slug(first)).query("to", slug(second)).to_string();
            return Ok(Redirect::temporary(&here).into_response());
        }
        found = connections(&store, &snapshot, first, second).await?;
    }
    let (chains, views): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    let (own, drawn) = (Arc::clone(&snapshot), chains.clone());
    let weight = CHAIN * chains.iter().map(|chain: &Chain| chain.nodes.len()).sum::<usize>();
    let picture = store.work().run_sized(weight, move |_| draw(&own, &drawn)).await?;
    let explained: HashMap<_, _> =
        views.into_iter().flatten().flatten().map(|view| (view.id, view)).collect();
    let view = Connect {
        graph: &snapshot.graph,
        from: &from,
        to: &to,
        chains: &chains,
        explained: &explained,
        picture: &picture,
    };
    Ok(visit.private_page(StatusCode::OK, page::connect(&visit.site(Audience::Own), &view)))
}

/// What somebody means by a field: a slug or an address, also an old one, or a title; else articles with these words.
async fn asked(store: &Store, visit: &Visit, snapshot: &Snapshot, name: &str) -> Result<Asked, Error> {
    let text: String = visit.query.get(name).chars().filter(|c| !c.is_control()).take(MAX_FIELD).collect();
    let text = text.trim().to_owned();
    if text.is_empty() {
        return Ok(Asked::default());
    }
    if let Ok(slug) = Slug::parse(&slug_in(&text)) {
        let node = match snapshot.find(slug.as_str()) {
            Some(node) => Some(node),
            None => store.link_of(&slug).await?.and_then(|link| snapshot.index_of(link.id)),
        };
        if let Some(node) = node {
            return Ok(Asked { text: name_of(snapshot, node), found: Sought::Node(node) });
        }
    }
    if let Some(node) = titled(snapshot, &text) {
        return Ok(Asked { text, found: Sought::Node(node) });
    }
    let choices = store.find(&text, CHOICES).await?;
    Ok(Asked { text, found: Sought::Unclear(choices) })
}

/// The article of that title, if there is exactly one.
fn titled(snapshot: &Snapshot, title: &str) -> Option<NodeIndex> {
    let graph = &snapshot.graph;
    let mut same = graph.node_indices().filter(|node| graph.nodes[*node].title.eq_ignore_ascii_case(title));
    let first = same.next();
    if same.next().is_some() { None } else { first }
}

/// The title of an article where that, typed, means it; else its slug.
fn name_of(snapshot: &Snapshot, node: NodeIndex) -> String {
    let (title, slug) = (&snapshot.graph.nodes[node].title, &snapshot.graph.nodes[node].slug);
    let is_its_own = snapshot.find(&slug_in(title)).is_none_or(|other| other == node);
    if is_its_own && titled(snapshot, title) == Some(node) { title.clone() } else { slug.as_str().to_owned() }
}

/// The articles and relations of some chains, and nothing else, as a picture.
fn draw(snapshot: &Snapshot, chains: &[Chain]) -> String {
    let (mut nodes, mut relations): (Vec<NodeIndex>, HashSet<RelationId>) = (Vec::new(), HashSet::new());
    for chain in chains {
        for node in &chain.nodes {
            if !nodes.contains(node) {
                nodes.push(*node);
            }
        }
        relations.extend(chain.edges.iter().map(|edge| snapshot.graph.edges[*edge].id));
    }
    if nodes.is_empty() {
        return String::new();
    }
    let mut graph = snapshot.take_out(&nodes);
    graph.edges.retain(|edge| relations.contains(&edge.id));
    let options = drawing::Options {
        title: drawn::CONNECTIONS,
        prefix: "chains",
        least: 0.0,
        ..drawing::Options::default()
    };
    let drawing::Picture { svg, size, .. } = drawing::draw(&graph, &View::default(), &options);
    // In its own size: what is wider than the page is moved in its frame.
    let own = format!("<svg width=\"{:.0}\" height=\"{:.0}\"", size.width, size.height);
    svg.replacen("<svg", &own, 1)
}
