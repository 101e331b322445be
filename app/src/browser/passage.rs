//! Selections in a rendered article (`.prose`), between the DOM and characters of its plain text.

use domain::id::RevisionId;
use leptos::prelude::{document, window};
use model::Selected;
use web_sys::{Element, Range};

use super::offsets::{chars_of_units, trimmed};

/// The rendered text of a revision on this page.
#[must_use]
pub fn prose(revision: RevisionId) -> Option<Element> {
    super::dom::find(&format!(".prose[data-revision='{revision}']"))
}

/// Whether the browser put other words than those of the revision in their place, as it does when it translates a page. Chromium
/// says so by a class and wraps what it translates in `font`; `original` is the text as it came, for those that change it
/// where it stands.
#[must_use]
pub fn is_translated(prose: &Element, original: &str) -> bool {
    super::dom::find::<Element>("html[class*=translated-], .prose font").is_some()
        || prose.text_content().as_deref() != Some(original)
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
