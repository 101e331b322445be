//! Undoing everything that some people did since a change: what is to be done for it, and what is left as it is, since others
//! built on it or it is not a moderator's to change.

use messages::moderation::undo as words;
use prose::budget::{self, Budget};

use crate::command::{Command, RemoveRelation, ReviseArticle, RewordRelation, Suggestion, UnlockArticle};
use crate::id::{ArticleId, CitationId, CommentId, ContributorId, RelationId, RevisionId};
use crate::merge::Merge;
use crate::moderation::{Block, Hide, Hideable, RestoreRelation, Sessions, Unblock, Unhide};
use crate::text::{Explanation, Note, Reason, Texts};

/// What they did, a thing at a time, as it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touched {
    /// An article that they made.
    Made {
        /// The article.
        article: ArticleId,
        /// Its title.
        title: String,
        /// Whether others wrote on it since.
        built_on: bool,
    },
    /// An article of before that they edited.
    Edited {
        /// The article.
        article: ArticleId,
        /// Its title.
        title: String,
        /// The revision before theirs, and all since, the oldest first.
        revisions: Vec<Version>,
    },
    /// A comment that they wrote, with the title of its article.
    Commented(CommentId, String),
    /// A citation that they made, with the title of its article.
    Cited(CitationId, String),
    /// A relation that they made.
    Related {
        /// The relation.
        relation: RelationId,
        /// What it says, without its explanation.
        sentence: String,
        /// Whether somebody else explained it since.
        reworded: bool,
    },
    /// A relation of others that they removed.
    Removed {
        /// The relation.
        relation: RelationId,
        /// What it says, without its explanation.
        sentence: String,
    },
    /// A relation that somebody had removed, and that they brought back.
    Restored {
        /// The relation.
        relation: RelationId,
        /// What it says, without its explanation.
        sentence: String,
    },
    /// A relation of before that they explained anew.
    Reworded {
        /// The relation.
        relation: RelationId,
        /// What it says, without its explanation.
        sentence: String,
        /// Its version.
        version: i64,
        /// The explanation before theirs; `None` if somebody explained it anew since.
        before: Option<Explanation>,
    },
    /// A suggestion that they dismissed, with the titles of both articles.
    Dismissed(Suggestion, String),
    /// A suggestion that they brought back.
    BroughtBack(Suggestion, String),
    /// An article that they locked, with its title.
    Locked(ArticleId, String),
    /// Something that they hid, with the title of its article.
    Hid(Hideable, String),
    /// Something that was hidden, and that they showed, with the title of its article.
    Showed(Hideable, String),
    /// Somebody whom they stopped from writing.
    Blocked(ContributorId),
    /// Somebody who was stopped from writing, and whom they let write again.
    LetIn(ContributorId),
    /// Something that is not a moderator's to change: what it is, and why.
    Theirs(String),
}

/// A revision on the way to the newest one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The revision.
    pub revision: RevisionId,
    /// Its number.
    pub number: i64,
    /// Whether it is one of those that are to be undone.
    pub theirs: bool,
    /// Its texts, where they are needed; `None` too for what is hidden.
    pub texts: Option<Texts>,
}

/// How much work may be done to merge edits out.
const MERGING: u64 = 8 * budget::COMMAND;

/// One thing that is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// What, in a sentence.
    pub words: String,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Revise { article: ArticleId, base: RevisionId, texts: Texts, note: String, same_as: Option<RevisionId> },
    RemoveRelation(RelationId),
    RestoreRelation(RelationId),
    Reword { relation: RelationId, base: i64, explanation: Explanation },
    RestoreSuggestion(Suggestion),
    DismissSuggestion(Suggestion),
    Hide(Hideable),
    Unhide(Hideable),
    Unlock(ArticleId),
    Block(ContributorId),
    Unblock(ContributorId),
}

/// What is to be done, and what is left.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// What is to be done, in the order in which it can be.
    pub acts: Vec<Act>,
    /// What is left as it is, each with its reason.
    pub left: Vec<String>,
}

impl Act {
    /// The command that does it. `revision` is the id of the revision that it makes, if it makes one.
    #[must_use]
    pub fn command(&self, revision: RevisionId, reason: &Reason) -> Command {
        match &self.kind {
            Kind::Revise { article, base, texts, note, .. } => Command::ReviseArticle(ReviseArticle {
                article: *article,
                revision,
                base: *base,
                title: texts.title.clone(),
                summary: texts.summary.clone(),
                body: texts.body.clone(),
                note: Note::parse(note).unwrap_or_else(|_| Note::none()),
                proposal: None,
            }),
            Kind::RemoveRelation(relation) => Command::RemoveRelation(RemoveRelation { relation: *relation }),
            Kind::RestoreRelation(relation) => {
                Command::RestoreRelation(RestoreRelation { relation: *relation })
            }
            Kind::Reword { relation, base, explanation } => Command::RewordRelation(RewordRelation {
                relation: *relation,
                base: *base,
                explanation: explanation.clone(),
            }),
            Kind::RestoreSuggestion(suggestion) => Command::RestoreSuggestion(suggestion.clone()),
            Kind::DismissSuggestion(suggestion) => Command::DismissSuggestion(suggestion.clone()),
            Kind::Hide(thing) => Command::Hide(Hide { thing: *thing, reason: reason.clone() }),
            Kind::Unhide(thing) => Command::Unhide(Unhide { thing: *thing }),
            Kind::Unlock(article) => Command::UnlockArticle(UnlockArticle { article: *article }),
            Kind::Block(contributor) => Command::Block(Block {
                contributor: *contributor,
                reason: reason.clone(),
                sessions: Sessions::Keep,
            }),
            Kind::Unblock(contributor) => Command::Unblock(Unblock { contributor: *contributor }),
        }
    }

    /// The revision whose texts it makes the newest again, if it is those of one.
    #[must_use]
    pub const fn same_as(&self) -> Option<RevisionId> {
        match &self.kind {
            Kind::Revise { same_as, .. } => *same_as,
            _ => None,
        }
    }
}

impl Plan {
    /// What there is to do about everything that they touched.
    #[must_use]
    pub fn of(touched: &[Touched]) -> Self {
        let mut plan = Self::default();
        // What it does not reach is left, and said.
        let budget = Budget::of(MERGING);
        // Texts first: what is done to other things may change what a revision depends on. What is hidden goes last, since
        // nothing can be done on it any more.
        let order = |act: &Act| match act.kind {
            Kind::Revise { .. } => 0,
            Kind::Unhide(_) => 1,
            Kind::RemoveRelation(_) => 2,
            Kind::RestoreRelation(_) => 3,
            Kind::Reword { .. } => 4,
            Kind::RestoreSuggestion(_) | Kind::DismissSuggestion(_) => 5,
            Kind::Hide(Hideable::Comment(_) | Hideable::Citation(_) | Hideable::Revision(_)) => 6,
            Kind::Hide(Hideable::Article(_)) => 7,
            Kind::Unlock(_) => 8,
            Kind::Block(_) | Kind::Unblock(_) => 9,
        };
        for thing in touched {
            plan.add(thing, &budget);
        }
        plan.acts.sort_by_key(order);
        plan
    }

    fn act(&mut self, words: String, kind: Kind) {
        self.acts.push(Act { words, kind });
    }

    fn add(&mut self, touched: &Touched, budget: &Budget) {
        match touched {
            Touched::Made { title, built_on: true, .. } => {
                self.left.push(words::article_left(title));
            }
            Touched::Made { article, title, built_on: false } => {
                self.act(words::hide_article(title), Kind::Hide(Hideable::Article(*article)));
            }
            Touched::Edited { article, title, revisions } => self.edited(*article, title, revisions, budget),
            Touched::Commented(comment, title) => {
                self.act(words::hide_comment(title), Kind::Hide(Hideable::Comment(*comment)));
            }
            Touched::Cited(citation, title) => {
                self.act(words::hide_source(title), Kind::Hide(Hideable::Citation(*citation)));
            }
            Touched::Related { sentence, reworded: true, .. } => {
                self.left.push(words::relation_left(sentence));
            }
            Touched::Related { relation, sentence, reworded: false } => {
                self.act(words::remove_relation(sentence), Kind::RemoveRelation(*relation));
            }
            Touched::Removed { relation, sentence } => {
                self.act(words::restore_relation(sentence), Kind::RestoreRelation(*relation));
            }
            Touched::Restored { relation, sentence } => {
                self.act(words::remove_relation_again(sentence), Kind::RemoveRelation(*relation));
            }
            Touched::Reworded { relation, sentence, version, before: Some(explanation) } => {
                let kind =
                    Kind::Reword { relation: *relation, base: *version, explanation: explanation.clone() };
                self.act(words::restore_explanation(sentence), kind);
            }
            Touched::Reworded { sentence, before: None, .. } => {
                self.left.push(words::explanation_left(sentence));
            }
            Touched::Dismissed(suggestion, titles) => {
                let kind = Kind::RestoreSuggestion(suggestion.clone());
                self.act(words::restore_suggestion(titles), kind);
            }
            Touched::BroughtBack(suggestion, titles) => {
                let kind = Kind::DismissSuggestion(suggestion.clone());
                self.act(words::dismiss_suggestion_again(titles), kind);
            }
            Touched::Locked(article, title) => {
                self.act(words::unlock(title), Kind::Unlock(*article));
            }
            Touched::Hid(thing, title) => {
                let words = match thing {
                    Hideable::Article(_) => words::show_article_again(title),
                    _ => words::show_again(thing.thing().words(), title),
                };
                self.act(words, Kind::Unhide(*thing));
            }
            Touched::Showed(thing, title) => {
                let words = match thing {
                    Hideable::Article(_) => words::hide_article_again(title),
                    _ => words::hide_again(thing.thing().words(), title),
                };
                self.act(words, Kind::Hide(*thing));
            }
            Touched::LetIn(contributor) => {
                self.act(words::BLOCK_AGAIN.to_owned(), Kind::Block(*contributor));
            }
            Touched::Blocked(contributor) => {
                self.act(words::UNBLOCK.to_owned(), Kind::Unblock(*contributor));
            }
            Touched::Theirs(words) => self.left.push(words.clone()),
        }
    }

    fn edited(&mut self, article: ArticleId, title: &str, revisions: &[Version], budget: &Budget) {
        let Some((before, since)) = revisions.split_first() else { return };
        let Some(newest) = since.last() else { return };
        let only_theirs = since.iter().all(|version| version.theirs);
        let Some(texts) = without(revisions, budget) else {
            self.left.push(words::edits_left(title));
            return;
        };
        if newest.texts.as_ref() == Some(&texts) {
            // Somebody has restored it already.
            return;
        }
        let (sentence, note, same_as) = if only_theirs {
            let number = before.number;
            let restore = words::restore_revision(texts.title.as_str(), number);
            (restore, messages::history::restoring::note(number), Some(before.revision))
        } else {
            (words::remove_edits(title), words::NOTE_WITHOUT_THEIRS.to_owned(), None)
        };
        self.act(sentence, Kind::Revise { article, base: newest.revision, texts, note, same_as });
    }
}

/// The newest texts without what is to be undone: each run of such revisions is merged out, the newest first. `None` if a run
/// cannot be, since others edited the same sentences.
fn without(revisions: &[Version], budget: &Budget) -> Option<Texts> {
    let all_theirs = revisions.get(1..)?.iter().all(|version| version.theirs);
    if all_theirs {
        return revisions.first()?.texts.clone();
    }
    let mut current = revisions.last()?.texts.clone()?;
    let mut end = revisions.len();
    while end > 1 {
        if !revisions[end - 1].theirs {
            end -= 1;
            continue;
        }
        let begin = (1..end).rev().take_while(|at| revisions[*at].theirs).last()?;
        let (before, after) = (revisions[begin - 1].texts.as_ref()?, revisions[end - 1].texts.as_ref()?);
        current = if current == *after {
            before.clone()
        } else {
            Merge::of(parts(after), parts(before), parts(&current), budget).clean()?
        };
        end = begin;
    }
    Some(current)
}

fn parts(texts: &Texts) -> [&str; 3] {
    [texts.title.as_str(), texts.summary.as_str(), texts.body.as_str()]
}

#[cfg(test)]
mod tests;
