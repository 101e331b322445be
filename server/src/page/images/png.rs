//! Drawings as pixels.

use std::sync::Arc;

use bytes::Bytes;
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg;
use store::work::Token;

use super::fonts;

/// The widest and highest PNG, in pixels.
const LARGEST: f32 = 2_400.0;
/// Pixels of a PNG for a unit of the picture, where there is room.
const SHARP: f32 = 2.0;
/// Size of the image in previews of links (<https://ogp.me>), and the room around the picture.
const PREVIEW: (u32, u32) = (1_200, 630);
const MARGIN: f32 = 24.0;

/// How large an image is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    /// As sharp as there is room.
    Sharp,
    /// That of previews of links, with the picture in its middle.
    Preview,
}

/// Draws an SVG; `None` if the time of `token` is over, or it cannot be drawn.
pub(super) fn of_svg(svg: &str, size: Size, token: &Token) -> Option<Bytes> {
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
    let (mut pixels, transform) = if size == Size::Preview {
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
