//! A proposed change to an article, beside the text that it was made from, and the button that applies it.

use domain::address;
use leptos::prelude::*;
use messages::editor::form;
use messages::talk::proposal as words;
use model::{ArticleHead, ProposalPage, ProposalState};

use super::Site;
use super::conflict::kept;
use super::history::changes;
use crate::component::document::{Head, Role, document};
use crate::component::field::{self, hidden};
use crate::component::inline::{back, by, isolated, time};

/// The page.
#[must_use]
pub fn proposal(site: &Site, article: &ArticleHead, page: &ProposalPage) -> String {
    let slug = &article.slug;
    let head = Head {
        title: words::title(&isolated(&article.title)),
        path: address::proposal(slug, page.comment.id).to_string(),
        role: Role::Form,
        ..Head::default()
    };
    document(site, &head, || {
        let closed = article.lock.as_ref().is_some_and(|lock| lock.in_force(site.now));
        let act = match &page.state {
            ProposalState::Applied { number, adapted_by } => view! {
                <p class="state">
                    {words::APPLIED_AS}
                    <a href=address::revision(slug, *number).to_string()>{words::revision(*number)}</a>
                    {adapted_by.as_ref().map(|person| view! { {words::ADAPTED_BY} {by(person)} })}
                    "."
                </p>
            }
            .into_any(),
            ProposalState::Open if page.base.line.hidden.is_some() => {
                view! { <p class="state">{words::BASE_HIDDEN}</p> }.into_any()
            }
            ProposalState::Open if closed && !site.reader.moderates() => {
                view! { <p class="state">{words::LOCKED}</p> }.into_any()
            }
            ProposalState::Open => view! {
                <form
                    method="post"
                    action=address::edit(slug).to_string()
                    data-command="revise-article"
                    data-article=article.id.to_string()
                    data-label=words::applying_to(&isolated(&article.title))
                >
                    {field::key(site)}
                    {hidden("base", page.base.line.id.to_string())}
                    {hidden("proposal", page.comment.id.to_string())}
                    {kept("title", &page.title)}
                    {kept("summary", &page.summary)}
                    {kept("body", &page.body)}
                    <div class="acts">
                        <button class="button strong">{words::APPLY}</button>
                        <a class="button quiet" href=address::comment_among_many(slug, page.comment.id).to_string()>
                            {words::BACK}
                        </a>
                    </div>
                </form>
            }
            .into_any(),
        };
        let stands = page.state == ProposalState::Open && page.base.line.hidden.is_none();
        let later = (page.base.line.number < article.head_number && stands).then(|| {
            view! { <p class="state">{words::ARTICLE_CHANGED}</p> }
        });
        let texts = page.base.line.hidden.is_none().then(|| {
            view! {
                {changes(form::TITLE, &page.base.line.title, &page.title)}
                {changes(form::SUMMARY, &page.base.summary, &page.summary)}
                {changes(form::TEXT, &page.base.body, &page.body)}
            }
        });
        view! {
            <main id="main" class="sheet">
                {back(article)}
                <h1>{words::HEADING}</h1>
                <p class="state">
                    {by(&page.comment.author)} ", " {time(page.comment.at)}
                    {words::based_on(page.base.line.number)}
                </p>
                <div class="said" dir="auto" inner_html=page.comment.html.clone()></div>
                {later}
                {texts}
                {act}
            </main>
        }
    })
}
