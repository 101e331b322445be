//! What stands on every page, the home page, and search.

pub const NAME: &str = "Folkmoot";

// Said on several pages
pub const SEARCH: &str = "Search";
/// Leads out of a form, with nothing saved.
pub const CANCEL: &str = "Cancel";
pub const SEARCH_ARTICLES: &str = "Search articles";
pub const WRITE_ARTICLE: &str = "Write an article";
/// Where there is no article at all, before the link of [`WRITE_FIRST`].
pub const NO_ARTICLES: &str = "No articles yet. ";
pub const WRITE_FIRST: &str = "Write the first article";
pub const HOME: &str = "Home";
pub const GRAPH: &str = "Graph";
pub const OUTLINE: &str = "Outline";
pub const RECENT: &str = "Recent changes";
/// The list of articles that a page belongs to.
pub const BREADCRUMB: &str = "Breadcrumb";

/// The title of a document, as tabs of a browser have it.
#[must_use]
pub fn title(page: &str) -> String {
    format!("{page} · {NAME}")
}

// The bar at the top
pub mod bar {
    pub const SKIP: &str = "Skip to main content";
    pub const LABEL: &str = "Account";
    pub const WRITE: &str = "Write";
    pub const DETAILS: &str = "Your details";
    pub const SIGN_IN: &str = "Moderator sign-in";
    pub const HIDDEN: &str = "Hidden content";
    pub const SIGN_OUT: &str = "Sign out";
}

// The foot
pub mod foot {
    pub const LABEL: &str = "Site";
    pub const LICENCE: &str = "Run by its community. Text is available under CC BY-SA 4.0.";
    pub const KEYS: &str = "Keyboard shortcuts";
    pub const UTC: &str = "Dates and times are in UTC.";
}

// Single keys, and what each does
pub mod keys {
    pub const HEADING: &str = "Keyboard shortcuts";
    pub const COMMENT: &str = "Write a comment";
    pub const EDIT: &str = "Edit this article";
    pub const GRAPH: &str = "Go to the graph of this discussion";
    pub const KEYS: &str = "Show keyboard shortcuts";
    pub const CLOSE_OPEN: &str = "Close a menu or dialog";
    pub const LAYOUT: &str = "If your keyboard does not have Latin letters, press the keys in the same places as on a \
         Latin keyboard.";
    /// The switch, after its box.
    pub const SWITCH: &str = " Use keyboard shortcuts";
    pub const CLOSE: &str = "Close";
}

// The welcome of a newcomer
pub mod welcome {
    pub const HEADING: &str = "Welcome to Folkmoot";
    pub const ABOUT: &str = "Folkmoot is where a community works through questions in writing. Anyone can contribute. \
         Add your name, or continue as a guest. Your email is never shown.";
}

// The home page
pub mod home {
    pub const DESCRIPTION: &str = "Where a community works through questions in writing: short articles, linked by \
         relations that say why, discussed, quoted and cited.";
    pub const HEADING: &str = "Think it through, together, in writing.";
    pub const ABOUT: &str = "Folkmoot is a place for questions that deserve more than a thread. Short articles make one \
         point each. Relations show how they support, oppose or answer one another, and why. You can comment, quote and \
         cite, and every revision is kept.";
    pub const DISCUSSIONS: &str = "Discussions";
    pub const EMPTY: &str = "No discussions yet. Write an article to start one.";
    pub const LONE: &str = "Not part of a discussion";
    pub const RECENT: &str = "Recently changed";
    pub const ALL_CHANGES: &str = "All changes";

    /// What there is on the site, before a link.
    #[must_use]
    pub fn size(articles: usize, comments: usize) -> String {
        format!("{} · {} · ", crate::count::articles(articles), crate::count::comments(comments))
    }

    /// What there is in a discussion; the articles without its first.
    #[must_use]
    pub fn discussion(sub_articles: usize, comments: usize) -> String {
        format!("{} · {}", crate::count::sub_articles(sub_articles), crate::count::comments(comments))
    }
}

// Search
pub mod search {
    pub const HELP: &str = "Search titles, summaries and texts. Results contain all the words you type.";
    pub const WRITE: &str = "Write this article";

    #[must_use]
    pub fn title(words: &str) -> String {
        format!("Search: {words}")
    }

    #[must_use]
    pub fn no_results(words: &str) -> String {
        format!("No results for “{words}”. Try fewer or other words.")
    }
}

// The way through a list that takes several pages
pub mod pages {
    pub const LABEL: &str = "Pages";
    pub const FIRST: &str = "First";
    pub const PREVIOUS: &str = "Previous";
    pub const NEXT: &str = "Next";
    pub const LAST: &str = "Last";

    #[must_use]
    pub fn number(page: usize, pages: usize) -> String {
        format!("Page {page} of {pages}")
    }
}

// Where something is hidden, as moderators see it
pub mod hiding {
    pub const HIDDEN: &str = "Hidden";
    /// Between [`HIDDEN`] and the name of the moderator.
    pub const BY: &str = " from readers by ";
    /// Between the name and the date.
    pub const ON: &str = ", ";
    /// Between the date and the reason.
    pub const BEFORE_REASON: &str = ": ";
    pub const SHOW: &str = "Show it again";
}
