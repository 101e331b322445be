//! Small things that stand within a line: dates, people, links.

use domain::budget::{Budget, DISPLAY};
use domain::diff::{Change, words};
use domain::id::Timestamp;
use domain::slug::Slug;
use leptos::prelude::*;
use store::read::{ArticleLink, Person};

/// A date as a reader writes it, exact on hover and for machines.
pub fn time(at: Timestamp) -> impl IntoView + use<> {
    let exact = at.rfc3339();
    view! { <time datetime=exact.clone() title=exact>{at.long_date()}</time> }
}

/// A person, with the first letter of their name as a face.
pub fn face(person: &Person) -> impl IntoView + use<> {
    let letter: String = person.name.chars().next().unwrap_or('·').to_uppercase().collect();
    view! {
        <span class="face" aria-hidden="true">{letter}</span>
        <b dir="auto">{person.name.clone()}</b>
    }
}

/// The address of an article.
pub fn path(slug: &Slug) -> String {
    format!("/a/{}", slug.in_path())
}

/// A link to an article, by its title.
pub fn link(article: &ArticleLink) -> impl IntoView + use<> {
    view! { <a href=path(&article.slug) dir="auto">{article.title.clone()}</a> }
}

/// `1 comment`, `3 comments`, `1,200 comments`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", domain::text::grouped(count), if count == 1 { one } else { many })
}

/// Two texts as one, word by word, with what was removed and what was added.
pub fn differences(old: &str, new: &str) -> impl IntoView + use<> {
    words(old, new, &Budget::of(DISPLAY))
        .into_iter()
        .map(|(change, text)| match change {
            Change::Same => view! { <span>{text}</span> }.into_any(),
            Change::Removed => view! { <del>{text}</del> }.into_any(),
            Change::Added => view! { <ins>{text}</ins> }.into_any(),
        })
        .collect_view()
}
