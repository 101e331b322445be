//! The graph for programs and for the picture in the browser.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, HeaderValue};
use bytes::Bytes;
use domain::address::{Address, encode};
use domain::id::{RelationId, Timestamp};
use domain::problem::{Problem, Thing};
use domain::relation::{Direction, Kind};
use domain::slug::Slug;
use graph::view::MAX_DEPTH;
use graph::{Graph, NodeIndex};
use serde::Serialize;
use store::Store;
use store::work::Token;

use crate::follow::connections::connections as connections_between;
use crate::follow::live::LiveGraph;
use crate::follow::snapshot::Snapshot;
use crate::http::encoding::Encoding;
use crate::http::error::{Answer, Error};
use crate::http::packed::{Packed, PackedAnswers};
use crate::visit::Visit;

/// The most nodes of one answer.
const MAX_NODES: usize = 10_000;

/// The node of the article of that slug; an old one leads to the same answer at the newer one.
async fn node(store: &Store, visit: &Visit, snapshot: &Snapshot, name: &str) -> Result<NodeIndex, Error> {
    let slug = Slug::parse(visit.query.get(name).trim())?;
    if let Some(node) = snapshot.find(slug.as_str()) {
        return Ok(node);
    }
    let missing = || Error::from(Problem::NotFound { thing: Thing::Article });
    let newer = store.link_of(&slug).await?.ok_or_else(missing)?.slug;
    let asked = visit.query.iter().fold(Address::at(&visit.path), |asked, (field, value)| {
        asked.query(field, if field == name { newer.as_str() } else { value })
    });
    Err(Error::Moved(asked.into()))
}

/// A graph with what no name can say: what stands beside that of each author. The picture in the browser has no use for it.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    graph: &'a Graph,
    author_marks: Vec<String>,
}

/// `GET /api/graph?root=&focus=&depth=&most=`: what is around the focus, a discussion, or the most important of all.
pub async fn graph(
    State(store): State<Store>,
    State(graph): State<Arc<LiveGraph>>,
    State(answers): State<Arc<PackedAnswers>>,
    visit: Visit,
    headers: HeaderMap,
) -> Answer {
    let snapshot = graph.snapshot().await?;
    let most = visit.query.parse::<usize>("most")?.unwrap_or(MAX_NODES).clamp(1, MAX_NODES);
    let depth = visit.query.parse::<u8>("depth")?.map(|depth| depth.clamp(1, MAX_DEPTH));
    let mut at = [None, None];
    for (at, name) in at.iter_mut().zip(["root", "focus"]) {
        if !visit.query.get(name).is_empty() {
            *at = Some(node(&store, &visit, &snapshot, name).await?);
        }
    }
    let [root, focus] = at;
    let encoding = Encoding::negotiate(&headers);
    let key = format!("{root:?} {focus:?} {depth:?} {most} {}", encoding.suffix());
    let state = snapshot.state();
    let packed = match answers.get(&state, &key) {
        Some(packed) => packed,
        None => {
            let pack = move |_: &Token| {
                let chosen = match (focus, depth, root.or(focus)) {
                    (Some(focus), Some(depth), _) => snapshot.nearest(focus, depth, most),
                    (_, _, Some(node)) => snapshot.discussed(node, most),
                    (_, _, None) => snapshot.important(most),
                };
                let (graph, author_marks) = snapshot.take_out_with_marks(&chosen);
                let told = Told { graph: &graph, author_marks };
                let plain = serde_json::to_vec(&told).map_err(|_| Error::Internal("a graph is no JSON"))?;
                Ok::<_, Error>(Arc::new(Packed::new(graph.sequence, Bytes::from(plain), encoding)))
            };
            let packed = store.work().run(pack).await??;
            answers.put(state, key, Arc::clone(&packed));
            packed
        }
    };
    let own = HeaderMap::from_iter([(CACHE_CONTROL, HeaderValue::from_static("no-cache"))]);
    Ok(packed.answer(&headers, own, "application/json"))
}

/// What the picture shows of an article.
#[derive(Serialize)]
pub struct Article {
    /// Its title.
    title: String,
    /// Its name in addresses, encoded for them.
    slug: String,
    /// Its summary; may be empty.
    summary: String,
}

/// `GET /api/graph/articles/{id}`
pub async fn article(State(store): State<Store>, Path(id): Path<String>) -> Result<Json<Article>, Error> {
    let missing = || Problem::NotFound { thing: Thing::Article };
    let link = store.link(id.parse().map_err(|_| missing())?).await?.ok_or_else(missing)?;
    Ok(Json(Article { title: link.title, slug: encode(link.slug.as_str()), summary: link.summary }))
}

/// What the picture shows of a relation.
#[derive(Serialize)]
pub struct Relation {
    /// What it says.
    kind: Kind,
    /// Its words, from the first article to the second.
    reading: &'static str,
    /// Why; may be empty.
    explanation: String,
    /// Who explained it last …
    author: String,
    /// … and what stands beside that name.
    author_mark: String,
    /// When.
    at: Timestamp,
}

/// `GET /api/graph/relations/{id}`
pub async fn relation(State(store): State<Store>, Path(id): Path<String>) -> Result<Json<Relation>, Error> {
    let missing = || Problem::NotFound { thing: Thing::Relation };
    let id: RelationId = id.parse().map_err(|_| missing())?;
    let found = store.explanations(&[id]).await?;
    let view = found.into_iter().next().ok_or_else(missing)?;
    Ok(Json(Relation {
        kind: view.kind,
        reading: view.kind.forward(),
        explanation: view.explanation,
        author_mark: view.author.words(),
        author: view.author.name,
        at: view.at,
    }))
}

/// How two articles are connected.
#[derive(Serialize)]
pub struct Connections {
    /// The shortest first.
    chains: Vec<Chain>,
}

/// A chain of relations from one article to another.
#[derive(Serialize)]
struct Chain {
    /// What it costs; see [`graph::chain`].
    cost: u32,
    /// The slugs of its articles, both ends included.
    nodes: Vec<Slug>,
    /// The relations between them.
    relations: Vec<RelationId>,
    /// What each of them says.
    steps: Vec<ChainStep>,
}

/// A relation of a chain, in the direction of the chain.
#[derive(Serialize)]
struct ChainStep {
    /// The slug of where it begins.
    from: Slug,
    /// What it says in this direction.
    reading: &'static str,
    /// The slug of where it leads.
    to: Slug,
    /// Why; may be empty.
    explanation: String,
}

/// `GET /api/graph/connections?from=&to=`
pub async fn connections(
    State(store): State<Store>,
    State(graph): State<Arc<LiveGraph>>,
    visit: Visit,
) -> Result<Json<Connections>, Error> {
    let snapshot = graph.snapshot().await?;
    let from = node(&store, &visit, &snapshot, "from").await?;
    let to = node(&store, &visit, &snapshot, "to").await?;
    let slug = |node: NodeIndex| snapshot.graph.nodes[node].slug.clone();
    let chains = connections_between(&store, &snapshot, from, to).await?;
    let chains = chains
        .into_iter()
        .map(|(chain, views)| {
            let edges: Vec<_> = chain.edges.iter().map(|edge| &snapshot.graph.edges[*edge]).collect();
            let steps = chain.nodes.windows(2).zip(&edges).zip(views).map(|((ends, edge), view)| {
                let direction = if edge.from == ends[0] { Direction::Forward } else { Direction::Backward };
                ChainStep {
                    from: slug(ends[0]),
                    reading: direction.reading(edge.kind),
                    to: slug(ends[1]),
                    explanation: view.map(|view| view.explanation).unwrap_or_default(),
                }
            });
            Chain {
                cost: chain.cost,
                nodes: chain.nodes.iter().map(|node| slug(*node)).collect(),
                relations: edges.iter().map(|edge| edge.id).collect(),
                steps: steps.collect(),
            }
        })
        .collect();
    Ok(Json(Connections { chains }))
}
