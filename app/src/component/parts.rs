//! The way through a list that stands on several pages.

use leptos::prelude::*;

use crate::page::Part;

/// Links to the parts before and after one, and to the first and the last. `address` is that of a part by its number.
pub fn parts(part: Option<&Part>, label: &'static str, address: impl Fn(usize) -> String) -> Option<AnyView> {
    let Part { number, parts, .. } = *part?;
    let turn = |to: usize, words: &'static str| {
        (to >= 1 && to <= parts && to != number)
            .then(|| view! { <a class="button quiet" href=address(to)>{words}</a> })
    };
    let first = if number > 2 { turn(1, "First") } else { None };
    let last = if number + 1 < parts { turn(parts, "Last") } else { None };
    Some(
        view! {
            <nav class="acts" aria-label=label>
                {first}
                {turn(number - 1, "Earlier")}
                <span class="small">{format!("Page {number} of {parts}")}</span>
                {turn(number + 1, "Later")}
                {last}
            </nav>
        }
        .into_any(),
    )
}
