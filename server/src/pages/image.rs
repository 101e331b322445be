//! Pictures of the graph as files of their own: SVG, and PNG for where SVG is not shown.
//!
//! What was drawn is kept as long as the graph stays as it is, by what there is to see and not by how the address says it.

mod fonts;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use domain::problem::{Problem, Thing};
use graph::View;
use graph::drawing::{self, Options, Place};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg;
use sha2::{Digest as _, Sha256};
use store::work::Token;

use super::picture::{Part, title};
use crate::encoding::{Effort, Encoding};
use crate::error::{Answer, Error};
use crate::graph::Snapshot;
use crate::page_cache::names;
use crate::pages::shown_head;
use crate::state::{App, Shared};
use crate::token::hex;
use crate::visit::Visit;

/// The most bytes of images that are kept.
const CAPACITY: u64 = 16 * 1024 * 1024;
/// The widest and highest PNG, in pixels.
const LARGEST: f32 = 2_400.0;
/// Pixels of a PNG for a unit of the picture, where there is room.
const SHARP: f32 = 2.0;
/// Size of the image in previews of links (<https://ogp.me>), and the room around the picture.
const PREVIEW: (u32, u32) = (1_200, 630);
const MARGIN: f32 = 24.0;
/// The most articles in a preview, whose words are to be read on a telephone.
const IN_PREVIEW: usize = 9;

/// What was drawn.
#[derive(Debug)]
pub struct Images(Cache<String, Arc<Image>, Weight>);

impl Default for Images {
    fn default() -> Self {
        Self(Cache::with_weighter(256, CAPACITY, Weight))
    }
}

#[derive(Debug, Clone)]
struct Weight;

impl Weighter<String, Arc<Image>> for Weight {
    fn weight(&self, key: &String, image: &Arc<Image>) -> u64 {
        (key.len() + image.bytes.len() + 256) as u64
    }
}

#[derive(Debug)]
struct Image {
    /// The state of the graph that it was drawn from.
    state: String,
    tag: String,
    encoding: Option<HeaderValue>,
    bytes: Bytes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Svg,
    Png,
    Preview,
}

/// `GET /graph.svg?…`
pub async fn svg_of_all(State(app): State<Shared>, visit: Visit, headers: HeaderMap) -> Answer {
    image(&app, &visit, &headers, None, Kind::Svg).await
}

/// `GET /graph.png?…`
pub async fn png_of_all(State(app): State<Shared>, visit: Visit, headers: HeaderMap) -> Answer {
    let kind = png_kind(&visit);
    image(&app, &visit, &headers, None, kind).await
}

/// `GET /a/{slug}/graph.svg?…`
pub async fn svg(
    State(app): State<Shared>,
    visit: Visit,
    headers: HeaderMap,
    Path(slug): Path<String>,
) -> Answer {
    image(&app, &visit, &headers, Some(slug), Kind::Svg).await
}

/// `GET /a/{slug}/graph.png?…`
pub async fn png(
    State(app): State<Shared>,
    visit: Visit,
    headers: HeaderMap,
    Path(slug): Path<String>,
) -> Answer {
    let kind = png_kind(&visit);
    image(&app, &visit, &headers, Some(slug), kind).await
}

fn png_kind(visit: &Visit) -> Kind {
    if visit.query.get("preview") == "1" { Kind::Preview } else { Kind::Png }
}

async fn image(app: &App, visit: &Visit, headers: &HeaderMap, slug: Option<String>, kind: Kind) -> Answer {
    let article = match slug {
        Some(slug) => Some(shown_head(app, visit, &slug).await?.id),
        None => None,
    };
    let snapshot = app.graph().await?;
    let missing = Problem::NotFound { thing: Thing::Article };
    let node = article.map(|id| snapshot.number(id).ok_or(missing)).transpose()?;
    let view = View { camera: None, ..View::read(&visit.query) };
    let encoding = if kind == Kind::Svg { Encoding::negotiate(headers) } else { Encoding::Identity };
    let (images, origin) = (Arc::clone(&app.images), Arc::clone(&app.origin));
    let draw = move |token: &Token| {
        images.of(&snapshot, node, view, &Wanted { kind, encoding, origin: &origin, token })
    };
    let image = app.store.work().run(draw).await??;
    Ok(response(headers, &image, kind))
}

impl Images {
    /// How many are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.len() == 0
    }

    fn of(
        &self,
        snapshot: &Snapshot,
        node: Option<usize>,
        mut view: View,
        wanted: &Wanted<'_>,
    ) -> Result<Arc<Image>, Error> {
        let Wanted { kind, encoding, .. } = *wanted;
        if kind == Kind::Preview && view.depth.is_none() {
            view.depth = node.map(|_| 1);
        }
        let (part, state) = (Part::of(snapshot, node, view), snapshot.state());
        let seen = part.key(&part.view.select(&part.graph));
        let key = format!("{kind:?} {node:?} {}{seen}", encoding.suffix());
        if let Some(image) = self.0.get(&key).filter(|image| image.state == state) {
            return Ok(image);
        }
        let plain = drawn(&part, &title(snapshot, node), wanted)?;
        let small = encoding.compress(&plain, Effort::Quick);
        let suffix = if small.is_some() { encoding.suffix() } else { "" };
        let digest = hex(&Sha256::digest(&plain)[..12]);
        let tag = format!("\"{}-{digest}{suffix}\"", snapshot.graph.sequence);
        let encoding = small.is_some().then(|| encoding.header()).flatten();
        let image = Arc::new(Image { state, tag, encoding, bytes: small.unwrap_or(plain) });
        self.0.insert(key, Arc::clone(&image));
        Ok(image)
    }
}

fn response(asked: &HeaderMap, image: &Image, kind: Kind) -> Response {
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    // It may be shown on other sites; whoever opens it by itself runs nothing.
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox"),
    );
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    if let Ok(tag) = HeaderValue::try_from(image.tag.as_str()) {
        if asked.get(IF_NONE_MATCH).is_some_and(|tags| names(tags, &tag)) {
            headers.insert(ETAG, tag);
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        headers.insert(ETAG, tag);
    }
    let name = if kind == Kind::Svg { "image/svg+xml" } else { "image/png" };
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(name));
    if let Some(encoding) = &image.encoding {
        headers.insert(CONTENT_ENCODING, encoding.clone());
    }
    *response.body_mut() = Body::from(image.bytes.clone());
    response
}

/// How an image is to be.
struct Wanted<'a> {
    kind: Kind,
    encoding: Encoding,
    origin: &'a str,
    /// Asked between the steps, none of which is long by itself: laying out, reading the drawing, painting, and packing.
    token: &'a Token,
}

fn drawn(part: &Part, title: &str, wanted: &Wanted<'_>) -> Result<Bytes, Error> {
    let Wanted { kind, origin, token, .. } = *wanted;
    let options = Options {
        place: Place::Image,
        title,
        origin,
        most: if kind == Kind::Preview { IN_PREVIEW } else { drawing::MOST },
        ..Options::default()
    };
    let picture = drawing::draw(&part.graph, &part.view, &options);
    if kind == Kind::Svg {
        return Ok(Bytes::from(picture.svg));
    }
    let png = png_of(&picture.svg, kind == Kind::Preview, token);
    // What was not painted to its end is not there.
    png.ok_or_else(|| {
        if token.is_over() { Error::Slow } else { Error::Internal("an SVG could not be drawn as a PNG") }
    })
}

/// Draws an SVG, as sharp as there is room; a preview has its fixed size, with the picture in its middle.
fn png_of(svg: &str, preview: bool, token: &Token) -> Option<Bytes> {
    let goes_on = || (!token.is_over()).then_some(());
    goes_on()?;
    let options = usvg::Options {
        font_family: "DejaVu Sans".to_owned(),
        fontdb: Arc::clone(&fonts::LOADED.database),
        ..usvg::Options::default()
    };
    // The colours of the night, the last of the style, are not for a PNG.
    let svg = match (svg.find("@media"), svg.find("</style>")) {
        // `~` is not understood there; a name stands directly behind its dot.
        (Some(night), Some(end)) if night < end => {
            &[&svg[..night].replace("circle~text", "circle+text"), &svg[end..]].concat()
        }
        _ => svg,
    };
    let tree = usvg::Tree::from_str(&fonts::LOADED.drawable(svg), &options).ok()?;
    goes_on()?;
    let (width, height) = (tree.size().width(), tree.size().height());
    let (mut pixels, transform) = if preview {
        let mut pixels = Pixmap::new(PREVIEW.0, PREVIEW.1)?;
        pixels.fill(Color::from_rgba8(0xfb, 0xfa, 0xf7, 0xff));
        let room = |side: u32, of: f32| (side as f32 - 2.0 * MARGIN) / of;
        let scale = room(PREVIEW.0, width).min(room(PREVIEW.1, height)).min(SHARP);
        let (left, top) =
            ((PREVIEW.0 as f32 - width * scale) / 2.0, (PREVIEW.1 as f32 - height * scale) / 2.0);
        (pixels, Transform::from_row(scale, 0.0, 0.0, scale, left, top))
    } else {
        let scale = SHARP.min(LARGEST / width).min(LARGEST / height);
        let side = |of: f32| ((of * scale).ceil() as u32).clamp(1, LARGEST as u32);
        (Pixmap::new(side(width), side(height))?, Transform::from_scale(scale, scale))
    };
    resvg::render(&tree, transform, &mut pixels.as_mut());
    goes_on()?;
    pixels.encode_png().ok().map(Bytes::from)
}
