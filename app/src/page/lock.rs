//! Locking an article: a moderator's small form.

use domain::address;
use domain::lock::Scope;
use domain::text::Reason;
use leptos::prelude::*;
use messages::moderation;
use messages::moderation::lock as words;
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
        title: words::title(&isolated(&article.title)),
        path: address::lock(slug).to_string(),
        role: Role::Form,
        ..Head::default()
    };
    document(site, &head, || {
        let scopes = Scope::ALL.map(|scope| {
            let label = match scope {
                Scope::Editing => words::EDITING,
                Scope::EditingAndComments => words::EDITING_AND_COMMENTS,
            };
            (scope.name(), label.to_owned())
        });
        view! {
            <main id="main" class="sheet">
                {back(article)}
                <h1>{words::HEADING}</h1>
                <p>{words::HELP}</p>
                {alert(form, "")}
                <form
                    id="lock"
                    method="post"
                    action=address::lock(slug).to_string()
                    data-command="lock-article"
                    data-article=article.id.to_string()
                    data-draft=format!("lock.{}", article.id)
                    data-label=words::draft(&isolated(&article.title))
                >
                    {field::key(site)}
                    {choices(form, "scope", words::SCOPE, &scopes)}
                    {control(form, Control {
                        name: "reason",
                        label: moderation::REASON,
                        kind: Kind::Lines(2),
                        limit: Some(Reason::LIMIT),
                        need: Need::Required,
                        ..Control::default()
                    })}
                    {control(form, Control {
                        name: "until",
                        label: words::UNTIL,
                        help: words::UNTIL_HELP,
                        kind: Kind::Moment,
                        ..Control::default()
                    })}
                    <div class="acts">
                        <button class="button strong">{words::LOCK}</button>
                        <a class="button quiet" href=address::article(slug).to_string()>{moderation::CANCEL}</a>
                    </div>
                </form>
            </main>
        }
    })
}
