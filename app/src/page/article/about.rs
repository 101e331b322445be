//! The tab About: authors, history, lock, licence, and how to cite the article.

use domain::address;
use domain::id::Timestamp;
use leptos::prelude::*;
use messages::article::about as words;
use model::{ArticlePage, LockView, Person};
use serde_json::json;

use crate::component::inline::{by, isolated, minute, people, time};
use crate::page::Site;

/// The licence of what people write here.
const LICENCE: &str = "https://creativecommons.org/licenses/by-sa/4.0/";

/// The tab.
pub(super) fn about(site: &Site, page: &ArticlePage, lock: Option<&LockView>) -> impl IntoView + use<> {
    let slug = &page.slug;
    let permalink = address::article(slug).on(&site.origin);
    let names: Vec<String> = page.contributors.iter().map(Person::with_mark).collect();
    let lock = lock.map(|lock| {
        view! {
            <dt>{words::LOCK}</dt>
            <dd>
                {words::locked_by(lock.scope.words())} {by(&lock.by)} {words::LOCKED_SINCE} {time(lock.since)}
                {lock.until.map(|until| view! { {words::LOCKED_UNTIL} {minute(until)} })} {messages::article::lock::BEFORE_REASON}
                <span dir="auto">{lock.reason.clone()}</span>
            </dd>
        }
    });
    let revisions = usize::try_from(page.head_number).unwrap_or(1);
    view! {
        <dl class="about">
            <dt>{words::AUTHOR}</dt>
            <dd>{by(&page.created_by)}", "{time(page.created_at)}</dd>
            <dt>{words::CONTRIBUTORS}</dt>
            <dd>{people(&page.contributors)}</dd>
            <dt>{words::CHANGED}</dt>
            <dd>{time(page.changed_at)}{words::CHANGED_BY}{by(&page.changed_by)}</dd>
            <dt>{words::HISTORY}</dt>
            <dd><a href=address::history(slug).to_string()>{messages::count::revisions(revisions)}</a></dd>
            {lock}
            <dt>{words::LINK}</dt>
            <dd><a href=permalink.clone()>{permalink.clone()}</a></dd>
            <dt>{words::LICENCE}</dt>
            <dd><a href=LICENCE rel="license">{words::LICENCE_NAME}</a></dd>
            <dt>{words::DOWNLOAD}</dt>
            <dd><a href=address::source(slug).to_string()>{words::MARKDOWN}</a></dd>
        </dl>
        <h2 class="minor">{words::CITE}</h2>
        <p class="cite-as" dir="auto">{plain(page, &names, &permalink)}</p>
        <details><summary>{words::BIBTEX}</summary><pre>{bibtex(page, &names, &permalink)}</pre></details>
        <details><summary>{words::CSL_JSON}</summary><pre>{csl(page, &names, &permalink)}</pre></details>
    }
}

fn plain(page: &ArticlePage, names: &[String], permalink: &str) -> String {
    let names: Vec<_> = names.iter().map(|name| isolated(name)).collect();
    let by = if names.len() > 3 { words::and_others(&names[0]) } else { names.join(", ") };
    words::reference(&by, &isolated(&page.title), page.head_number, &page.changed_at.long_date(), permalink)
}

fn bibtex(page: &ArticlePage, names: &[String], permalink: &str) -> String {
    use domain::source::bibtex_value as escape;
    // Braces keep the names of groups whole.
    let authors = names.iter().map(|name| format!("{{{}}}", escape(name))).collect::<Vec<_>>().join(" and ");
    let (year, month, day) = page.changed_at.date();
    format!(
        "@online{{{},\n  author = {{{authors}}},\n  title = {{{}}},\n  organization = {{Folkmoot}},\n  year = {{{year:04}}},\n  month = {{{month}}},\n  date = {{{year:04}-{month:02}-{day:02}}},\n  version = {{{}}},\n  url = {{{permalink}}}\n}}",
        domain::source::bibtex_key(&page.slug.to_string()),
        escape(&page.title),
        page.head_number,
    )
}

fn csl(page: &ArticlePage, names: &[String], permalink: &str) -> String {
    let parts = |at: Timestamp| {
        let (year, month, day) = at.date();
        json!({ "date-parts": [[year, month, day]] })
    };
    let item = json!([{
        "id": page.slug.to_string(),
        "type": "webpage",
        "title": page.title,
        "container-title": "Folkmoot",
        "author": names.iter().map(|name| json!({ "literal": name })).collect::<Vec<_>>(),
        "issued": parts(page.changed_at),
        "version": page.head_number.to_string(),
        "URL": permalink,
    }]);
    serde_json::to_string_pretty(&item).unwrap_or_default()
}

/// The article for search engines (schema.org).
pub(super) fn json_ld(site: &Site, page: &ArticlePage, said: usize) -> String {
    let here = address::article(&page.slug).on(&site.origin);
    let crumbs: Vec<_> = page
        .breadcrumb
        .iter()
        .enumerate()
        .map(|(nth, article)| {
            json!({ "@type": "ListItem", "position": nth + 1, "name": article.title,
                    "item": address::article(&article.slug).on(&site.origin) })
        })
        .collect();
    let mut article = json!({
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": page.title,
        "abstract": page.summary,
        "url": here,
        "mainEntityOfPage": here,
        "datePublished": page.created_at.rfc3339(),
        "dateModified": page.changed_at.rfc3339(),
        "version": page.head_number,
        "license": LICENCE,
        "commentCount": said,
        "author": page.contributors.iter().map(|person| json!({ "@type": "Organization", "name": person.name, "alternateName": person.words() })).collect::<Vec<_>>(),
        "citation": page.citations.iter().map(|citation| json!({ "@type": "CreativeWork", "name": citation.title })).collect::<Vec<_>>(),
    });
    if !crumbs.is_empty() {
        article["breadcrumb"] = json!({ "@type": "BreadcrumbList", "itemListElement": crumbs });
    }
    article.to_string()
}
