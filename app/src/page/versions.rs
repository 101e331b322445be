//! How a comment or a citation came to be what it is, for all to read.

use domain::address::{self, Address};
use domain::id::{CitationId, CommentId};
use leptos::prelude::*;
use messages::history::versions as words;
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
    let (own, there) = match of {
        VersionsOf::Comment(id) => {
            (address::comment_history(slug, id), address::comment_among_many(slug, id))
        }
        VersionsOf::Citation(id) => {
            (address::citation_history(slug, id), address::citation_among_many(slug, id))
        }
    };
    let (heading, back_there, was_withdrawn) = match of {
        VersionsOf::Comment(_) => (words::comment::HEADING, words::comment::BACK, words::comment::WITHDRAWN),
        VersionsOf::Citation(_) => (words::source::HEADING, words::source::BACK, words::source::WITHDRAWN),
    };
    let head = Head { title: heading.into(), path: own.to_string(), role: Role::Form, ..Head::default() };
    document(site, &head, || {
        let content = match versions {
            Versions::Said(wordings) => said(wordings, &own).into_any(),
            Versions::Withdrawn(withdrawal) => withdrawn(was_withdrawn, withdrawal).into_any(),
        };
        view! {
            <main id="main" class="sheet">
                {back(article)}
                <h1>{heading}</h1>
                {content}
                <div class="acts"><a class="button quiet" href=there.to_string()>{back_there}</a></div>
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
                    <h2>{words::version(wording.version)}</h2>
                    <p class="small">{wording.at.map(time)} {author}</p>
                    <div class="difference" dir="auto">{text}</div>
                </section>
            }
            .into_any()
        })
        .collect_view();
    let oldest = wordings.get(MAX_VERSIONS - 1).filter(|_| wordings.len() > MAX_VERSIONS);
    let older = oldest.map(|oldest| {
        view! { <p><a rel="next" href=own.clone().query("before", oldest.version).to_string()>{words::OLDER}</a></p> }
    });
    view! { {items} {older} }
}

fn withdrawn(was_withdrawn: &'static str, withdrawal: &Withdrawal) -> impl IntoView + use<> {
    let who = withdrawal.by.as_ref().map(|person| view! { {words::WITHDRAWN_BY} {by(person)} });
    let reason = (!withdrawal.reason.is_empty()).then(|| {
        view! { <p>{words::REASON} <span dir="auto">{withdrawal.reason.clone()}</span></p> }
    });
    view! {
        <p class="state">{was_withdrawn} {who} ", " {time(withdrawal.at)} "."</p>
        {reason}
    }
}
