//! Articles that might be related to one, with what speaks for it.

use domain::address;
use graph::Node;
use leptos::prelude::*;
use messages::relate as words;
use messages::relate::suggestion;
use model::ArticleHead;

use super::Site;
use crate::component::document::{Head, Kit, document};
use crate::component::field;
use crate::component::inline::{back, isolated};

/// An article that might be related.
#[derive(Debug, Clone, PartialEq)]
pub struct SuggestedArticle<'a> {
    /// The article.
    pub other: &'a Node,
    /// What speaks for it, in a sentence.
    pub why: String,
}

/// The page of an article's suggestions, and of those that were dismissed.
#[must_use]
pub fn suggestions(
    site: &Site,
    article: &ArticleHead,
    found: &[SuggestedArticle],
    dismissed: &[&Node],
) -> String {
    let here = address::suggestions(&article.slug).to_string();
    let head = Head {
        title: suggestion::title(&isolated(&article.title)),
        description: suggestion::DESCRIPTION.into(),
        path: here.clone(),
        kit: Kit::GraphStyle,
        ..Head::default()
    };
    document(site, &head, || {
        let empty = found.is_empty().then(|| {
            view! {
                <p class="state">
                    <b>{suggestion::EMPTY}</b>
                    {suggestion::NOTHING_IN_COMMON}
                    <a href=address::relate(&article.slug).to_string()>{suggestion::RELATE_YOURSELF}</a>"."
                </p>
            }
        });
        let items = found
            .iter()
            .map(|suggested| {
                let to = address::dismiss_suggestion(&article.slug).to_string();
                let label = suggestion::dismiss(&isolated(&suggested.other.title));
                let dismiss = form(site, suggested.other, &to, suggestion::DISMISS, label);
                view! {
                    <li>
                        <p class="which"><a href=address::article(&suggested.other.slug).to_string() dir="auto">{suggested.other.title.clone()}</a></p>
                        <p class="evidence" dir="auto">{suggested.why.clone()}</p>
                        <div class="acts">
                            <a
                                class="button strong"
                                href=relate_address(article, suggested)
                                aria-label=words::relate(&isolated(&suggested.other.title))
                            >
                                {suggestion::RELATE}
                            </a>
                            {dismiss}
                        </div>
                    </li>
                }
                .into_any()
            })
            .collect_view();
        let list = (!found.is_empty()).then(|| view! { <ol class="suggested">{items}</ol> });
        let gone = dismissed
            .iter()
            .map(|node| {
                let to = address::restore_suggestion(&article.slug).to_string();
                let label = suggestion::restore(&isolated(&node.title));
                let restore = form(site, node, &to, suggestion::RESTORE, label);
                view! {
                    <li>
                        <p class="which"><a href=address::article(&node.slug).to_string() dir="auto">{node.title.clone()}</a></p>
                        {restore}
                    </li>
                }
                .into_any()
            })
            .collect_view();
        let gone = (!dismissed.is_empty()).then(|| {
            view! {
                <section aria-labelledby="dismissed">
                    <h2 id="dismissed">{suggestion::DISMISSED}</h2>
                    <p class="small">{suggestion::DISMISSED_HELP}</p>
                    <ul class="dismissed">{gone}</ul>
                </section>
            }
        });
        view! {
            <main id="main" class="sheet suggestions">
                {back(article)}
                <h1>{suggestion::HEADING}</h1>
                <p class="small">{suggestion::INTRODUCTION}</p>
                {empty}
                {list}
                {gone}
            </main>
        }
    })
}

/// The form of a relation, with the other article and the evidence as the draft of its explanation.
fn relate_address(article: &ArticleHead, suggestion: &SuggestedArticle) -> String {
    address::relate(&article.slug)
        .query("other", &suggestion.other.slug)
        .field("relation", "related-to:forward")
        .query("explanation", &suggestion.why)
        .to_string()
}

fn form(site: &Site, other: &Node, action: &str, words: &'static str, label: String) -> AnyView {
    view! {
        <form method="post" action=action.to_owned()>
            {field::key(site)}
            <input type="hidden" name="other" value=other.id.to_string() />
            <button class="button quiet" aria-label=label>{words}</button>
        </form>
    }
    .into_any()
}

/// The best suggestions, for the form of a relation.
pub(super) fn some(article: &ArticleHead, found: &[SuggestedArticle]) -> Option<AnyView> {
    if found.is_empty() {
        return None;
    }
    let items = found
        .iter()
        .map(|suggestion| {
            view! {
                <li>
                    <p class="which">
                        <a href=relate_address(article, suggestion) dir="auto">{suggestion.other.title.clone()}</a>
                    </p>
                    <p class="evidence" dir="auto">{suggestion.why.clone()}</p>
                </li>
            }
            .into_any()
        })
        .collect_view();
    Some(
        view! {
            <section class="suggestions" aria-labelledby="suggested">
                <h2 id="suggested">{suggestion::SOME}</h2>
                <p class="small">
                    {suggestion::CHOOSE}
                    <a href=address::suggestions(&article.slug).to_string()>{suggestion::ALL}</a>
                </p>
                <ul class="suggested">{items}</ul>
            </section>
        }
        .into_any(),
    )
}
