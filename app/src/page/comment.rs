//! Changing or withdrawing one's own comment.

use domain::address;
use domain::moderation::Hideable;
use domain::text::CommentBody;
use leptos::prelude::*;
use messages::editor::form::{CANCEL, SAVE};
use messages::talk::comment_form as words;
use model::{ArticleHead, CommentView, Person};

use super::{Form, Site};
use crate::component::document::{Head, Role, document};
use crate::component::field::{self, Control, Kind, Need, alert, control, hidden};
use crate::component::inline::{back, by, isolated};

/// The page.
#[must_use]
pub fn comment_form(site: &Site, article: &ArticleHead, comment: &CommentView, form: &Form) -> String {
    let slug = &article.slug;
    let mine = site.reader.me().is_some_and(|me| me.id == comment.author.id);
    let title = if mine { words::TITLE } else { words::TITLE_OF_OTHERS };
    let head = Head {
        title: title.into(),
        path: address::edit_comment(slug, comment.id).to_string(),
        role: Role::Form,
        ..Head::default()
    };
    document(site, &head, || {
        let withdraw = mine.then(|| {
            view! {
                <form
                    id="withdraw"
                    class="danger"
                    method="post"
                    action=address::withdraw_comment(slug, comment.id).to_string()
                    data-command="withdraw-comment"
                    data-comment=comment.id.to_string()
                    data-label=words::withdrawal_on(&isolated(&article.title))
                    data-next=address::comments(slug).notice("comment-withdrawn").fragment("talk").to_string()
                >
                    {field::key(site)}
                    <p>{words::WITHDRAW_HINT}</p>
                    <button class="button">{words::WITHDRAW}</button>
                </form>
            }
        });
        // Words that were refused come back, whoever typed them.
        let edit = (mine || form.problem.is_some()).then(|| {
            view! {
                <form
                    method="post"
                    action=address::edit_comment(slug, comment.id).to_string()
                    data-command="edit-comment"
                    data-comment=comment.id.to_string()
                    data-draft=format!("edit-comment.{}", comment.id)
                    data-label=words::edit_on(&isolated(&article.title))
                    data-next=address::comment(slug, comment.id).notice("comment-saved").to_string()
                >
                    {field::key(site)}
                    {hidden("base", form.value("base"))}
                    {control(form, Control {
                        name: "body",
                        label: words::COMMENT,
                        kind: Kind::Lines(8),
                        limit: Some(CommentBody::LIMIT),
                        need: Need::Required,
                        ..Control::default()
                    })}
                    <div class="acts">
                        <button class="button strong">{SAVE}</button>
                        <a class="button quiet" href=address::comment_among_many(slug, comment.id).to_string()>{CANCEL}</a>
                    </div>
                </form>
            }
        });
        let whose = (!mine).then(|| whose(site, &comment.author, Hideable::Comment(comment.id)));
        view! {
            <main id="main" class="sheet">
                {back(article)}
                <h1>{title}</h1>
                {alert(form, "")}
                {whose}
                {edit}
                {withdraw}
            </main>
        }
    })
}

/// Why there is no form to edit what others wrote, and what moderators may do about it.
pub(super) fn whose(site: &Site, author: &Person, thing: Hideable) -> impl IntoView + use<> {
    let hide = site
        .reader
        .moderates()
        .then(|| view! { " " <a href=address::hide(thing).to_string()>{messages::article::act::HIDE}</a> });
    view! {
        <p class="state">
            {messages::talk::whose::BEFORE} {by(author)} {messages::talk::whose::AFTER} {hide}
        </p>
    }
}
