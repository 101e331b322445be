//! Selections and passages of a rendered article (`.prose`), between the DOM and characters of its plain text.

use std::ops::Range as Chars;

use domain::id::RevisionId;
use domain::view::Selected;
use js_sys::{Array, Function, Reflect};
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Range};

use super::dom::property;
use super::offsets::{chars_of_units, trimmed, units_of_chars};

/// The rendered text of a revision on this page.
#[must_use]
pub fn prose(revision: RevisionId) -> Option<Element> {
    super::dom::find(&format!(".prose[data-revision='{revision}']"))
}

/// What is selected in the text of a revision, without white space at its ends, and the range it was made from.
/// A selection that begins in the text and goes on behind it (as a triple click does) ends with the text.
#[must_use]
pub fn selected(prose: &Element, revision: RevisionId) -> Option<(Selected, Range)> {
    let selection = window().get_selection().ok()??;
    if selection.is_collapsed() || selection.range_count() == 0 {
        return None;
    }
    let range = selection.get_range_at(0).ok()?.clone_range();
    if !prose.contains(Some(&range.start_container().ok()?)) {
        return None;
    }
    if !prose.contains(Some(&range.end_container().ok()?)) {
        range.set_end_after(prose.last_child()?.as_ref()).ok()?;
    }
    let before = document().create_range().ok()?;
    before.select_node_contents(prose).ok()?;
    before.set_end(&range.start_container().ok()?, range.start_offset().ok()?).ok()?;
    let start = length(&before);
    let text = prose.text_content()?;
    let (place, exact) = trimmed(&text, &chars_of_units(&text, &(start..start + length(&range))))?;
    Some((Selected { revision, start: place.start, end: place.end, exact }, range))
}

/// UTF-16 units of a range's text: the same text nodes that `textContent` joins.
fn length(range: &Range) -> usize {
    js_sys::Object::to_string(range).length() as usize
}

/// The DOM range of a place in the text; `None` if the text ends before it.
#[must_use]
pub fn range_of(prose: &Element, place: &Chars<usize>) -> Option<Range> {
    /// `NodeFilter.SHOW_TEXT`
    const TEXT: u32 = 4;
    let walker = document().create_tree_walker_with_what_to_show(prose, TEXT).ok()?;
    let range = document().create_range().ok()?;
    let mut passed = 0;
    let mut begun = false;
    while let Some(node) = walker.next_node().ok()? {
        let text = node.node_value()?;
        let count = text.chars().count();
        let unit = |at: usize| u32::try_from(units_of_chars(&text, at - passed)).ok();
        if !begun && place.start < passed + count {
            range.set_start(&node, unit(place.start)?).ok()?;
            begun = true;
        }
        if begun && place.end <= passed + count {
            range.set_end(&node, unit(place.end)?).ok()?;
            return Some(range);
        }
        passed += count;
    }
    None
}

/// Marks a range without touching the document, by the CSS Custom Highlight API
/// (<https://drafts.csswg.org/css-highlight-api-1/>; `::highlight(passage)` in the style sheet), where there is one.
pub fn mark(range: &Range) {
    let _ = try_mark(range);
}

fn try_mark(range: &Range) -> Option<()> {
    let window = window();
    let registry = property(&property(&window, "CSS")?, "highlights")?;
    let constructor: Function = property(&window, "Highlight")?.dyn_into().ok()?;
    let highlight = Reflect::construct(&constructor, &Array::of1(range)).ok()?;
    let set: Function = property(&registry, "set")?.dyn_into().ok()?;
    set.call2(&registry, &JsValue::from_str("passage"), &highlight).ok()?;
    Some(())
}

/// Brings a range into the middle of the view.
pub fn scroll_to(range: &Range) {
    let element = range.start_container().ok().and_then(|node| node.parent_element());
    if let Some(element) = element {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Center);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
