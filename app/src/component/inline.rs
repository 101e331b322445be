//! Small things that stand within a line: dates, people, links.

use domain::address;
use domain::id::{CommentId, Timestamp};
use domain::slug::Slug;
pub use domain::text::isolated;
use leptos::prelude::*;
use model::{ArticleHead, ArticleLink, Mark, Person};
use prose::budget::{Budget, DISPLAY};
use prose::diff::{Change, words};

use crate::page::Part;

/// A date as a reader writes it, exact on hover and for machines. In UTC; a script makes it that of the reader.
pub fn time(at: Timestamp) -> impl IntoView + use<> {
    let exact = at.rfc3339();
    view! { <time datetime=exact.clone() title=exact>{at.long_date()}</time> }
}

/// A day with its minute and zone, for what ends then. In UTC; a script makes it that of the reader.
pub fn minute(at: Timestamp) -> impl IntoView + use<> {
    let exact = at.rfc3339();
    view! { <time datetime=exact.clone() title=exact data-minute>{at.long_minute()}</time> }
}

/// A person, with the first letter of their name as a face.
pub fn face(person: &Person) -> impl IntoView + use<> {
    let letter: String = person.name.chars().next().unwrap_or('·').to_uppercase().collect();
    view! {
        <span class="face" aria-hidden="true">{letter}</span>
        {by(person)}
    }
}

/// A person within a line: the name, which turns nothing around beside it, and what no name can say of itself.
pub fn by(person: &Person) -> impl IntoView + use<> {
    view! { <b dir="auto">{person.name.clone()}</b> " " {mark(person)} }
}

/// The badge of a moderator, or the sign of somebody else. It stands outside of the name, so that no name can have it.
pub fn mark(person: &Person) -> impl IntoView + use<> {
    let class = if person.mark == Mark::Moderator { "badge" } else { "sign" };
    view! { <small class=class>{person.words()}</small> }
}

/// Several people in a row.
pub fn people(people: &[Person]) -> impl IntoView + use<> {
    people
        .iter()
        .enumerate()
        .map(|(nth, person)| view! { {(nth > 0).then_some(", ")} {by(person)} }.into_any())
        .collect_view()
}

/// The address of a comment. Where the comments stand on several pages it leads to the right one.
pub fn comment_address(slug: &Slug, comment: CommentId, part: Option<Part>) -> String {
    match part {
        Some(_) => address::comment_among_many(slug, comment),
        None => address::comment(slug, comment),
    }
    .to_string()
}

/// A link to an article, by its title.
pub fn link(article: &ArticleLink) -> impl IntoView + use<> {
    view! { <a href=address::article(&article.slug).to_string() dir="auto">{article.title.clone()}</a> }
}

/// `1 comment`, `3 comments`, `1,200 comments`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", messages::count::grouped(count), if count == 1 { one } else { many })
}

/// Two texts as one, word by word, with what was removed and what was added.
pub fn differences(old: &str, new: &str) -> impl IntoView + use<> {
    differences_within(old, new, &Budget::of(DISPLAY))
}

/// The same, of several pairs that share one budget of work.
pub fn differences_within(old: &str, new: &str, budget: &Budget) -> impl IntoView + use<> {
    words(old, new, budget)
        .into_iter()
        .map(|(change, text)| match change {
            Change::Same => view! { <span>{text}</span> }.into_any(),
            Change::Removed => view! { <del>{text}</del> }.into_any(),
            Change::Added => view! { <ins>{text}</ins> }.into_any(),
        })
        .collect_view()
}

/// The way back to the article.
pub fn back(article: &ArticleHead) -> impl IntoView + use<> {
    view! { <p class="back"><a href=address::article(&article.slug).to_string() dir="auto">"← "{article.title.clone()}</a></p> }
}

/// Somebody's name, with the way to what they wrote.
pub fn person(person: &Person) -> impl IntoView + use<> {
    view! { <a href=address::person(person.id).to_string() dir="auto">{person.name.clone()}</a> " " {mark(person)} }
}
