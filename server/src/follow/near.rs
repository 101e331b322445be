//! The pictures beside articles: drawn again only where what is around an article differs.

use std::sync::Arc;

use domain::id::{ArticleId, Timestamp};
use graph::drawing::{self, Options, Picture};
use graph::{Graph, Node, NodeIndex};
use messages::graph::drawn;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use store::work::{Pool, Refused, Token};

use super::error::Error;
use super::live::LiveGraph;
use super::snapshot::Snapshot;

/// How many articles those of a picture are chosen from.
const MAX_CANDIDATES: usize = 80;
/// The most bytes of pictures, with what they were drawn from, that are kept.
const CAPACITY: u64 = 16 * 1024 * 1024;

/// Draws what is around articles, and keeps it.
pub struct NearPictures {
    graph: Arc<LiveGraph>,
    work: Pool,
    drawn: Cache<ArticleId, Arc<Drawn>, Weight>,
}

#[derive(Debug)]
struct Drawn {
    /// What was around the article, without what no picture shows.
    of: Graph,
    title: String,
    picture: Arc<Picture>,
}

#[derive(Debug, Clone)]
struct Weight;

impl Weighter<ArticleId, Arc<Drawn>> for Weight {
    fn weight(&self, _: &ArticleId, drawn: &Arc<Drawn>) -> u64 {
        let texts: usize =
            drawn.of.nodes.iter().map(|node| node.title.len() + node.slug.as_str().len()).sum();
        let nodes = size_of_val(drawn.of.nodes.as_slice());
        let edges = size_of_val(drawn.of.edges.as_slice());
        (texts + nodes + edges + drawn.picture.svg.len() + 512) as u64
    }
}

/// What there is to show beside an article.
#[derive(Debug, Clone, PartialEq)]
pub enum Near {
    /// Its picture; `None` if nothing is around it.
    Drawn(Option<Arc<Picture>>),
    /// The graph is still being read.
    Later,
}

impl Near {
    /// The picture, if there is one by now.
    #[must_use]
    pub fn picture(self) -> Option<Arc<Picture>> {
        match self {
            Self::Drawn(picture) => picture,
            Self::Later => None,
        }
    }
}

impl NearPictures {
    /// Of a graph, drawn by a pool.
    #[must_use]
    pub fn new(graph: Arc<LiveGraph>, work: Pool) -> Self {
        Self { graph, work, drawn: Cache::with_weighter(1_024, CAPACITY, Weight) }
    }

    /// The picture of what is around an article.
    ///
    /// # Errors
    /// If the graph cannot be read.
    pub async fn around(&self, article: ArticleId, title: &str) -> Result<Near, Error> {
        let Some(snapshot) = self.graph.snapshot_soon().await? else { return Ok(Near::Later) };
        // A page is better without its picture than not at all.
        Ok(self.drawn(&snapshot, article, title).await.map_or(Near::Later, Near::Drawn))
    }

    async fn drawn(
        &self,
        snapshot: &Snapshot,
        article: ArticleId,
        title: &str,
    ) -> Result<Option<Arc<Picture>>, Refused> {
        let Some(node) = snapshot.index_of(article) else { return Ok(None) };
        let part = steady(snapshot.around(node, 2, MAX_CANDIDATES));
        if part.nodes.len() < 2 {
            return Ok(None);
        }
        let kept = self.drawn.get(&article);
        if let Some(kept) = kept.filter(|kept| kept.title == title && kept.of == part) {
            return Ok(Some(Arc::clone(&kept.picture)));
        }
        let title = title.to_owned();
        let draw = move |_: &Token| {
            let said = drawn::nearest(&title);
            let options = Options { title: &said, prefix: "near", ..Options::default() };
            let picture = Arc::new(drawing::neighbourhood(&part, NodeIndex(0), &options));
            Arc::new(Drawn { of: part, title, picture })
        };
        let drawn = self.work.run(draw).await?;
        self.drawn.insert(article, Arc::clone(&drawn));
        Ok(Some(Arc::clone(&drawn.picture)))
    }
}

/// Without what changes often and is in no picture beside an article.
fn steady(graph: Graph) -> Graph {
    let nodes = graph.nodes.into_iter().map(|node| Node { changed: Timestamp(0), at: None, ..node });
    Graph { sequence: 0, nodes: nodes.collect(), ..graph }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::header::{ETAG, HOST};
    use axum::http::{Request, StatusCode};
    use axum::response::Response;
    use clap::Parser as _;
    use domain::slug::Slug;
    use store::{Options as StoreOptions, Store};
    use tempfile::TempDir;
    use tower::ServiceExt as _;

    use super::*;
    use crate::app::{App, Shared};
    use crate::cli::Cli;

    const SLUG: &str = "a32-strengthen-the-fight-against-cybercrime-at-international-level";

    async fn sample() -> (TempDir, Shared) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("site.db"), StoreOptions::default()).await.unwrap();
        crate::seeds::load::load(&store).await.unwrap();
        let app = App::new(store, &Cli::parse_from(["folkmoot"]).config, Arc::new(|| Timestamp(1))).unwrap();
        (folder, Shared::from(app))
    }

    async fn page(app: &Shared) -> Response {
        let request = Request::get(format!("/a/{SLUG}")).header(HOST, "127.0.0.1:3000");
        let request = request.body(Body::empty()).unwrap();
        crate::router::router(app).oneshot(request).await.unwrap()
    }

    #[tokio::test]
    async fn a_page_does_not_wait_for_a_long_first_reading_and_is_not_kept_without_its_picture() {
        let (_folder, app) = sample().await;
        let reading = app.graph.kept.maker.lock().await;
        let early = page(&app).await;
        assert_eq!((early.status(), early.headers().get(ETAG)), (StatusCode::OK, None));
        drop(reading);
        app.graph.snapshot().await.unwrap();
        let later = page(&app).await;
        assert!(later.headers().get(ETAG).is_some());
        let bytes = axum::body::to_bytes(later.into_body(), usize::MAX).await.unwrap();
        assert!(String::from_utf8_lossy(&bytes).contains(drawn::nearest("").trim_start()));
    }

    #[tokio::test]
    async fn a_picture_is_drawn_anew_only_where_something_became_another() {
        let (_folder, app) = sample().await;
        let link = app.store.link_of(&Slug::parse(SLUG).unwrap()).await.unwrap().unwrap();
        let snapshot = app.graph.snapshot().await.unwrap();
        let first = app.near.drawn(&snapshot, link.id, "A32").await.unwrap().unwrap();
        let mut other = (*snapshot).clone();
        other.graph.sequence += 1;
        let own = snapshot.index_of(link.id).unwrap();
        other.graph.nodes[own].changed = Timestamp(7);
        assert!(Arc::ptr_eq(&first, &app.near.drawn(&other, link.id, "A32").await.unwrap().unwrap()));
        let node = snapshot.graph.edges[snapshot.incidence()[own][0]].other(own);
        other.graph.nodes[node].title = "Another title".to_owned();
        let second = app.near.drawn(&other, link.id, "A32").await.unwrap().unwrap();
        assert!(second.svg.contains("Another title") && !first.svg.contains("Another title"));
        other.graph.nodes[node].locked = true;
        let third = app.near.drawn(&other, link.id, "A32").await.unwrap().unwrap();
        assert!(
            third.svg.contains("Another title (locked)") && !second.svg.contains("Another title (locked)")
        );
    }
}
