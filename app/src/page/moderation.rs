//! What moderators do: hide and show, bring back relations, and look at what somebody wrote.

use domain::address;
use domain::moderation::{Hideable, may_restore};
use domain::relation::Direction;
use domain::text::Reason;
use leptos::prelude::*;
use messages::moderation as said;
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
        title: said::hide::title(&isolated(&hide.article.title)),
        path: address::hide(hide.thing).to_string(),
        role: Role::Form,
        ..Head::default()
    };
    document(site, &head, || {
        let what = match (hide.thing, hide.revision) {
            (Hideable::Article(_), _) => said::hide::EFFECT_ON_ARTICLE,
            (Hideable::Revision(_), Some((number, newest))) if number == newest => {
                said::hide::EFFECT_ON_NEWEST
            }
            (Hideable::Revision(_), _) => said::hide::EFFECT_ON_REVISION,
            (Hideable::Comment(_) | Hideable::Citation(_), _) => said::hide::EFFECT,
        };
        let through = hide.revision.map(|(number, _)| {
            view! {
                {control(form, Control {
                    name: "through",
                    label: said::hide::THROUGH,
                    help: said::hide::THROUGH_HELP,
                    ..Control::default()
                })}
                {field::hidden("number", number.to_string())}
            }
        });
        let title = match (hide.thing, hide.revision) {
            (_, Some((number, _))) => said::hide::revision(number),
            (Hideable::Article(_), None) => said::hide::ARTICLE.to_owned(),
            (Hideable::Revision(_), None) => said::hide::REVISION.to_owned(),
            (Hideable::Comment(_), None) => said::hide::COMMENT.to_owned(),
            (Hideable::Citation(_), None) => said::hide::SOURCE.to_owned(),
        };
        view! {
            <main id="main" class="sheet">
                <p class="back"><a href=address::article(&hide.article.slug).to_string() dir="auto">"← "{hide.article.title.clone()}</a></p>
                <h1>{title}</h1>
                <p>{what}</p>
                <p>{said::hide::KEPT}</p>
                {alert(form, "")}
                <form id="hide" method="post" action="/hide">
                    {field::key(site)}
                    {field::hidden("thing", thing.name().to_owned())}
                    {field::hidden("named", hide.thing.id())}
                    {through}
                    {control(form, Control {
                        name: "reason",
                        label: said::PUBLIC_REASON,
                        kind: Kind::Lines(2),
                        limit: Some(Reason::LIMIT),
                        need: Need::Required,
                        ..Control::default()
                    })}
                    <div class="acts">
                        <button class="button strong">{said::hide::HIDE}</button>
                        <a class="button quiet" href=address::article(&hide.article.slug).to_string()>{said::CANCEL}</a>
                    </div>
                </form>
            </main>
        }
    })
}

/// What is hidden and who is blocked.
#[must_use]
pub fn hidden(site: &Site, things: &[HiddenThing], blocked: &[(Person, Hiding)]) -> String {
    let head = Head {
        title: said::hidden::HEADING.into(),
        path: "/hidden".into(),
        role: Role::Identity,
        ..Head::default()
    };
    document(site, &head, || {
        let empty = things.is_empty().then(|| view! { <p class="empty">{said::hidden::EMPTY}</p> });
        let items = things
            .iter()
            .map(|hidden| {
                let words = match (hidden.thing, hidden.number) {
                    (_, Some(number)) => said::hidden::revision(number),
                    (Hideable::Article(_), None) => said::hidden::ARTICLE.to_owned(),
                    (Hideable::Revision(_), None) => said::hidden::REVISION.to_owned(),
                    (Hideable::Comment(_), None) => said::hidden::COMMENT.to_owned(),
                    (Hideable::Citation(_), None) => said::hidden::SOURCE.to_owned(),
                };
                view! {
                    <li>
                        <p>
                            {words} {link(&hidden.article)} {said::BY} {person(&hidden.author)}
                            <span class="small">{said::hidden::HIDDEN_BY} {by(&hidden.hiding.by)} ", " {time(hidden.hiding.at)}</span>
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
                        <p>{person(who)} <span class="small">{said::hidden::BLOCKED_BY} {by(&hiding.by)} ", " {time(hiding.at)}</span></p>
                        <p class="note" dir="auto">{hiding.reason.clone()}</p>
                    </li>
                }
                .into_any()
            })
            .collect_view();
        let people = (!blocked.is_empty())
            .then(|| view! { <h2>{said::hidden::BLOCKED}</h2> <ol class="changes">{people}</ol> });
        view! {
            <main id="main" class="sheet">
                <h1>{said::hidden::HEADING}</h1>
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
        title: said::removed::title(&isolated(&article.title)),
        path: address::removed_relations(slug).to_string(),
        role: Role::Form,
        ..Head::default()
    };
    document(site, &head, || {
        let empty = removed.is_empty().then(|| view! { <p class="empty">{said::removed::EMPTY}</p> });
        let items = removed
            .iter()
            .map(|relation| {
                let own = view! { <b dir="auto">{article.title.clone()}</b> }.into_any();
                let other = link(&relation.other).into_any();
                let (first, second) = match relation.direction {
                    Direction::Forward => (own, other),
                    Direction::Backward => (other, own),
                };
                let remover = relation.by.as_ref().map(|person| view! { {said::BY} {by(person)} });
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
                            <button class="button">{said::removed::RESTORE}</button>
                        </form>
                    }
                });
                view! {
                    <li>
                        <p class="sentence">{first} " " <em>{relation.facts.kind.forward()}</em> " " {second}</p>
                        <p class="small">{said::removed::REMOVED} {remover} ", " {time(relation.at)}</p>
                        {restore}
                    </li>
                }
                .into_any()
            })
            .collect_view();
        view! {
            <main id="main" class="sheet">
                {back(article)}
                <h1>{said::removed::HEADING}</h1>
                <p>{said::removed::HELP}</p>
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
                        {said::person::network::undo(usize::try_from(*newcomers).unwrap_or(0))}
                    </a>
                }
            });
            view! {
                <p>
                    {said::person::network::BEFORE} <code>{sign.clone()}</code> {said::person::network::AFTER} {many}
                </p>
            }
        });
        let block = match &who.blocked {
            Some(hiding) => view! {
                <div class="state" role="status">
                    <p>
                        <span class="lock">{said::person::BLOCKED}</span>
                        {said::BY} {by(&hiding.by)} ", " {time(hiding.at)} {said::person::BEFORE_REASON}
                        <span dir="auto">{hiding.reason.clone()}</span>
                    </p>
                    <form method="post" action=address::unblock(id).to_string()>
                        {field::key(site)}
                        <button class="button">{said::person::UNBLOCK}</button>
                    </form>
                </div>
            }
            .into_any(),
            None if who.role == domain::role::Role::Moderator => {
                view! { <p>{said::person::MODERATOR}</p> }.into_any()
            }
            None => view! {
                <details class="quote-field" open=form.problem.is_some()>
                    <summary>{said::person::BLOCK}</summary>
                    {alert(form, "")}
                    <form method="post" action=address::block(id).to_string()>
                        {field::key(site)}
                        {control(form, Control {
                            name: "reason",
                            label: said::person::BLOCK_REASON,
                            kind: Kind::Lines(2),
                            limit: Some(Reason::LIMIT),
                            need: Need::Required,
                            ..Control::default()
                        })}
                        <label class="choice" for="sessions">
                            <input type="checkbox" id="sessions" name="sessions" value="end" />
                            {said::person::END_SESSIONS}
                        </label>
                        <p class="help">{said::person::SESSIONS_HELP}</p>
                        <button class="button">{said::person::BLOCK}</button>
                    </form>
                </details>
            }
            .into_any(),
        };
        let empty = changes.is_empty().then(|| view! { <p class="empty">{said::person::EMPTY}</p> });
        let older = older.map(|before| {
            view! { <p class="acts"><a class="button" href=address::person(id).query("before", before).to_string()>{said::person::OLDER}</a></p> }
        });
        view! {
            <main id="main" class="sheet">
                <h1 dir="auto">{who.person.name.clone()}</h1>
                <p>{mark(&who.person)}</p>
                <p class="small">{said::person::SINCE} {time(who.since)}</p>
                {network}
                {block}
                <p class="acts"><a class="button" href=address::undo(id).query("since", 1).to_string()>{said::person::UNDO}</a></p>
                {empty}
                {list(site, changes)}
                {older}
            </main>
        }
    })
}
