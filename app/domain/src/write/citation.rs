//! Citations, and the passages of other articles that are their sources.

use prose::budget::Budget;

use crate::anchor::carry::{self, History};
use crate::anchor::{LiveAnchor, Passage};
use crate::command::{AddCitation, EditCitation, Source, WithdrawCitation};
use crate::fault::{Fault, Field};
use crate::id::{AnchorId, ArticleId, CitationId, RevisionId, Timestamp};
use crate::lock::Scope;
use crate::problem::{Problem, Thing};
use crate::source::PassageLink;
use crate::write::anchor::{QuotedFacts, add_anchor, characters, texts_to_the_head};
use crate::write::contribution::{Act, OwnFacts, contribution};
use crate::write::doors::open_for;
use crate::write::effect::{Effect, QuotedBy};
use crate::write::facts::{ArticleFacts, Sender};

/// The article of this site that a source is a passage of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFacts {
    /// The article.
    pub article: ArticleId,
    /// The plain texts from the revision that the address names to the head.
    pub texts: Vec<(RevisionId, String)>,
}

impl SourceFacts {
    /// The source with the head's name as all of its texts.
    pub(crate) fn stamp(&self) -> Self {
        let head = self.texts.last().map(|(head, _)| (*head, String::new()));
        Self { article: self.article, texts: head.into_iter().collect() }
    }
}

/// What there is to know before a source is cited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCitationFacts {
    /// The article.
    pub article: Option<ArticleFacts>,
    /// What the passage was selected in.
    pub quoted: QuotedFacts,
    /// What the address of the source names, if it is a passage of an article here.
    pub source: Option<SourceFacts>,
}

/// What there is to know before a citation is edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditedCitationFacts {
    /// The citation.
    pub own: OwnFacts,
    /// What the address of the source names, if it is a passage of an article here.
    pub source: Option<SourceFacts>,
    /// The passage that it has as its source until now.
    pub former_source: Option<PassageLink>,
}

pub(crate) fn add_citation(
    add: &AddCitation,
    facts: &NewCitationFacts,
    sender: &Sender,
    now: Timestamp,
    budget: &Budget,
) -> Result<Vec<Effect>, Problem> {
    let article = ArticleFacts::found(&facts.article)?;
    open_for(Scope::EditingAndComments, article, sender, now)?;
    let texts = texts_to_the_head(article, &facts.quoted);
    let mut history = History::new(&texts, budget);
    // The other half is for the passage that the source is.
    let anchor = budget.share(2, |budget| {
        add_anchor(&add.quote, QuotedBy::Citation(add.citation), article, &facts.quoted, &mut history, budget)
    })?;
    let mut effects = vec![
        Effect::AddCitation { citation: add.citation, article: add.article, source: add.source.clone() },
        anchor,
    ];
    effects.extend(source_anchor(add.citation, &add.source, facts.source.as_ref(), None, budget)?);
    Ok(effects)
}

/// Where the source is a passage of an article here, an anchor in it, by which that article says who quotes it. It has the
/// id of the citation, which has at most one.
fn source_anchor(
    citation: CitationId,
    source: &Source,
    facts: Option<&SourceFacts>,
    former: Option<&PassageLink>,
    budget: &Budget,
) -> Result<Vec<Effect>, Problem> {
    let named = source.url.as_ref().and_then(PassageLink::of).zip(facts);
    if named.as_ref().map(|(link, _)| link) == former {
        return Ok(Vec::new());
    }
    let mut effects = Vec::new();
    if former.is_some() {
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

pub(crate) fn edit_citation(
    edit: &EditCitation,
    facts: &EditedCitationFacts,
    sender: &Sender,
    now: Timestamp,
    budget: &Budget,
) -> Result<Vec<Effect>, Problem> {
    let EditCitation { citation, base, source } = edit;
    let version = contribution(&facts.own, Thing::Citation, Act::Edit(*base), sender, now)?;
    let (passage, former) = (facts.source.as_ref(), facts.former_source.as_ref());
    let mut effects = source_anchor(*citation, source, passage, former, budget)?;
    effects.push(Effect::EditCitation { citation: *citation, version: version + 1, source: source.clone() });
    Ok(effects)
}

pub(crate) fn withdraw_citation(
    withdraw: &WithdrawCitation,
    own: &OwnFacts,
    sender: &Sender,
    now: Timestamp,
) -> Result<Effect, Problem> {
    contribution(own, Thing::Citation, Act::Withdraw, sender, now)?;
    Ok(Effect::WithdrawCitation { citation: withdraw.citation })
}
