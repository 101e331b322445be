//! How a comment or a citation came to be what it is, for all to read.

use domain::address::{self, Address};
use domain::id::{CitationId, CommentId};
use domain::problem::Thing;
use leptos::prelude::*;
use model::{ArticleHead, MAX_VERSIONS, Versions, Withdrawal, Wording};
use prose::budget::{Budget, DISPLAY};

use super::Site;
use crate::component::document::{Head, Role, document};
use crate::component::inline::{back, by, differences_within, time};

/// What the versions are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VersionsOf {
    /// A comment.
    Comment(CommentId),
    /// A citation.
    Citation(CitationId),
}

/// Every text it had, the newest first, each with who wrote it and what was changed. Of what was withdrawn, by whom.
#[must_use]
pub fn versions(site: &Site, article: &ArticleHead, of: VersionsOf, versions: &Versions) -> String {
    let slug = &article.slug;
    let (thing, own, there) = match of {
        VersionsOf::Comment(id) => {
            (Thing::Comment, address::comment_history(slug, id), address::comment_among_many(slug, id))
        }
        VersionsOf::Citation(id) => {
            (Thing::Citation, address::citation_history(slug, id), address::citation_among_many(slug, id))
        }
    };
    let heading = format!("History of a {thing}");
    let head = Head { title: heading.clone(), path: own.to_string(), role: Role::Form, ..Head::default() };
    document(site, &head, || {
        let content = match versions {
            Versions::Said(wordings) => said(wordings, &own).into_any(),
            Versions::Withdrawn(withdrawal) => withdrawn(thing, withdrawal).into_any(),
        };
        view! {
            <main id="main" class="sheet">
                {back(article)}
                <h1>{heading.clone()}</h1>
                {content}
                <div class="acts"><a class="button quiet" href=there.to_string()>{format!("Back to the {thing}")}</a></div>
            </main>
        }
    })
}

fn said(wordings: &[Wording], own: &Address) -> impl IntoView + use<> {
    // One budget for all of them: a page costs no more for having many.
    let budget = Budget::of(DISPLAY);
    let items = wordings
        .iter()
        .take(MAX_VERSIONS)
        .enumerate()
        .map(|(at, wording)| {
            let text = match wordings.get(at + 1) {
                Some(older) => differences_within(&older.text, &wording.text, &budget).into_any(),
                None => view! { <span>{wording.text.clone()}</span> }.into_any(),
            };
            let author = wording.author.as_ref().map(|author| view! { ", " {by(author)} });
            view! {
                <section>
                    <h2>{format!("Version {}", wording.version)}</h2>
                    <p class="small">{wording.at.map(time)} {author}</p>
                    <div class="difference" dir="auto">{text}</div>
                </section>
            }
            .into_any()
        })
        .collect_view();
    let oldest = wordings.get(MAX_VERSIONS - 1).filter(|_| wordings.len() > MAX_VERSIONS);
    let older = oldest.map(|oldest| {
        view! { <p><a rel="next" href=own.clone().query("before", oldest.version).to_string()>"Older versions"</a></p> }
    });
    view! { {items} {older} }
}

fn withdrawn(thing: Thing, withdrawal: &Withdrawal) -> impl IntoView + use<> {
    let who = withdrawal.by.as_ref().map(|person| view! { " by " {by(person)} });
    let reason = (!withdrawal.reason.is_empty()).then(|| {
        view! { <p>"Reason: " <span dir="auto">{withdrawal.reason.clone()}</span></p> }
    });
    view! {
        <p class="state">{format!("This {thing} was withdrawn")} {who} ", " {time(withdrawal.at)} "."</p>
        {reason}
    }
}
