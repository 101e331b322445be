//! Answers instead of the page that was asked for: what went wrong, and what to do.

// The page around a failure
pub mod page {
    pub const SUGGESTED: &str = "Did you mean one of these?";
    pub const NEW_LINK: &str = "Request a new link";
    /// Above what was typed into a form that was refused, to be copied.
    pub const TYPED: &str = "Your text";

    #[must_use]
    pub fn status(code: u16) -> String {
        format!("Error {code}")
    }
}

// What a failure is called, at the top of its page
pub mod title {
    pub const NO_PAGE: &str = "Page not found";
    pub const NO_THING: &str = "Not found";
    pub const LOCKED: &str = "This article is locked";
    pub const MODERATORS_ONLY: &str = "Moderators only";
    pub const REFUSED: &str = "Not possible";
    pub const MOVED: &str = "This page has moved";
    pub const WRONG_METHOD: &str = "This page cannot be used that way";
    pub const MALFORMED: &str = "Request not understood";
    pub const TOO_LARGE: &str = "Too large";
    pub const WRONG_CONTENT_TYPE: &str = "Unexpected format";
    pub const OTHER_SITE: &str = "Blocked for your safety";
    pub const PUSH_REFUSED: &str = "Not accepted";
    pub const OTHER_HISTORY: &str = "The server was restored from a backup";
    pub const WRONG_HOST: &str = "This site has a different address";
    pub const TOO_MUCH: &str = "Please slow down";
    pub const FULL: &str = "There is almost no room left";
    pub const CROWDED: &str = "Too many requests at once";
    pub const BUSY: &str = "The server is busy";
    pub const OTHER_BROWSER: &str = "This sign-in link is for a different browser";
    pub const SPENT_LINK: &str = "This sign-in link no longer works";
    pub const HIDDEN: &str = "A moderator has hidden this article";
    pub const NOTHING_SAVED: &str = "Nothing can be saved right now";
    pub const BROKEN: &str = "Something went wrong on our side";
}

// What is wrong, and what to do
pub const NO_PAGE: &str = "There is no page at this address. Please check the address, or use the search.";
pub const WRONG_METHOD: &str = "Please go back, then follow a link or send the form again.";
pub const WRONG_CONTENT_TYPE: &str = "Please use the form on this site. Programs send forms as \
     application/x-www-form-urlencoded, and messages to /api/sync as application/json.";
pub const OTHER_SITE: &str =
    "The form came from another site. Please open the page on this site and send the form again.";
pub const UNCLEAR_HOST: &str = "A request must name exactly one host. Please open the site at its address.";
pub const UNKNOWN_HOST: &str = "There is no site with this name here. Please open this site at its own address. Its operator can \
     allow more names with --host.";
pub const FULL: &str = "You can still read everything, but the site has almost no room left for new text. Please keep your text \
     and send it again later.";
pub const CROWDED: &str = "Many requests from your network are still being answered. Please try again in a moment. Nothing will \
     be saved twice.";
pub const BUSY: &str =
    "The server could not answer in time. Please try again in a moment. Nothing will be saved twice.";
pub const SPENT_LINK: &str = "A sign-in link works once and expires after 10 minutes, and only the newest one works. Please \
     request a new link.";
pub const OTHER_BROWSER: &str = "A sign-in link works only in the browser that requested it. Please open it there, or request a \
     new link here.";
pub const BROKEN: &str =
    "This is not your fault. The problem has been noted. Please try again. Nothing will be saved twice.";

#[must_use]
pub fn moved(address: &str) -> String {
    format!("The page is now at {address}.")
}

/// `problem` is one of [`malformed`].
#[must_use]
pub fn go_back(problem: &str) -> String {
    format!("{problem} Please go back and try again.")
}

#[must_use]
pub fn too_large(kilobytes: usize) -> String {
    format!(
        "You can send at most {kilobytes} KB at once. An article can have up to 100,000 characters, a comment up to 10,000."
    )
}

#[must_use]
pub fn hidden(moderator: &str, day: &str, reason: &str) -> String {
    format!("{moderator} hid this article on {day}. Reason: {reason}")
}

// A request that is not of the right form, before what to do
pub mod malformed {
    pub const REQUEST: &str = "The address or the data sent does not have the right form.";
    pub const TOO_MANY_FIELDS: &str = "The form is damaged: it has too many fields.";
    pub const HIDDEN_FIELD_DAMAGED: &str = "The form is damaged: one of its hidden fields was changed.";
    pub const HIDDEN_FIELD_MISSING: &str = "The form is damaged: one of its hidden fields is missing.";
    pub const NOT_UTF_8: &str = "The text sent is not valid UTF-8.";
    pub const CUT_OFF: &str = "The text sent did not arrive completely.";
    pub const NOT_HIDEABLE: &str = "Only articles, revisions, comments and sources can be hidden.";

    // What programs send
    pub const NOT_JSON: &str = "The message is not JSON.";
    pub const TOO_MANY_PARTS: &str = "The message has too many parts.";
    pub const NOT_A_PUSH: &str = "The message is not a push of this version.";
    pub const TOO_MANY_COMMANDS: &str =
        "There are too many commands in one push. Please send them in several.";
    pub const COMMAND_WITHOUT_ID: &str = "A command has no id.";
    pub const NOT_AN_ANNOTATION: &str = "Expected a JSON-LD annotation with a body and a TextQuoteSelector.";
    pub const DRAFT_OF_NOBODY: &str =
        "The server keeps drafts only for people who have contributed something.";
    /// Within [`crate::problem`]'s sentence about what could not be read.
    pub const NAMES_NO_ARTICLE: &str = "it does not name an article";
}

// Why the commands of a device were not accepted
pub mod push {
    pub const OTHER_PERSON: &str = "These commands belong to another person than the one who is signed in.";

    #[must_use]
    pub fn out_of_order(next: i64) -> String {
        format!("The first new command must have the number {next}.")
    }

    #[must_use]
    pub fn other_version(oldest: u32, newest: u32) -> String {
        format!(
            "The site was updated and understands messages of versions {oldest} to {newest}. Please reload the page. Your text is \
             kept in this browser."
        )
    }

    pub const OTHER_HISTORY: &str = "The server was restored from a backup. Please start again from its newest state. Unsent \
         changes can be sent again.";
}

// Limits, and how long to wait
pub mod limit {
    use crate::count;

    // What one network has reached, before how long to wait
    pub const GROWTH: &str = "Your network has added as much as is allowed in one hour.";
    pub const REMOVALS: &str = "Newcomers can remove only a few relations in one hour. This limit ends for you one day after your \
         first contribution, once you have made three.";
    pub const RENAMES: &str = "Newcomers can change only a few titles in one hour. This limit ends for you one day after your \
         first contribution, once you have made three. You can change the text without changing the title.";
    /// In plain text, before a page could be asked for.
    pub const CONNECTIONS: &str =
        "Too many connections from your network are open. Please close some, then try again.";

    #[must_use]
    pub fn too_many(seconds: u64) -> String {
        format!(
            "Too much was sent by you, or by others on your network, in a short time. Please wait {} and send it again.",
            wait(seconds)
        )
    }

    /// `limit` is [`GROWTH`], [`REMOVALS`] or [`RENAMES`].
    #[must_use]
    pub fn reached(limit: &str, seconds: u64) -> String {
        format!("{limit} Please wait {} and send it again.", wait(seconds))
    }

    #[must_use]
    pub fn work(seconds: u64) -> String {
        format!(
            "Pictures, comparisons and long texts for your network took too much computing time in the last minute. Please wait {} \
             and try again. Nothing will be saved twice.",
            wait(seconds)
        )
    }

    fn wait(seconds: u64) -> String {
        match usize::try_from(seconds).unwrap_or(usize::MAX) {
            seconds @ ..=90 => count::seconds(seconds),
            seconds => count::minutes(seconds.div_ceil(60)),
        }
    }
}

// What keeps the database from writing
pub mod outage {
    pub const LOCKED: &str =
        "Another program is using the database. Please try again in a moment. Nothing will be saved twice.";
    pub const FULL: &str = "The disk of this site is full. Nothing can be saved until its operator makes room, but you can still \
         read. Please keep your text and try again later. Nothing will be saved twice.";
    pub const READ_ONLY: &str = "This site can only be read at the moment, because its database is read-only. Please keep your \
         text and try again later. Nothing will be saved twice.";
    pub const FAILING: &str = "The disk of this site is not working properly. The problem has been noted. Please keep your text \
         and try again in a moment. Nothing will be saved twice.";
    pub const LOG_HELD: &str = "Another program, such as a backup, has been reading the database for too long. Nothing can be \
         saved until it is done, but you can still read. Please try again in a moment. Nothing will be saved twice.";
    pub const REPLACED: &str = "The database of this site was moved while the site was running. Nothing can be saved until its \
         operator puts it back. Please keep your text and try again later. Nothing will be saved twice.";
}
