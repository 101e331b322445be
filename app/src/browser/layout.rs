//! Where a small toolbar goes beside a selection. All in CSS pixels of the viewport.

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "each is the edge or size of that name")]
pub struct Box {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

/// What the reader points with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pointer {
    /// A mouse or pen.
    Fine,
    /// A finger: the system puts its own menu above a selection, and handles below.
    Coarse,
}

/// Space between the toolbar and anything else.
const GAP: f64 = 8.0;
/// Room for the handles of a touch selection.
const HANDLES: f64 = 28.0;

/// The left and top of a toolbar that does not cover the selection: above it, or below where there is no room or
/// a finger points. Where there is room for neither it stands to the right, and where there is none either, below the
/// selection's end, be that out of view.
#[must_use]
pub fn beside(selection: Box, toolbar: Box, width: f64, height: f64, pointer: Pointer) -> (f64, f64) {
    let centred = selection.left + (selection.width - toolbar.width) / 2.0;
    let left = centred.min(width - toolbar.width - GAP).max(GAP);
    let above = selection.top - toolbar.height - GAP;
    let gap = if pointer == Pointer::Coarse { HANDLES } else { GAP };
    let below = selection.top + selection.height + gap;
    let right = selection.left + selection.width + GAP;
    let fits_above = above >= GAP;
    let fits_below = below + toolbar.height + GAP <= height;
    let fits_right = right + toolbar.width + GAP <= width;
    match (pointer, fits_above, fits_below) {
        (Pointer::Fine, true, _) | (Pointer::Coarse, true, false) => (left, above),
        (_, false, false) if fits_right => (right, height - toolbar.height - GAP),
        _ => (left, below),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOOLBAR: Box = Box { left: 0.0, top: 0.0, width: 300.0, height: 40.0 };

    fn selection(left: f64, top: f64, width: f64, height: f64) -> Box {
        Box { left, top, width, height }
    }

    #[test]
    fn it_stands_above_the_selection() {
        let at = beside(selection(400.0, 300.0, 100.0, 20.0), TOOLBAR, 1280.0, 800.0, Pointer::Fine);
        assert_eq!(at, (300.0, 252.0));
    }

    #[test]
    fn it_goes_below_where_there_is_no_room_above_or_a_finger_points() {
        let top = selection(400.0, 10.0, 100.0, 20.0);
        assert_eq!(beside(top, TOOLBAR, 1280.0, 800.0, Pointer::Fine).1, 38.0);
        let middle = selection(40.0, 300.0, 100.0, 20.0);
        assert_eq!(beside(middle, TOOLBAR, 390.0, 800.0, Pointer::Coarse).1, 348.0);
        let bottom = selection(40.0, 740.0, 100.0, 20.0);
        assert_eq!(beside(bottom, TOOLBAR, 390.0, 800.0, Pointer::Coarse).1, 692.0);
    }

    #[test]
    fn it_stays_within_the_viewport() {
        assert_eq!(beside(selection(0.0, 300.0, 20.0, 20.0), TOOLBAR, 390.0, 800.0, Pointer::Fine).0, 8.0);
        assert_eq!(beside(selection(380.0, 300.0, 9.0, 20.0), TOOLBAR, 390.0, 800.0, Pointer::Fine).0, 82.0);
    }

    #[test]
    fn it_covers_no_selection_that_fills_the_viewport() {
        let column = selection(72.0, -50.0, 600.0, 900.0);
        assert_eq!(beside(column, TOOLBAR, 1280.0, 800.0, Pointer::Fine), (680.0, 752.0));
        let narrow = selection(0.0, -50.0, 390.0, 830.0);
        assert_eq!(beside(narrow, TOOLBAR, 390.0, 800.0, Pointer::Fine).1, 788.0);
    }
}
