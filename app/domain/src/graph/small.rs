//! The picture of an article's neighbourhood: where each node and its label stand.
//!
//! Deterministic: the same neighbours in the same order give the same picture. The article stands in the middle,
//! what it is part of above it, and the others on an ellipse around it. Labels are placed greedily, each at the
//! first of a few places around its node where it covers nothing; one that fits nowhere is left out, and the
//! node keeps its title.

/// Width of the picture, in its own units.
pub const WIDTH: f64 = 340.0;
/// Height of the picture, in its own units.
pub const HEIGHT: f64 = 270.0;

/// Where the article itself stands.
pub const CENTRE: (f64, f64) = (WIDTH / 2.0, 138.0);

/// The most neighbours that the small picture shows.
pub const MOST: usize = 12;

/// About the width of a character of a label, and the height of a line.
const CHARACTER: f64 = 6.1;
const LINE: f64 = 13.0;

/// A node with its place and its label.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// Distance from the left.
    pub x: f64,
    /// Distance from the top.
    pub y: f64,
    /// A short form of the title, at most 18 characters; empty where there is no room.
    pub label: String,
    /// Where the middle of the label is.
    pub label_x: f64,
    /// Where the base line of the label is.
    pub label_y: f64,
}

/// Something that a label may not cover.
#[derive(Debug, Clone, Copy)]
struct Rect {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Rect {
    fn around(x: f64, y: f64, radius: f64) -> Self {
        Self { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius }
    }

    fn of_label(label: &str, middle: f64, base: f64) -> Self {
        let half = to_f64(label.chars().count()) * CHARACTER / 2.0;
        Self { left: middle - half, top: base - LINE + 3.0, right: middle + half, bottom: base + 3.0 }
    }

    fn touches(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    fn is_inside(&self) -> bool {
        self.left >= 2.0 && self.top >= 2.0 && self.right <= WIDTH - 2.0 && self.bottom <= HEIGHT - 2.0
    }
}

/// Places the neighbours, given by title and by whether they are what the article is part of. `own` is the
/// article's own label, below the middle.
#[must_use]
pub fn place(own: &str, neighbours: &[(&str, bool)]) -> Vec<Placed> {
    let above = neighbours.iter().filter(|(_, parent)| *parent).count();
    let around = neighbours.len() - above;
    let (mut nth_above, mut nth_around) = (0_usize, 0_usize);
    let nodes: Vec<(f64, f64)> = neighbours
        .iter()
        .map(|(_, parent)| {
            if *parent {
                nth_above += 1;
                (WIDTH * to_f64(nth_above) / to_f64(above + 1), 32.0)
            } else {
                nth_around += 1;
                on_ellipse(nth_around - 1, around)
            }
        })
        .collect();
    let mut taken: Vec<Rect> = nodes.iter().map(|(x, y)| Rect::around(*x, *y, 8.0)).collect();
    taken.push(Rect::around(CENTRE.0, CENTRE.1, 11.0));
    taken.push(Rect::of_label(own, CENTRE.0, CENTRE.1 + OWN_LABEL));
    nodes
        .into_iter()
        .zip(neighbours)
        .map(|((x, y), (title, _))| {
            let label = short(title);
            let half = to_f64(label.chars().count()) * CHARACTER / 2.0;
            let (over, under) = ((x, y - 11.0), (x, y + 19.0));
            let (first, second) = if y < CENTRE.1 { (over, under) } else { (under, over) };
            // Near the edge a label is moved inwards.
            let inwards = |(x, y): (f64, f64)| (x.clamp(half + 2.0, (WIDTH - half - 2.0).max(half + 2.0)), y);
            let places =
                [inwards(first), inwards(second), (x + half + 11.0, y + 4.0), (x - half - 11.0, y + 4.0)];
            let free = places.into_iter().find(|(middle, base)| {
                let rect = Rect::of_label(&label, *middle, *base);
                rect.is_inside() && !taken.iter().any(|other| rect.touches(other))
            });
            let (label, (label_x, label_y)) = match free {
                Some(place) => (label, place),
                None => (String::new(), first),
            };
            if !label.is_empty() {
                taken.push(Rect::of_label(&label, label_x, label_y));
            }
            Placed { x: round(x), y: round(y), label, label_x: round(label_x), label_y: round(label_y) }
        })
        .collect()
}

/// How far below the middle the base line of the article's own label is.
pub const OWN_LABEL: f64 = 26.0;

/// Around the middle, leaving the top to what the article is part of.
fn on_ellipse(nth: usize, of: usize) -> (f64, f64) {
    // From the upper right over the bottom to the upper left, in degrees with the top at -90.
    const BEGIN: f64 = -28.0;
    const ARC: f64 = 236.0;
    let step = if of <= 1 { 0.5 } else { to_f64(nth) / to_f64(of - 1) };
    let angle = (BEGIN + ARC * step).to_radians();
    // Where there are many, they stand on two ellipses in turn, so that there is room for labels.
    let far = if of > 6 && nth % 2 == 1 { 0.7 } else { 1.0 };
    (CENTRE.0 + 138.0 * far * angle.cos(), CENTRE.1 + 100.0 * far * angle.sin())
}

#[expect(clippy::cast_precision_loss, reason = "a handful of nodes")]
fn to_f64(n: usize) -> f64 {
    n as f64
}

fn round(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

/// A label: what stands before the colon (`A32: …`), or the first words.
#[must_use]
pub fn short(title: &str) -> String {
    const LIMIT: usize = 18;
    if let Some((code, _)) = title.split_once(':')
        && code.chars().count() <= 8
    {
        return code.to_owned();
    }
    if title.chars().count() <= LIMIT {
        return title.to_owned();
    }
    let mut label = String::new();
    for word in title.split_whitespace() {
        if label.chars().count() + word.chars().count() + 2 > LIMIT {
            break;
        }
        if !label.is_empty() {
            label.push(' ');
        }
        label.push_str(word);
    }
    if label.is_empty() {
        label = title.chars().take(LIMIT - 1).collect();
    }
    label.push('…');
    label
}

#[cfg(test)]
mod tests {
    use super::*;

    fn everything() -> impl Iterator<Item = Vec<Placed>> {
        (0..3).flat_map(|parents| (0..=MOST - parents).map(move |others| (parents, others))).map(
            |(parents, others)| {
                let titles: Vec<(&str, bool)> = std::iter::repeat_n(("A parent of it all", true), parents)
                    .chain(std::iter::repeat_n(("Another article", false), others))
                    .collect();
                place("A32", &titles)
            },
        )
    }

    #[test]
    fn every_node_is_within_the_picture_and_none_stands_on_another() {
        for placed in everything() {
            for (n, a) in placed.iter().enumerate() {
                assert!(
                    (10.0..=WIDTH - 10.0).contains(&a.x) && (10.0..=HEIGHT - 10.0).contains(&a.y),
                    "{a:?}"
                );
                for b in &placed[n + 1..] {
                    assert!((a.x - b.x).hypot(a.y - b.y) > 16.0, "{a:?} {b:?}");
                }
                assert!((a.x - CENTRE.0).hypot(a.y - CENTRE.1) > 30.0, "{a:?}");
            }
        }
    }

    #[test]
    fn no_label_covers_another_or_leaves_the_picture() {
        for placed in everything() {
            let labels: Vec<Rect> = placed
                .iter()
                .filter(|placed| !placed.label.is_empty())
                .map(|placed| Rect::of_label(&placed.label, placed.label_x, placed.label_y))
                .collect();
            assert!(labels.len() * 2 >= placed.len(), "most have a label: {placed:?}");
            for (n, a) in labels.iter().enumerate() {
                assert!(a.left >= 1.0 && a.right <= WIDTH - 1.0, "{a:?}");
                assert!(labels[n + 1..].iter().all(|b| !a.touches(b)), "{placed:?}");
            }
        }
    }

    #[test]
    fn labels_are_short() {
        assert_eq!(short("A32: Strengthen the fight"), "A32");
        assert_eq!(short("Should breach notification be mandatory?"), "Should breach…");
        assert_eq!(short("DG INFSO"), "DG INFSO");
    }
}
