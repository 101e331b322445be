//! Passages that are quoted: found, checked, and carried to the newest text.

use std::ops::Range;

use prose::budget::Budget;
use prose::selector::{self, CONTEXT, Wanted};

use crate::anchor::carry::{self, History};
use crate::anchor::{self, LiveAnchor, Passage};
use crate::command::{NewAnchor, Target};
use crate::fault::{Fault, Field};
use crate::id::RevisionId;
use crate::problem::{Problem, Thing};
use crate::write::effect::{Effect, QuotedBy};
use crate::write::facts::ArticleFacts;

/// What there is to know of the texts in which passages were selected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuotedFacts {
    /// The plain texts of all revisions from the oldest in which a passage was selected, in their order, without the head's.
    pub texts: Vec<(RevisionId, String)>,
    /// The revisions in which passages were selected, as far as they are hidden.
    pub unread: Vec<RevisionId>,
}

/// Checks a passage against the text it claims to be from, and carries it to the head.
pub(crate) fn add_anchor(
    quote: &NewAnchor,
    quoted_by: QuotedBy,
    article: &ArticleFacts,
    quoted: &QuotedFacts,
    history: &mut History<'_>,
    budget: &Budget,
) -> Result<Effect, Problem> {
    let refused = |fault| Problem::field(Field::Quote, fault);
    let new = |passage| LiveAnchor::new(quote.anchor, passage);
    let quote = &readable(quote, &quoted.unread);
    let anchor = match &quote.target {
        Target::Words { exact } => {
            let place = anchor::find_words(&article.plain_text, exact.as_str(), budget).map_err(refused)?;
            let passage = Passage::cut(article.head, &article.plain_text, place);
            new(passage.ok_or_else(|| refused(Fault::NotInTheArticle))?)
        }
        Target::Selector { exact, prefix, suffix, start } => {
            let characters = |words: &str| words.chars().collect::<Vec<_>>();
            let mut before: Vec<char> = prefix.chars().rev().take(CONTEXT).collect();
            before.reverse();
            let after: Vec<char> = suffix.chars().take(CONTEXT).collect();
            let words = characters(exact.as_str());
            let wanted = Wanted { exact: &words, before: &before, after: &after, hint: *start };
            let place = selector::find(&characters(&article.plain_text), &wanted, budget);
            let passage = place.and_then(|place| Passage::cut(article.head, &article.plain_text, place));
            // Surroundings say which of several places is meant, never that other words are.
            let passage =
                passage.filter(|passage| anchor::say_the_same(passage.exact.as_str(), exact.as_str()));
            new(passage.ok_or_else(|| refused(Fault::NotInTheArticle))?)
        }
        Target::Passage(claimed) => {
            let text = if claimed.revision == article.head {
                &article.plain_text
            } else {
                let known = quoted.texts.iter().find(|(revision, _)| *revision == claimed.revision);
                &known.ok_or(Problem::NotFound { thing: Thing::Revision })?.1
            };
            // The words decide, the place is a hint: whoever edits a quote by hand changes only its words.
            let cut = |place: Range<usize>| Passage::cut(claimed.revision, text, place);
            let passage =
                match cut(claimed.start..claimed.end).filter(|passage| passage.exact == claimed.exact) {
                    Some(passage) => passage,
                    None => anchor::find_words(text, claimed.exact.as_str(), budget)
                        .map_err(refused)
                        .and_then(|place| cut(place).ok_or_else(|| refused(Fault::NotInTheArticle)))?,
                };
            // As if it had been there from the start: through every revision since.
            match quoted.texts.iter().position(|(revision, _)| *revision == claimed.revision) {
                Some(since) => history.carry(since, new(passage)),
                None => new(passage),
            }
        }
    };
    Ok(Effect::AddAnchor { anchor, article: article.id, quoted_by })
}

/// A quote, of which no text is looked at that is hidden: an answer that depends on such a text could be asked for word by word.
/// What was selected there is looked for in the newest text.
fn readable(quote: &NewAnchor, unread: &[RevisionId]) -> NewAnchor {
    let mut quote = quote.clone();
    if let Target::Passage(passage) = &quote.target
        && unread.contains(&passage.revision)
    {
        quote.target = Target::Words { exact: passage.exact.clone() };
    }
    quote
}

/// The texts since the oldest in which something was selected, with the head's; none if all was selected in the head.
pub(crate) fn texts_to_the_head(article: &ArticleFacts, quoted: &QuotedFacts) -> Vec<carry::Text> {
    let mut texts = characters(&quoted.texts);
    if !texts.is_empty() {
        texts.push((article.head, article.plain_text.chars().collect()));
    }
    texts
}

pub(crate) fn characters(texts: &[(RevisionId, String)]) -> Vec<carry::Text> {
    texts.iter().map(|(revision, text)| (*revision, text.chars().collect())).collect()
}
