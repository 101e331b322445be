//! Views as steps of the browser's history: what is a step of its own, and the address of a view.

use domain::address::Address;
use graph::View;

/// What a change of the view does to the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryChange {
    /// Nothing changed.
    None,
    /// The address says it now, but going back does not stop here.
    Replace,
    /// Going back returns to what was before.
    Push,
}

/// Decides on steps; it remembers whether somebody is typing.
#[derive(Debug, Default)]
pub struct Steps {
    typing: bool,
}

impl Steps {
    /// What the change from one view to another is. Moving the camera is no step, and neither is each further letter
    /// of words, of an author, or each further moment of a replay.
    pub fn change(&mut self, before: &View, after: &View) -> HistoryChange {
        if before == after {
            return HistoryChange::None;
        }
        let still = |view: &View| View { camera: None, ..view.clone() };
        if still(before) == still(after) {
            return HistoryChange::Replace;
        }
        let without_words =
            |view: &View| View { words: String::new(), author: String::new(), until: None, ..still(view) };
        let typing = without_words(before) == without_words(after);
        let step = if typing && self.typing { HistoryChange::Replace } else { HistoryChange::Push };
        self.typing = typing;
        step
    }

    /// Somebody stopped typing, or went back: what comes is a step of its own.
    pub const fn rest(&mut self) {
        self.typing = false;
    }
}

/// The address of a view on the page of that path.
#[must_use]
pub fn address(path: &str, view: &View) -> String {
    view.pairs().into_iter().fold(Address::at(path), |at, (name, value)| at.field(name, value)).into()
}

#[cfg(test)]
mod tests {
    use graph::Point;
    use graph::view::Camera;

    use super::*;

    #[test]
    fn going_back_stops_at_filters_but_not_at_each_letter_or_move() {
        let mut steps = Steps::default();
        let start = View::default();
        let words = |words: &str| View { words: words.into(), ..View::default() };
        assert_eq!(steps.change(&start, &start), HistoryChange::None);
        assert_eq!(steps.change(&start, &words("a")), HistoryChange::Push);
        assert_eq!(steps.change(&words("a"), &words("ab")), HistoryChange::Replace);
        let moved = View { camera: Some(Camera { middle: Point::default(), zoom: 2.0 }), ..words("ab") };
        assert_eq!(steps.change(&words("ab"), &moved), HistoryChange::Replace);
        steps.rest();
        assert_eq!(steps.change(&moved, &words("abc")), HistoryChange::Push);
        let focus = View { focus: Some("a".into()), ..View::default() };
        assert_eq!(steps.change(&words("abc"), &focus), HistoryChange::Push);
    }

    #[test]
    fn an_address_has_what_the_view_has_and_no_more() {
        assert_eq!(address("/graph", &View::default()), "/graph");
        let view = View { words: "näher & ran".into(), ..View::default() };
        assert_eq!(address("/graph", &view), "/graph?words=n%C3%A4her+%26+ran");
    }
}
