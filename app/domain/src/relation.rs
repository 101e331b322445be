//! The closed set of relation kinds, and how each reads in both directions.

use messages::relate::kind;
use serde::{Deserialize, Serialize};

/// The kind of a relation. The direction is from the first article to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Makes the hierarchy, and so the breadcrumb; it may not form a cycle.
    PartOf,
    /// The first needs the second.
    DependsOn,
    /// The first gives the second what it works with.
    Feeds,
    /// The first spells out the second.
    Elaborates,
    /// The first is an answer to the question of the second.
    Answers,
    /// The first argues for the second.
    Supports,
    /// The first argues against the second.
    Opposes,
    /// They belong together; the same in both directions.
    RelatedTo,
}

impl Kind {
    /// Every kind, in the order in which they are listed on a page.
    pub const ALL: [Self; 8] = [
        Self::PartOf,
        Self::DependsOn,
        Self::Feeds,
        Self::Elaborates,
        Self::Answers,
        Self::Supports,
        Self::Opposes,
        Self::RelatedTo,
    ];

    /// The stable name, as stored and sent.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PartOf => "part-of",
            Self::DependsOn => "depends-on",
            Self::Feeds => "feeds",
            Self::Elaborates => "elaborates",
            Self::Answers => "answers",
            Self::Supports => "supports",
            Self::Opposes => "opposes",
            Self::RelatedTo => "related-to",
        }
    }

    /// How the relation reads from the first article to the second.
    #[must_use]
    pub const fn forward(self) -> &'static str {
        match self {
            Self::PartOf => kind::PART_OF,
            Self::DependsOn => kind::DEPENDS_ON,
            Self::Feeds => kind::FEEDS,
            Self::Elaborates => kind::ELABORATES,
            Self::Answers => kind::ANSWERS,
            Self::Supports => kind::SUPPORTS,
            Self::Opposes => kind::OPPOSES,
            Self::RelatedTo => kind::RELATED_TO,
        }
    }

    /// How the relation reads from the second article to the first.
    #[must_use]
    pub const fn backward(self) -> &'static str {
        match self {
            Self::PartOf => kind::backward::PART_OF,
            Self::DependsOn => kind::backward::DEPENDS_ON,
            Self::Feeds => kind::backward::FEEDS,
            Self::Elaborates => kind::backward::ELABORATES,
            Self::Answers => kind::backward::ANSWERS,
            Self::Supports => kind::backward::SUPPORTS,
            Self::Opposes => kind::backward::OPPOSES,
            Self::RelatedTo => kind::RELATED_TO,
        }
    }

    /// Whether both directions mean the same.
    #[must_use]
    pub const fn symmetric(self) -> bool {
        matches!(self, Self::RelatedTo)
    }

    /// The kind of that stable name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// From which end a relation is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// From the first article.
    Forward,
    /// From the second article.
    Backward,
}

impl Direction {
    /// How `kind` reads in this direction.
    #[must_use]
    pub const fn reading(self, kind: Kind) -> &'static str {
        match self {
            Self::Forward => kind.forward(),
            Self::Backward => kind.backward(),
        }
    }
}
