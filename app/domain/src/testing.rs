//! What tests set up: commands as somebody would send them, in a line each.
//!
//! Behind the feature `testing`, which only dev-dependencies turn on. Whatever a test does not name has a value that
//! nobody need look at, and ids of its own.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;

use crate::command::{
    AddCitation, AddComment, Command, CreateArticle, Envelope, Introduce, LockArticle, NewAnchor,
    NewRelation, Proposal, Relate, ReviseArticle, Source, Target,
};
use crate::fault::FieldProblem;
use crate::id::{ArticleId, ContributorId, RevisionId, Timestamp};
use crate::lock::Scope;
use crate::relation::{Direction, Kind};
use crate::source::Stance;

/// The id of a number, of whatever the place asks for.
#[must_use]
pub fn id<T: FromStr<Err: fmt::Debug>>(number: u128) -> T {
    Uuid::from_u128(number).to_string().parse().expect("a number is an id")
}

/// An id that is no other's, greater than those made before it. Far from small numbers, which tests name themselves.
#[must_use]
pub fn fresh<T: FromStr<Err: fmt::Debug>>() -> T {
    static NEXT: AtomicU64 = AtomicU64::new(0x7E57_0000_0000);
    id(NEXT.fetch_add(1, Ordering::Relaxed).into())
}

/// A text of whatever kind the place asks for.
#[must_use]
#[track_caller]
pub fn text<T: TryFrom<String, Error = FieldProblem>>(text: &str) -> T {
    match T::try_from(text.to_owned()) {
        Ok(text) => text,
        Err(problem) => panic!("{text:.80}: {problem}"),
    }
}

/// A command on its way, by the contributor of a number.
#[must_use]
pub fn envelope(by: u128, at: i64, command: impl Into<Command>) -> Envelope {
    Envelope {
        id: fresh(),
        author: ContributorId(Uuid::from_u128(by)),
        at: Timestamp(at),
        command: command.into(),
    }
}

/// A name of two words; the second may be left out.
#[must_use]
#[track_caller]
pub fn introduce(name: &str) -> Introduce {
    let (first, last) = name.split_once(' ').unwrap_or((name, ""));
    Introduce { first_name: text(first), last_name: text(last), email: None }
}

/// An article with a short summary and text.
#[must_use]
#[track_caller]
pub fn article(title: &str) -> CreateArticle {
    CreateArticle {
        article: fresh(),
        revision: fresh(),
        title: text(title),
        summary: text("A summary."),
        body: text("Text."),
        relation: None,
    }
}

impl CreateArticle {
    /// With that text.
    #[must_use]
    #[track_caller]
    pub fn body(self, body: &str) -> Self {
        Self { body: text(body), ..self }
    }

    /// With that summary.
    #[must_use]
    #[track_caller]
    pub fn summary(self, summary: &str) -> Self {
        Self { summary: text(summary), ..self }
    }

    /// Related to another from the beginning: it `kind` that.
    #[must_use]
    pub fn related(self, kind: Kind, other: ArticleId) -> Self {
        let relation = NewRelation {
            relation: fresh(),
            other,
            direction: Direction::Forward,
            kind,
            explanation: text("It belongs there."),
        };
        Self { relation: Some(relation), ..self }
    }
}

/// An edit upon the revision `base`.
#[must_use]
#[track_caller]
pub fn revise(article: ArticleId, base: RevisionId, title: &str, body: &str) -> ReviseArticle {
    ReviseArticle {
        article,
        revision: fresh(),
        base,
        title: text(title),
        summary: text("A summary."),
        body: text(body),
        note: text("Because."),
        proposal: None,
    }
}

/// A comment on an article.
#[must_use]
#[track_caller]
pub fn comment(on: ArticleId, body: &str) -> AddComment {
    AddComment {
        comment: fresh(),
        article: on,
        parent: None,
        body: text(body),
        quotes: Vec::new(),
        proposal: None,
    }
}

impl AddComment {
    /// That quotes these words, too.
    #[must_use]
    #[track_caller]
    pub fn quoting(mut self, exact: &str) -> Self {
        self.quotes.push(words(exact));
        self
    }

    /// That proposes this edit.
    #[must_use]
    pub fn proposing(self, edit: ReviseArticle) -> Self {
        let ReviseArticle { base, title, summary, body, .. } = edit;
        Self { proposal: Some(Proposal { base, title, summary, body }), ..self }
    }
}

/// Words of an article, to be found there.
#[must_use]
#[track_caller]
pub fn words(exact: &str) -> NewAnchor {
    NewAnchor { anchor: fresh(), target: Target::Words { exact: text(exact) } }
}

/// A relation with a short explanation.
#[must_use]
pub fn relate(from: ArticleId, kind: Kind, to: ArticleId) -> Relate {
    Relate { relation: fresh(), from, kind, to, explanation: text("Because.") }
}

impl Relate {
    /// With that explanation.
    #[must_use]
    #[track_caller]
    pub fn because(self, explanation: &str) -> Self {
        Self { explanation: text(explanation), ..self }
    }
}

/// A source of that title, cited for words of an article.
#[must_use]
#[track_caller]
pub fn citation(on: ArticleId, exact: &str, title: &str) -> AddCitation {
    AddCitation { citation: fresh(), article: on, quote: words(exact), source: source(title) }
}

/// A source of which nothing but its title is known.
#[must_use]
#[track_caller]
pub fn source(title: &str) -> Source {
    Source {
        title: text(title),
        url: None,
        author: text(""),
        identifier: None,
        publisher: text(""),
        container: None,
        date: None,
        accessed: None,
        excerpt: text(""),
        stance: Stance::default(),
        note: text(""),
    }
}

/// A lock that does not end by itself.
#[must_use]
#[track_caller]
pub fn lock(article: ArticleId, scope: Scope, reason: &str) -> LockArticle {
    LockArticle { article, scope, reason: text(reason), until: None }
}

macro_rules! commands {
    ($of:path: $($kind:ident),* $(,)?) => {
        const _: () = {
            use $of::{$($kind),*};
            $(
                impl From<$kind> for Command {
                    fn from(command: $kind) -> Self {
                        Self::$kind(command)
                    }
                }
            )*
        };
    };
}

commands! {
    crate::command:
    Introduce, CreateArticle, ReviseArticle, Relate, RewordRelation, RemoveRelation, AddComment, EditComment,
    WithdrawComment, AddCitation, EditCitation, WithdrawCitation, LockArticle, UnlockArticle,
}

#[cfg(feature = "server")]
commands! {
    crate::moderation:
    Hide, Unhide, RestoreRelation, Block, Unblock, Undo,
}
