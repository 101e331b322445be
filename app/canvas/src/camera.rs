//! The camera: between the units of the picture and the pixels of the window.

use graph::Point;
use graph::view::Camera;

/// The smallest and the largest zoom that a reader reaches.
pub const ZOOMS: (f64, f64) = (0.02, 8.0);
/// The zoom at which a picture that fits is not made larger.
const FITTING: f64 = 1.25;

/// The size of the window, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Window {
    /// Pixels across.
    pub width: f64,
    /// Pixels down.
    pub height: f64,
}

impl Window {
    /// Its middle.
    #[must_use]
    pub fn middle(self) -> Point {
        Point { x: self.width / 2.0, y: self.height / 2.0 }
    }
}

/// The least rectangle around some places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Left and top.
    pub least: Point,
    /// Right and bottom.
    pub most: Point,
}

impl Bounds {
    /// Around these places; `None` if there are none.
    pub fn around(points: impl IntoIterator<Item = Point>) -> Option<Self> {
        points.into_iter().fold(None, |bounds: Option<Self>, point| {
            let Self { least, most } = bounds.unwrap_or(Self { least: point, most: point });
            Some(Self {
                least: Point { x: least.x.min(point.x), y: least.y.min(point.y) },
                most: Point { x: most.x.max(point.x), y: most.y.max(point.y) },
            })
        })
    }
}

/// Where a place of the picture is in the window.
#[must_use]
pub fn to_window(camera: Camera, window: Window, place: Point) -> Point {
    let middle = window.middle();
    Point {
        x: (place.x - camera.middle.x) * camera.zoom + middle.x,
        y: (place.y - camera.middle.y) * camera.zoom + middle.y,
    }
}

/// Which place of the picture is there in the window.
#[must_use]
pub fn to_picture(camera: Camera, window: Window, at: Point) -> Point {
    let middle = window.middle();
    Point {
        x: (at.x - middle.x) / camera.zoom + camera.middle.x,
        y: (at.y - middle.y) / camera.zoom + camera.middle.y,
    }
}

/// After the picture was pulled by `x` and `y` pixels.
#[must_use]
pub fn panned(camera: Camera, x: f64, y: f64) -> Camera {
    let middle = Point { x: camera.middle.x - x / camera.zoom, y: camera.middle.y - y / camera.zoom };
    Camera { middle, ..camera }
}

/// After zooming; what is at `about` in the window stays there.
#[must_use]
pub fn zoomed(camera: Camera, window: Window, about: Point, factor: f64) -> Camera {
    let zoom = (camera.zoom * factor).clamp(ZOOMS.0.min(camera.zoom), ZOOMS.1.max(camera.zoom));
    let fixed = to_picture(camera, window, about);
    let middle = window.middle();
    Camera {
        middle: Point { x: fixed.x - (about.x - middle.x) / zoom, y: fixed.y - (about.y - middle.y) / zoom },
        zoom,
    }
}

/// Sees all of `bounds`, with `around` pixels around it.
#[must_use]
pub fn fitting(window: Window, bounds: Bounds, around: f64) -> Camera {
    let across = (bounds.most.x - bounds.least.x).max(1.0);
    let down = (bounds.most.y - bounds.least.y).max(1.0);
    let room = |side: f64| (side - 2.0 * around).max(side / 4.0).max(1.0);
    Camera {
        middle: Point {
            x: f64::midpoint(bounds.least.x, bounds.most.x),
            y: f64::midpoint(bounds.least.y, bounds.most.y),
        },
        zoom: (room(window.width) / across).min(room(window.height) / down).clamp(0.002, FITTING),
    }
}

/// Sees all of `bounds` if its words can be read then; else the part around `about`, or the left end, at `least`.
#[must_use]
pub fn legible(window: Window, bounds: Bounds, about: Option<Point>, least: f64) -> Camera {
    const AROUND: f64 = 32.0;
    let whole = fitting(window, bounds, AROUND);
    if whole.zoom >= least {
        return whole;
    }
    let half = window.width / 2.0 / least;
    let left = bounds.least.x + half - AROUND / least;
    let right = (bounds.most.x - half + AROUND / least).max(left);
    let middle = about
        .map_or(Point { x: left, y: whole.middle.y }, |at| Point { x: at.x.clamp(left, right), y: at.y });
    Camera { middle, zoom: least }
}

/// As an address says it, so that a link gives exactly what is seen.
#[must_use]
pub fn rounded(camera: Camera) -> Camera {
    let to = |number: f64, parts: f64| (number * parts).round() / parts;
    Camera {
        middle: Point { x: to(camera.middle.x, 10.0), y: to(camera.middle.y, 10.0) },
        zoom: to(camera.zoom, 10_000.0),
    }
}

/// On the way from one to another; `share` from 0 to 1.
#[must_use]
pub fn between(from: Camera, to: Camera, share: f64) -> Camera {
    let eased = share * share * (3.0 - 2.0 * share);
    let mix = |from: f64, to: f64| from + (to - from) * eased;
    Camera {
        middle: Point { x: mix(from.middle.x, to.middle.x), y: mix(from.middle.y, to.middle.y) },
        zoom: from.zoom * (to.zoom / from.zoom).powf(eased),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Window = Window { width: 800.0, height: 600.0 };
    const CAMERA: Camera = Camera { middle: Point { x: 10.0, y: -20.0 }, zoom: 0.5 };

    fn near(a: Point, b: Point) -> bool {
        a.distance(b) < 1e-9
    }

    #[test]
    fn a_place_found_in_the_window_is_found_in_the_picture_again() {
        let place = Point { x: 123.0, y: 45.0 };
        assert!(near(to_picture(CAMERA, WINDOW, to_window(CAMERA, WINDOW, place)), place));
    }

    #[test]
    fn zooming_keeps_what_is_under_the_pointer_under_the_pointer() {
        let about = Point { x: 700.0, y: 100.0 };
        let place = to_picture(CAMERA, WINDOW, about);
        let after = zoomed(CAMERA, WINDOW, about, 3.0);
        assert!(near(to_window(after, WINDOW, place), about));
        assert!(zoomed(CAMERA, WINDOW, about, 1e9).zoom <= ZOOMS.1);
    }

    #[test]
    fn panning_moves_the_picture_with_the_hand() {
        let place = Point { x: 5.0, y: 5.0 };
        let (before, after) =
            (to_window(CAMERA, WINDOW, place), to_window(panned(CAMERA, 30.0, -7.0), WINDOW, place));
        assert!(near(after, Point { x: before.x + 30.0, y: before.y - 7.0 }));
    }

    #[test]
    fn all_of_a_picture_is_seen_and_a_small_one_is_not_blown_up() {
        let points = [Point { x: -4000.0, y: 0.0 }, Point { x: 1000.0, y: 900.0 }];
        let camera = fitting(WINDOW, Bounds::around(points).unwrap(), 40.0);
        for point in points {
            let at = to_window(camera, WINDOW, point);
            assert!((39.0..=761.0).contains(&at.x) && (39.0..=561.0).contains(&at.y));
        }
        let read = legible(WINDOW, Bounds::around(points).unwrap(), None, 0.6);
        assert!(
            (read.zoom - 0.6).abs() < 1e-9
                && near(to_window(read, WINDOW, points[0]), Point { x: 32.0, y: 30.0 })
        );
        let dot = Bounds::around([Point::default()]).unwrap();
        assert!(fitting(WINDOW, dot, 40.0).zoom <= FITTING);
        assert_eq!(Bounds::around([]), None);
    }
}
