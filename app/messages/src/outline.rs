//! The outline of a discussion, a branch as one page, and its open issues.

pub const DESCRIPTION: &str = "A discussion as a nested list.";
/// The outlines of the articles that this one is part of.
pub const ABOVE: &str = "Parent outlines";
/// Before the title of the first article.
pub const HEADING_BEFORE: &str = "Outline of ";
/// Before the title of the article that was asked for, further down on the page.
pub const JUMP_BEFORE: &str = "Jump to ";
pub const SHOW_EXPLANATIONS: &str = "Show explanations";
pub const HIDE_EXPLANATIONS: &str = "Hide explanations";
pub const BRANCH: &str = "Read as one page";
pub const ALL: &str = "All discussions";
pub const LOCKED: &str = "Locked";
// Where an article that is named has its own line
pub const ABOVE_HERE: &str = "see above";
pub const BELOW_HERE: &str = "see below";

#[must_use]
pub fn title(article: &str) -> String {
    format!("Outline: {article}")
}

/// Where not everything has room.
#[must_use]
pub fn first(articles: usize) -> String {
    format!("Showing the first {}. Follow the “more” links for the rest.", crate::count::articles(articles))
}

/// After the title of an article.
#[must_use]
pub fn contains(articles: usize) -> String {
    format!("contains {}", crate::count::articles(articles))
}

/// The name of a link to the line of an article.
#[must_use]
pub fn place(article: &str, place: &str) -> String {
    format!("{article}, {place}")
}

// All discussions
pub mod all {
    pub const TITLE: &str = "Outline";
    pub const DESCRIPTION: &str = "All discussions and their articles.";
    pub const HEADING: &str = "Outline of all discussions";

    /// What is below the first article of a discussion.
    #[must_use]
    pub fn size(sub_articles: usize) -> String {
        match sub_articles {
            0 => "Standalone article".to_owned(),
            more => crate::count::sub_articles(more),
        }
    }
}

// A branch as one page
pub mod branch {
    pub const DESCRIPTION: &str = "An article and all its sub-articles on one page.";
    pub const BACK: &str = "← Back to the article";
    pub const CONTENTS: &str = "Contents";
    /// Before the date.
    pub const CHANGED_BEFORE: &str = "Last changed ";
    pub const CHANGED_AFTER: &str = ". ";
    pub const TALK: &str = "Comments and sources";
    pub const FURTHER: &str = "Continue reading";
    pub const FURTHER_HELP: &str =
        "These articles did not fit on this page. Each link opens one of them with its sub-articles.";

    #[must_use]
    pub fn title(article: &str) -> String {
        format!("{article}: full text")
    }
}

// Open issues
pub mod issues {
    pub const HEADING: &str = "Open issues";
    /// Before the title of a discussion.
    pub const HEADING_BEFORE: &str = "Open issues in “";
    pub const HEADING_AFTER: &str = "”";
    pub const DESCRIPTION: &str =
        "What may need work: unanswered questions, unsupported arguments, missing explanations and more.";
    pub const ALL: &str = "All discussions";
    pub const OUTLINE_OF_ALL: &str = "Outline of all discussions";
    pub const KINDS: &str = "Kinds of issues";
    pub const NONE: &str = "No open issues.";
    /// After [`NONE`].
    pub const NONE_MORE: &str = " Every question has an answer that holds up, every argument has support, and every relation is explained.";

    #[must_use]
    pub fn title(article: &str) -> String {
        format!("Open issues: {article}")
    }

    #[must_use]
    pub fn total(issues: usize) -> String {
        format!("{}. You decide whether they need work.", crate::count::possible_issues(issues))
    }

    #[must_use]
    pub fn more(issues: usize) -> String {
        format!("And {} more. They appear here when these are solved.", crate::count::grouped(issues))
    }

    /// The name of the link that leads to solving an issue, for those who hear only links.
    #[must_use]
    pub fn solve(act: &str, article: &str) -> String {
        format!("{act}: {article}")
    }

    pub mod unanswered {
        pub const HEADING: &str = "Unanswered questions";
        pub const HELP: &str = "The title ends with a question mark, and no article answers it.";
        /// After the title.
        pub const AFTER: &str = " has no answer yet.";
        pub const ACT: &str = "Write an answer";
    }

    pub mod refuted {
        pub const HEADING: &str = "Questions with only contested answers";
        pub const HELP: &str = "Every answer has an objection that has not been refuted itself.";
        /// Before and after the title.
        pub const BEFORE: &str = "All answers to ";
        pub const AFTER: &str = " are contested.";
        pub const ACT: &str = "Write another answer";
    }

    pub mod contradictions {
        pub const HEADING: &str = "Contradictions between locked articles";
        pub const HELP: &str = "Locked articles count as settled, but one of these opposes the other.";
        /// Between the two titles.
        pub const BETWEEN: &str = " opposes ";
        pub const AFTER: &str = ", and both are locked.";
        pub const ACT: &str = "View the relation";
    }

    pub mod circles {
        pub const HEADING: &str = "Circular arguments";
        pub const HELP: &str = "Articles that rely on one another in a circle.";
        /// Between the first two titles: `A relies on B, which relies on A again.`
        pub const FIRST: &str = " relies on ";
        /// Before each further title.
        pub const NEXT: &str = ", which relies on ";
        /// After the title that closes the circle.
        pub const AGAIN: &str = " again";
        pub const AFTER: &str = ".";
        pub const ACT: &str = "View the first relation";
    }

    pub mod one_sided {
        pub const HEADING: &str = "One-sided arguments";
        pub const HELP: &str = "At least two arguments, all of them on one side.";
        pub const OBJECT: &str = "Add an objection";
        pub const SUPPORT: &str = "Add a supporting argument";

        /// After the title.
        #[must_use]
        pub fn supported(by: usize) -> String {
            format!(" is supported by {} and opposed by none.", crate::count::articles(by))
        }

        /// After the title.
        #[must_use]
        pub fn opposed(by: usize) -> String {
            format!(" is opposed by {} and supported by none.", crate::count::articles(by))
        }
    }

    pub mod dead_ends {
        pub const HEADING: &str = "Unsupported arguments";
        pub const HELP: &str =
            "Articles that support, oppose or answer another, without support or sources of their own.";
        /// After the title.
        pub const AFTER: &str = " has no support and no sources.";
        pub const ACT: &str = "Add a source";
    }

    pub mod stale {
        pub const HEADING: &str = "Sources to check again";
        pub const HELP: &str = "The passage has changed since the source was added, or the source was last read more \
             than two years ago.";
        pub const ACT: &str = "View the source";
        // Around the title of a source
        pub const OPEN: &str = "“";
        pub const CLOSE: &str = "”";

        /// A passage that is gone: before the title of the article, between it and that of the source, and after that.
        pub mod gone {
            pub const BEFORE: &str = "The passage in ";
            pub const BETWEEN: &str = " that cites ";
            pub const AFTER: &str = " was removed.";
        }

        /// A passage that was reworded: before the title of the article, between it and that of the source, and after that.
        pub mod reworded {
            pub const BEFORE: &str = "The passage in ";
            pub const BETWEEN: &str = " that cites ";
            pub const AFTER: &str = " has changed.";
        }

        /// A source that is a passage here, which was changed: between its title and that of the article, and after that.
        pub mod source_changed {
            pub const BETWEEN: &str = ", a passage cited in ";
            pub const AFTER: &str = ", has changed.";
        }

        /// A source that nobody has read for long: between its title and that of the article, and around the date.
        pub mod old {
            pub const BETWEEN: &str = ", cited in ";
            pub const BEFORE_DATE: &str = ", has not been read since ";
            pub const AFTER: &str = ".";
        }
    }

    pub mod unexplained {
        pub const HEADING: &str = "Relations without an explanation";
        pub const HELP: &str = "Nobody has explained how the two articles are related.";
        /// Before the title of the first article; the relation and the second follow.
        pub const BEFORE: &str = "Nobody has explained why ";
        pub const AFTER: &str = ".";
        pub const ACT: &str = "Add an explanation";
    }

    pub mod alone {
        pub const HEADING: &str = "Articles without relations";
        pub const HELP: &str = "No relation leads to them from another article.";
        /// After the title.
        pub const AFTER: &str = " has no relations.";
        pub const ACT: &str = "Relate";
    }
}
