//! Why a command was refused: the rules, and the fields of a form.

use crate::count;

// What a command names, within sentences
pub mod thing {
    pub const ARTICLE: &str = "article";
    pub const REVISION: &str = "revision";
    pub const RELATION: &str = "relation";
    pub const COMMENT: &str = "comment";
    pub const SOURCE: &str = "source";
    pub const PERSON: &str = "person";
}

// The rules
pub const NEW_HERE: &str = "You are new here, so you can remove only relations that you added yourself. This ends one day after \
     your first contribution, once you have made three. You can say in a comment what is wrong with this relation.";
pub const MODERATORS_ONLY: &str =
    "Only moderators can do this. If you are a moderator, please sign in first.";
pub const NOT_LOCKED: &str = "This article is not locked.";
pub const SELF_RELATION: &str = "An article cannot be related to itself. Please choose a different article.";
pub const DUPLICATE_RELATION: &str = "This relation already exists. You can edit its explanation instead.";
pub const CYCLE: &str = "This would make an article part of itself: the other article is already part of it.";
pub const NOTHING_CHANGED: &str = "There are no changes to save.";
pub const APPLIED_ALREADY: &str =
    "This proposal has already been applied. You can save further changes as an edit.";
pub const IDENTIFIER_TAKEN: &str =
    "This identifier is already used for something else. Please send the command with a new one.";
pub const NEWEST_REVISION: &str = "This is the newest revision, which everyone reads. Restore an older revision first, or hide the article.";
pub const IS_MODERATOR: &str =
    "Moderators cannot be blocked. The operator of the site can take the role away first.";
pub const NOT_BLOCKED: &str = "This person is not blocked.";

#[must_use]
pub fn not_found(thing: &str) -> String {
    format!("This {thing} does not exist or was removed. Please check the address.")
}

#[must_use]
pub fn not_yours(thing: &str) -> String {
    format!("Only its author can change this {thing}. Moderators can hide it.")
}

/// `other` is the title of the article, where it is not the one of the page; `until` the day and time at which the lock ends.
#[must_use]
pub fn locked(other: Option<&str>, until: Option<&str>, reason: &str) -> String {
    let article = other.map_or_else(|| "This article".to_owned(), |title| format!("“{title}”"));
    let until = until.map_or_else(String::new, |until| format!(" until {until}"));
    format!("{article} is locked{until}. Reason: {reason}")
}

#[must_use]
pub fn withdrawn(thing: &str) -> String {
    format!("This {thing} has been withdrawn.")
}

#[must_use]
pub fn changed_meanwhile(thing: &str) -> String {
    format!(
        "This {thing} has changed since you opened it. Your text is still here. Please compare, then save again."
    )
}

/// `detail` is one of [`malformed`], or what a parser says.
#[must_use]
pub fn could_not_be_read(detail: &str) -> String {
    format!("This could not be read: {detail}. Your text is kept. Please send it with the form on the page.")
}

// What could not be read, within `could_not_be_read`
pub mod malformed {
    pub const HIDDEN_FIELD_DAMAGED: &str = "a hidden field of the form is damaged";
    pub const HIDDEN_FIELD_MISSING: &str = "a hidden field of the form is missing";
    pub const NOT_AN_IDENTIFIER: &str =
        "this is not an identifier of the form 01890a5d-ac96-774b-bcce-b302099a8057";
}

#[must_use]
pub fn blocked(reason: &str) -> String {
    format!(
        "A moderator has blocked you, so you cannot write here. You can still read, and withdraw your comments and sources. Reason: {reason}"
    )
}

#[must_use]
pub fn not_hidden(thing: &str) -> String {
    format!("This {thing} is not hidden.")
}

// The fields, as labels and at the beginning of what is wrong with them
pub mod field {
    pub const TITLE: &str = "Title";
    pub const SUMMARY: &str = "Summary";
    pub const BODY: &str = "Text";
    pub const NOTE: &str = "Change note";
    pub const EXPLANATION: &str = "Explanation";
    pub const KIND: &str = "Kind of relation";
    pub const OTHER: &str = "Other article";
    pub const COMMENT: &str = "Comment";
    pub const QUOTE: &str = "Quoted passage";
    pub const SOURCE_TITLE: &str = "Title";
    pub const URL: &str = "URL";
    pub const SOURCE_AUTHOR: &str = "Authors";
    pub const IDENTIFIER: &str = "DOI or ISBN";
    pub const PUBLISHER: &str = "Publisher";
    pub const CONTAINER: &str = "Published in";
    pub const DATE: &str = "Date";
    pub const ACCESSED: &str = "Accessed on";
    pub const STANCE: &str = "How the source relates to the passage";
    pub const REFERENCE: &str = "Reference";
    pub const EXCERPT: &str = "Excerpt";
    pub const CITATION_NOTE: &str = "Note";
    pub const FIRST_NAME: &str = "First name";
    pub const LAST_NAME: &str = "Last name";
    pub const EMAIL: &str = "Email";
    pub const REASON: &str = "Reason";
    pub const SCOPE: &str = "What to lock";
    pub const UNTIL: &str = "End";
}

// A field that is empty and may not be
pub mod missing {
    pub const TITLE: &str = "Please enter a title.";
    pub const KIND: &str = "Please choose a kind of relation.";
    pub const OTHER: &str = "Please choose the other article.";
    pub const COMMENT: &str = "Please enter a comment.";
    pub const QUOTE: &str = "Please enter the words that you quote.";
    pub const SOURCE_TITLE: &str = "Please enter the title of the source.";
    pub const FIRST_NAME: &str = "Please enter a first name.";
    pub const REASON: &str = "Please enter a reason.";
    pub const SCOPE: &str = "Please choose what to lock.";

    #[must_use]
    pub fn field(label: &str) -> String {
        format!("{label} is empty. Please fill it in.")
    }
}

// A value that cannot be taken
pub const NOT_A_URL: &str = "Please enter a full URL, such as https://example.org.";
pub const NOT_AN_EMAIL: &str = "Please enter an email address, such as name@example.org.";
pub const NOT_AN_IDENTIFIER: &str =
    "Please enter a DOI such as 10.1000/182, or an ISBN of 10 or 13 digits. Check each digit.";
pub const QUOTE_NOT_FOUND: &str = "The quote is not in the article. Please copy the words exactly.";

#[must_use]
pub fn too_long(label: &str, limit: usize, actual: usize) -> String {
    format!(
        "{label} is {} too long ({} of {}).",
        count::characters(actual.saturating_sub(limit)),
        count::grouped(actual),
        count::grouped(limit)
    )
}

#[must_use]
pub fn too_many(label: &str, limit: usize, actual: usize) -> String {
    format!("{label}: please send at most {limit} at once. You sent {actual}.")
}

/// `place` is counted from 1.
#[must_use]
pub fn control_character(label: &str, code: u32, place: usize) -> String {
    format!("{label} contains an invisible character (U+{code:04X}) at position {place}. Please delete it.")
}

#[must_use]
pub fn not_a_date(label: &str) -> String {
    format!("{label}: please enter a date such as 2010, 2010-11 or 2010-11-20.")
}

#[must_use]
pub fn not_a_moment(label: &str) -> String {
    format!("{label}: please enter a date and time such as 2026-12-31T18:00, or leave it empty.")
}

#[must_use]
pub fn in_the_past(label: &str) -> String {
    format!("{label}: please choose a time in the future.")
}

#[must_use]
pub fn quote_ambiguous(times: usize) -> String {
    format!("The quote occurs {times} times in the article. Please add a few words to make it unique.")
}

#[must_use]
pub fn not_a_choice(label: &str) -> String {
    format!("{label}: please choose one of the options.")
}

#[must_use]
pub fn no_such_article(label: &str) -> String {
    format!("{label}: there is no such article. Please choose one from the list, or paste its address.")
}

#[must_use]
pub fn conflicts_open(label: &str, conflicts: usize) -> String {
    let verb = if conflicts == 1 { "is" } else { "are" };
    format!("{label}: {} {verb} still open. Please choose one version for each.", count::conflicts(conflicts))
}

/// What a function of [`unfit`] or [`unlike`] says, after the label of its field.
#[must_use]
pub fn of_field(label: &str, found: &str) -> String {
    format!("{label} {found}")
}

// A quote that is nearly in the article; it follows the label of its field
pub mod unlike {
    /// What the quote has and what the article has in its place; each is [`words`] or [`NOTHING`].
    #[must_use]
    pub fn differs(mine: &str, theirs: &str, whole: &str) -> String {
        format!(
            "differs from the article: where you have {mine}, the article has {theirs}, in {whole}. Please quote the words of \
             the article, or choose other words."
        )
    }

    pub const NOTHING: &str = "nothing";

    #[must_use]
    pub fn words(words: &str) -> String {
        format!("“{words}”")
    }
}

// Characters and names that only the server can judge; they follow the label of their field
pub mod unfit {
    pub const NOTHING_TO_SEE: &str = "is empty for readers: nothing of it can be seen. Please add words, for example to a link that has none.";
    pub const TAKEN_FOR_A_MODERATOR: &str =
        "could be mistaken for the name of a moderator, or of the site itself. Please choose another name.";

    /// `place` is counted from 1.
    #[must_use]
    pub fn hidden_character(code: u32, place: usize) -> String {
        format!(
            "contains a character that is invisible or turns text around (U+{code:04X}), at position {place}. Please delete it."
        )
    }

    /// `place` is counted from 1.
    #[must_use]
    pub fn stacked_marks(code: u32, place: usize) -> String {
        format!(
            "has too many marks on one letter (U+{code:04X} at position {place}). Please delete some of them."
        )
    }

    #[must_use]
    pub fn two_alphabets(word: &str) -> String {
        format!("mixes two alphabets in one word (“{word}”). Please write each word in one alphabet.")
    }

    #[must_use]
    pub fn vouching_sign(sign: char) -> String {
        format!("contains a symbol ({sign}) that could be mistaken for a mark of the site. Please remove it.")
    }
}

// What is written for someone who leaves a field empty
pub const PROPOSAL_WITHOUT_NOTE: &str = "Proposed change.";
