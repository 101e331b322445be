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
        self.code_and_sentence().0
    }

    /// What stands on the page.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        self.code_and_sentence().1
    }

    const fn code_and_sentence(self) -> (&'static str, &'static str) {
        match self {
            Self::Created => ("created", "Your article is published."),
            Self::Saved => ("saved", "Your changes are saved."),
            Self::Merged => (
                "merged",
                "Your changes are saved, together with what somebody else saved meanwhile. This is what yours added to theirs.",
            ),
            Self::Restored => ("restored", "The old revision is the newest again."),
            Self::Related => ("related", "The articles are related now."),
            Self::Reworded => ("reworded", "The explanation is saved."),
            Self::Unrelated => ("unrelated", "The relation is removed."),
            Self::Dismissed => {
                ("dismissed", "The suggestion is dismissed for good. It can be brought back below.")
            }
            Self::BroughtBack => ("brought-back", "The suggestion is back."),
            Self::Commented => ("commented", "Your comment is saved."),
            Self::Proposed => ("proposed", "Your proposal is saved as a comment; a moderator can apply it."),
            Self::CommentSaved => ("comment-saved", "Your comment is changed."),
            Self::CommentWithdrawn => ("comment-withdrawn", "Your comment is withdrawn."),
            Self::Cited => ("cited", "Your citation is saved."),
            Self::CitationSaved => ("citation-saved", "Your citation is changed."),
            Self::CitationWithdrawn => ("citation-withdrawn", "Your citation is withdrawn."),
            Self::Locked => ("locked", "The article is locked."),
            Self::Unlocked => ("unlocked", "The article is open again."),
            Self::Hidden => ("hidden", "It is hidden from readers. Moderators can show it again."),
            Self::Shown => ("shown", "Readers see it again."),
            Self::RelatedAgain => ("related-again", "The relation is back, with its explanation."),
            Self::Blocked => ("blocked", "What they write is not taken any more."),
            Self::Unblocked => ("unblocked", "They may write again."),
            Self::Undone => ("undone", "It is undone; below is what was done for it."),
            Self::Welcome => ("welcome", "Thank you. This is the name others see beside what you write."),
            Self::Skipped => ("skipped", "You write as Guest. You can introduce yourself at any time."),
            Self::SignedIn => ("signed-in", "You are signed in."),
            Self::SignedOut => ("signed-out", "You are signed out."),
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
