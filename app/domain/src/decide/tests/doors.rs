//! What a lock closes: every kind of command, at both articles that it may name.

use super::*;
use crate::command::{
    AddCitation, AddComment, CreateArticle, EditCitation, EditComment, Introduce, NewRelation,
    RemoveRelation, RewordRelation, Source, Suggestion, WithdrawCitation, WithdrawComment,
};
use crate::id::{ArticleId, CitationId, CommentId, ContributorId, RelationId, RevisionId};
use crate::lock::{Lock, Scope};
use crate::problem::Problem;
use crate::relation::{Direction, Kind};
use crate::role::Role;
use crate::text::{Body, CommentBody, Explanation, Reason, Summary, Texts, Title};

/// A way to write, and the least lock that closes it, on the article that is written to and on the other one.
struct Door {
    way: &'static str,
    command: Command,
    near: Option<Scope>,
    other: Option<Scope>,
}

fn source() -> Source {
    let Command::AddCitation(add) = cite() else { unreachable!() };
    add.source
}

fn create(direction: Option<Direction>) -> Command {
    Command::CreateArticle(CreateArticle {
        article: ArticleId(id(12)),
        revision: RevisionId(id(22)),
        title: Title::parse("A third").unwrap(),
        summary: Summary::parse("").unwrap(),
        body: Body::parse("").unwrap(),
        relation: direction.map(|direction| NewRelation {
            relation: RelationId(id(41)),
            other: ArticleId(id(11)),
            direction,
            kind: Kind::Supports,
            explanation: Explanation::parse("Why.").unwrap(),
        }),
    })
}

fn reply() -> Command {
    let Command::AddComment(add) = comment(vec![]) else { unreachable!() };
    Command::AddComment(AddComment { parent: Some(CommentId(id(30))), ..add })
}

fn quoting_another_article() -> Source {
    Source { url: Some(WebUrl::parse("https://moot.example/a/far").unwrap()), ..source() }
}

fn add_citation(source: Source) -> Command {
    Command::AddCitation(AddCitation {
        citation: CitationId(id(61)),
        article: ArticleId(id(10)),
        quote: words("One"),
        source,
    })
}

fn doors() -> Vec<Door> {
    const TEXT: Option<Scope> = Some(Scope::Editing);
    const TALK: Option<Scope> = Some(Scope::EditingAndComments);
    let pair = Suggestion { article: ArticleId(id(10)), other: ArticleId(id(11)) };
    let better = Explanation::parse("Better.").unwrap();
    let relation = RelationId(id(40));
    let introduce = Introduce {
        first_name: FirstName::parse("Ana").unwrap(),
        last_name: LastName::parse("").unwrap(),
        email: None,
    };
    let body = CommentBody::parse("Better.").unwrap();
    [
        ("introduce oneself", Command::Introduce(introduce), None, None),
        ("write an article", create(None), None, None),
        ("write one that is related to it", create(Some(Direction::Forward)), None, TEXT),
        ("write one that it is related to", create(Some(Direction::Backward)), None, TEXT),
        ("edit", revise(20, "New."), TEXT, None),
        ("relate", relate(10, Kind::Supports, 11), TEXT, TEXT),
        ("make a part of it", relate(10, Kind::PartOf, 11), TEXT, TEXT),
        (
            "reword a relation",
            Command::RewordRelation(RewordRelation { relation, base: 1, explanation: better }),
            TEXT,
            TEXT,
        ),
        ("remove a relation", Command::RemoveRelation(RemoveRelation { relation }), TEXT, TEXT),
        ("dismiss a suggestion", Command::DismissSuggestion(pair.clone()), TALK, TALK),
        ("restore a suggestion", Command::RestoreSuggestion(pair), TALK, TALK),
        ("comment", comment(vec![words("One")]), TALK, None),
        ("reply", reply(), TALK, None),
        ("propose an edit", propose("New."), TALK, None),
        (
            "edit a comment",
            Command::EditComment(EditComment { comment: CommentId(id(30)), base: 1, body }),
            TALK,
            None,
        ),
        (
            "withdraw a comment",
            Command::WithdrawComment(WithdrawComment { comment: CommentId(id(30)) }),
            TALK,
            None,
        ),
        ("cite", add_citation(source()), TALK, None),
        // What quotes an article stands with the quoting one, and is its business.
        ("cite another article", add_citation(quoting_another_article()), TALK, None),
        (
            "edit a citation",
            Command::EditCitation(EditCitation { citation: CitationId(id(60)), base: 1, source: source() }),
            TALK,
            None,
        ),
        (
            "withdraw a citation",
            Command::WithdrawCitation(WithdrawCitation { citation: CitationId(id(60)) }),
            TALK,
            None,
        ),
        (
            "bring back a relation",
            Command::RestoreRelation(crate::moderation::RestoreRelation { relation: RelationId(id(42)) }),
            TEXT,
            TEXT,
        ),
    ]
    .into_iter()
    .map(|(way, command, near, other)| Door { way, command, near, other })
    .collect()
}

/// Facts in which every command of [`doors`] takes effect while nothing is locked.
fn open(command: &Command) -> World {
    let mut facts = facts(Role::Contributor, None);
    let near = article(None);
    facts.proposed_on =
        Some(Texts { title: near.title.clone(), summary: near.summary.clone(), body: near.body.clone() });
    facts.other = Some(ArticleFacts { id: ArticleId(id(11)), title: Title::parse("Far").unwrap(), ..near });
    facts.relation = Some(RelationFacts {
        id: RelationId(id(40)),
        from: ArticleId(id(10)),
        to: ArticleId(id(11)),
        kind: Kind::Supports,
        explanation: Explanation::parse("Why").unwrap(),
        version: 1,
        maker: None,
    });
    let own = ContributionFacts {
        article: ArticleId(id(10)),
        author: ContributorId(id(1)),
        version: 1,
        withdrawn: false,
    };
    (facts.comment, facts.citation) = (Some(own.clone()), Some(own));
    facts.is_dismissed = matches!(command, Command::RestoreSuggestion(_));
    facts.removed = Some(crate::moderation::RemovedFacts {
        kind: Kind::Supports,
        from: ArticleId(id(10)),
        author: ContributorId(id(1)),
        maker: Some(ContributorId(id(1))),
        removed_by: Some(ContributorId(id(1))),
        removed_by_role: Role::Contributor,
        with_article: false,
    });
    facts
}

fn closes(least: Option<Scope>, lock: Scope) -> bool {
    least.is_some_and(|least| least == Scope::Editing || lock == Scope::EditingAndComments)
}

#[test]
fn a_lock_closes_every_door_at_either_article_to_all_but_moderators() {
    for Door { way, command, near, other } in doors() {
        assert!(decide(&command, &open(&command), NOW).is_ok(), "{way} where nothing is locked");
        for scope in Scope::ALL {
            let mut here = open(&command);
            here.article.as_mut().unwrap().lock = Some(lock(scope, None));
            let mut there = open(&command);
            there.other.as_mut().unwrap().lock = Some(lock(scope, None));
            for (mut facts, end, least, title) in
                [(here, "here", near, None), (there, "there", other, Some("Far"))]
            {
                let decision = decide(&command, &facts, NOW);
                if closes(least, scope) {
                    let refusal = Problem::locked(&lock(scope, None), title);
                    assert_eq!(decision, Err(refusal), "{way}, locked {end} for {}", scope.words());
                } else {
                    assert!(decision.is_ok(), "{way}, locked {end} for {}: {decision:?}", scope.words());
                }
                facts.actor.role = Role::Moderator;
                assert!(decide(&command, &facts, NOW).is_ok(), "a moderator may {way}, locked {end}");
            }
        }
    }
}

#[test]
fn every_kind_of_command_has_its_doors_in_the_table() {
    let named: std::collections::BTreeSet<_> = doors().iter().map(|door| door.command.kind()).collect();
    // A new kind does not compile here until it has its line: what locks is for moderators anyway.
    let has_line = |command: &Command| match command {
        Command::LockArticle(_)
        | Command::UnlockArticle(_)
        | Command::Hide(_)
        | Command::Unhide(_)
        | Command::Block(_)
        | Command::Unblock(_)
        | Command::Undo(_) => false,
        Command::Introduce(_)
        | Command::RestoreRelation(_)
        | Command::CreateArticle(_)
        | Command::ReviseArticle(_)
        | Command::Relate(_)
        | Command::RewordRelation(_)
        | Command::RemoveRelation(_)
        | Command::DismissSuggestion(_)
        | Command::RestoreSuggestion(_)
        | Command::AddComment(_)
        | Command::EditComment(_)
        | Command::WithdrawComment(_)
        | Command::AddCitation(_)
        | Command::EditCitation(_)
        | Command::WithdrawCitation(_) => true,
    };
    assert!(doors().iter().all(|door| has_line(&door.command)));
    assert_eq!(named.len(), 15, "{named:?}");
}

#[test]
fn the_refusal_names_the_article_that_is_locked() {
    let reason = "Locked by agreement.";
    let lock = Lock { reason: Reason::parse(reason).unwrap(), ..lock(Scope::Editing, None) };
    assert_eq!(Problem::locked(&lock, None).to_string(), format!("This article is locked. Reason: {reason}"));
    assert_eq!(Problem::locked(&lock, Some("Far")).to_string(), format!("“Far” is locked. Reason: {reason}"));
}
