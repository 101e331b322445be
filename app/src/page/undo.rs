//! What undoing everything of somebody would do, before it is done.

use domain::address;
use domain::id::Timestamp;
use domain::text::Reason;
use domain::write::undo::Plan;
use leptos::prelude::*;
use messages::moderation::{self, undoing};
use model::Contributor;

use super::{Form, Site};
use crate::component::document::{Head, Role, document};
use crate::component::field::{self, Control, Kind, Need, alert, control};
use crate::component::inline::{by, isolated, mark, time};

/// The most lines of a list that are shown.
const SHOWN: usize = 300;

/// Whose changes are undone, and since when.
#[derive(Debug, Clone)]
pub struct ToUndo {
    /// The one who was asked for.
    pub who: Contributor,
    /// How many people it is about: one, or all newcomers of a network.
    pub people: usize,
    /// Whether it is about all newcomers of their network.
    pub network: bool,
    /// The first change that is undone.
    pub since: i64,
    /// When that was.
    pub from: Option<Timestamp>,
    /// How many changes they made since.
    pub changes: usize,
    /// Whether there are more than are undone at once.
    pub more: bool,
}

/// The page, with what would be done and what would be left.
#[must_use]
pub fn undo(site: &Site, to_undo: &ToUndo, plan: &Plan, form: &Form) -> String {
    let who = to_undo.who.person.id;
    let scope = if to_undo.network { "network" } else { "" };
    let head = Head {
        title: undoing::title(&isolated(&to_undo.who.person.with_mark())),
        path: address::undo(who).query("since", to_undo.since).to_string(),
        role: Role::Identity,
        ..Head::default()
    };
    document(site, &head, || {
        let whose = if to_undo.network {
            view! { {undoing::by_newcomers(to_undo.people)} {by(&to_undo.who.person)} }.into_any()
        } else {
            view! { {undoing::BY} {by(&to_undo.who.person)} }.into_any()
        };
        let since = to_undo.from.map(|at| view! { {undoing::SINCE} {time(at)} });
        let other =
            to_undo.who.network.as_ref().filter(|(_, newcomers)| *newcomers > 1).map(|(sign, newcomers)| {
                let (words, address) = if to_undo.network {
                    (
                        undoing::ONLY_THIS_PERSON.to_owned(),
                        address::undo(who).query("since", to_undo.since).to_string(),
                    )
                } else {
                    (
                        undoing::by_network(usize::try_from(*newcomers).unwrap_or(0), sign),
                        address::undo(who).query("since", to_undo.since).query("who", "network").to_string(),
                    )
                };
                view! { <p><a href=address>{words}</a></p> }
            });
        let acts: Vec<String> = plan.acts.iter().map(|act| act.words.clone()).collect();
        let more = to_undo.more.then(|| {
            view! { <p>{undoing::MORE}</p> }
        });
        let left = (!plan.left.is_empty()).then(|| {
            view! { <h2>{undoing::left(plan.left.len())}</h2> {lines(&plan.left)} }
        });
        let moderator = to_undo.who.role == domain::role::Role::Moderator;
        let block = (!moderator).then(|| {
            view! {
                <label class="choice" for="block">
                    <input type="checkbox" id="block" name="block" value="yes" checked=form.value("block") == "yes" />
                    {undoing::BLOCK}
                </label>
                <label class="choice" for="sessions">
                    <input type="checkbox" id="sessions" name="sessions" value="end" checked=form.value("sessions") == "end" />
                    {moderation::person::END_SESSIONS}
                </label>
            }
        });
        view! {
            <main id="main" class="sheet">
                <p class="back"><a href=address::person(who).to_string() dir="auto">"← "{to_undo.who.person.name.clone()}</a> " " {mark(&to_undo.who.person)}</p>
                <h1>{undoing::HEADING} {whose} {since}</h1>
                {other}
                <p>{undoing::counts(to_undo.changes, plan.acts.len())}</p>
                {more}
                {alert(form, "")}
                <form id="undo" method="post" action=address::undo(who).to_string()>
                    {field::key(site)}
                    {field::hidden("since", to_undo.since.to_string())}
                    {field::hidden("who", scope.to_owned())}
                    {control(form, Control {
                        name: "reason",
                        label: moderation::PUBLIC_REASON,
                        kind: Kind::Lines(2),
                        limit: Some(Reason::LIMIT),
                        need: Need::Required,
                        ..Control::default()
                    })}
                    {block}
                    <div class="acts">
                        <button class="button strong">{undoing::UNDO}</button>
                        <a class="button quiet" href=address::person(who).to_string()>{moderation::CANCEL}</a>
                    </div>
                </form>
                <h2>{undoing::done(acts.len())}</h2>
                {lines(&acts)}
                {left}
            </main>
        }
    })
}

fn lines(all: &[String]) -> impl IntoView + use<> {
    let items = all
        .iter()
        .take(SHOWN)
        .map(|words| view! { <li dir="auto">{words.clone()}</li> }.into_any())
        .collect_view();
    let rest = all.len().checked_sub(SHOWN).filter(|rest| *rest > 0);
    let rest = rest.map(|rest| view! { <p>{undoing::more(rest)}</p> });
    view! { <ul class="changes">{items}</ul> {rest} }
}
