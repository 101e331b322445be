//! What undoing everything of somebody would do, before it is done.

use domain::address;
use domain::id::Timestamp;
use domain::text::Reason;
use domain::write::undo::Plan;
use leptos::prelude::*;
use model::Contributor;

use super::{Form, Site};
use crate::component::document::{Head, Role, document};
use crate::component::field::{self, Control, Kind, Need, alert, control};
use crate::component::inline::{by, counted, isolated, mark, time};

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
        title: format!("Undo: {}", isolated(&to_undo.who.person.with_mark())),
        path: address::undo(who).query("since", to_undo.since).to_string(),
        role: Role::Identity,
        ..Head::default()
    };
    document(site, &head, || {
        let whose = if to_undo.network {
            view! {
                "of " {counted(to_undo.people, "newcomer", "newcomers")} " of the network of "
                {by(&to_undo.who.person)}
            }
            .into_any()
        } else {
            view! { "of " {by(&to_undo.who.person)} }.into_any()
        };
        let since = to_undo.from.map(|at| view! { " since " {time(at)} });
        let other =
            to_undo.who.network.as_ref().filter(|(_, newcomers)| *newcomers > 1).map(|(sign, newcomers)| {
                let (words, address) = if to_undo.network {
                    (
                        "Only of this one".to_owned(),
                        address::undo(who).query("since", to_undo.since).to_string(),
                    )
                } else {
                    (
                        format!("Of all {newcomers} newcomers of the network with the sign {sign}"),
                        address::undo(who).query("since", to_undo.since).query("who", "network").to_string(),
                    )
                };
                view! { <p><a href=address>{words}</a></p> }
            });
        let acts: Vec<String> = plan.acts.iter().map(|act| act.words.clone()).collect();
        let more = to_undo.more.then(|| {
            view! { <p>"There is more than is undone at once; the oldest comes first. Look here again afterwards."</p> }
        });
        let left = (!plan.left.is_empty()).then(|| {
            view! { <h2>{format!("What is left as it is ({})", plan.left.len())}</h2> {lines(&plan.left)} }
        });
        let moderator = to_undo.who.role == domain::role::Role::Moderator;
        let block = (!moderator).then(|| {
            view! {
                <label class="choice" for="block">
                    <input type="checkbox" id="block" name="block" value="yes" checked=form.value("block") == "yes" />
                    "Stop them from writing"
                </label>
                <label class="choice" for="sessions">
                    <input type="checkbox" id="sessions" name="sessions" value="end" checked=form.value("sessions") == "end" />
                    "End their sessions too"
                </label>
            }
        });
        view! {
            <main id="main" class="sheet">
                <p class="back"><a href=address::person(who).to_string() dir="auto">"← "{to_undo.who.person.name.clone()}</a> " " {mark(&to_undo.who.person)}</p>
                <h1>"Undo everything " {whose} {since}</h1>
                {other}
                <p>
                    {counted(to_undo.changes, "change", "changes")} "; "
                    {counted(plan.acts.len(), "thing is", "things are")} " to be done. Nothing is lost: each can be undone itself."
                </p>
                {more}
                {alert(form, "")}
                <form id="undo" method="post" action=address::undo(who).to_string()>
                    {field::key(site)}
                    {field::hidden("since", to_undo.since.to_string())}
                    {field::hidden("who", scope.to_owned())}
                    {control(form, Control {
                        name: "reason",
                        label: "Reason (public)",
                        kind: Kind::Lines(2),
                        limit: Some(Reason::LIMIT),
                        need: Need::Required,
                        ..Control::default()
                    })}
                    {block}
                    <div class="acts">
                        <button class="button strong">"Undo all of this"</button>
                        <a class="button quiet" href=address::person(who).to_string()>"Cancel"</a>
                    </div>
                </form>
                <h2>{format!("What is done ({})", acts.len())}</h2>
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
    let rest = rest.map(|rest| view! { <p>{format!("and {} more", messages::count::grouped(rest))}</p> });
    view! { <ul class="changes">{items}</ul> {rest} }
}
