//! Revisions that two people made from the same one, merged (`prose::merge`).

use prose::budget::Budget;
use prose::merge::{Piece, clean, text, whole};

use crate::command::ReviseArticle;
use crate::decide::{ArticleFacts, Case, Decision, Sender, Unmerged, decide};
use crate::id::{RevisionId, Timestamp};
use crate::text::{Body, Summary, Texts, Title};

/// A merge of two revisions made from the same one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// The title; whole, never mixed.
    pub title: Piece,
    /// The summary; whole, never mixed.
    pub summary: Piece,
    /// The body; its pieces join to the text.
    pub body: Vec<Piece>,
}

impl Merge {
    /// Merges `mine` and `theirs`, both made from `base`: of each title, summary and text.
    #[must_use]
    pub fn of(base: [&str; 3], mine: [&str; 3], theirs: [&str; 3], budget: &Budget) -> Self {
        Self {
            title: whole(base[0], mine[0], theirs[0]),
            summary: whole(base[1], mine[1], theirs[1]),
            body: text(base[2], mine[2], theirs[2], budget),
        }
    }

    /// The texts, if there is nothing to choose and they keep within the limits.
    #[must_use]
    pub fn clean(&self) -> Option<Texts> {
        let title = clean(std::slice::from_ref(&self.title))?;
        let summary = clean(std::slice::from_ref(&self.summary))?;
        Some(Texts {
            title: Title::parse(&title).ok()?,
            summary: Summary::parse(&summary).ok()?,
            body: Body::parse(&clean(&self.body)?).ok()?,
        })
    }
}

/// An edit that met another edit: what it takes to merge the two.
#[derive(Debug, Clone)]
pub struct Meeting {
    revise: ReviseArticle,
    base: Texts,
    head: ArticleFacts,
}

impl Meeting {
    /// Of an edit of another revision than the newest, whose texts are `base`, where nothing else stands against it: that is
    /// cheap to know, and nothing is merged in vain.
    #[must_use]
    pub fn of(case: &Case, base: Option<Texts>, sender: &Sender, now: Timestamp) -> Option<Self> {
        let Case::ReviseArticle(revise, facts) = case else { return None };
        let head = facts.article.as_ref().filter(|article| article.head != revise.base)?;
        let base = base?;
        let conflicts = matches!(decide(case, sender, now), Ok(Decision::Conflict { .. }));
        conflicts.then(|| Self { revise: revise.clone(), base, head: head.clone() })
    }

    /// The revision that is the newest by now.
    #[must_use]
    pub const fn head(&self) -> RevisionId {
        self.head.head
    }

    /// Bytes of the texts that are merged.
    #[must_use]
    pub fn weight(&self) -> usize {
        [&self.base.body, &self.head.body, &self.revise.body].map(|body| body.as_str().len()).iter().sum()
    }

    /// The edit upon the newest revision, if the two can be merged.
    #[must_use]
    pub fn merged(&self, budget: &Budget) -> Option<ReviseArticle> {
        let Self { revise, base, head } = self;
        let base = [base.title.as_str(), base.summary.as_str(), base.body.as_str()];
        let mine = [revise.title.as_str(), revise.summary.as_str(), revise.body.as_str()];
        let theirs = [head.title.as_str(), head.summary.as_str(), head.body.as_str()];
        let Texts { title, summary, body } = Merge::of(base, mine, theirs, budget).clean()?;
        Some(ReviseArticle { base: head.head, title, summary, body, ..revise.clone() })
    }

    /// What the edit was as it was sent.
    #[must_use]
    pub fn into_unmerged(self) -> Unmerged {
        let ReviseArticle { base, title, summary, body, .. } = self.revise;
        Unmerged { base, texts: Texts { title, summary, body } }
    }
}

#[cfg(test)]
mod tests {
    use prose::merge::{Conflict, Extent};

    use super::*;

    #[test]
    fn a_title_is_never_mixed() {
        let merge = Merge::of(
            ["A title", "", "Text."],
            ["My title", "", "Text."],
            ["Their title", "", "Text. More."],
            &Budget::of(u64::MAX),
        );
        assert_eq!(
            merge.title,
            Piece::Conflict(Conflict {
                base: "A title".into(),
                mine: "My title".into(),
                theirs: "Their title".into(),
                extent: Extent::Lines,
            })
        );
        assert_eq!(merge.clean(), None);
        let merge = Merge::of(
            ["A title", "", "Text."],
            ["My title", "", "Text."],
            ["A title", "", "Text. More."],
            &Budget::of(u64::MAX),
        );
        let clean = merge.clean().unwrap();
        assert_eq!((clean.title.as_str(), clean.body.as_str()), ("My title", "Text. More."));
    }
}
