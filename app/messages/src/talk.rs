//! Comments, sources, quotes and proposals.

/// Comments below an article.
pub mod comment {
    pub const EMPTY: &str = "No comments yet. To quote the article, select some of its text.";
    pub const CLOSED: &str = "Comments are closed while the article is locked.";
    pub const PAGES: &str = "Pages of comments";
    pub const WITHDRAWN: &str = "This comment was withdrawn. ";
    /// The link after [`WITHDRAWN`].
    pub const WITHDRAWN_BY: &str = "See by whom";
    pub const IN_REPLY_TO_EARLIER: &str = "In reply to an earlier comment";
    /// Before the day.
    pub const EDITED: &str = "edited ";
    pub const REPLY: &str = "Reply";
    pub const LINK: &str = "Link";
    pub const EDIT: &str = "Edit";
    pub const WITHDRAW: &str = "Withdraw";
    pub const PROPOSAL: &str = "Review the proposed change";
    /// After [`applied`], before a name.
    pub const ADAPTED_BY: &str = ", adapted by ";

    #[must_use]
    pub fn applied(revision: i64) -> String {
        format!("Proposed change, applied as revision {revision}")
    }
}

/// The form below the comments.
pub mod compose {
    /// Before a name.
    pub const REPLYING_TO: &str = "Replying to ";
    pub const CANCEL_REPLY: &str = "Cancel reply";
    pub const QUOTE: &str = "Quote a passage";
    pub const QUOTED: &str = "Quoted passage";
    pub const QUOTED_HELP: &str =
        "Select text in the article above, or paste it here exactly as it is there.";
    pub const COMMENT: &str = "Your comment";
    pub const SEND_COMMENT: &str = "Comment";
    pub const REPLY: &str = "Your reply";
    pub const SEND_REPLY: &str = "Reply";
    pub const MARKDOWN: &str = "You can use Markdown.";

    /// What waits to be sent.
    #[must_use]
    pub fn comment_on(title: &str) -> String {
        format!("Comment on “{title}”")
    }

    /// What waits to be sent.
    #[must_use]
    pub fn reply_on(title: &str) -> String {
        format!("Reply to a comment on “{title}”")
    }
}

/// The page on which a comment is changed.
pub mod comment_form {
    pub const TITLE: &str = "Edit comment";
    /// For those who did not write it.
    pub const TITLE_OF_OTHERS: &str = "A comment";
    pub const COMMENT: &str = "Comment";
    pub const WITHDRAW: &str = "Withdraw this comment";
    pub const WITHDRAW_HINT: &str = "The comment will no longer be shown. Replies to it stay.";

    /// What waits to be sent.
    #[must_use]
    pub fn edit_on(title: &str) -> String {
        format!("Edited comment on “{title}”")
    }

    /// What waits to be sent.
    #[must_use]
    pub fn withdrawal_on(title: &str) -> String {
        format!("Withdraw comment on “{title}”")
    }
}

/// Around the author of a comment or a source, for those who did not write it.
pub mod whose {
    pub const BEFORE: &str = "By ";
    pub const AFTER: &str = ". Only the author can change it. Moderators can hide it.";
}

/// Sources below an article.
pub mod source {
    pub const EMPTY: &str = "No sources yet. Select some text of the article to add a source for it.";
    pub const PAGES: &str = "Pages of sources";
    pub const ADD: &str = "Add a source";
    /// Before the two kinds of files.
    pub const EXPORT: &str = "Export: ";
    pub const BIBTEX: &str = "BibTeX";
    pub const CSL_JSON: &str = "CSL-JSON";
    pub const BACKLINKS: &str = "Quoted in other articles";
    pub const SUPPORTS: &str = "supports";
    pub const DISPUTES: &str = "disputes";
    /// Around the words of the source.
    pub const EXCERPT_BEFORE: &str = "From the source: “";
    pub const EXCERPT_AFTER: &str = "”";
    /// Before a name.
    pub const ADDED_BY: &str = "Added by ";
    pub const EDITED: &str = "edited";
    pub const EDIT_OR_WITHDRAW: &str = "Edit or withdraw";

    /// `day` is such as `2010-11-20`.
    #[must_use]
    pub fn accessed(day: &str) -> String {
        format!("accessed {day}")
    }
}

/// The page on which a source is added or changed.
pub mod source_form {
    use crate::problem::field;

    pub const TITLE: &str = "Add a source";
    pub const TITLE_OF_EDIT: &str = "Edit source";
    /// For those who did not add it.
    pub const TITLE_OF_OTHERS: &str = "A source";
    pub const QUOTED: &str = field::QUOTE;
    pub const QUOTED_HELP: &str = "The words in the article that this source is about, copied exactly.";
    pub const ADD: &str = "Add source";
    pub const WITHDRAW: &str = "Withdraw this source";
    pub const WITHDRAW_HINT: &str = "The source will no longer be shown with the article.";

    // What is pasted
    pub const REFERENCE: &str = "Paste a reference";
    pub const REFERENCE_HELP: &str = "A DOI, an ISBN, a URL, a link to a passage of another article, BibTeX, CSL-JSON or RIS. We do not look anything up online.";
    pub const FILL_IN: &str = "Fill in the form";
    /// Before remarks on how it was read.
    pub const FILLED_IN: &str = "Filled in from the reference. ";
    /// After the remarks.
    pub const CHECK: &str = " Please check it and add what is missing.";
    pub const LEFT_OUT: &str = "Left out, because there is no field for it or it was not understood:";

    // What describes the source
    pub const NAME: &str = field::SOURCE_TITLE;
    pub const URL: &str = field::URL;
    pub const URL_HELP: &str = "Must start with https:// or http://.";
    pub const AUTHORS: &str = field::SOURCE_AUTHOR;
    pub const AUTHORS_HELP: &str = "Separate several with semicolons.";
    pub const IDENTIFIER: &str = field::IDENTIFIER;
    pub const IDENTIFIER_HELP: &str = "For example 10.1000/182, or a 10- or 13-digit ISBN.";
    pub const CONTAINER: &str = field::CONTAINER;
    pub const CONTAINER_HELP: &str =
        "A journal or a book, for example: Sea Letters, vol. 12, no. 3, pp. 45–67.";
    pub const PUBLISHER: &str = field::PUBLISHER;
    pub const DATE: &str = field::DATE;
    pub const DATE_HELP: &str = "2010, 2010-11 or 2010-11-20.";
    pub const ACCESSED: &str = field::ACCESSED;
    pub const ACCESSED_HELP: &str = "For a page that may change: the day you read it.";
    pub const STANCE: &str = field::STANCE;
    pub const SUPPORTS: &str = "supports the passage";
    pub const DISPUTES: &str = "disputes the passage";
    pub const CONTEXT: &str = "gives context";
    pub const EXCERPT: &str = field::EXCERPT;
    pub const EXCERPT_HELP: &str = "The relevant words of the source.";
    pub const NOTE: &str = field::CITATION_NOTE;
    pub const NOTE_HELP: &str = "Why this source matters here.";

    /// What waits to be sent.
    #[must_use]
    pub fn source_for(title: &str) -> String {
        format!("Source for “{title}”")
    }

    /// What waits to be sent.
    #[must_use]
    pub fn withdrawal_from(title: &str) -> String {
        format!("Withdraw source from “{title}”")
    }
}

/// Quoted passages: beside the text, below it, and in what quotes them.
pub mod quote {
    use crate::count;

    pub const MARGIN: &str = "Quoted passages";
    /// Before the name of who comments.
    pub const COMMENT_BY: &str = "Comment by ";
    /// Before the title of a source.
    pub const SOURCE: &str = "Source: ";
    /// Before the title of another article.
    pub const QUOTED_IN: &str = "Quoted in ";
    pub const MOVED: &str = "moved";
    pub const REWORDED: &str = "text has changed: compare";

    /// What quotes the passages of a text; what there is none of is left out.
    #[must_use]
    pub fn passages(passages: usize, comments: usize, sources: usize, other_articles: usize) -> String {
        let mut text = count::quoted_passages(passages);
        let quoting = [
            (comments, count::comments(comments)),
            (sources, count::sources(sources)),
            (other_articles, count::other_articles(other_articles)),
        ];
        let mut sign = ": ";
        for (_, words) in quoting.iter().filter(|(number, _)| *number > 0) {
            text.push_str(sign);
            text.push_str(words);
            sign = ", ";
        }
        text
    }

    /// `revision` is the newest in which the words stand.
    #[must_use]
    pub fn gone(revision: i64) -> String {
        format!("no longer in the article (last in revision {revision})")
    }

    #[must_use]
    pub fn in_revision(number: i64) -> String {
        format!("See it in revision {number}")
    }
}

/// The page of a proposed change.
pub mod proposal {
    pub const HEADING: &str = "Proposed change";
    /// Before the link [`revision`].
    pub const APPLIED_AS: &str = "This change was applied as ";
    /// Before a name.
    pub const ADAPTED_BY: &str = ", adapted by ";
    pub const BASE_HIDDEN: &str = "This change cannot be shown or applied, because the revision it is based on is hidden. If it is still needed, propose it again.";
    pub const LOCKED: &str = "The article is locked. A moderator can apply this change.";
    pub const APPLY: &str = "Apply this change";
    pub const BACK: &str = "Back to the comment";
    pub const ARTICLE_CHANGED: &str = "The article has changed since this was proposed. Changes that do not overlap are merged. You choose for the rest.";

    #[must_use]
    pub fn title(article: &str) -> String {
        format!("Proposed change: {article}")
    }

    #[must_use]
    pub fn revision(number: i64) -> String {
        format!("revision {number}")
    }

    /// After the author and the day.
    #[must_use]
    pub fn based_on(revision: i64) -> String {
        format!(", based on revision {revision}")
    }

    /// What waits to be sent.
    #[must_use]
    pub fn applying_to(title: &str) -> String {
        format!("Apply proposed change to “{title}”")
    }
}

#[cfg(test)]
mod tests {
    use super::quote::passages;

    #[test]
    fn what_quotes_no_passage_is_left_out() {
        assert_eq!(passages(1, 0, 0, 1), "1 quoted passage: 1 other article");
        assert_eq!(passages(3, 2, 1, 4), "3 quoted passages: 2 comments, 1 source, 4 other articles");
    }
}

/// What is said beside the form that a pasted reference filled in, and what could not be read.
pub mod reference {
    use crate::count;

    /// After the label of the field.
    pub const NOT_RECOGNISED: &str = "was not recognised. Please paste a DOI, an ISBN, a URL, BibTeX, CSL-JSON or RIS, or fill in \
         the fields below.";
    pub const ONLY_A_NUMBER: &str =
        "Only a DOI, an ISBN or a URL was found. The rest of the text was left out.";

    #[must_use]
    pub fn only_first_entry(entries: usize) -> String {
        format!("There were {entries} entries. Only the first was used.")
    }

    /// `others` is one of [`role`].
    #[must_use]
    pub fn no_author(others: &str) -> String {
        format!("There is no author, so the {others} are given instead.")
    }

    #[must_use]
    pub fn only_first_authors(authors: usize, first: usize) -> String {
        format!("Only the first {first} of {} fit into the field.", count::authors(authors))
    }

    // What people did for a source who are not its authors
    pub mod role {
        pub const EDITORS: &str = "editors";
        pub const SERIES_EDITORS: &str = "editors of the series";
        pub const DIRECTORS: &str = "directors";
        pub const TRANSLATORS: &str = "translators";
        pub const COMPOSERS: &str = "composers";
        pub const INTERVIEWERS: &str = "interviewers";
    }

    // What was left out, a line each
    pub const UNKNOWN_COMMAND: &str = "unknown command";

    #[must_use]
    pub fn left_out(name: &str, value: &str) -> String {
        format!("{name}: {value}")
    }

    #[must_use]
    pub fn more_left_out(lines: usize) -> String {
        format!("and {lines} more")
    }
}

/// The fields of a source as it once was, a line each.
pub mod former_source {
    use crate::problem::field;

    pub const TITLE: &str = field::SOURCE_TITLE;
    pub const AUTHORS: &str = field::SOURCE_AUTHOR;
    pub const CONTAINER: &str = field::CONTAINER;
    pub const PUBLISHER: &str = field::PUBLISHER;
    pub const DATE: &str = field::DATE;
    pub const IDENTIFIER: &str = field::IDENTIFIER;
    pub const URL: &str = field::URL;
    pub const ACCESSED: &str = field::ACCESSED;
    pub const STANCE: &str = field::STANCE;
    pub const EXCERPT: &str = field::EXCERPT;
    pub const NOTE: &str = field::CITATION_NOTE;

    #[must_use]
    pub fn field(label: &str, value: &str) -> String {
        format!("{label}: {value}")
    }
}

/// Annotations that other programs read and send.
pub mod annotation {
    /// In Markdown, between a quote that is not in the article and what is said of it.
    pub const QUOTE_NOT_FOUND: &str = "*(Not found in this text.)*";

    #[must_use]
    pub fn collection(title: &str) -> String {
        format!("Quotes of “{title}”")
    }
}
