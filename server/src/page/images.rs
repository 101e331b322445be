//! Images of the graph as they were drawn, kept by what there is to see.

mod fonts;
mod png;

use std::sync::Arc;

use bytes::Bytes;
use graph::drawing::{self, Options, Place};
use graph::{NodeIndex, View};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use store::work::Token;

use crate::follow::pictures::{Part, title};
use crate::follow::snapshot::Snapshot;
use crate::http::encoding::Encoding;
use crate::http::error::Error;
use crate::http::origin::Origin;
use crate::http::packed::Packed;

/// The most bytes of images that are kept.
const CAPACITY: u64 = 16 * 1024 * 1024;
/// The most articles in a preview, whose words are to be read on a telephone.
const IN_PREVIEW: usize = 9;

/// Draws images of the graph, and keeps them.
#[derive(Debug)]
pub struct Images {
    origin: Origin,
    drawn: Cache<String, Arc<Image>, Weight>,
}

#[derive(Debug, Clone)]
struct Weight;

impl Weighter<String, Arc<Image>> for Weight {
    fn weight(&self, key: &String, image: &Arc<Image>) -> u64 {
        (key.len() + image.packed.len() + 256) as u64
    }
}

/// An image that was drawn.
#[derive(Debug)]
pub struct Image {
    /// The state of the graph that it was drawn from.
    state: String,
    /// The answer that it is sent as.
    pub packed: Packed,
}

/// What kind of image is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A drawing.
    Svg,
    /// Pixels, as sharp as there is room.
    Png,
    /// Pixels of the size that previews of links have.
    Preview,
}

impl Images {
    /// Of a site with that address, which stands in the drawings.
    #[must_use]
    pub fn new(origin: Origin) -> Self {
        Self { origin, drawn: Cache::with_weighter(256, CAPACITY, Weight) }
    }

    /// How many are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.drawn.len()
    }

    /// Whether none is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.drawn.len() == 0
    }

    /// The image of everything or of what is around a node, as `view` asks; takes up to some 50 ms where it is drawn.
    ///
    /// # Errors
    /// If the time of `token` is over, or it cannot be drawn.
    pub fn of(
        &self,
        snapshot: &Snapshot,
        node: Option<NodeIndex>,
        mut view: View,
        kind: Kind,
        encoding: Encoding,
        token: &Token,
    ) -> Result<Arc<Image>, Error> {
        if kind == Kind::Preview && view.depth.is_none() {
            view.depth = node.map(|_| 1);
        }
        let (part, state) = (Part::of(snapshot, node, view), snapshot.state());
        let seen = part.key(&part.view.select(&part.graph));
        let key = format!("{kind:?} {node:?} {}{seen}", encoding.suffix());
        if let Some(image) = self.drawn.get(&key).filter(|image| image.state == state) {
            return Ok(image);
        }
        let plain = self.draw(&part, &title(snapshot, node), kind, token)?;
        let packed = Packed::new(snapshot.graph.sequence, plain, encoding);
        let image = Arc::new(Image { state, packed });
        self.drawn.insert(key, Arc::clone(&image));
        Ok(image)
    }

    /// `token` is asked between the steps, none of which is long by itself: laying out, reading the drawing, painting, and
    /// packing.
    fn draw(&self, part: &Part, title: &str, kind: Kind, token: &Token) -> Result<Bytes, Error> {
        let options = Options {
            place: Place::Image,
            title,
            origin: &self.origin,
            most: if kind == Kind::Preview { IN_PREVIEW } else { drawing::MAX_NODES },
            ..Options::default()
        };
        let picture = drawing::draw(&part.graph, &part.view, &options);
        if kind == Kind::Svg {
            return Ok(Bytes::from(picture.svg));
        }
        let size = if kind == Kind::Preview { png::Size::Preview } else { png::Size::Sharp };
        let png = png::of_svg(&picture.svg, size, token);
        // What was not painted to its end is not there.
        png.ok_or_else(|| {
            if token.is_over() { Error::Slow } else { Error::Internal("an SVG could not be drawn as a PNG") }
        })
    }
}
