//! What a page does with synchronisation: keeps drafts of its forms, puts commands into the outbox first, says in
//! words how they stand, and follows what others do.
//!
//! Without it every form works as it is: a post and a redirect. It steps in only where it can keep what was typed.
#![expect(missing_docs, reason = "`#[island]` writes public structs of its own")]

mod drafts;
pub(crate) mod forms;
mod live;
mod words;

use domain::id::ContributorId;
use leptos::prelude::*;
use messages::drafts::line;
use sync::client::{self, Cursor, Halt, Unavailable};

use crate::browser::driver::{self, Hooks};
use crate::browser::local::Local;

/// Everything on a page that synchronises. One a page.
#[island]
pub fn Sync(
    /// The newest change that the page knows.
    sequence: i64,
    /// The history that it is of.
    epoch: String,
    /// Who reads, if they have a session.
    me: Option<ContributorId>,
) -> impl IntoView {
    let waiting = RwSignal::new(client::Status::default());
    let offline = RwSignal::new(false);
    let trouble = RwSignal::new(None::<Unavailable>);
    let halted = RwSignal::new(None::<Halt>);
    let news = RwSignal::new(None::<String>);
    let follow = move || {
        waiting.set(client::status(&Local).unwrap_or_default());
        offline.set(!driver::online());
        halted.set(driver::halted());
        drafts::show_all();
    };
    Effect::new(move |_| {
        drafts::own(me);
        forms::start(me);
        drafts::start();
        follow();
        let hooks = Hooks {
            told: Box::new(move |told| {
                forms::told(told);
                live::told(told, news);
            }),
            status: Box::new(follow),
            halted: Box::new(move |why| {
                if let Halt::SomebodyElse { now } = why {
                    forms::adopt(now);
                }
            }),
            trouble: Box::new(move |why| trouble.set(Some(why))),
        };
        driver::start(hooks, Cursor { v: client::SHAPE, epoch: epoch.clone(), next: sequence });
    });
    let said = move || words::line(waiting.get(), offline.get(), trouble.get(), halted.get());
    let class = move || if said().1 { "sync-line needs-you" } else { "sync-line" };
    view! {
        <div class="sync">
            <p class=class role="status" hidden=move || said().0.is_empty()>
                <span>{move || said().0}</span>
                " "
                <a href="/outbox">{line::SHOW}</a>
            </p>
            <p class="sync-line news" role="status" hidden=move || news.get().is_none()>
                <span>{move || news.get().unwrap_or_default()}</span>
                " "
                <button type="button" class="plain" on:click=|_| live::show()>
                    {line::SHOW}
                </button>
            </p>
        </div>
    }
}
