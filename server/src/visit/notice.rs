//! What is said once after a form was taken: a closed set of codes in `?said=`, so that nobody can put words of
//! their own on a page by a link.

/// The sentence of a code; `None` for any other.
#[must_use]
pub fn sentence(code: &str) -> Option<&'static str> {
    Some(match code {
        "created" => "Your article is published.",
        "saved" => "Your changes are saved.",
        "merged" => {
            "Your changes are saved, together with what somebody else saved meanwhile. This is what yours added to theirs."
        }
        "restored" => "The old revision is the newest again.",
        "related" => "The articles are related now.",
        "reworded" => "The explanation is saved.",
        "unrelated" => "The relation is removed.",
        "dismissed" => "The suggestion is dismissed for good. It can be brought back below.",
        "brought-back" => "The suggestion is back.",
        "commented" => "Your comment is saved.",
        "proposed" => "Your proposal is saved as a comment; a moderator can apply it.",
        "comment-saved" => "Your comment is changed.",
        "comment-withdrawn" => "Your comment is withdrawn.",
        "cited" => "Your citation is saved.",
        "citation-saved" => "Your citation is changed.",
        "citation-withdrawn" => "Your citation is withdrawn.",
        "locked" => "The article is locked.",
        "unlocked" => "The article is open again.",
        "hidden" => "It is hidden from readers. Moderators can show it again.",
        "shown" => "Readers see it again.",
        "related-again" => "The relation is back, with its explanation.",
        "blocked" => "What they write is not taken any more.",
        "unblocked" => "They may write again.",
        "undone" => "It is undone; below is what was done for it.",
        "welcome" => "Thank you. This is the name others see beside what you write.",
        "skipped" => "You write as Guest. You can introduce yourself at any time.",
        "signed-in" => "You are signed in.",
        "signed-out" => "You are signed out.",
        _ => return None,
    })
}
