//! Relations that are suggested for an article.

use std::sync::Arc;

use app::page::{self, SuggestedArticle};
use axum::extract::{Path, State};
use graph::NodeIndex;
use store::Store;

use crate::follow::live::LiveGraph;
use crate::follow::snapshot::Snapshot;
use crate::follow::suggestions::{MAX_SUGGESTIONS, SuggestionFinder, Suggestions};
use crate::http::error::Answer;
use crate::visit::Visit;
use crate::visit::lookup::head;

/// The suggestions as pages show them.
#[must_use]
pub fn shown<'a>(snapshot: &'a Snapshot, suggestions: &Suggestions) -> Vec<SuggestedArticle<'a>> {
    let node = |node: NodeIndex| &snapshot.graph.nodes[node];
    let found = suggestions.found.iter();
    found.map(|(other, why)| SuggestedArticle { other: node(*other), why: why.clone() }).collect()
}

/// `GET /a/{slug}/suggestions`
pub async fn suggestions(
    State(store): State<Store>,
    State(graph): State<Arc<LiveGraph>>,
    State(finder): State<Arc<SuggestionFinder>>,
    visit: Visit,
    Path(slug): Path<String>,
) -> Answer {
    let article = head(&store, &visit, &slug).await?;
    let snapshot = graph.snapshot().await?;
    let suggestions = finder.find(&snapshot, article.id, MAX_SUGGESTIONS).await?;
    let found = shown(&snapshot, &suggestions);
    let dismissed: Vec<_> = suggestions.dismissed.iter().map(|node| &snapshot.graph.nodes[*node]).collect();
    let audience = visit.audience();
    let html = page::suggestions(&visit.site(audience), &article, &found, &dismissed);
    Ok(visit.shared_page(audience, html))
}
