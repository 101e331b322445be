//! The picture of the graph, its tools and its legend.

use crate::count;

// The page
pub const TITLE: &str = "Graph";
pub const DESCRIPTION: &str = "A discussion as a graph: its articles, and how they are related.";
pub const HEADING_OF_ALL: &str = "Graph of all discussions";
/// Before and after the link.
pub const NO_ARTICLES: [&str; 2] = ["No articles yet. ", " to see it here."];
pub const WRITE_FIRST: &str = "Write the first article";
pub const REGION: &str = "Graph";

#[must_use]
pub fn title(article: &str) -> String {
    format!("Graph: {article}")
}

#[must_use]
pub fn heading(article: &str) -> String {
    format!("Graph of {article}")
}

// The links to other views
pub mod ways {
    pub const LABEL: &str = "Other views";
    pub const ALL: &str = "All discussions";
    pub const OUTLINE: &str = "Outline";
    pub const CONNECT: &str = "Find a connection";
    pub const OPEN_ISSUES: &str = "Open issues";
    /// Before the links to the kinds of files.
    pub const IMAGE: &str = "Image: ";
    pub const BETWEEN_IMAGES: &str = ", ";
    pub const SVG: &str = "SVG";
    pub const PNG: &str = "PNG";

    #[must_use]
    pub fn back(article: &str) -> String {
        format!("← {article}")
    }
}

// How much is shown
pub mod extent {
    use crate::count;

    pub const ALL_IN_OUTLINE: &str = "See all in the outline";
    pub const LARGE: &str = "This discussion is large. ";
    /// After the title of the article in focus.
    pub const AFTER_FOCUS: &str = ". ";
    /// Before the links to more steps, between two of them, and before the link to the outline.
    pub const MORE: [&str; 3] = ["Show more: ", ", ", " or "];
    pub const OUTLINE_AFTER_MORE: &str = "the whole outline";
    pub const OUTLINE: &str = "See the whole outline";
    /// Before and after the title of the article in focus, which is a link.
    pub const CENTRE_ON: [&str; 2] = ["Centre on ", ""];
    /// After a sentence that is a link.
    pub const END: &str = ".";

    #[must_use]
    pub fn most_important(shown: usize, all: usize) -> String {
        format!("Showing the {} most important of {}. ", count::grouped(shown), count::articles(all))
    }

    #[must_use]
    pub fn everything(articles: usize) -> String {
        let all = if articles > 1 { "all " } else { "" };
        format!("Showing {all}{}.", count::articles(articles))
    }

    #[must_use]
    pub fn discussion(articles: usize) -> String {
        format!("Showing {} in this discussion.", count::articles(articles))
    }

    /// Before the title of the article in focus.
    #[must_use]
    pub fn around(articles: usize, steps: usize) -> String {
        format!("Showing {} within {} of ", count::articles(articles), count::steps(steps))
    }

    /// Before the link to the outline.
    #[must_use]
    pub fn no_room(left_out: usize) -> String {
        let verb = if left_out == 1 { "does" } else { "do" };
        format!(
            "{} {verb} not fit, so only the nearest and most important are shown. Choose fewer steps or fewer kinds of relations, or ",
            count::more_articles(left_out)
        )
    }
    pub const OPEN_OUTLINE: &str = "open the outline";

    #[must_use]
    pub fn bright(articles: usize) -> String {
        match articles {
            0 => "No article matches the filters, so all are dimmed.".to_owned(),
            1 => "1 article matches the filters and is highlighted.".to_owned(),
            more => format!("{} match the filters and are highlighted.", count::articles(more)),
        }
    }

    /// Before the link that expands them.
    #[must_use]
    pub fn folded(branches: usize) -> String {
        let verb = if branches == 1 { "is" } else { "are" };
        format!("{} {verb} collapsed. ", count::branches(branches))
    }
    pub const UNFOLD: &str = "Expand all";

    /// Before the link that shows everything.
    pub const NOTHING: &str = "No articles match the filters. ";
    pub const SHOW_ALL: &str = "Clear filters";

    /// Before and after the link.
    pub const ALONE: [&str; 2] = ["No relations yet. ", " to see it here."];
    pub const RELATE: &str = "Relate an article";
}

// What is shown, and how
pub mod form {
    pub const SUMMARY: &str = "Filters and layout";
    pub const DEPTH: &str = "Show";
    pub const FITTING: &str = "As much as fits";
    pub const DISCUSSION: &str = "The whole discussion";
    pub const STEPS: [&str; 4] = ["1 step", "2 steps", "3 steps", "4 steps"];
    pub const WORDS: &str = "Title contains";
    pub const AUTHOR: &str = "Author";
    pub const SINCE: &str = "Created after (UTC)";
    pub const UNTIL: &str = "State on (UTC)";
    pub const LOCK: &str = "Lock";
    pub const ANY_LOCK: &str = "All";
    pub const LOCKED: &str = "Locked";
    pub const NOT_LOCKED: &str = "Not locked";
    pub const LAYOUT: &str = "Layout";
    pub const LAYERED: &str = "Layered";
    pub const FORCE: &str = "Organic";
    pub const COLOUR: &str = "Colour by";
    pub const BY_KIND: &str = "Kind of relation";
    pub const BY_ACTIVITY: &str = "Activity";
    pub const BY_DISTANCE: &str = "Distance from the focus";
    pub const KINDS: &str = "Relations";
    pub const SUBMIT: &str = "Apply";
    pub const RESET: &str = "Reset";
}

// What lines, colours and places mean
pub mod legend {
    pub const HEADING: &str = "How to read the graph";
    pub const EXPLAINED: &str = "Each article is a link. Arrows point from an article to the one that it supports, opposes or is part of. \
         In the layered layout, what an article belongs to or rests on is to its left.";

    // The families of kinds, in the words of `relate::kind`
    pub const PART: &str = "is part of, is related to";
    pub const DEPENDS: &str = "depends on, is an input for, elaborates";
    pub const SUPPORTS: &str = "supports, answers";
    pub const OPPOSES: &str = "opposes";

    // The same where there is little room
    pub const PART_SHORT: &str = "part of, related to";
    pub const DEPENDS_SHORT: &str = "depends on, input for, elaborates";

    pub const ACTIVITY: [&str; 4] =
        ["10 comments or more", "3 to 9 comments", "1 or 2 comments", "no comments"];
    pub const DISTANCE: [&str; 4] = ["the focus", "1 step away", "2 steps away", "further away"];
    pub const CONNECTION: &str = "the connection";
    pub const LOCKED: &str = "locked";
    pub const NO_MATCH: &str = "no match";
}

// The drawing
pub mod drawing {
    use crate::count;

    pub const TITLE: &str = "Graph of the discussion";

    /// The title of an article that is locked.
    #[must_use]
    pub fn locked(title: &str) -> String {
        format!("{title} (locked)")
    }

    #[must_use]
    pub fn contents(articles: usize, relations: usize) -> String {
        format!("{}, {}", count::articles(articles), count::relations(relations))
    }

    /// `focus` is the title in the middle, `connection` its relations as sentences; `left_out` had no room.
    #[must_use]
    pub fn description(
        articles: usize,
        relations: usize,
        focus: Option<&str>,
        connection: &[String],
        left_out: usize,
    ) -> String {
        let mut text = format!("{} and {}", count::articles(articles), count::relations(relations));
        if let Some(focus) = focus {
            text = text + ", with " + focus + " in the middle";
        }
        text.push('.');
        if !connection.is_empty() {
            text = text + " A connection is highlighted: " + &connection.join("; ") + ".";
        }
        if left_out > 0 {
            let verb = if left_out == 1 { "is" } else { "are" };
            text = text + " " + &count::more_articles(left_out) + " " + verb + " not shown.";
        }
        text
    }
}

// The small picture beside an article
pub mod neighbourhood {
    use crate::count;

    pub const HEADING: &str = "Graph of this discussion";
    pub const OPEN: &str = "Open";
    pub const OPEN_LABEL: &str = "Open the graph";

    #[must_use]
    pub fn left_out(articles: usize) -> String {
        let verb = if articles == 1 { "does" } else { "do" };
        format!("{} {verb} not fit here.", count::more_articles(articles))
    }
}

// The graph that reacts: its tools
pub mod tools {
    pub const CANVAS: &str = "Graph of the discussion";
    pub const DETAILS: &str = "Details";
    pub const ZOOM: &str = "Zoom";
    pub const ZOOM_IN: &str = "Zoom in";
    pub const ZOOM_OUT: &str = "Zoom out";
    pub const FIT: &str = "Fit";
    pub const FIT_LABEL: &str = "Fit the whole graph";
    pub const FULL_WINDOW: &str = "Full window";
    pub const COLOURS: &str = "Colours";
    pub const TIME: &str = "How the discussion grew";
    pub const PLAY: &str = "Play";
    pub const PLAY_LABEL: &str = "Play how the discussion grew";
    pub const PAUSE: &str = "Pause";
    pub const DATE: &str = "Date";
    pub const KEYS: &str = "Keyboard: arrow keys follow relations, ] goes to the next neighbour and [ to the previous one. Enter opens, \
         f sets the focus, x collapses, + and − zoom, 0 fits the graph. The wheel zooms with Ctrl, or while the graph has the \
         keyboard focus. Two fingers move the graph.";
    pub const LIST: &str = "List view";
    pub const FIND: &str = "Find an article in the graph";
    pub const FIND_PLACEHOLDER: &str = "Find an article…";
    pub const FOUND: &str = "Articles found";
    pub const COPY: &str = "Copy link";
    pub const COPY_LABEL: &str = "Copy link to this view";
    pub const SVG: &str = "SVG";
    pub const SVG_LABEL: &str = "Download as SVG";
    pub const PNG: &str = "PNG";
    pub const PNG_LABEL: &str = "Download as PNG";
}

// The graph that reacts: its card and its list
pub mod card {
    use crate::count;

    pub const OPEN: &str = "Open";
    pub const FOCUS: &str = "Focus";
    pub const FOLD: &str = "Collapse";
    pub const UNFOLD: &str = "Expand";
    pub const NEARER: &str = "Fewer steps";
    pub const FARTHER: &str = "More steps";
    pub const ALL_STEPS: &str = "Steps shown: all";
    pub const NO_CONNECTION: &str = "These two articles are not connected.";

    #[must_use]
    pub fn steps(depth: u8) -> String {
        format!("Steps shown: {depth}")
    }

    /// `mark` tells people of one name apart.
    #[must_use]
    pub fn author(name: &str, mark: &str) -> String {
        format!("— {name} ({mark})")
    }

    #[must_use]
    pub fn more(articles: usize) -> String {
        format!("And {}", count::more_articles(articles))
    }
}

// The graph that reacts: what is said of it
pub const LOADING: &str = "Loading graph…";
pub const FAILED: &str =
    "The graph could not be loaded. This is a static picture of it. Reload the page to try again.";
pub const NO_MATCH: &str = "No articles match the filters.";
pub const LINK_COPIED: &str = "Link copied.";
pub const LINK_NOT_COPIED: &str = "The link could not be copied. Copy the address of this page instead.";
pub const SAVED_SVG: &str = "Saved graph.svg.";
pub const SAVED_PNG: &str = "Saved graph.png, as you see it here.";
pub const NO_RELATION_THERE: &str = "No relation in that direction.";

#[must_use]
pub fn loading(percent: f64) -> String {
    format!("Loading graph… {percent}%")
}

#[must_use]
pub fn arranging(percent: f64) -> String {
    format!("Arranging graph… {percent}%")
}

#[must_use]
pub fn showing(shown: usize, all: usize) -> String {
    format!("Showing {shown} of {}.", count::articles(all))
}

/// Where there are too many articles for the layout that was chosen.
#[must_use]
pub fn showing_organic(shown: usize, all: usize) -> String {
    showing(shown, all) + " There are too many for the layered layout, so the organic one is used."
}

#[must_use]
pub fn saved_part(articles: usize) -> String {
    format!("Saved graph.svg with the {articles} nearest or most important articles.")
}

/// A step from the article `from` to `to`; `reading` says how they are related, `number` which of the neighbours it is.
#[must_use]
pub fn step(to: &str, from: &str, reading: &str, number: usize, neighbours: usize) -> String {
    format!("{to} — {from} {reading} — {number} of {}", count::neighbours(neighbours))
}

#[cfg(test)]
mod tests {
    use super::legend;
    use crate::relate::kind;

    #[test]
    fn a_legend_names_kinds_as_relations_do() {
        let all = [legend::PART, legend::DEPENDS, legend::SUPPORTS, legend::OPPOSES].join(", ");
        for word in [
            kind::PART_OF,
            kind::DEPENDS_ON,
            kind::FEEDS,
            kind::ELABORATES,
            kind::ANSWERS,
            kind::SUPPORTS,
            kind::OPPOSES,
            kind::RELATED_TO,
        ] {
            assert!(all.split(", ").any(|words| words == word), "{word}");
        }
    }
}

// What pictures are called that are drawn on the server
pub mod drawn {
    pub const CONNECTIONS: &str = "The connections between the two articles";

    #[must_use]
    pub fn nearest(article: &str) -> String {
        format!("{article} and its nearest articles")
    }
}
