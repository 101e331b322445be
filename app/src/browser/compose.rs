//! Commands from forms, in the browser, so that they can be kept and sent later (`domain::compose`).
//!
//! A form says what it is by `data-command`, and what it is about by `data-article` and the like.

use domain::compose::{About, Composed, NewIds, Other, compose};
use sync::client::Fields;
use uuid::Uuid;

/// A form as it stands on the page.
pub struct Form<'a> {
    /// What is typed.
    pub fields: &'a Fields,
    /// What the form says of itself: the value of `data-…`.
    pub about: &'a dyn Fn(&str) -> Option<String>,
}

impl Form<'_> {
    /// Makes the command; `fresh` gives ids that nothing has yet.
    pub fn compose(&self, fresh: &mut dyn FnMut() -> Uuid) -> Composed {
        self.read().map_or(Composed::Unclear, |about| compose(&about, self.fields, &mut Fresh(fresh)))
    }

    fn id<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        (self.about)(name)?.parse().ok()
    }

    fn read(&self) -> Option<About> {
        Some(match (self.about)("command")?.as_str() {
            "create-article" => About::NewArticle { related: self.id("other") },
            "revise-article" => About::Edit(self.id("article")?),
            "propose-edit" => About::Proposal(self.id("article")?),
            "relate" => {
                let other = self.fields.get("other_id").and_then(|id| id.trim().parse().ok());
                let other = other.map_or(Other::InWords, Other::Is);
                About::Relation { article: self.id("article")?, other }
            }
            "reword-relation" => About::Wording(self.id("relation")?),
            "remove-relation" => About::Removal(self.id("relation")?),
            "add-comment" => About::Comment(self.id("article")?),
            "edit-comment" => About::CommentEdit(self.id("comment")?),
            "withdraw-comment" => About::CommentWithdrawal(self.id("comment")?),
            "add-citation" => About::Citation(self.id("article")?),
            "edit-citation" => About::CitationEdit(self.id("citation")?),
            "withdraw-citation" => About::CitationWithdrawal(self.id("citation")?),
            "lock-article" => About::Lock(self.id("article")?),
            "unlock-article" => About::Unlock(self.id("article")?),
            _ => return None,
        })
    }
}

struct Fresh<'a>(&'a mut dyn FnMut() -> Uuid);

impl NewIds for Fresh<'_> {
    fn id(&mut self, _: &'static str) -> Uuid {
        (self.0)()
    }
}

#[cfg(test)]
mod tests {
    use domain::command::Command;

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
            Composed::Command(command) => command.kind().name(),
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
        assert_eq!(problem.to_string(), "Please enter a comment.");
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
