//! A graph as a picture: SVG whose nodes are links, with a title and a description in words.
//!
//! Kinds are told by colour, by line pattern and by a word in the title of each edge. Everything that comes from
//! articles is escaped, and characters that XML forbids are left out.

use std::fmt::Write as _;

use super::layered::{self, Size};
use super::view::{Layout, Selection, Shown};
use super::{Edge, Graph, Point, View, family, importance, labels, short, stress};

/// The most nodes of a picture.
pub const MOST: usize = 200;
/// Size of the text of nodes.
pub const TEXT: f64 = 13.0;
/// Height of a line of it.
pub const LINE: f64 = 16.0;
/// Width of a box.
pub const BOX: f64 = 188.0;
/// Room inside of it at the left and the right.
pub const INSIDE: f64 = 10.0;

/// The colours of a picture that is a file of its own.
const STYLE: &str = "\
svg{background:#fbfaf7}.ground{fill:#fbfaf7}.edges path{fill:none;stroke:#5b6470;stroke-width:1.4}\
.edges .depends{stroke:#6b4fa0;stroke-dasharray:5 4}.edges .supports{stroke:#1b6e45;stroke-width:2.6}\
.edges .opposes{stroke:#a3352b;stroke-width:2.4;stroke-dasharray:1.5 4;stroke-linecap:round}\
.tips path{fill:#5b6470}.tips .depends{fill:#6b4fa0}.tips .supports{fill:#1b6e45}.tips .opposes{fill:#a3352b}\
.nodes rect,.nodes circle{fill:#fff;stroke:#1d1f21;stroke-width:1}.nodes .here{fill:#e2f0ee;stroke:#0b6363;stroke-width:2.4}\
text{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','DejaVu Sans',sans-serif;fill:#1d1f21}\
@media(prefers-color-scheme:dark){svg{background:#16181a}.ground{fill:#16181a}.edges path{stroke:#a3a9b0}\
.edges .depends{stroke:#b9a2e8}.edges .supports{stroke:#79cf9f}.edges .opposes{stroke:#ee8f83}\
.tips path{fill:#a3a9b0}.tips .depends{fill:#b9a2e8}.tips .supports{fill:#79cf9f}.tips .opposes{fill:#ee8f83}\
.nodes rect,.nodes circle{fill:#1d2022;stroke:#e6e3dc}.nodes .here{fill:#17302f;stroke:#6cc5bd}text{fill:#e6e3dc}}";

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
    /// At most so many nodes, and never more than [`MOST`].
    pub most: usize,
    /// Begins the ids, which are to be unique in a page.
    pub prefix: &'a str,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            place: Place::Page,
            title: "Graph of the discussion",
            origin: "",
            most: MOST,
            prefix: "picture",
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
    /// How many articles it shows.
    pub shown: usize,
    /// How many there was no room for.
    pub left_out: usize,
}

/// Draws what a view shows of a graph.
#[must_use]
pub fn draw(graph: &Graph, view: &View, options: &Options) -> Picture {
    let selection = view.select(graph);
    let focus = view.focus.as_deref().and_then(|slug| graph.find(slug));
    let matters = importance(graph);
    let mut nodes: Vec<usize> =
        (0..graph.nodes.len()).filter(|node| selection.nodes[*node] != Shown::Hidden).collect();
    let far = |node: usize| selection.distances[node].unwrap_or(u32::MAX);
    nodes.sort_by(|a, b| far(*a).cmp(&far(*b)).then(matters[*b].total_cmp(&matters[*a])).then(a.cmp(b)));
    let all = nodes.len();
    nodes.truncate(options.most.min(MOST));
    nodes.sort_unstable();
    let mut number = vec![None; graph.nodes.len()];
    for (nth, node) in nodes.iter().enumerate() {
        number[*node] = Some(nth);
    }
    let edges: Vec<(usize, (usize, usize))> = graph
        .edges
        .iter()
        .enumerate()
        .filter(|(nth, _)| selection.edges[*nth] != Shown::Hidden)
        .filter_map(|(nth, edge)| Some((nth, (number[edge.from]?, number[edge.to]?))))
        .collect();
    let drawing = Drawing { graph, options, selection, focus, matters, nodes, edges };
    let (body, size) = match view.layout {
        Layout::Layered => drawing.layered(),
        Layout::Force => drawing.force(),
    };
    let (shown, left_out) = (drawing.nodes.len(), all - drawing.nodes.len());
    Picture { svg: drawing.frame(&body, size, left_out), size, shown, left_out }
}

/// Draws the neighbourhood of an article to depth 2, by nearness.
#[must_use]
pub fn neighbourhood(graph: &Graph, centre: usize, options: &Options) -> Picture {
    let focus = graph.nodes.get(centre).map(|node| node.slug.as_str().to_owned());
    let view = View { focus, depth: Some(2), layout: Layout::Force, ..View::default() };
    draw(graph, &view, &Options { most: options.most.min(40), ..*options })
}

struct Drawing<'a> {
    graph: &'a Graph,
    options: &'a Options<'a>,
    selection: Selection,
    focus: Option<usize>,
    matters: Vec<f64>,
    nodes: Vec<usize>,
    edges: Vec<(usize, (usize, usize))>,
}

impl Drawing<'_> {
    fn layered(&self) -> (String, Size) {
        let lines: Vec<Vec<String>> =
            self.nodes.iter().map(|node| wrap(&self.title(*node), BOX - 2.0 * INSIDE)).collect();
        let sizes: Vec<Size> = lines
            .iter()
            .map(|lines| Size {
                width: BOX,
                height: if lines.len() > 1 { 2.0 * LINE + 12.0 } else { LINE + 12.0 },
            })
            .collect();
        let pairs: Vec<(usize, usize)> = self.edges.iter().map(|(_, pair)| *pair).collect();
        let found = layered::layout(&sizes, &pairs);
        let paths: Vec<(String, Point, Point)> = found.routes.iter().map(|route| curve(route)).collect();
        let mut body = self.lines(&paths);
        body.push_str("<g class=\"nodes\">");
        for (nth, node) in self.nodes.iter().enumerate() {
            let (at, size) = (found.points[nth], sizes[nth]);
            let (left, top) = (at.x - size.width / 2.0, at.y - size.height / 2.0);
            let _ = write!(
                body,
                "{}<rect{} x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"6\"/>",
                self.link(*node),
                self.here(*node),
                one(left),
                one(top),
                one(size.width),
                one(size.height)
            );
            for (line, text) in lines[nth].iter().enumerate() {
                let y = top + 19.0 + if line == 0 { 0.0 } else { LINE };
                let _ = write!(
                    body,
                    "<text x=\"{}\" y=\"{}\">{}</text>",
                    one(left + INSIDE),
                    one(y),
                    escape(text)
                );
            }
            body.push_str("</a>");
        }
        body.push_str("</g>");
        (body, found.size)
    }

    fn force(&self) -> (String, Size) {
        const MARGIN: f64 = 60.0;
        let pairs: Vec<(usize, usize)> = self.edges.iter().map(|(_, pair)| *pair).collect();
        let known: Vec<Option<Point>> = self.nodes.iter().map(|node| self.graph.nodes[*node].at).collect();
        let mut points = stress::layout(self.nodes.len(), &pairs, &known, 1);
        let least = |of: fn(&Point) -> f64| points.iter().map(of).fold(f64::INFINITY, f64::min);
        let (left, top) = (least(|point| point.x), least(|point| point.y));
        for point in &mut points {
            *point = Point { x: point.x - left + MARGIN, y: point.y - top + MARGIN };
        }
        let most = |of: fn(&Point) -> f64| points.iter().map(of).fold(0.0, f64::max) + MARGIN;
        let size = Size { width: most(|point| point.x), height: most(|point| point.y) };
        let top_mark = self.nodes.iter().map(|node| self.matters[*node]).fold(1.0, f64::max);
        let radius = |node: usize| {
            if self.focus == Some(node) { 13.0 } else { 5.0 + 7.0 * self.matters[node] / top_mark }
        };
        let wanted: Vec<labels::Wanted> = self
            .nodes
            .iter()
            .zip(&points)
            .map(|(node, at)| labels::Wanted {
                at: *at,
                radius: radius(*node),
                width: labels::width(&short(&self.title(*node)), TEXT) + 4.0,
                height: LINE,
                importance: if self.focus == Some(*node) { f64::INFINITY } else { self.matters[*node] },
            })
            .collect();
        let within = labels::Rect { left: 2.0, top: 2.0, right: size.width - 2.0, bottom: size.height - 2.0 };
        let placed = labels::place(&wanted, Some(within));
        let paths: Vec<(String, Point, Point)> = self
            .edges
            .iter()
            .map(|(_, (a, b))| {
                let (from, to) = (points[*a], points[*b]);
                let tip = towards(to, from, radius(self.nodes[*b]) + 1.0);
                (format!("M{} {} {} {}", one(from.x), one(from.y), one(tip.x), one(tip.y)), from, tip)
            })
            .collect();
        let mut body = self.lines(&paths);
        body.push_str("<g class=\"nodes\">");
        for ((node, at), label) in self.nodes.iter().zip(&points).zip(&placed) {
            let _ = write!(
                body,
                "{}<circle{} cx=\"{}\" cy=\"{}\" r=\"{}\"/>",
                self.link(*node),
                self.here(*node),
                one(at.x),
                one(at.y),
                one(radius(*node))
            );
            if let Some(rect) = label {
                let (x, y) = (f64::midpoint(rect.left, rect.right), rect.bottom - 4.0);
                let text = escape(&short(&self.title(*node)));
                let _ = write!(
                    body,
                    "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{text}</text>",
                    one(x),
                    one(y)
                );
            }
            body.push_str("</a>");
        }
        body.push_str("</g>");
        (body, size)
    }

    /// The edges and their tips; a way is given with the last two places of it.
    fn lines(&self, paths: &[(String, Point, Point)]) -> String {
        let (mut lines, mut tips) = (String::from("<g class=\"edges\">"), String::from("<g class=\"tips\">"));
        for ((nth, _), (path, before, tip)) in self.edges.iter().zip(paths) {
            let edge = &self.graph.edges[*nth];
            let class = self.class(family(edge.kind), self.selection.edges[*nth]);
            let _ = write!(
                lines,
                "<path{class} d=\"{path}\"><title>{}</title></path>",
                escape(&self.reads(edge))
            );
            if !edge.kind.symmetric() {
                let back = towards(*tip, *before, 8.0);
                let (x, y) = ((tip.y - back.y) / 2.2, (back.x - tip.x) / 2.2);
                let _ = write!(
                    tips,
                    "<path{class} d=\"M{} {} {} {} {} {}Z\"/>",
                    one(tip.x),
                    one(tip.y),
                    one(back.x + x),
                    one(back.y + y),
                    one(back.x - x),
                    one(back.y - y)
                );
            }
        }
        format!("{lines}</g>{tips}</g>")
    }

    fn reads(&self, edge: &Edge) -> String {
        format!("{} {} {}", self.title(edge.from), edge.kind.forward(), self.title(edge.to))
    }

    fn title(&self, node: usize) -> String {
        plain(&self.graph.nodes[node].title)
    }

    /// The beginning of a node: its link and its title.
    fn link(&self, node: usize) -> String {
        let own = &self.graph.nodes[node];
        let locked = if own.locked { " (locked)" } else { "" };
        format!(
            "<a{} href=\"{}/a/{}\"><title>{}{locked}</title>",
            self.class("", self.selection.nodes[node]),
            escape(self.options.origin),
            escape(own.slug.as_str()),
            escape(&self.title(node))
        )
    }

    fn here(&self, node: usize) -> &'static str {
        if self.focus == Some(node) { " class=\"here\"" } else { "" }
    }

    fn class(&self, name: &str, shown: Shown) -> String {
        match (name, shown == Shown::Dimmed, self.options.place) {
            ("", false, _) => String::new(),
            (name, false, _) => format!(" class=\"{name}\""),
            (name, true, Place::Page) => format!(" class=\"{}\"", format!("{name} dim").trim()),
            (name, true, Place::Image) => {
                format!(" class=\"{}\" opacity=\"0.3\"", format!("{name} dim").trim())
            }
        }
    }

    /// The SVG around its body.
    fn frame(&self, body: &str, size: Size, left_out: usize) -> String {
        let (prefix, title) = (escape(self.options.prefix), escape(&plain(self.options.title)));
        let mut says =
            format!("{} and {}", count(self.nodes.len(), "article"), count(self.edges.len(), "relation"));
        if let Some(focus) = self.focus {
            let _ = write!(says, "; in the middle is {}", self.title(focus));
        }
        says.push('.');
        if left_out > 0 {
            let _ = write!(says, " {} are left out.", count(left_out, "more article"));
        }
        let (width, height) = (one(size.width), one(size.height));
        let (own, ground) = match self.options.place {
            Place::Page => (String::new(), String::new()),
            Place::Image => (
                format!(" width=\"{width}\" height=\"{height}\""),
                format!(
                    "<style>{STYLE}</style><rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>"
                ),
            ),
        };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"graph\" viewBox=\"0 0 {width} {height}\"{own} role=\"group\" \
             aria-labelledby=\"{prefix}-title {prefix}-desc\"><title id=\"{prefix}-title\">{title}</title>\
             <desc id=\"{prefix}-desc\">{}</desc>{ground}{body}</svg>",
            escape(&says)
        )
    }
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// A point so far from one towards another.
fn towards(from: Point, to: Point, by: f64) -> Point {
    let far = from.distance(to);
    if far < 1e-6 {
        return from;
    }
    Point { x: from.x + (to.x - from.x) * by / far, y: from.y + (to.y - from.y) * by / far }
}

/// A way as a curve that is level at each of its places, and the two places that give its tip the direction.
fn curve(route: &[Point]) -> (String, Point, Point) {
    let (Some(first), Some(last)) = (route.first(), route.last()) else {
        return (String::new(), Point::default(), Point::default());
    };
    let mut path = format!("M{} {}", one(first.x), one(first.y));
    for pair in route.windows(2) {
        let middle = f64::midpoint(pair[0].x, pair[1].x);
        let _ = write!(
            path,
            "C{} {} {} {} {} {}",
            one(middle),
            one(pair[0].y),
            one(middle),
            one(pair[1].y),
            one(pair[1].x),
            one(pair[1].y)
        );
    }
    let before = route.get(route.len().wrapping_sub(2)).copied().unwrap_or(*first);
    (path, Point { x: before.x, y: last.y }, *last)
}

/// A title in at most two lines.
pub fn wrap(title: &str, wide: f64) -> Vec<String> {
    let fits = |text: &str| labels::width(text, TEXT) <= wide;
    let mut lines = vec![String::new()];
    for word in title.split_whitespace() {
        let last = lines.len() - 1;
        let longer = if lines[last].is_empty() { word.to_owned() } else { format!("{} {word}", lines[last]) };
        if fits(&longer) || (lines[last].is_empty() && lines.len() == 1) {
            lines[last] = longer;
        } else if lines.len() == 1 {
            lines.push(word.to_owned());
        } else {
            lines[last].push_str(" …");
            break;
        }
    }
    for line in &mut lines {
        if !fits(line) {
            let mut cut: Vec<char> = line.trim_end_matches('…').trim_end().chars().collect();
            while !cut.is_empty() && !fits(&format!("{}…", cut.iter().collect::<String>())) {
                cut.pop();
            }
            *line = format!("{}…", cut.into_iter().collect::<String>().trim_end());
        }
    }
    lines
}

/// Without what XML forbids and what would turn the direction of the text around it.
fn plain(text: &str) -> String {
    let bad = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
    };
    text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !bad(*c)).collect()
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A number with at most one decimal.
fn one(number: f64) -> String {
    let rounded = (number * 10.0).round() / 10.0;
    if rounded == 0.0 { "0".to_owned() } else { rounded.to_string() }
}
