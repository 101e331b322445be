use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::command::{Command, CommandKind};
use crate::decide::world::World;
use crate::decide::{ArticleFacts, Decision};
use crate::id::{ContributorId, RevisionId, Timestamp};
use crate::problem::Problem;
use crate::role::Actor;
use crate::text::{Body, Summary, Title};

fn decide(command: &Command, facts: &World, now: Timestamp) -> Result<Decision, Problem> {
    facts.decide(command, now)
}

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn command(json: serde_json::Value) -> Command {
    serde_json::from_value(json).unwrap()
}

fn article(hidden: bool) -> ArticleFacts {
    ArticleFacts {
        id: ArticleId(id(10)),
        head: RevisionId(id(20)),
        title: Title::parse("Title").unwrap(),
        summary: Summary::parse("").unwrap(),
        body: Body::parse("Text.").unwrap(),
        plain_text: "Text.\n".into(),
        lock: None,
        hidden,
    }
}

/// Facts under which every command of moderation is taken from a moderator.
fn facts(role: Role) -> World {
    let mut facts = World::of(Actor { id: ContributorId(id(1)), role });
    facts.target = Some(TargetFacts {
        article: ArticleId(id(10)),
        hidden: false,
        withdrawn: false,
        newest: false,
        article_hidden: false,
    });
    facts.person = Some(PersonFacts { role: Role::Contributor, blocked: false });
    facts
}

fn all() -> Vec<Command> {
    let named = id(30);
    let mut all: Vec<Command> = ["article", "revision", "comment", "citation"]
        .into_iter()
        .flat_map(|thing| {
            [
                command(json!({ "command": "hide", "thing": thing, "named": named, "reason": "Why." })),
                command(json!({ "command": "unhide", "thing": thing, "named": named })),
            ]
        })
        .collect();
    all.push(command(json!({ "command": "block", "contributor": id(2), "reason": "Why." })));
    all.push(command(json!({ "command": "unblock", "contributor": id(2) })));
    all.push(command(json!({ "command": "undo", "people": [id(2)], "since": 1, "reason": "Why." })));
    all
}

#[test]
fn only_moderators_moderate() {
    for command in all() {
        let refused = decide(&command, &facts(Role::Contributor), Timestamp(0));
        assert_eq!(refused, Err(Problem::ModeratorsOnly), "{command:?}");
        assert_eq!(command, serde_json::from_value(serde_json::to_value(&command).unwrap()).unwrap());
    }
}

#[test]
fn what_is_hidden_is_shown_and_the_other_way_round() {
    for command in all() {
        let mut facts = facts(Role::Moderator);
        let hides = command.kind() == CommandKind::Hide;
        let shows = matches!(command.kind(), CommandKind::Unhide | CommandKind::Unblock);
        let first = decide(&command, &facts, Timestamp(0));
        assert_eq!(first.is_ok(), !shows, "{command:?}: {first:?}");
        facts.target.as_mut().unwrap().hidden = true;
        facts.person.as_mut().unwrap().blocked = true;
        let second = decide(&command, &facts, Timestamp(0));
        assert_eq!(second.is_ok(), !hides, "{command:?}: {second:?}");
    }
}

#[test]
fn the_newest_revision_is_not_hidden_and_no_moderator_is_blocked() {
    let mut facts = facts(Role::Moderator);
    facts.target.as_mut().unwrap().newest = true;
    facts.person.as_mut().unwrap().role = Role::Moderator;
    let hide = command(json!({ "command": "hide", "thing": "revision", "named": id(30), "reason": "Why." }));
    assert_eq!(decide(&hide, &facts, Timestamp(0)), Err(Problem::NewestRevision));
    let block = command(json!({ "command": "block", "contributor": id(2), "reason": "Why." }));
    assert_eq!(decide(&block, &facts, Timestamp(0)), Err(Problem::IsModerator));
}

#[test]
fn who_is_blocked_writes_nothing_and_may_still_take_back() {
    let mut facts = facts(Role::Contributor);
    facts.article = Some(article(false));
    facts.blocked = Some("Spam.".into());
    let say = json!({ "command": "add-comment", "comment": id(40), "article": id(10), "parent": null, "body": "Hm.",
                      "quotes": [] });
    let refused = decide(&command(say), &facts, Timestamp(0));
    assert_eq!(refused, Err(Problem::Blocked { reason: "Spam.".into() }));
    facts.comment = Some(crate::decide::ContributionFacts {
        article: ArticleId(id(10)),
        author: ContributorId(id(1)),
        version: 1,
        withdrawn: false,
    });
    let withdraw = command(json!({ "command": "withdraw-comment", "comment": id(40) }));
    assert!(matches!(decide(&withdraw, &facts, Timestamp(0)), Ok(Decision::Apply(_))));
}

#[test]
fn nothing_is_written_about_a_hidden_article_not_even_by_moderators() {
    for role in [Role::Contributor, Role::Moderator] {
        let mut facts = facts(role);
        facts.article = Some(article(true));
        let say = json!({ "command": "add-comment", "comment": id(40), "article": id(10), "parent": null, "body": "Hm.",
                          "quotes": [] });
        let gone = Err(Problem::Withdrawn { thing: Thing::Article });
        assert_eq!(decide(&command(say), &facts, Timestamp(0)), gone);
        // Nor is it the other end of anything.
        facts.article = Some(article(false));
        facts.other = Some(article(true));
        let relate = json!({ "command": "relate", "relation": id(50), "from": id(10), "kind": "supports", "to": id(11),
                             "explanation": "" });
        assert_eq!(decide(&command(relate), &facts, Timestamp(0)), gone);
    }
}

#[test]
fn what_its_author_or_a_moderator_removed_comes_back_by_them_only() {
    let (author, remover, reader) = (ContributorId(id(1)), ContributorId(id(2)), ContributorId(id(3)));
    let removed = |by: Option<ContributorId>, maker, role| RemovedFacts {
        kind: Kind::Supports,
        from: ArticleId(id(10)),
        author,
        maker: Some(maker),
        removed_by: by,
        removed_by_role: role,
        with_article: false,
    };
    let contributor = Role::Contributor;
    for (by, maker, role, who, may) in [
        (Some(remover), author, contributor, reader, true),
        (Some(remover), author, contributor, author, true),
        (Some(remover), author, contributor, remover, true),
        (Some(author), author, contributor, reader, false),
        (Some(author), author, contributor, author, true),
        // Its words were another's when it was made: this one reworded it, and removed what was not theirs.
        (Some(author), remover, contributor, reader, true),
        (Some(author), remover, contributor, remover, true),
        // And who made it removed it with the better words of another.
        (Some(remover), remover, contributor, reader, true),
        (Some(remover), author, Role::Moderator, reader, false),
        (Some(remover), author, Role::Moderator, author, false),
        (None, author, contributor, reader, false),
    ] {
        assert_eq!(
            may_restore(&removed(by, maker, role), who, contributor),
            may,
            "{by:?} {maker:?} {role:?} {who:?}"
        );
        assert!(may_restore(&removed(by, maker, role), who, Role::Moderator));
    }
}
