//! How two articles are connected.

use std::collections::HashMap;
use std::sync::Arc;

use domain::id::RelationId;
use graph::NodeIndex;
use graph::chain::{self, Chain, Network};
use model::RelationView;
use store::Store;
use store::work::Token;

use super::error::Error;
use super::snapshot::Snapshot;

/// How two nodes are connected, each chain with its relations as they are explained. Relations that were removed this
/// moment are missing.
///
/// # Errors
/// If the database fails, or there is too much to do.
pub async fn connections(
    store: &Store,
    snapshot: &Arc<Snapshot>,
    from: NodeIndex,
    to: NodeIndex,
) -> Result<Vec<(Chain, Vec<Option<RelationView>>)>, Error> {
    let of = Arc::clone(snapshot);
    let search = move |_: &Token| {
        let network = Network { edges: &of.graph.edges, incidence: of.incidence(), sizes: of.sizes() };
        chain::chains(&network, from, to, chain::MAX_CHAINS)
    };
    let chains = store.work().run(search).await?;
    let mut ids: Vec<RelationId> =
        chains.iter().flat_map(|chain| &chain.edges).map(|edge| snapshot.graph.edges[*edge].id).collect();
    ids.sort_unstable();
    ids.dedup();
    let views = if ids.is_empty() { Vec::new() } else { store.explanations(&ids).await? };
    let views: HashMap<RelationId, RelationView> = views.into_iter().map(|view| (view.id, view)).collect();
    let explained = |chain: Chain| {
        let steps = chain.edges.iter().map(|edge| views.get(&snapshot.graph.edges[*edge].id).cloned());
        let steps = steps.collect();
        (chain, steps)
    };
    Ok(chains.into_iter().map(explained).collect())
}
