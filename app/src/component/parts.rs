//! The way through a list that stands on several pages.

use leptos::prelude::*;
use messages::site::pages;

use crate::page::Part;

/// Links to the parts before and after one, and to the first and the last. `address` is that of a part by its number.
pub fn parts(part: Option<&Part>, label: &'static str, address: impl Fn(usize) -> String) -> Option<AnyView> {
    let Part { number, parts, .. } = *part?;
    let turn = |to: usize, words: &'static str| {
        (to >= 1 && to <= parts && to != number)
            .then(|| view! { <a class="button quiet" href=address(to)>{words}</a> })
    };
    let first = if number > 2 { turn(1, pages::FIRST) } else { None };
    let last = if number + 1 < parts { turn(parts, pages::LAST) } else { None };
    Some(
        view! {
            <nav class="acts" aria-label=label>
                {first}
                {turn(number - 1, pages::PREVIOUS)}
                <span class="small">{pages::number(number, parts)}</span>
                {turn(number + 1, pages::NEXT)}
                {last}
            </nav>
        }
        .into_any(),
    )
}
