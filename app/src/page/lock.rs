//! Locking an article: a moderator's small form.

use domain::address;
use domain::lock::Scope;
use domain::text::Reason;
use leptos::prelude::*;
use model::ArticleHead;

use super::{Form, Site};
use crate::component::document::{Head, Role, document};
use crate::component::field::{self, Control, Kind, Need, alert, choices, control};
use crate::component::inline::{back, isolated};

/// The page.
#[must_use]
pub fn lock(site: &Site, article: &ArticleHead, form: &Form) -> String {
    let slug = &article.slug;
    let head = Head {
        title: format!("Lock: {}", isolated(&article.title)),
        path: address::lock(slug).to_string(),
        role: Role::Form,
        ..Head::default()
    };
    document(site, &head, || {
        let scopes = Scope::ALL.map(|scope| {
            let words = scope.words();
            (scope.name(), format!("{}{}", words[..1].to_uppercase(), &words[1..]))
        });
        view! {
            <main id="main" class="sheet">
                {back(article)}
                <h1>"Lock this article"</h1>
                <p>"Everyone sees the lock, its reason and its end; what others are writing meanwhile is not lost."</p>
                {alert(form, "")}
                <form
                    id="lock"
                    method="post"
                    action=address::lock(slug).to_string()
                    data-command="lock-article"
                    data-article=article.id.to_string()
                    data-draft=format!("lock.{}", article.id)
                    data-label=format!("Lock of “{}”", isolated(&article.title))
                >
                    {field::key(site)}
                    {choices(form, "scope", "What is locked", &scopes)}
                    {control(form, Control {
                        name: "reason",
                        label: "Reason",
                        kind: Kind::Lines(2),
                        limit: Some(Reason::LIMIT),
                        need: Need::Required,
                        ..Control::default()
                    })}
                    {control(form, Control {
                        name: "until",
                        label: "Until (UTC)",
                        help: "Empty: until a moderator unlocks it.",
                        kind: Kind::Moment,
                        ..Control::default()
                    })}
                    <div class="acts">
                        <button class="button strong">"Lock"</button>
                        <a class="button quiet" href=address::article(slug).to_string()>"Cancel"</a>
                    </div>
                </form>
            </main>
        }
    })
}
