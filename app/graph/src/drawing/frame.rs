//! A picture, how it is drawn, and what is around it.

use super::text::{decimal, escape, plain};
use crate::Point;
use crate::layout::layered::Size;

/// The most nodes of a picture.
pub const MAX_NODES: usize = 200;
/// How wide a picture is at least that has the whole width of a page.
const MIN_WIDTH: f64 = 960.0;

/// Where a picture is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// In a page, whose style sheet gives the colours.
    #[default]
    Page,
    /// As a file of its own, with its colours inside.
    Image,
}

/// How a picture is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// Where it is shown.
    pub place: Place,
    /// Its title.
    pub title: &'a str,
    /// What stands before the address of each article; empty on pages.
    pub origin: &'a str,
    /// The most nodes, and never more than [`MAX_NODES`].
    pub most: usize,
    /// Begins the ids, which are to be unique in a page.
    pub prefix: &'a str,
    /// How wide a picture on a page is at least, in its own units: what is narrower stands in the middle.
    pub least: f64,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            place: Place::Page,
            title: messages::graph::drawing::TITLE,
            origin: "",
            most: MAX_NODES,
            prefix: "picture",
            least: MIN_WIDTH,
        }
    }
}

/// A drawn picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// The SVG.
    pub svg: String,
    /// Its size.
    pub size: Size,
    /// Where one looks first, on a page: the middle of the focus, else of what it begins with.
    pub begin: Point,
    /// Where one looks first in a window in which only few articles have room: the middle of the focus, else of what matters most.
    pub heart: Point,
    /// How many articles it shows.
    pub shown: usize,
    /// How many there was no room for.
    pub left_out: usize,
}

/// The SVG around a body: its size, its title and what it says in words. A picture that is a file has a size of its own.
pub(super) fn frame(options: &Options, says: &str, body: &str, size: Size) -> String {
    let (prefix, title) = (escape(options.prefix), escape(&plain(options.title)));
    let (width, height) = (decimal(size.width), decimal(size.height));
    let own = if options.place == Place::Image {
        format!(" width=\"{width}\" height=\"{height}\"")
    } else {
        String::new()
    };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"graph\" viewBox=\"0 0 {width} {height}\"{own} role=\"group\" \
         aria-labelledby=\"{prefix}-title {prefix}-desc\"><title id=\"{prefix}-title\">{title}</title>\
         <desc id=\"{prefix}-desc\">{}</desc>{body}</svg>",
        escape(says)
    )
}
