//! What happened last, from the log.

use leptos::prelude::*;
use model::ChangeLine;

use super::Site;
use crate::component::document::{Head, document};
use crate::component::inline::{by, counted, link, person, time};

/// The page. `older` is where the next page goes on, and `undo` the undoing whose changes it lists, if not all.
#[must_use]
pub fn recent(site: &Site, changes: &[ChangeLine], older: Option<i64>, undo: Option<i64>) -> String {
    let head = Head {
        title: "Recent changes".into(),
        description: "What was written, related, said and locked last.".into(),
        path: "/recent".into(),
        ..Head::default()
    };
    document(site, &head, || {
        let empty = changes.is_empty().then(|| view! { <p class="empty">"Nothing has happened yet."</p> });
        let of = undo.map(|undo| format!("&undo={undo}")).unwrap_or_default();
        let older = older.map(|before| {
            view! { <p class="acts"><a class="button" href=format!("/recent?before={before}{of}")>"Older changes"</a></p> }
        });
        view! {
            <main id="main" class="sheet">
                <h1>{if undo.is_some() { "What was undone" } else { "Recent changes" }}</h1>
                {empty}
                {list(site, changes)}
                {older}
            </main>
        }
    })
}

/// Changes as a list.
pub(super) fn list(site: &Site, changes: &[ChangeLine]) -> impl IntoView + use<> {
    let moderates = site.reader.moderates();
    let items = changes
        .iter()
        .map(|change| {
            let article = change.article.as_ref().map(|article| view! { " " {link(article)} });
            let detail = (!change.detail.is_empty())
                .then(|| view! { <p class="note" dir="auto">{change.detail.clone()}</p> });
            let who = if moderates { person(&change.by).into_any() } else { by(&change.by).into_any() };
            let parts = (change.parts > 0).then(|| {
                let parts = usize::try_from(change.parts).unwrap_or(0);
                view! {
                    " · " <a href=format!("/recent?undo={}", change.sequence)>{counted(parts, "change", "changes")}</a>
                }
            });
            let undo = moderates.then(|| {
                let address = format!("/people/{}/undo?since={}", change.by.id, change.sequence);
                view! { " · " <a href=address>"Undo from here on…"</a> }
            });
            view! {
                <li>
                    <p>
                        {who} " " {words(&change.command)} {article}
                        <span class="small">" · " {time(change.at)} {parts} {undo}</span>
                    </p>
                    {detail}
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! { <ol class="changes">{items}</ol> }
}

/// What a command does, between who did it and the article.
fn words(command: &str) -> &'static str {
    match command {
        "introduce" => "introduced themselves",
        "create-article" => "wrote",
        "revise-article" => "edited",
        "relate" => "related",
        "reword-relation" => "improved an explanation in",
        "remove-relation" => "removed a relation from",
        "dismiss-suggestion" => "dismissed a suggested relation of",
        "restore-suggestion" => "brought back a suggested relation of",
        "add-comment" => "commented on",
        "edit-comment" => "edited a comment on",
        "withdraw-comment" => "withdrew a comment on",
        "add-citation" => "cited a source in",
        "edit-citation" => "edited a citation in",
        "withdraw-citation" => "withdrew a citation in",
        "lock-article" => "locked",
        "unlock-article" => "unlocked",
        "restore-relation" => "brought back a relation of",
        "hide" => "hid something on",
        "unhide" => "showed something again on",
        "block" => "stopped somebody from writing",
        "unblock" => "let somebody write again",
        "undo" => "undid what somebody did",
        _ => "changed",
    }
}
