//! A live count beside a control, such as '212 of 500'. It counts as the rules do and never cuts what was typed.
#![expect(missing_docs, reason = "`#[island]` writes public structs of its own")]

use domain::text;
use leptos::prelude::*;
use messages::editor::counter;
use serde::{Deserialize, Serialize};

use crate::browser::dom::{self, Control};

/// How many characters a text has. Made from the text itself, so that the text need not be sent twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Count(pub usize);

impl From<&str> for Count {
    fn from(text: &str) -> Self {
        Self(text::count(text))
    }
}

impl From<String> for Count {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

/// How a count stands to its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Room {
    Enough,
    /// From nine tenths on.
    Little,
    None,
}

impl Room {
    const fn of(count: usize, limit: usize) -> Self {
        if count > limit {
            Self::None
        } else if count.saturating_mul(10) >= limit.saturating_mul(9) {
            Self::Little
        } else {
            Self::Enough
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Enough => "count",
            Self::Little => "count near",
            Self::None => "count over",
        }
    }
}

/// The count of the control whose id is `name`.
///
/// A screen reader is told when little or no room is left, not at every key.
#[island]
pub fn Counter(
    /// The control's id.
    #[prop(into)]
    name: String,
    /// The most characters.
    limit: usize,
    /// What stands in the control; only its count is sent.
    #[prop(into)]
    value: Count,
) -> impl IntoView {
    let count = RwSignal::new(value.0);
    let said = RwSignal::new(String::new());
    let id = format!("{name}-count");
    let control = name.clone();
    Effect::new(move |_| {
        let Some(control) = Control::by_id(&control) else { return };
        // A browser may have put back what was typed before a reload.
        count.set(control.count());
        let mut room = Room::of(count.get_untracked(), limit);
        dom::listen(&control.element().clone(), "input", move |_| {
            let now = control.count();
            count.set(now);
            let before = std::mem::replace(&mut room, Room::of(now, limit));
            if before != room {
                said.set(announcement(now, limit));
            }
        });
    });
    view! {
        <output
            id=id
            for=name
            aria-live="off"
            class=move || Room::of(count.get(), limit).class()
        >
            {move || counter::of(count.get(), limit)}
        </output>
        <span class="visually-hidden" role="status">
            {said}
        </span>
    }
}

fn announcement(count: usize, limit: usize) -> String {
    match Room::of(count, limit) {
        Room::Enough => String::new(),
        Room::Little => counter::left(limit - count),
        Room::None => counter::too_many(count - limit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_warns_from_nine_tenths_on() {
        for (count, class) in
            [(0, "count"), (449, "count"), (450, "count near"), (500, "count near"), (501, "count over")]
        {
            assert_eq!(Room::of(count, 500).class(), class, "{count}");
        }
        assert_eq!(announcement(490, 500), "10 characters left");
        assert_eq!(announcement(501, 500), "1 character too many");
    }

    #[test]
    fn only_the_count_of_a_text_is_sent() {
        assert_eq!(serde_json::to_string(&Count::from("\ne\u{301}😀 ")).unwrap(), "2");
    }
}
