//! What happened last, from the log.

use domain::address;
use domain::command::CommandKind;
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
        let older = older.map(|before| {
            let to = address::recent().query("before", before);
            let to = match undo {
                Some(undo) => to.query("undo", undo),
                None => to,
            };
            view! { <p class="acts"><a class="button" href=to.to_string()>"Older changes"</a></p> }
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
                    " · " <a href=address::recent().query("undo", change.sequence).to_string()>{counted(parts, "change", "changes")}</a>
                }
            });
            let undo = moderates.then(|| {
                let address = address::undo(change.by.id).query("since", change.sequence).to_string();
                view! { " · " <a href=address>"Undo from here on…"</a> }
            });
            view! {
                <li>
                    <p>
                        {who} " " {words(change.kind)} {article}
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
const fn words(kind: CommandKind) -> &'static str {
    match kind {
        CommandKind::Introduce => "introduced themselves",
        CommandKind::CreateArticle => "wrote",
        CommandKind::ReviseArticle => "edited",
        CommandKind::Relate => "related",
        CommandKind::RewordRelation => "improved an explanation in",
        CommandKind::RemoveRelation => "removed a relation from",
        CommandKind::DismissSuggestion => "dismissed a suggested relation of",
        CommandKind::RestoreSuggestion => "brought back a suggested relation of",
        CommandKind::AddComment => "commented on",
        CommandKind::EditComment => "edited a comment on",
        CommandKind::WithdrawComment => "withdrew a comment on",
        CommandKind::AddCitation => "cited a source in",
        CommandKind::EditCitation => "edited a citation in",
        CommandKind::WithdrawCitation => "withdrew a citation in",
        CommandKind::LockArticle => "locked",
        CommandKind::UnlockArticle => "unlocked",
        CommandKind::RestoreRelation => "brought back a relation of",
        CommandKind::Hide => "hid something on",
        CommandKind::Unhide => "showed something again on",
        CommandKind::Block => "stopped somebody from writing",
        CommandKind::Unblock => "let somebody write again",
        CommandKind::Undo => "undid what somebody did",
    }
}
