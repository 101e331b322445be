//! What is said once after a form was taken: a closed set of codes in `?said=`, so that nobody can put words of
//! their own on a page by a link.

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
        match self {
            Self::Created => "created",
            Self::Saved => "saved",
            Self::Merged => "merged",
            Self::Restored => "restored",
            Self::Related => "related",
            Self::Reworded => "reworded",
            Self::Unrelated => "unrelated",
            Self::Dismissed => "dismissed",
            Self::BroughtBack => "brought-back",
            Self::Commented => "commented",
            Self::Proposed => "proposed",
            Self::CommentSaved => "comment-saved",
            Self::CommentWithdrawn => "comment-withdrawn",
            Self::Cited => "cited",
            Self::CitationSaved => "citation-saved",
            Self::CitationWithdrawn => "citation-withdrawn",
            Self::Locked => "locked",
            Self::Unlocked => "unlocked",
            Self::Hidden => "hidden",
            Self::Shown => "shown",
            Self::RelatedAgain => "related-again",
            Self::Blocked => "blocked",
            Self::Unblocked => "unblocked",
            Self::Undone => "undone",
            Self::Welcome => "welcome",
            Self::Skipped => "skipped",
            Self::SignedIn => "signed-in",
            Self::SignedOut => "signed-out",
        }
    }

    /// What stands on the page.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Created => "Your article is published.",
            Self::Saved => "Your changes are saved.",
            Self::Merged => {
                "Your changes are saved, together with what somebody else saved meanwhile. This is what yours added to theirs."
            }
            Self::Restored => "The old revision is the newest again.",
            Self::Related => "The articles are related now.",
            Self::Reworded => "The explanation is saved.",
            Self::Unrelated => "The relation is removed.",
            Self::Dismissed => "The suggestion is dismissed for good. It can be brought back below.",
            Self::BroughtBack => "The suggestion is back.",
            Self::Commented => "Your comment is saved.",
            Self::Proposed => "Your proposal is saved as a comment; a moderator can apply it.",
            Self::CommentSaved => "Your comment is changed.",
            Self::CommentWithdrawn => "Your comment is withdrawn.",
            Self::Cited => "Your citation is saved.",
            Self::CitationSaved => "Your citation is changed.",
            Self::CitationWithdrawn => "Your citation is withdrawn.",
            Self::Locked => "The article is locked.",
            Self::Unlocked => "The article is open again.",
            Self::Hidden => "It is hidden from readers. Moderators can show it again.",
            Self::Shown => "Readers see it again.",
            Self::RelatedAgain => "The relation is back, with its explanation.",
            Self::Blocked => "What they write is not taken any more.",
            Self::Unblocked => "They may write again.",
            Self::Undone => "It is undone; below is what was done for it.",
            Self::Welcome => "Thank you. This is the name others see beside what you write.",
            Self::Skipped => "You write as Guest. You can introduce yourself at any time.",
            Self::SignedIn => "You are signed in.",
            Self::SignedOut => "You are signed out.",
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
