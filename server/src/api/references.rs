//! The citations of an article as files for other programs.

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use domain::address::encode;
use domain::slug::Slug;
use model::CitationView;
use store::Store;

use crate::guard::work::made;
use crate::http::error::{Answer, Error};
use crate::reference::export;
use crate::visit::Visit;
use crate::visit::lookup::found;

/// About how many bytes a citation takes to export.
const EXPORTED: usize = 2_048;

async fn citations(store: &Store, visit: &Visit, slug: &str) -> Result<(Slug, Vec<CitationView>), Error> {
    let slug = Slug::parse(slug)?;
    let page = found(visit, &slug, store.article_page(&slug).await?)?;
    Ok((page.slug, page.citations))
}

fn file(slug: &Slug, extension: &str, kind: &'static str, text: String) -> Response {
    // A slug may have any letters; the address has the name in their encoding.
    let name = format!("attachment; filename*=UTF-8''{}.{extension}", encode(slug.as_str()));
    let headers = [(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache"), (CONTENT_DISPOSITION, &name)];
    (headers, text).into_response()
}

/// `GET /api/articles/{slug}/citations.json`: the citations as CSL-JSON.
pub async fn csl_json(State(store): State<Store>, visit: Visit, Path(slug): Path<String>) -> Answer {
    let (slug, citations) = citations(&store, &visit, &slug).await?;
    let (of, bytes) = (slug.clone(), EXPORTED * citations.len());
    let text = made(store.work(), bytes, move || export::csl_json(&of, &citations)).await?;
    Ok(file(&slug, "json", "application/vnd.citationstyles.csl+json", text))
}

/// `GET /api/articles/{slug}/citations.bib`: the citations as BibTeX, in the fields of BibLaTeX.
pub async fn bib(State(store): State<Store>, visit: Visit, Path(slug): Path<String>) -> Answer {
    let (slug, citations) = citations(&store, &visit, &slug).await?;
    let (of, bytes) = (slug.clone(), EXPORTED * citations.len());
    let text = made(store.work(), bytes, move || export::bibtex(&of, &citations)).await?;
    Ok(file(&slug, "bib", "application/x-bibtex; charset=utf-8", text))
}
