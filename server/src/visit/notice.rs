//! What is said once after a form was taken: a closed set of codes in `?said=`, so that nobody can put words of
//! their own on a page by a link.

use messages::notice;

/// What is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the sentence of each says it")]
pub enum Notice {
    Created,
    Saved,
    Merged,
    Restored,
    Related,
    Reworded,
    Unrelated,
    Dismissed,
    BroughtBack,
    Commented,
    Proposed,
    CommentSaved,
    CommentWithdrawn,
    Cited,
    CitationSaved,
    CitationWithdrawn,
    Locked,
    Unlocked,
    Hidden,
    Shown,
    RelatedAgain,
    Blocked,
    Unblocked,
    Undone,
    Welcome,
    Skipped,
    SignedIn,
    SignedOut,
}

impl Notice {
    /// All there are.
    pub const ALL: [Self; 28] = [
        Self::Created,
        Self::Saved,
        Self::Merged,
        Self::Restored,
        Self::Related,
        Self::Reworded,
        Self::Unrelated,
        Self::Dismissed,
        Self::BroughtBack,
        Self::Commented,
        Self::Proposed,
        Self::CommentSaved,
        Self::CommentWithdrawn,
        Self::Cited,
        Self::CitationSaved,
        Self::CitationWithdrawn,
        Self::Locked,
        Self::Unlocked,
        Self::Hidden,
        Self::Shown,
        Self::RelatedAgain,
        Self::Blocked,
        Self::Unblocked,
        Self::Undone,
        Self::Welcome,
        Self::Skipped,
        Self::SignedIn,
        Self::SignedOut,
    ];

    /// What stands in the address.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.code_and_sentence().0
    }

    /// What stands on the page.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        self.code_and_sentence().1
    }

    const fn code_and_sentence(self) -> (&'static str, &'static str) {
        match self {
            Self::Created => ("created", notice::CREATED),
            Self::Saved => ("saved", notice::SAVED),
            Self::Merged => ("merged", notice::MERGED),
            Self::Restored => ("restored", notice::RESTORED),
            Self::Related => ("related", notice::RELATED),
            Self::Reworded => ("reworded", notice::REWORDED),
            Self::Unrelated => ("unrelated", notice::UNRELATED),
            Self::Dismissed => ("dismissed", notice::DISMISSED),
            Self::BroughtBack => ("brought-back", notice::BROUGHT_BACK),
            Self::Commented => ("commented", notice::COMMENTED),
            Self::Proposed => ("proposed", notice::PROPOSED),
            Self::CommentSaved => ("comment-saved", notice::COMMENT_SAVED),
            Self::CommentWithdrawn => ("comment-withdrawn", notice::COMMENT_WITHDRAWN),
            Self::Cited => ("cited", notice::CITED),
            Self::CitationSaved => ("citation-saved", notice::CITATION_SAVED),
            Self::CitationWithdrawn => ("citation-withdrawn", notice::CITATION_WITHDRAWN),
            Self::Locked => ("locked", notice::LOCKED),
            Self::Unlocked => ("unlocked", notice::UNLOCKED),
            Self::Hidden => ("hidden", notice::HIDDEN),
            Self::Shown => ("shown", notice::SHOWN),
            Self::RelatedAgain => ("related-again", notice::RELATED_AGAIN),
            Self::Blocked => ("blocked", notice::BLOCKED),
            Self::Unblocked => ("unblocked", notice::UNBLOCKED),
            Self::Undone => ("undone", notice::UNDONE),
            Self::Welcome => ("welcome", notice::WELCOME),
            Self::Skipped => ("skipped", notice::SKIPPED),
            Self::SignedIn => ("signed-in", notice::SIGNED_IN),
            Self::SignedOut => ("signed-out", notice::SIGNED_OUT),
        }
    }

    /// The one of that code.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|notice| notice.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_notice_has_a_code_and_a_sentence_of_its_own_and_others_have_none() {
        let codes: BTreeSet<&str> = Notice::ALL.iter().map(|notice| notice.code()).collect();
        let sentences: BTreeSet<&str> = Notice::ALL.iter().map(|notice| notice.sentence()).collect();
        assert_eq!((codes.len(), sentences.len()), (Notice::ALL.len(), Notice::ALL.len()));
        assert!(Notice::ALL.iter().all(|notice| Notice::of(notice.code()) == Some(*notice)));
        assert_eq!(Notice::of("You have won"), None);
    }
}
