//! How the explanation of a relation came to be.

use domain::address;
use domain::relation::Direction;
use leptos::prelude::*;
use messages::history::versions as of_versions;
use messages::relate::explanation_history as words;
use model::{ArticleHead, MAX_VERSIONS, RelationView, Wording};
use prose::budget::{Budget, DISPLAY};

use super::Site;
use crate::component::document::{Head, Role, document};
use crate::component::inline::{back, by, differences_within, link, time};

/// Every explanation that a relation had, the newest first, each with what it changed.
#[must_use]
pub fn wordings(site: &Site, article: &ArticleHead, relation: &RelationView, all: &[Wording]) -> String {
    let here = address::relation(&article.slug, relation.id).to_string();
    let head = Head {
        title: words::HEADING.into(),
        path: address::relation_history(&article.slug, relation.id).to_string(),
        role: Role::Form,
        ..Head::default()
    };
    document(site, &head, || {
        let own = view! { <b dir="auto">{article.title.clone()}</b> }.into_any();
        let other = link(&relation.other).into_any();
        let (first, second) = match relation.direction {
            Direction::Forward => (own, other),
            Direction::Backward => (other, own),
        };
        // One budget for all of them: a page costs no more for having many.
        let budget = Budget::of(DISPLAY);
        let items = all
            .iter()
            .take(MAX_VERSIONS)
            .enumerate()
            .map(|(at, wording)| {
                let text = match (all.get(at + 1), wording.text.is_empty()) {
                    (Some(older), _) => differences_within(&older.text, &wording.text, &budget).into_any(),
                    (None, true) => view! { <span class="empty">{words::EMPTY}</span> }.into_any(),
                    (None, false) => view! { <span>{wording.text.clone()}</span> }.into_any(),
                };
                let by = wording.author.as_ref().map(|author| view! { ", " {by(author)} });
                view! {
                    <section>
                        <h2>{of_versions::version(wording.version)}</h2>
                        <p class="small">{wording.at.map(time)} {by}</p>
                        <div class="difference" dir="auto">{text}</div>
                    </section>
                }
                .into_any()
            })
            .collect_view();
        let oldest = all.get(MAX_VERSIONS - 1).filter(|_| all.len() > MAX_VERSIONS);
        let older = oldest.map(|oldest| {
            let href = address::relation_history(&article.slug, relation.id)
                .query("before", oldest.version)
                .to_string();
            view! { <p><a rel="next" href=href>{of_versions::OLDER}</a></p> }
        });
        view! {
            <main id="main" class="sheet">
                {back(article)}
                <h1>{words::HEADING}</h1>
                <p class="sentence">{first} " " <em>{relation.kind.forward()}</em> " " {second}</p>
                {items}
                {older}
                <div class="acts"><a class="button" href=here>{words::EDIT}</a></div>
            </main>
        }
    })
}
