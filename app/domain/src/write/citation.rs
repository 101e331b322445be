//! Citations, and the passages of other articles that are their sources.

use prose::budget::Budget;

use crate::anchor::carry::{self, History};
use crate::anchor::{LiveAnchor, Passage};
use crate::command::{AddCitation, Source};
use crate::fault::{Fault, Field};
use crate::id::{AnchorId, CitationId, Timestamp};
use crate::lock::Scope;
use crate::problem::Problem;
use crate::source::PassageLink;
use crate::write::anchor::{add_anchor, characters, texts_to_the_head};
use crate::write::doors::open_for;
use crate::write::effect::{Effect, QuotedBy};
use crate::write::facts::{Facts, SourceFacts};

pub(crate) fn add_citation(
    add: &AddCitation,
    facts: &Facts,
    now: Timestamp,
    budget: &Budget,
) -> Result<Vec<Effect>, Problem> {
    let article = facts.article()?;
    open_for(Scope::EditingAndComments, article, facts.actor, now)?;
    let texts = texts_to_the_head(article, facts);
    let mut history = History::new(&texts, budget);
    // The other half is for the passage that the source is.
    let anchor = budget.share(2, |budget| {
        add_anchor(&add.quote, QuotedBy::Citation(add.citation), article, facts, &mut history, budget)
    })?;
    let mut effects = vec![
        Effect::AddCitation { citation: add.citation, article: add.article, source: add.source.clone() },
        anchor,
    ];
    effects.extend(source_anchor(add.citation, &add.source, facts, budget)?);
    Ok(effects)
}

/// Where the source is a passage of an article here, an anchor in it, by which that article says who quotes it. It has the
/// id of the citation, which has at most one.
pub(crate) fn source_anchor(
    citation: CitationId,
    source: &Source,
    facts: &Facts,
    budget: &Budget,
) -> Result<Vec<Effect>, Problem> {
    let named = source.url.as_ref().and_then(PassageLink::of).zip(facts.source.as_ref());
    if named.as_ref().map(|(link, _)| link) == facts.former_source.as_ref() {
        return Ok(Vec::new());
    }
    let mut effects = Vec::new();
    if facts.former_source.is_some() {
        effects.push(Effect::RemoveSourceAnchor { citation });
    }
    if let Some((link, SourceFacts { article, texts })) = named {
        let passage = texts.first().and_then(|(revision, text)| Passage::cut(*revision, text, link.place));
        let passage = passage.ok_or_else(|| Problem::field(Field::Url, Fault::NotInTheArticle))?;
        let anchor = LiveAnchor::new(AnchorId(citation.0), passage);
        let anchor = carry::through(anchor, &characters(texts), budget);
        effects.push(Effect::AddAnchor { anchor, article: *article, quoted_by: QuotedBy::Source(citation) });
    }
    Ok(effects)
}
