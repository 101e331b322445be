//! The picture of an article's neighbourhood: where each node stands.
//!
//! Deterministic: the same neighbours in the same order give the same picture. The article stands in the middle,
//! what it is part of above it, and the others on an ellipse around it, starting at the left.

use crate::relation::Kind;

/// Width of the picture, in its own units.
pub const WIDTH: f64 = 320.0;
/// Height of the picture, in its own units.
pub const HEIGHT: f64 = 230.0;

/// A node with its place and the words under it.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// Distance from the left.
    pub x: f64,
    /// Distance from the top.
    pub y: f64,
    /// A short form of the title, at most 18 characters.
    pub label: String,
    /// Where the base line of the label is.
    pub label_y: f64,
}

/// Where the article itself stands.
pub const CENTRE: (f64, f64) = (WIDTH / 2.0, 112.0);

/// The most neighbours that the small picture shows.
pub const MOST: usize = 12;

/// Places the neighbours, given by title and by whether they are what the article is part of.
#[must_use]
pub fn place(neighbours: &[(&str, bool)]) -> Vec<Placed> {
    let above = neighbours.iter().filter(|(_, parent)| *parent).count();
    let around = neighbours.len() - above;
    let (mut nth_above, mut nth_around) = (0_usize, 0_usize);
    neighbours
        .iter()
        .map(|(title, parent)| {
            let (x, y) = if *parent {
                nth_above += 1;
                (WIDTH * to_f64(nth_above) / to_f64(above + 1), 30.0)
            } else {
                nth_around += 1;
                on_ellipse(nth_around - 1, around)
            };
            let label_y = if y < CENTRE.1 { y - 11.0 } else { y + 19.0 };
            Placed { x: round(x), y: round(y), label: short(title), label_y: round(label_y) }
        })
        .collect()
}

/// From the left over the bottom to the right, leaving the top to what the article is part of.
fn on_ellipse(nth: usize, of: usize) -> (f64, f64) {
    // 200° of arc, so that the outer ones stand a little above the middle.
    const ARC: f64 = 200.0;
    let step = if of <= 1 { 0.5 } else { to_f64(nth) / to_f64(of - 1) };
    let angle = (180.0 + (ARC - 180.0) / 2.0 - ARC * step).to_radians();
    // Neighbours alternate between two ellipses, so that labels side by side do not touch.
    let far = if of > 5 && nth % 2 == 1 { 0.66 } else { 1.0 };
    (CENTRE.0 + 118.0 * far * angle.cos(), CENTRE.1 + 88.0 * far * angle.sin())
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

/// The family of colours and line patterns in which a kind is drawn; never the only sign of it.
#[must_use]
pub const fn family(kind: Kind) -> &'static str {
    match kind {
        Kind::PartOf | Kind::RelatedTo => "part",
        Kind::DependsOn | Kind::Feeds | Kind::Elaborates => "depends",
        Kind::Supports | Kind::Answers => "supports",
        Kind::Opposes => "opposes",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_node_is_within_the_picture_and_none_stands_on_another() {
        for parents in 0..3 {
            for others in 0..=MOST - parents {
                let titles: Vec<(&str, bool)> = std::iter::repeat_n(("Parent", true), parents)
                    .chain(std::iter::repeat_n(("Other", false), others))
                    .collect();
                let placed = place(&titles);
                for (n, a) in placed.iter().enumerate() {
                    assert!(
                        (10.0..=WIDTH - 10.0).contains(&a.x) && (10.0..=HEIGHT - 4.0).contains(&a.label_y),
                        "{a:?}"
                    );
                    for b in &placed[n + 1..] {
                        assert!((a.x - b.x).hypot(a.y - b.y) > 14.0, "{parents} {others}: {a:?} {b:?}");
                    }
                    assert!((a.x - CENTRE.0).hypot(a.y - CENTRE.1) > 20.0, "{a:?}");
                }
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
