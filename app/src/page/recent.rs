//! What happened last, from the log.

use domain::address;
use domain::command::CommandKind;
use leptos::prelude::*;
use messages::log::{self, did};
use model::ChangeLine;

use super::Site;
use crate::component::document::{Head, document};
use crate::component::inline::{by, link, person, time};

/// The page. `older` is where the next page goes on, and `undo` the undoing whose changes it lists, if not all.
#[must_use]
pub fn recent(site: &Site, changes: &[ChangeLine], older: Option<i64>, undo: Option<i64>) -> String {
    let head = Head {
        title: log::HEADING.into(),
        description: log::DESCRIPTION.into(),
        path: "/recent".into(),
        ..Head::default()
    };
    document(site, &head, || {
        let empty = changes.is_empty().then(|| view! { <p class="empty">{log::EMPTY}</p> });
        let older = older.map(|before| {
            let to = address::recent().query("before", before);
            let to = match undo {
                Some(undo) => to.query("undo", undo),
                None => to,
            };
            view! { <p class="acts"><a class="button" href=to.to_string()>{log::OLDER}</a></p> }
        });
        view! {
            <main id="main" class="sheet">
                <h1>{if undo.is_some() { log::UNDONE } else { log::HEADING }}</h1>
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
                    " · " <a href=address::recent().query("undo", change.sequence).to_string()>{messages::count::changes(parts)}</a>
                }
            });
            let undo = moderates.then(|| {
                let address = address::undo(change.by.id).query("since", change.sequence).to_string();
                view! { " · " <a href=address>{log::UNDO_FROM_HERE}</a> }
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
        CommandKind::Introduce => did::INTRODUCE,
        CommandKind::CreateArticle => did::CREATE_ARTICLE,
        CommandKind::ReviseArticle => did::REVISE_ARTICLE,
        CommandKind::Relate => did::RELATE,
        CommandKind::RewordRelation => did::REWORD_RELATION,
        CommandKind::RemoveRelation => did::REMOVE_RELATION,
        CommandKind::DismissSuggestion => did::DISMISS_SUGGESTION,
        CommandKind::RestoreSuggestion => did::RESTORE_SUGGESTION,
        CommandKind::AddComment => did::ADD_COMMENT,
        CommandKind::EditComment => did::EDIT_COMMENT,
        CommandKind::WithdrawComment => did::WITHDRAW_COMMENT,
        CommandKind::AddCitation => did::ADD_CITATION,
        CommandKind::EditCitation => did::EDIT_CITATION,
        CommandKind::WithdrawCitation => did::WITHDRAW_CITATION,
        CommandKind::LockArticle => did::LOCK_ARTICLE,
        CommandKind::UnlockArticle => did::UNLOCK_ARTICLE,
        CommandKind::RestoreRelation => did::RESTORE_RELATION,
        CommandKind::Hide => did::HIDE,
        CommandKind::Unhide => did::UNHIDE,
        CommandKind::Block => did::BLOCK,
        CommandKind::Unblock => did::UNBLOCK,
        CommandKind::Undo => did::UNDO,
    }
}
