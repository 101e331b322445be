//! The graph for programs and for the picture in the browser.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use domain::id::RelationId;
use domain::problem::{Problem, Thing};
use domain::relation::Direction;
use domain::slug::Slug;
use graph::Graph;
use graph::chain::{self, Chain, Network};
use graph::view::DEEPEST;
use serde::Serialize;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use store::read::RelationView;
use store::work::Token;

use super::Snapshot;
use crate::encoding::{Effort, Encoding};
use crate::error::{Answer, Error};
use crate::page_cache::names;
use crate::state::{App, Shared};
use crate::token::hex;
use crate::visit::Visit;

/// The most nodes of one answer.
pub const MOST: usize = 10_000;
/// The most bytes of answers that are kept of one state of the graph.
const KEPT: usize = 16 * 1024 * 1024;

/// Answers as they were compressed, of one state of the graph.
#[derive(Debug, Default)]
pub(super) struct Kept(RwLock<(Moment, HashMap<String, Arc<Packed>>)>);

/// About how many bytes an answer takes besides its own.
const PACKED: usize = 16 * 1024;

/// A state of the graph: its history, and the version of the snapshot.
type Moment = (String, u64);

/// An answer as it is sent.
#[derive(Debug)]
struct Packed {
    tag: HeaderValue,
    encoding: Option<HeaderValue>,
    bytes: Bytes,
}

impl Kept {
    fn get(&self, state: &Moment, key: &str) -> Option<Arc<Packed>> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if kept.0 == *state { kept.1.get(key).cloned() } else { None }
    }

    fn put(&self, state: Moment, key: String, packed: Arc<Packed>) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let bytes: usize = kept.1.values().map(|packed| PACKED + packed.bytes.len()).sum();
        if kept.0 != state || bytes + packed.bytes.len() > KEPT {
            *kept = (state, HashMap::new());
        }
        kept.1.insert(key, packed);
    }
}

/// The number of the article of that slug; an old one leads to the same answer at the newer one.
async fn node(app: &App, visit: &Visit, snapshot: &Snapshot, name: &str) -> Result<usize, Error> {
    let slug = Slug::parse(visit.query.get(name).trim())?;
    if let Some(node) = snapshot.find(slug.as_str()) {
        return Ok(node);
    }
    let missing = || Error::from(Problem::NotFound { thing: Thing::Article });
    let newer = app.store.link_of(&slug).await?.ok_or_else(missing)?.slug;
    let pairs = visit.query.iter().map(|(field, value)| {
        let value = if field == name { newer.as_str() } else { value };
        format!("{}={}", app::component::chrome::encode(field), app::component::chrome::encode(value))
    });
    Err(Error::Moved(format!("{}?{}", visit.path, pairs.collect::<Vec<_>>().join("&"))))
}

/// A graph with what no name can say: what stands beside that of each author. The picture in the browser has no use for it.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    graph: &'a Graph,
    author_marks: Vec<String>,
}

/// `GET /api/graph?root=&focus=&depth=&most=`: what is around the focus, a discussion, or the most important of all.
pub async fn graph(State(app): State<Shared>, visit: Visit, headers: HeaderMap) -> Answer {
    let snapshot = app.graph().await?;
    let most = visit.query.hidden::<usize>("most")?.unwrap_or(MOST).clamp(1, MOST);
    let depth = visit.query.hidden::<u8>("depth")?.map(|depth| depth.clamp(1, DEEPEST));
    let mut at = [None, None];
    for (at, name) in at.iter_mut().zip(["root", "focus"]) {
        if !visit.query.get(name).is_empty() {
            *at = Some(node(&app, &visit, &snapshot, name).await?);
        }
    }
    let [root, focus] = at;
    let encoding = Encoding::negotiate(&headers);
    let key = format!("{root:?} {focus:?} {depth:?} {most} {}", encoding.suffix());
    let state = (snapshot.epoch.clone(), snapshot.version);
    let packed = match app.graphs.kept.get(&state, &key) {
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
                let digest = hex(&Sha256::digest(&plain)[..12]);
                let small = encoding.compress(&plain, Effort::Quick);
                let suffix = if small.is_some() { encoding.suffix() } else { "" };
                let tag = HeaderValue::try_from(format!("\"{}-{digest}{suffix}\"", graph.sequence))
                    .map_err(|_| Error::Internal("a tag is no header"))?;
                let encoding = small.is_some().then(|| encoding.header()).flatten();
                let bytes = small.unwrap_or_else(|| Bytes::from(plain));
                Ok::<_, Error>(Arc::new(Packed { tag, encoding, bytes }))
            };
            let packed = app.store.work().run(pack).await??;
            app.graphs.kept.put(state, key, Arc::clone(&packed));
            packed
        }
    };
    let mut response = Response::new(Body::empty());
    let own = response.headers_mut();
    own.insert(ETAG, packed.tag.clone());
    own.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    own.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if headers.get(IF_NONE_MATCH).is_some_and(|tags| names(tags, &packed.tag)) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return Ok(response);
    }
    own.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(encoding) = &packed.encoding {
        own.insert(CONTENT_ENCODING, encoding.clone());
    }
    *response.body_mut() = Body::from(packed.bytes.clone());
    Ok(response)
}

/// `GET /api/graph/articles/{id}`
pub async fn article(State(app): State<Shared>, Path(id): Path<String>) -> Answer {
    let missing = || Problem::NotFound { thing: Thing::Article };
    let link = app.store.link(id.parse().map_err(|_| missing())?).await?.ok_or_else(missing)?;
    Ok(Json(json!({ "title": link.title, "slug": link.slug.in_path(), "summary": link.summary }))
        .into_response())
}

/// `GET /api/graph/relations/{id}`
pub async fn relation(State(app): State<Shared>, Path(id): Path<String>) -> Answer {
    let missing = || Problem::NotFound { thing: Thing::Relation };
    let id: RelationId = id.parse().map_err(|_| missing())?;
    let found = app.store.explanations(&[id]).await?;
    let view = found.first().ok_or_else(missing)?;
    Ok(Json(json!({ "kind": view.kind, "reading": view.kind.forward(), "explanation": view.explanation,
                    "author": view.author.name, "author_mark": view.author.words(), "at": view.at }))
    .into_response())
}

/// How two nodes are connected, each chain with its relations as they are explained. Relations that were removed this
/// moment are missing.
///
/// # Errors
/// If the database fails.
pub async fn connected(
    app: &App,
    snapshot: &Arc<Snapshot>,
    from: usize,
    to: usize,
) -> Result<Vec<(Chain, Vec<Option<RelationView>>)>, Error> {
    let of = Arc::clone(snapshot);
    let search = move |_: &Token| {
        let network = Network { edges: &of.graph.edges, incidence: of.incidence(), sizes: of.sizes() };
        chain::chains(&network, from, to, chain::MOST)
    };
    let chains = app.store.work().run(search).await?;
    let mut ids: Vec<RelationId> =
        chains.iter().flat_map(|chain| &chain.edges).map(|edge| snapshot.graph.edges[*edge].id).collect();
    ids.sort_unstable();
    ids.dedup();
    let views = if ids.is_empty() { Vec::new() } else { app.store.explanations(&ids).await? };
    let views: HashMap<RelationId, RelationView> = views.into_iter().map(|view| (view.id, view)).collect();
    let explained = |chain: Chain| {
        let steps = chain.edges.iter().map(|edge| views.get(&snapshot.graph.edges[*edge].id).cloned());
        let steps = steps.collect();
        (chain, steps)
    };
    Ok(chains.into_iter().map(explained).collect())
}

/// `GET /api/graph/connections?from=&to=`
pub async fn connections(State(app): State<Shared>, visit: Visit) -> Answer {
    let snapshot = app.graph().await?;
    let from = node(&app, &visit, &snapshot, "from").await?;
    let to = node(&app, &visit, &snapshot, "to").await?;
    let slug = |node: usize| snapshot.graph.nodes[node].slug.as_str();
    let chains = connected(&app, &snapshot, from, to).await?;
    let chains: Vec<_> = chains
        .iter()
        .map(|(chain, views)| {
            let edges: Vec<_> = chain.edges.iter().map(|edge| &snapshot.graph.edges[*edge]).collect();
            let steps = chain.nodes.windows(2).zip(&edges).zip(views).map(|((ends, edge), view)| {
                let direction = if edge.from == ends[0] { Direction::Forward } else { Direction::Backward };
                json!({ "from": slug(ends[0]), "reading": direction.reading(edge.kind), "to": slug(ends[1]),
                        "explanation": view.as_ref().map_or("", |view| view.explanation.as_str()) })
            });
            json!({
                "cost": chain.cost,
                "nodes": chain.nodes.iter().map(|node| slug(*node)).collect::<Vec<_>>(),
                "relations": edges.iter().map(|edge| edge.id).collect::<Vec<_>>(),
                "steps": steps.collect::<Vec<_>>(),
            })
        })
        .collect();
    Ok(Json(json!({ "chains": chains })).into_response())
}
