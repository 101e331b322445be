//! The rules: what a command may do, from values alone.
//!
//! [`decide`] looks at a command and at the [`Facts`] about what it names, and answers the effects to apply or
//! the problem. It is the only place that decides; every way of writing goes through it.

use std::ops::Range;

use crate::anchor::carry::{self, Carrier, History};
use crate::anchor::selector::{self, Wanted};
use crate::anchor::{self, CONTEXT, LiveAnchor, Passage, Standing, Stood};
use crate::budget::{self, Budget};
use crate::command::{
    AddCitation, AddComment, Command, CreateArticle, EditCitation, EditComment, Introduce, LockArticle,
    NewAnchor, NewRelation, Proposal, Relate, RemoveRelation, ReviseArticle, RewordRelation, Source,
    Suggestion, Target, UnlockArticle, WithdrawCitation, WithdrawComment,
};
use crate::fault::Fault;
use crate::fault::Field;
use crate::id::{
    AnchorId, ArticleId, CitationId, CommentId, ContributorId, RelationId, RevisionId, Timestamp,
};
use crate::lock::{Lock, Scope};
#[cfg(feature = "names")]
use crate::name;
use crate::problem::{Problem, Thing};
use crate::relation::{Direction, Kind};
use crate::role::{Actor, Moderator, Role};
use crate::slug::Slug;
use crate::source::PassageLink;
use crate::text::{Body, CommentBody, Explanation, Note, Reason, Summary, Texts, Title};
use crate::trust::Trust;
#[cfg(feature = "names")]
use crate::visible;
#[cfg(feature = "moderation")]
use crate::write::moderation::rules as moderation;
use crate::write::moderation::{Hideable, ModerationFacts, Sessions, admit};

/// What is done to a comment or citation there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    /// Other words take the place of those of that version.
    Edit(i64),
    Withdraw,
}

/// What there is to know about an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleFacts {
    /// The article.
    pub id: ArticleId,
    /// Its newest revision.
    pub head: RevisionId,
    /// Title of the head.
    pub title: Title,
    /// Summary of the head.
    pub summary: Summary,
    /// Text of the head.
    pub body: Body,
    /// Plain text of the head.
    pub plain_text: String,
    /// The lock, in force or not.
    pub lock: Option<Lock>,
    /// Whether a moderator hid it.
    pub hidden: bool,
}

/// What there is to know about a relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationFacts {
    /// The relation.
    pub id: RelationId,
    /// The first article.
    pub from: ArticleId,
    /// The second.
    pub to: ArticleId,
    /// Kind.
    pub kind: Kind,
    /// Its explanation.
    pub explanation: Explanation,
    /// Raised with each rewording, from 1.
    pub version: i64,
    /// Who made it, as far as that is known.
    pub maker: Option<ContributorId>,
}

/// What there is to know about a comment or citation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContributionFacts {
    /// The article it is on.
    pub article: ArticleId,
    /// Who wrote it.
    pub author: ContributorId,
    /// Raised with each edit, from 1.
    pub version: i64,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
}

/// The article of this site that a source is a passage of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFacts {
    /// The article.
    pub article: ArticleId,
    /// The plain texts from the revision that the address names to the head.
    pub texts: Vec<(RevisionId, String)>,
}

/// What the store knows about the things a command names. Whatever the command does not need is left empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Who sends the command.
    pub actor: Actor,
    /// How well they are known, where that decides something.
    pub trust: Trust,
    /// The article the command is about; for a relation, the one it starts from.
    pub article: Option<ArticleFacts>,
    /// The other end of a relation, new or named, or of a suggestion.
    pub other: Option<ArticleFacts>,
    /// Everything the far end of a new `PartOf` is itself a part of, directly or not.
    pub ancestors: Vec<ArticleId>,
    /// Whether the new relation is there already (mirrored ones too, where the kind is symmetric).
    pub related_already: bool,
    /// Whether it was said that the two articles named need no relation.
    pub dismissed: bool,
    /// The relation named.
    pub relation: Option<RelationFacts>,
    /// The comment named, or the one replied to.
    pub comment: Option<ContributionFacts>,
    /// The citation named.
    pub citation: Option<ContributionFacts>,
    /// What the address of a source names, if it is a passage of an article here.
    pub source: Option<SourceFacts>,
    /// The passage that the citation named has as its source until now.
    pub former_source: Option<PassageLink>,
    /// For a quote the plain texts of all revisions from the oldest in which a passage was selected, in their order; for
    /// a revision those in which anchors stood that do not stand there now. Always without the head's.
    pub quoted_texts: Vec<(RevisionId, String)>,
    /// The anchors on the article, when a revision is to carry them.
    pub anchors: Vec<LiveAnchor>,
    /// The plain text of the revision to be made.
    pub new_plain_text: String,
    /// Whether the text of the article or comment to be made has something, but nothing that a reader sees.
    pub shows_nothing: bool,
    /// The revision from which the edit was made, when it was merged with the head since.
    pub merged_from: Option<RevisionId>,
    /// The texts of the revision that a proposal was made from.
    pub proposed_on: Option<Texts>,
    /// Whether the comment named carries a proposal that was not applied yet.
    pub open_proposal: bool,
    /// The names of the other moderators, where somebody says who they are.
    pub moderators: Vec<String>,
    /// The texts of the proposal that an edit applies.
    pub proposed: Option<Texts>,
    /// The texts of an edit as it was sent, when it was merged with the head since.
    pub sent: Option<Texts>,
    /// What moderation needs to know.
    pub moderation: ModerationFacts,
}

impl Facts {
    /// Nothing but who acts.
    #[must_use]
    pub const fn of(actor: Actor) -> Self {
        Self {
            actor,
            trust: Trust::Known,
            article: None,
            other: None,
            ancestors: Vec::new(),
            related_already: false,
            dismissed: false,
            relation: None,
            comment: None,
            citation: None,
            source: None,
            former_source: None,
            quoted_texts: Vec::new(),
            anchors: Vec::new(),
            new_plain_text: String::new(),
            shows_nothing: false,
            merged_from: None,
            proposed_on: None,
            open_proposal: false,
            moderators: Vec::new(),
            proposed: None,
            sent: None,
            moderation: ModerationFacts {
                blocked: None,
                target: None,
                removed: None,
                person: None,
                unread: Vec::new(),
            },
        }
    }

    fn article(&self) -> Result<&ArticleFacts, Problem> {
        self.article.as_ref().ok_or(Problem::NotFound { thing: Thing::Article })
    }
}

/// One change to what is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of the command that they come from")]
pub enum Effect {
    NameContributor(Introduce),
    AddArticle {
        article: ArticleId,
        slug: Slug,
    },
    /// A new head. `parent` is `None` for the first. `merged_from` is the second parent of a merge: the revision
    /// from which its author made it.
    AddRevision {
        article: ArticleId,
        revision: RevisionId,
        parent: Option<RevisionId>,
        merged_from: Option<RevisionId>,
        title: Title,
        summary: Summary,
        body: Body,
        note: Note,
    },
    /// The title changed, so the article gets a new address; the old one redirects.
    MoveArticle {
        article: ArticleId,
        slug: Slug,
    },
    PlaceAnchor {
        anchor: AnchorId,
        standing: Standing,
        stood: Option<Stood>,
    },
    AddRelation {
        relation: RelationId,
        from: ArticleId,
        kind: Kind,
        to: ArticleId,
        explanation: Explanation,
    },
    RewordRelation {
        relation: RelationId,
        version: i64,
        explanation: Explanation,
    },
    RemoveRelation {
        relation: RelationId,
    },
    /// The first has the lesser id.
    DismissSuggestion {
        first: ArticleId,
        second: ArticleId,
    },
    /// The first has the lesser id.
    RestoreSuggestion {
        first: ArticleId,
        second: ArticleId,
    },
    AddComment {
        comment: CommentId,
        article: ArticleId,
        parent: Option<CommentId>,
        body: CommentBody,
    },
    AddProposal {
        comment: CommentId,
        article: ArticleId,
        proposal: Proposal,
    },
    /// The proposal became that revision.
    ApplyProposal {
        comment: CommentId,
        revision: RevisionId,
        applied: Applied,
    },
    EditComment {
        comment: CommentId,
        version: i64,
        body: CommentBody,
    },
    WithdrawComment {
        comment: CommentId,
    },
    AddCitation {
        citation: CitationId,
        article: ArticleId,
        source: Source,
    },
    EditCitation {
        citation: CitationId,
        version: i64,
        source: Source,
    },
    WithdrawCitation {
        citation: CitationId,
    },
    /// A passage quoted by the comment or citation, as it stands in the head.
    AddAnchor {
        anchor: LiveAnchor,
        article: ArticleId,
        quoted_by: QuotedBy,
    },
    /// The source of the citation is no passage of an article any more, or another one.
    RemoveSourceAnchor {
        citation: CitationId,
    },
    Lock {
        article: ArticleId,
        lock: Lock,
    },
    Unlock {
        article: ArticleId,
    },
    Hide {
        thing: Hideable,
        reason: Reason,
    },
    Unhide {
        thing: Hideable,
    },
    RestoreRelation {
        relation: RelationId,
    },
    Block {
        contributor: ContributorId,
        reason: Reason,
        sessions: Sessions,
    },
    Unblock {
        contributor: ContributorId,
    },
}

/// Whose words a revision made from a proposal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// Those that were proposed, perhaps merged with what was saved meanwhile.
    AsProposed,
    /// Others, which whoever applied it answers for.
    Adapted,
}

/// What quotes a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuotedBy {
    /// A comment.
    Comment(CommentId),
    /// A citation.
    Citation(CitationId),
    /// The citation whose source the passage is.
    Source(CitationId),
}

/// What is to happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Apply all of these, or none.
    Apply(Vec<Effect>),
    /// The edit was made on a revision that is no longer the head.
    Conflict {
        /// The head.
        head: RevisionId,
    },
}

/// Decides what `command` does at `now`, with the work that one command may take.
///
/// # Errors
/// The problem, when the command is refused; nothing is to be applied then.
pub fn decide(command: &Command, facts: &Facts, now: Timestamp) -> Result<Decision, Problem> {
    decide_within(command, facts, now, &Budget::of(budget::COMMAND))
}

/// Decides what `command` does at `now`, with so much work. What the budget does not allow to find is not in the article, if it is
/// a new quote, and gone, if it was quoted before. If the budget was [cut short](Budget::is_cut_short) the answer is none.
///
/// # Errors
/// The problem, when the command is refused; nothing is to be applied then.
pub fn decide_within(
    command: &Command,
    facts: &Facts,
    now: Timestamp,
    budget: &Budget,
) -> Result<Decision, Problem> {
    admit(command, facts)?;
    let effects = match command {
        Command::Introduce(introduce) => {
            named(introduce, facts)?;
            vec![Effect::NameContributor(introduce.clone())]
        }
        Command::CreateArticle(create) => create_article(create, facts, now)?,
        Command::ReviseArticle(revise) => return revise_article(revise, facts, now, budget),
        Command::Relate(relate) => vec![add_relation(relate, facts, now)?],
        Command::RewordRelation(reword) => vec![reword_relation(reword, facts, now)?],
        Command::RemoveRelation(RemoveRelation { relation }) => {
            let maker = relation_to_change(facts, now)?.maker;
            if facts.trust == Trust::Newcomer && maker != Some(facts.actor.id) {
                return Err(Problem::NewHere);
            }
            vec![Effect::RemoveRelation { relation: *relation }]
        }
        Command::DismissSuggestion(suggestion) => {
            let (first, second) = suggested(suggestion, facts, now)?;
            if facts.dismissed {
                return Err(Problem::NothingChanged);
            }
            vec![Effect::DismissSuggestion { first, second }]
        }
        Command::RestoreSuggestion(suggestion) => {
            let (first, second) = suggested(suggestion, facts, now)?;
            if !facts.dismissed {
                return Err(Problem::NothingChanged);
            }
            vec![Effect::RestoreSuggestion { first, second }]
        }
        Command::AddComment(add) => add_comment(add, facts, now, budget)?,
        Command::EditComment(EditComment { comment, base, body }) => {
            let version = contribution(facts, &facts.comment, Thing::Comment, Act::Edit(*base), now)?;
            seen(Field::Comment, facts)?;
            vec![Effect::EditComment { comment: *comment, version: version + 1, body: body.clone() }]
        }
        Command::WithdrawComment(WithdrawComment { comment }) => {
            contribution(facts, &facts.comment, Thing::Comment, Act::Withdraw, now)?;
            vec![Effect::WithdrawComment { comment: *comment }]
        }
        Command::AddCitation(add) => add_citation(add, facts, now, budget)?,
        Command::EditCitation(EditCitation { citation, base, source }) => {
            let version = contribution(facts, &facts.citation, Thing::Citation, Act::Edit(*base), now)?;
            let mut effects = source_anchor(*citation, source, facts, budget)?;
            effects.push(Effect::EditCitation {
                citation: *citation,
                version: version + 1,
                source: source.clone(),
            });
            effects
        }
        Command::WithdrawCitation(WithdrawCitation { citation }) => {
            contribution(facts, &facts.citation, Thing::Citation, Act::Withdraw, now)?;
            vec![Effect::WithdrawCitation { citation: *citation }]
        }
        Command::LockArticle(lock) => vec![lock_article(facts.actor.moderator()?, lock, facts, now)?],
        Command::UnlockArticle(unlock) => vec![unlock_article(facts.actor.moderator()?, unlock, facts, now)?],
        #[cfg(feature = "moderation")]
        Command::Hide(hide) => moderation::hide(hide, facts)?,
        #[cfg(feature = "moderation")]
        Command::Unhide(unhide) => moderation::unhide(unhide, facts)?,
        #[cfg(feature = "moderation")]
        Command::RestoreRelation(restore) => moderation::restore_relation(restore, facts, now)?,
        #[cfg(feature = "moderation")]
        Command::Block(block) => moderation::block(block, facts)?,
        #[cfg(feature = "moderation")]
        Command::Unblock(unblock) => moderation::unblock(unblock, facts)?,
        #[cfg(feature = "moderation")]
        Command::Undo(_) => moderation::undo(facts)?,
    };
    Ok(Decision::Apply(effects))
}

/// The two articles in the order of their ids. That they need no relation is something said about both, so a lock of
/// editing alone is no obstacle.
fn suggested(
    suggestion: &Suggestion,
    facts: &Facts,
    now: Timestamp,
) -> Result<(ArticleId, ArticleId), Problem> {
    let Suggestion { article, other } = *suggestion;
    open_for(Scope::EditingAndComments, facts.article()?, facts.actor, now)?;
    if article == other {
        return Err(Problem::SelfRelation);
    }
    let other_facts = facts.other.as_ref().ok_or(Problem::NotFound { thing: Thing::Article })?;
    other_open_for(Scope::EditingAndComments, other_facts, facts.actor, now)?;
    Ok((article.min(other), article.max(other)))
}

/// Whether the names can be seen, and taken for nobody else's. The tables for this are heavy: a browser leaves it to the
/// server.
#[cfg(feature = "names")]
fn named(introduce: &Introduce, facts: &Facts) -> Result<(), Problem> {
    name::check(&introduce.first_name, &introduce.last_name, facts.actor.role, &facts.moderators)
}

#[cfg(not(feature = "names"))]
const fn named(_: &Introduce, _: &Facts) -> Result<(), Problem> {
    Ok(())
}

/// Whether a title can be seen. One that stands there already stays: some are older than this rule.
#[cfg(feature = "names")]
fn titled(title: &Title, present: Option<&Title>) -> Result<(), Problem> {
    if present == Some(title) {
        return Ok(());
    }
    visible::check(Field::Title, title.as_str()).map_err(|problem| Problem::Invalid { fields: vec![problem] })
}

#[cfg(not(feature = "names"))]
const fn titled(_: &Title, _: Option<&Title>) -> Result<(), Problem> {
    Ok(())
}

/// Refuses a text of which a reader sees nothing.
fn seen(field: Field, facts: &Facts) -> Result<(), Problem> {
    if !facts.shows_nothing {
        return Ok(());
    }
    let words = "is missing: nothing of what was written can be seen, such as the address of a link that no words have. \
                 Please add the words that are to be read."
        .to_owned();
    Err(Problem::field(field, Fault::Unfit { words }))
}

fn create_article(create: &CreateArticle, facts: &Facts, now: Timestamp) -> Result<Vec<Effect>, Problem> {
    let CreateArticle { article, revision, title, summary, body, relation } = create;
    titled(title, None)?;
    seen(Field::Body, facts)?;
    let mut effects = vec![
        Effect::AddArticle { article: *article, slug: Slug::from_title(title) },
        Effect::AddRevision {
            article: *article,
            revision: *revision,
            parent: None,
            merged_from: None,
            title: title.clone(),
            summary: summary.clone(),
            body: body.clone(),
            note: Note::none(),
        },
    ];
    if let Some(NewRelation { relation, other, direction, kind, explanation }) = relation {
        let Some(other_facts) = &facts.other else {
            return Err(Problem::field(Field::Other, Fault::NoSuchArticle));
        };
        if other == article {
            return Err(Problem::SelfRelation);
        }
        // Whichever way it goes, the relation stands on the other article's page.
        other_open_for(Scope::Editing, other_facts, facts.actor, now)?;
        let (from, to) = match direction {
            Direction::Forward => (*article, *other),
            Direction::Backward => (*other, *article),
        };
        effects.push(Effect::AddRelation {
            relation: *relation,
            from,
            kind: *kind,
            to,
            explanation: explanation.clone(),
        });
    }
    Ok(effects)
}

fn revise_article(
    revise: &ReviseArticle,
    facts: &Facts,
    now: Timestamp,
    budget: &Budget,
) -> Result<Decision, Problem> {
    let article = facts.article()?;
    open_for(Scope::Editing, article, facts.actor, now)?;
    if revise.base != article.head {
        return Ok(Decision::Conflict { head: article.head });
    }
    titled(&revise.title, Some(&article.title))?;
    if (&revise.title, &revise.summary, &revise.body) == (&article.title, &article.summary, &article.body) {
        return Err(Problem::NothingChanged);
    }
    if revise.body != article.body {
        seen(Field::Body, facts)?;
    }
    let applied = revise.proposal.map(|_| proposal_to_apply(revise, facts)).transpose()?;
    let mut effects = vec![Effect::AddRevision {
        article: revise.article,
        revision: revise.revision,
        parent: Some(article.head),
        merged_from: facts.merged_from,
        title: revise.title.clone(),
        summary: revise.summary.clone(),
        body: revise.body.clone(),
        note: revise.note.clone(),
    }];
    if let Some((comment, applied)) = revise.proposal.zip(applied) {
        effects.push(Effect::ApplyProposal { comment, revision: revise.revision, applied });
    }
    let slug = Slug::from_title(&revise.title);
    if slug != Slug::from_title(&article.title) {
        effects.push(Effect::MoveArticle { article: revise.article, slug });
    }
    if !facts.anchors.is_empty() && facts.new_plain_text != article.plain_text {
        let old: Vec<char> = article.plain_text.chars().collect();
        let new: Vec<char> = facts.new_plain_text.chars().collect();
        let texts = characters(&facts.quoted_texts);
        let mut carrier = Carrier::new((article.head, &old), &new, &texts, budget);
        for (carried, anchor) in carrier.carry_all(&facts.anchors).into_iter().zip(&facts.anchors) {
            if carried != *anchor {
                let LiveAnchor { id: anchor, standing, stood, .. } = carried;
                effects.push(Effect::PlaceAnchor { anchor, standing, stood });
            }
        }
    }
    Ok(Decision::Apply(effects))
}

/// A proposal is applied once, to the article that it is about. What is saved in its name may be any text, so it is
/// compared with what was proposed, before what was merged into it.
fn proposal_to_apply(revise: &ReviseArticle, facts: &Facts) -> Result<Applied, Problem> {
    let comment = facts.comment.as_ref().filter(|comment| comment.article == revise.article);
    let comment = comment.ok_or(Problem::NotFound { thing: Thing::Comment })?;
    if comment.withdrawn {
        return Err(Problem::Withdrawn { thing: Thing::Comment });
    }
    if !facts.open_proposal {
        return Err(Problem::AppliedAlready);
    }
    let sent = facts.sent.as_ref().map_or((&revise.title, &revise.summary, &revise.body), |sent| {
        (&sent.title, &sent.summary, &sent.body)
    });
    let as_proposed =
        facts.proposed.as_ref().is_some_and(|texts| (&texts.title, &texts.summary, &texts.body) == sent);
    Ok(if as_proposed { Applied::AsProposed } else { Applied::Adapted })
}

fn add_relation(relate: &Relate, facts: &Facts, now: Timestamp) -> Result<Effect, Problem> {
    let Relate { relation, from, kind, to, explanation } = relate;
    if from == to {
        return Err(Problem::SelfRelation);
    }
    let article = facts.article()?;
    let other = facts.other.as_ref().ok_or_else(|| Problem::field(Field::Other, Fault::NoSuchArticle))?;
    open_for(Scope::Editing, article, facts.actor, now)?;
    other_open_for(Scope::Editing, other, facts.actor, now)?;
    if facts.related_already {
        return Err(Problem::DuplicateRelation);
    }
    if *kind == Kind::PartOf && facts.ancestors.contains(from) {
        return Err(Problem::Cycle);
    }
    Ok(Effect::AddRelation {
        relation: *relation,
        from: *from,
        kind: *kind,
        to: *to,
        explanation: explanation.clone(),
    })
}

/// The relation named, if both of its articles are open: it stands on the pages of both.
fn relation_to_change(facts: &Facts, now: Timestamp) -> Result<&RelationFacts, Problem> {
    let relation = facts.relation.as_ref().ok_or(Problem::NotFound { thing: Thing::Relation })?;
    open_for(Scope::Editing, facts.article()?, facts.actor, now)?;
    let other = facts.other.as_ref().ok_or(Problem::NotFound { thing: Thing::Article })?;
    other_open_for(Scope::Editing, other, facts.actor, now)?;
    Ok(relation)
}

fn reword_relation(reword: &RewordRelation, facts: &Facts, now: Timestamp) -> Result<Effect, Problem> {
    let relation = relation_to_change(facts, now)?;
    if relation.version != reword.base {
        return Err(Problem::ChangedMeanwhile { thing: Thing::Relation });
    }
    if relation.explanation == reword.explanation {
        return Err(Problem::NothingChanged);
    }
    Ok(Effect::RewordRelation {
        relation: relation.id,
        version: relation.version + 1,
        explanation: reword.explanation.clone(),
    })
}

fn add_comment(
    add: &AddComment,
    facts: &Facts,
    now: Timestamp,
    budget: &Budget,
) -> Result<Vec<Effect>, Problem> {
    if let Some(problem) = add.too_many_quotes() {
        return Err(problem);
    }
    let article = facts.article()?;
    open_for(Scope::EditingAndComments, article, facts.actor, now)?;
    if add.parent.is_some() {
        let parent = facts.comment.as_ref().filter(|parent| parent.article == add.article);
        let parent = parent.ok_or(Problem::NotFound { thing: Thing::Comment })?;
        if parent.withdrawn {
            return Err(Problem::Withdrawn { thing: Thing::Comment });
        }
    }
    seen(Field::Comment, facts)?;
    let mut effects = vec![Effect::AddComment {
        comment: add.comment,
        article: add.article,
        parent: add.parent,
        body: add.body.clone(),
    }];
    if let Some(proposal) = &add.proposal {
        let read = facts.proposed_on.as_ref().ok_or(Problem::NotFound { thing: Thing::Revision })?;
        if (&proposal.title, &proposal.summary, &proposal.body) == (&read.title, &read.summary, &read.body) {
            return Err(Problem::NothingChanged);
        }
        titled(&proposal.title, Some(&read.title))?;
        effects.push(Effect::AddProposal {
            comment: add.comment,
            article: add.article,
            proposal: proposal.clone(),
        });
    }
    let texts = texts_to_the_head(article, facts);
    let mut history = History::new(&texts, budget);
    for (nth, quote) in add.quotes.iter().enumerate() {
        let by = QuotedBy::Comment(add.comment);
        effects.push(budget.share(add.quotes.len() - nth, |budget| {
            add_anchor(quote, by, article, facts, &mut history, budget)
        })?);
    }
    Ok(effects)
}

fn add_citation(
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
fn source_anchor(
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

/// Checks a passage against the text it claims to be from, and carries it to the head.
fn add_anchor(
    quote: &NewAnchor,
    quoted_by: QuotedBy,
    article: &ArticleFacts,
    facts: &Facts,
    history: &mut History<'_>,
    budget: &Budget,
) -> Result<Effect, Problem> {
    let refused = |fault| Problem::field(Field::Quote, fault);
    let new = |passage| LiveAnchor::new(quote.anchor, passage);
    #[cfg(feature = "moderation")]
    let quote = &moderation::readable(quote, facts);
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
            let quoted = characters(exact.as_str());
            let wanted = Wanted { exact: &quoted, before: &before, after: &after, hint: *start };
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
                let known = facts.quoted_texts.iter().find(|(revision, _)| *revision == claimed.revision);
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
            match facts.quoted_texts.iter().position(|(revision, _)| *revision == claimed.revision) {
                Some(since) => history.carry(since, new(passage)),
                None => new(passage),
            }
        }
    };
    Ok(Effect::AddAnchor { anchor, article: article.id, quoted_by })
}

/// The texts since the oldest in which something was selected, with the head's; none if all was selected in the head.
fn texts_to_the_head(article: &ArticleFacts, facts: &Facts) -> Vec<carry::Text> {
    let mut texts = characters(&facts.quoted_texts);
    if !texts.is_empty() {
        texts.push((article.head, article.plain_text.chars().collect()));
    }
    texts
}

fn characters(texts: &[(RevisionId, String)]) -> Vec<carry::Text> {
    texts.iter().map(|(revision, text)| (*revision, text.chars().collect())).collect()
}

/// Whether a comment or citation may be edited or withdrawn; its version.
fn contribution(
    facts: &Facts,
    what: &Option<ContributionFacts>,
    thing: Thing,
    act: Act,
    now: Timestamp,
) -> Result<i64, Problem> {
    let found = what.as_ref().ok_or(Problem::NotFound { thing })?;
    if found.withdrawn {
        return Err(Problem::Withdrawn { thing });
    }
    facts.actor.is(found.author, thing)?;
    open_for(Scope::EditingAndComments, facts.article()?, facts.actor, now)?;
    match act {
        Act::Edit(base) if base != found.version => Err(Problem::ChangedMeanwhile { thing }),
        _ => Ok(found.version),
    }
}

fn lock_article(
    moderator: Moderator,
    lock: &LockArticle,
    facts: &Facts,
    now: Timestamp,
) -> Result<Effect, Problem> {
    facts.article()?;
    if lock.until.is_some_and(|until| until <= now) {
        return Err(Problem::field(Field::Until, Fault::InThePast));
    }
    Ok(Effect::Lock {
        article: lock.article,
        lock: Lock {
            scope: lock.scope,
            reason: lock.reason.clone(),
            by: moderator.id(),
            since: now,
            until: lock.until,
        },
    })
}

fn unlock_article(
    _: Moderator,
    unlock: &UnlockArticle,
    facts: &Facts,
    now: Timestamp,
) -> Result<Effect, Problem> {
    match &facts.article()?.lock {
        Some(lock) if lock.in_force(now) => Ok(Effect::Unlock { article: unlock.article }),
        _ => Err(Problem::NotLocked),
    }
}

/// Whether the article may be changed in `what`, as [`Lock::closes`] has it. Moderators may always.
pub(crate) fn open_for(
    what: Scope,
    article: &ArticleFacts,
    actor: Actor,
    now: Timestamp,
) -> Result<(), Problem> {
    closed(what, article, actor, now).map_or(Ok(()), |lock| Err(Problem::locked(lock, None)))
}

/// The other of two articles that a command names. The refusal says which it is: its lock is not on the page.
pub(crate) fn other_open_for(
    what: Scope,
    other: &ArticleFacts,
    actor: Actor,
    now: Timestamp,
) -> Result<(), Problem> {
    closed(what, other, actor, now)
        .map_or(Ok(()), |lock| Err(Problem::locked(lock, Some(other.title.as_str()))))
}

fn closed(what: Scope, article: &ArticleFacts, actor: Actor, now: Timestamp) -> Option<&Lock> {
    let lock = article.lock.as_ref().filter(|lock| lock.closes(what, now))?;
    (actor.role != Role::Moderator).then_some(lock)
}

#[cfg(test)]
mod tests;
