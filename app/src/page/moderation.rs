//! What moderators do: hide and show, bring back relations, and look at what somebody wrote.

use domain::address;
use domain::moderation::{Hideable, may_restore};
use domain::relation::Direction;
use domain::text::Reason;
use leptos::prelude::*;
use model::{
    ArticleHead, ArticleLink, ChangeLine, Contributor, HiddenThing, Hiding, Person, RemovedRelation,
};

use super::recent::list;
use super::{Form, Site};
use crate::component::document::{Head, Role, document};
use crate::component::field::{self, Control, Kind, Need, alert, control};
use crate::component::hiding::show;
use crate::component::inline::{back, by, isolated, link, mark, person, time};

/// What is about to be hidden.
#[derive(Debug, Clone)]
pub struct ToHide {
    /// What.
    pub thing: Hideable,
    /// The article that it is, or is on.
    pub article: ArticleLink,
    /// The number of a revision, and that of the newest one of its article.
    pub revision: Option<(i64, i64)>,
}

/// The form that hides a thing.
#[must_use]
pub fn hide(site: &Site, hide: &ToHide, form: &Form) -> String {
    let thing = hide.thing.thing();
    let head = Head {
        title: format!("Hide: {}", isolated(&hide.article.title)),
        path: address::hide(hide.thing).to_string(),
        role: Role::Form,
        ..Head::default()
    };
    document(site, &head, || {
        let what = match (hide.thing, hide.revision) {
            (Hideable::Article(_), _) => {
                "The article leaves every list, search, picture and count, with its relations, comments and citations. Its page says that it is hidden, by whom and why.".to_owned()
            }
            (Hideable::Revision(_), Some((number, newest))) if number == newest => {
                "This is the newest revision: the newest one before it that is not hidden takes its place, as a new revision."
                    .to_owned()
            }
            (Hideable::Revision(_), _) => {
                "Its text, title, summary and note can no longer be read, compared or restored.".to_owned()
            }
            _ => "Its words can no longer be read anywhere. Replies to it stay.".to_owned(),
        };
        let through = hide.revision.map(|(number, _)| {
            view! {
                {control(form, Control {
                    name: "through",
                    label: "Up to revision",
                    help: "What one revision says its successors often say too; all up to this number are hidden.",
                    ..Control::default()
                })}
                {field::hidden("number", number.to_string())}
            }
        });
        let title = hide
            .revision
            .map_or_else(|| format!("Hide this {thing}"), |(number, _)| format!("Hide revision {number}"));
        view! {
            <main id="main" class="sheet">
                <p class="back"><a href=address::article(&hide.article.slug).to_string() dir="auto">"← "{hide.article.title.clone()}</a></p>
                <h1>{title}</h1>
                <p>{what}</p>
                <p>"Moderators can still see it, and show it again. The log says that you hid it and why; it does not repeat its words."</p>
                {alert(form, "")}
                <form id="hide" method="post" action="/hide">
                    {field::key(site)}
                    {field::hidden("thing", thing.to_string())}
                    {field::hidden("named", hide.thing.id())}
                    {through}
                    {control(form, Control {
                        name: "reason",
                        label: "Reason (public)",
                        kind: Kind::Lines(2),
                        limit: Some(Reason::LIMIT),
                        need: Need::Required,
                        ..Control::default()
                    })}
                    <div class="acts">
                        <button class="button strong">"Hide"</button>
                        <a class="button quiet" href=address::article(&hide.article.slug).to_string()>"Cancel"</a>
                    </div>
                </form>
            </main>
        }
    })
}

/// What is hidden and who is blocked.
#[must_use]
pub fn hidden(site: &Site, things: &[HiddenThing], blocked: &[(Person, Hiding)]) -> String {
    let head =
        Head { title: "Hidden".into(), path: "/hidden".into(), role: Role::Identity, ..Head::default() };
    document(site, &head, || {
        let empty = things.is_empty().then(|| view! { <p class="empty">"Nothing is hidden."</p> });
        let items = things
            .iter()
            .map(|hidden| {
                let thing = hidden.thing.thing();
                let words = match hidden.number {
                    Some(number) => format!("Revision {number} of "),
                    None if thing == domain::problem::Thing::Article => "Article ".to_owned(),
                    None => format!("A {thing} on "),
                };
                view! {
                    <li>
                        <p>
                            {words} {link(&hidden.article)} " by " {person(&hidden.author)}
                            <span class="small">" · hidden by " {by(&hidden.hiding.by)} ", " {time(hidden.hiding.at)}</span>
                        </p>
                        <p class="note" dir="auto">{hidden.hiding.reason.clone()}</p>
                        {show(site, hidden.thing)}
                    </li>
                }
                .into_any()
            })
            .collect_view();
        let people = blocked
            .iter()
            .map(|(who, hiding)| {
                view! {
                    <li>
                        <p>{person(who)} <span class="small">" · by " {by(&hiding.by)} ", " {time(hiding.at)}</span></p>
                        <p class="note" dir="auto">{hiding.reason.clone()}</p>
                    </li>
                }
                .into_any()
            })
            .collect_view();
        let people = (!blocked.is_empty())
            .then(|| view! { <h2>"Who may not write"</h2> <ol class="changes">{people}</ol> });
        view! {
            <main id="main" class="sheet">
                <h1>"What is hidden"</h1>
                {empty}
                <ol class="changes">{items}</ol>
                {people}
            </main>
        }
    })
}

/// The relations of an article that were removed. Their words come back with them, and are not to be read before.
#[must_use]
pub fn removed_relations(site: &Site, article: &ArticleHead, removed: &[RemovedRelation]) -> String {
    let slug = &article.slug;
    let head = Head {
        title: format!("Removed relations: {}", isolated(&article.title)),
        path: address::removed_relations(slug).to_string(),
        role: Role::Form,
        ..Head::default()
    };
    document(site, &head, || {
        let empty = removed
            .is_empty()
            .then(|| view! { <p class="empty">"No relation of this article was removed."</p> });
        let items = removed
            .iter()
            .map(|relation| {
                let own = view! { <b dir="auto">{article.title.clone()}</b> }.into_any();
                let other = link(&relation.other).into_any();
                let (first, second) = match relation.direction {
                    Direction::Forward => (own, other),
                    Direction::Backward => (other, own),
                };
                let remover = relation.by.as_ref().map(|person| view! { " by " {by(person)} });
                let may = match site.reader.me() {
                    Some(me) => {
                        let role = if me.moderator {
                            domain::role::Role::Moderator
                        } else {
                            domain::role::Role::Contributor
                        };
                        may_restore(&relation.facts, me.id, role)
                    }
                    None => may_restore(
                        &relation.facts,
                        domain::id::ContributorId(uuid::Uuid::nil()),
                        domain::role::Role::Contributor,
                    ),
                };
                let restore = may.then(|| {
                    view! {
                        <form method="post" action=address::restore_relation(slug, relation.id).to_string()>
                            {field::key(site)}
                            <button class="button">"Bring it back"</button>
                        </form>
                    }
                });
                view! {
                    <li>
                        <p class="sentence">{first} " " <em>{relation.facts.kind.forward()}</em> " " {second}</p>
                        <p class="small">"Removed" {remover} ", " {time(relation.at)}</p>
                        {restore}
                    </li>
                }
                .into_any()
            })
            .collect_view();
        view! {
            <main id="main" class="sheet">
                {back(article)}
                <h1>"Removed relations"</h1>
                <p>
                    "A relation comes back with its explanation. What its author or a moderator removed is brought back by them, or by a moderator."
                </p>
                {empty}
                <ol class="changes">{items}</ol>
            </main>
        }
    })
}

/// What somebody wrote, for moderators.
#[must_use]
pub fn contributor(
    site: &Site,
    who: &Contributor,
    changes: &[ChangeLine],
    older: Option<i64>,
    form: &Form,
) -> String {
    let id = who.person.id;
    let head = Head {
        title: who.person.with_mark(),
        path: address::person(id).to_string(),
        role: Role::Identity,
        ..Head::default()
    };
    document(site, &head, || {
        let network = who.network.as_ref().map(|(sign, newcomers)| {
            let many = (*newcomers > 1).then(|| {
                view! {
                    " " <a href=address::undo(id).query("since", 1).query("who", "network").to_string()>
                        {format!("Undo everything of the {newcomers} newcomers of this network…")}
                    </a>
                }
            });
            view! {
                <p>
                    "Came within the last seven days, from the network with the sign " <code>{sign.clone()}</code> "." {many}
                </p>
            }
        });
        let block = match &who.blocked {
            Some(hiding) => view! {
                <div class="state" role="status">
                    <p>
                        <span class="lock">"Blocked"</span>
                        " by " {by(&hiding.by)} ", " {time(hiding.at)} ": "
                        <span dir="auto">{hiding.reason.clone()}</span>
                    </p>
                    <form method="post" action=address::unblock(id).to_string()>
                        {field::key(site)}
                        <button class="button">"Let them write again"</button>
                    </form>
                </div>
            }
            .into_any(),
            None if who.role == domain::role::Role::Moderator => {
                view! { <p>"A moderator."</p> }.into_any()
            }
            None => view! {
                <details class="quote-field" open=form.problem.is_some()>
                    <summary>"Stop them from writing"</summary>
                    {alert(form, "")}
                    <form method="post" action=address::block(id).to_string()>
                        {field::key(site)}
                        {control(form, Control {
                            name: "reason",
                            label: "Reason (they read it, and the log has it)",
                            kind: Kind::Lines(2),
                            limit: Some(Reason::LIMIT),
                            need: Need::Required,
                            ..Control::default()
                        })}
                        <label class="choice" for="sessions">
                            <input type="checkbox" id="sessions" name="sessions" value="end" />
                            "End their sessions too"
                        </label>
                        <p class="help">
                            "A guest without a session comes back as a newcomer; one who keeps it is told why nothing is taken."
                        </p>
                        <button class="button">"Stop them"</button>
                    </form>
                </details>
            }
            .into_any(),
        };
        let empty = changes.is_empty().then(|| view! { <p class="empty">"Nothing is here."</p> });
        let older = older.map(|before| {
            view! { <p class="acts"><a class="button" href=address::person(id).query("before", before).to_string()>"Older changes"</a></p> }
        });
        view! {
            <main id="main" class="sheet">
                <h1 dir="auto">{who.person.name.clone()}</h1>
                <p>{mark(&who.person)}</p>
                <p class="small">"Known since " {time(who.since)}</p>
                {network}
                {block}
                <p class="acts"><a class="button" href=address::undo(id).query("since", 1).to_string()>"Undo everything…"</a></p>
                {empty}
                {list(site, changes)}
                {older}
            </main>
        }
    })
}
