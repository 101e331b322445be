//! Suggested relations: said to be none, and brought back.

use crate::command::Suggestion;
use crate::id::{ArticleId, Timestamp};
use crate::lock::Scope;
use crate::problem::Problem;
use crate::write::doors::{open_for, other_open_for};
use crate::write::effect::Effect;
use crate::write::facts::{ArticleFacts, Sender};

/// What there is to know about two articles that might be related.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestionFacts {
    /// The article on whose page it was seen.
    pub article: Option<ArticleFacts>,
    /// The other one.
    pub other: Option<ArticleFacts>,
    /// Whether it was said that the two need no relation.
    pub is_dismissed: bool,
}

pub(crate) fn dismiss_suggestion(
    suggestion: &Suggestion,
    facts: &SuggestionFacts,
    sender: &Sender,
    now: Timestamp,
) -> Result<Effect, Problem> {
    let (first, second) = suggested(suggestion, facts, sender, now)?;
    if facts.is_dismissed {
        return Err(Problem::NothingChanged);
    }
    Ok(Effect::DismissSuggestion { first, second })
}

pub(crate) fn restore_suggestion(
    suggestion: &Suggestion,
    facts: &SuggestionFacts,
    sender: &Sender,
    now: Timestamp,
) -> Result<Effect, Problem> {
    let (first, second) = suggested(suggestion, facts, sender, now)?;
    if !facts.is_dismissed {
        return Err(Problem::NothingChanged);
    }
    Ok(Effect::RestoreSuggestion { first, second })
}

/// The two articles in the order of their ids. That they need no relation is something said about both, so a lock of
/// editing alone is no obstacle.
fn suggested(
    suggestion: &Suggestion,
    facts: &SuggestionFacts,
    sender: &Sender,
    now: Timestamp,
) -> Result<(ArticleId, ArticleId), Problem> {
    let Suggestion { article, other } = *suggestion;
    open_for(Scope::EditingAndComments, ArticleFacts::found(&facts.article)?, sender, now)?;
    if article == other {
        return Err(Problem::SelfRelation);
    }
    other_open_for(Scope::EditingAndComments, ArticleFacts::found(&facts.other)?, sender, now)?;
    Ok((article.min(other), article.max(other)))
}
