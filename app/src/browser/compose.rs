//! Commands from forms, in the browser: what the server would make of the same form, so that it can be kept and
//! sent later.
//!
//! A form says what it is by `data-command`, and what it is about by `data-article` and the like.

use domain::command::{
    AddCitation, AddComment, Command, CreateArticle, EditCitation, EditComment, LockArticle, NewRelation,
    Relate, RemoveRelation, ReviseArticle, RewordRelation, UnlockArticle, WithdrawCitation, WithdrawComment,
};
use domain::fault::Field;
use domain::form::{Reading, kind_and_direction};
use domain::id::{AnchorId, ArticleId, CitationId, CommentId, RelationId, RevisionId};
use domain::lock::Scope;
use domain::problem::Problem;
use domain::relation::Direction;
use domain::text::{Body, CommentBody, Explanation, Note, Reason, Summary, Title};
use sync::client::Fields;
use uuid::Uuid;

/// What a form becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Composed {
    /// A command.
    Command(Box<Command>),
    /// Nothing, since something is wrong with it.
    Refused(Problem),
    /// Only the server can tell, as where an article is named by words.
    Unclear,
}

/// A form as it stands on the page.
pub struct Form<'a> {
    /// What is typed.
    pub fields: &'a Fields,
    /// What the form says of itself: the value of `data-…`.
    pub about: &'a dyn Fn(&str) -> Option<String>,
}

impl Form<'_> {
    fn id<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        (self.about)(name)?.parse().ok()
    }

    fn field<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.fields.get(name)?.trim().parse().ok()
    }

    /// Makes the command; `fresh` gives ids that nothing has yet.
    pub fn compose(&self, fresh: &mut dyn FnMut() -> Uuid) -> Composed {
        let mut reading = Reading::of(self.fields);
        match self.command(&mut reading, fresh) {
            Some(command) => Composed::Command(Box::new(command)),
            None if reading.is_sound() => Composed::Unclear,
            None => Composed::Refused(reading.problem()),
        }
    }

    fn command(&self, reading: &mut Reading<'_>, fresh: &mut dyn FnMut() -> Uuid) -> Option<Command> {
        let command = match (self.about)("command")?.as_str() {
            "create-article" => {
                let (title, summary, body) = texts(reading);
                let relation = match self.id::<ArticleId>("other") {
                    None => Some(None),
                    Some(other) => {
                        let kind = reading.choice("relation", Field::Kind, kind_and_direction);
                        let explanation = reading.text("explanation", Explanation::parse);
                        kind.zip(explanation).map(|((kind, direction), explanation)| {
                            let relation = RelationId(fresh());
                            Some(NewRelation { relation, other, direction, kind, explanation })
                        })
                    }
                };
                let (article, revision) = (ArticleId(fresh()), RevisionId(fresh()));
                let (title, summary, body) = (title?, summary?, body?);
                Command::CreateArticle(CreateArticle {
                    article,
                    revision,
                    title,
                    summary,
                    body,
                    relation: relation?,
                })
            }
            "revise-article" => {
                let (title, summary, body) = texts(reading);
                let note = reading.text("note", Note::parse);
                let (article, base) = (self.id("article")?, self.field("base")?);
                let revision = RevisionId(fresh());
                let (title, summary, body, note) = (title?, summary?, body?, note?);
                let proposal = self.field("proposal");
                Command::ReviseArticle(ReviseArticle {
                    article,
                    revision,
                    base,
                    title,
                    summary,
                    body,
                    note,
                    proposal,
                })
            }
            "propose-edit" => {
                let (article, base) = (self.id("article")?, self.field("base")?);
                let (body, proposal) = reading.proposal(base)?;
                Command::AddComment(AddComment {
                    comment: CommentId(fresh()),
                    article,
                    parent: None,
                    body,
                    quotes: Vec::new(),
                    proposal: Some(proposal),
                })
            }
            "relate" => {
                let kind = reading.choice("relation", Field::Kind, kind_and_direction);
                let explanation = reading.text("explanation", Explanation::parse);
                let (article, other) = (self.id("article")?, self.field("other_id")?);
                let (kind, direction) = kind?;
                let (from, to) = match direction {
                    Direction::Forward => (article, other),
                    Direction::Backward => (other, article),
                };
                let relation = RelationId(fresh());
                Command::Relate(Relate { relation, from, kind, to, explanation: explanation? })
            }
            "reword-relation" => {
                let explanation = reading.text("explanation", Explanation::parse);
                let (relation, base) = (self.id("relation")?, self.field("base")?);
                Command::RewordRelation(RewordRelation { relation, base, explanation: explanation? })
            }
            "remove-relation" => Command::RemoveRelation(RemoveRelation { relation: self.id("relation")? }),
            "add-comment" => {
                let quotes = reading.quote(AnchorId(fresh()));
                let body = reading.text("body", CommentBody::parse);
                let (article, parent) = (self.id("article")?, self.field("parent"));
                let quotes = quotes?.into_iter().collect();
                Command::AddComment(AddComment {
                    comment: CommentId(fresh()),
                    article,
                    parent,
                    body: body?,
                    quotes,
                    proposal: None,
                })
            }
            "edit-comment" => {
                let body = reading.text("body", CommentBody::parse);
                let (comment, base) = (self.id("comment")?, self.field("base")?);
                Command::EditComment(EditComment { comment, base, body: body? })
            }
            "withdraw-comment" => Command::WithdrawComment(WithdrawComment { comment: self.id("comment")? }),
            "add-citation" => {
                let quote = reading.needed_quote(AnchorId(fresh()));
                let source = reading.source();
                let (article, citation) = (self.id("article")?, CitationId(fresh()));
                Command::AddCitation(AddCitation { citation, article, quote: quote?, source: source? })
            }
            "edit-citation" => {
                let source = reading.source();
                let (citation, base) = (self.id("citation")?, self.field("base")?);
                Command::EditCitation(EditCitation { citation, base, source: source? })
            }
            "withdraw-citation" => {
                Command::WithdrawCitation(WithdrawCitation { citation: self.id("citation")? })
            }
            "lock-article" => {
                let scope = reading.choice("scope", Field::Scope, Scope::from_name);
                let reason = reading.text("reason", Reason::parse);
                let until = reading.moment("until", Field::Until);
                let article = self.id("article")?;
                Command::LockArticle(LockArticle { article, scope: scope?, reason: reason?, until: until? })
            }
            "unlock-article" => Command::UnlockArticle(UnlockArticle { article: self.id("article")? }),
            _ => return None,
        };
        Some(command)
    }
}

fn texts(reading: &mut Reading<'_>) -> (Option<Title>, Option<Summary>, Option<Body>) {
    let title = reading.text("title", Title::parse);
    let summary = reading.text("summary", Summary::parse);
    let body = reading.text("body", Body::parse);
    (title, summary, body)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

    fn compose(about: &[(&str, &str)], fields: &[(&str, &str)]) -> Composed {
        let fields: Fields =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let about =
            |name: &str| about.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let mut next = 0;
        let mut fresh = || {
            next += 1;
            Uuid::from_u128(next)
        };
        Form { fields: &fields, about: &about }.compose(&mut fresh)
    }

    fn name(composed: &Composed) -> &'static str {
        match composed {
            Composed::Command(command) => command.name(),
            Composed::Refused(problem) => problem.code(),
            Composed::Unclear => "unclear",
        }
    }

    #[test]
    fn every_form_becomes_its_command() {
        let all = [
            ("title", "T"),
            ("summary", ""),
            ("body", "Words."),
            ("note", ""),
            ("base", ID),
            ("relation", "supports:backward"),
            ("explanation", "Because."),
            ("other_id", ID),
            ("quote", "these words"),
            ("source_title", "A source"),
            ("scope", "editing"),
            ("reason", "It is being agreed."),
            ("until", "2026-12-31T18:00"),
        ];
        for kind in [
            "create-article",
            "revise-article",
            "relate",
            "add-comment",
            "add-citation",
            "lock-article",
            "unlock-article",
            "remove-relation",
            "withdraw-comment",
            "withdraw-citation",
        ] {
            let about = [
                ("command", kind),
                ("article", ID),
                ("relation", ID),
                ("comment", ID),
                ("citation", ID),
                ("other", ID),
            ];
            assert_eq!(name(&compose(&about, &all)), kind);
        }
        let versions: Vec<_> =
            all.iter().map(|pair| if pair.0 == "base" { ("base", "2") } else { *pair }).collect();
        for kind in ["reword-relation", "edit-comment", "edit-citation"] {
            let about = [("command", kind), ("relation", ID), ("comment", ID), ("citation", ID)];
            assert_eq!(name(&compose(&about, &versions)), kind);
        }
    }

    #[test]
    fn an_edit_can_be_a_proposal_and_a_proposal_an_edit() {
        let fields = [
            ("title", "T"),
            ("summary", ""),
            ("body", "Words."),
            ("note", "Clearer."),
            ("base", ID),
            ("proposal", ID),
        ];
        let Composed::Command(command) = compose(&[("command", "propose-edit"), ("article", ID)], &fields)
        else {
            panic!("a proposal")
        };
        let Command::AddComment(add) = *command else { panic!("a comment") };
        assert_eq!(add.body.as_str(), "Clearer.");
        assert_eq!(add.proposal.unwrap().body.as_str(), "Words.");
        let Composed::Command(command) = compose(&[("command", "revise-article"), ("article", ID)], &fields)
        else {
            panic!("an edit")
        };
        let Command::ReviseArticle(revise) = *command else { panic!("an edit") };
        assert_eq!(revise.proposal.unwrap().to_string(), ID);
    }

    #[test]
    fn what_is_wrong_is_found_here_as_on_the_server() {
        let about = [("command", "add-comment"), ("article", ID)];
        let Composed::Refused(problem) = compose(&about, &[("body", " ")]) else {
            panic!("an empty comment")
        };
        assert_eq!(problem.to_string(), "Comment is missing. Please fill it in.");
    }

    #[test]
    fn an_article_named_by_words_is_for_the_server_to_find() {
        let fields = [("relation", "supports:forward"), ("other", "Some words"), ("other_id", "")];
        assert_eq!(compose(&[("command", "relate"), ("article", ID)], &fields), Composed::Unclear);
        assert_eq!(compose(&[("command", "levitate")], &[]), Composed::Unclear);
    }

    #[test]
    fn a_backward_relation_is_turned_round() {
        let fields =
            [("relation", "supports:backward"), ("other_id", "01890a5d-ac96-774b-bcce-b302099a8058")];
        let Composed::Command(command) = compose(&[("command", "relate"), ("article", ID)], &fields) else {
            panic!("a relation")
        };
        let Command::Relate(relate) = *command else { panic!("a relation") };
        assert_eq!(relate.to.to_string(), ID);
    }
}
