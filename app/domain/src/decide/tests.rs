use proptest::prelude::*;
use uuid::Uuid;

use super::world::World;
use super::*;
use crate::anchor::{LiveAnchor, Passage, Standing};
use crate::command::{
    AddCitation, AddComment, Command, EditCitation, EditComment, LockArticle, NewAnchor, Proposal, Relate,
    RemoveRelation, ReviseArticle, RewordRelation, Source, Suggestion, Target, UnlockArticle,
    WithdrawCitation, WithdrawComment,
};
use crate::fault::{Fault, Field};
use crate::id::{
    AnchorId, ArticleId, CitationId, CommentId, ContributorId, RelationId, RevisionId, Timestamp,
};
use crate::lock::{Lock, Scope};
use crate::problem::{Problem, Thing};
use crate::relation::Kind;
use crate::role::{Actor, Role};
use crate::source::Stance;
use crate::text::{Body, CommentBody, Explanation, Note, Summary, Texts, Title};
use crate::text::{
    CitationNote, Excerpt, FirstName, LastName, Publisher, Quote, Reason, SourceAuthor, SourceTitle, WebUrl,
};

mod doors;

fn decide(command: &Command, facts: &World, now: Timestamp) -> Result<Decision, Problem> {
    facts.decide(command, now)
}

const NOW: Timestamp = Timestamp(1_000_000);

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn actor(role: Role) -> Actor {
    Actor { id: ContributorId(id(1)), role }
}

fn article(lock: Option<Lock>) -> ArticleFacts {
    ArticleFacts {
        id: ArticleId(id(10)),
        head: RevisionId(id(20)),
        title: Title::parse("Title").unwrap(),
        summary: Summary::parse("Summary").unwrap(),
        body: Body::parse("One two three.").unwrap(),
        plain_text: "One two three.\n".into(),
        lock,
        hidden: false,
    }
}

fn lock(scope: Scope, until: Option<Timestamp>) -> Lock {
    Lock {
        scope,
        reason: Reason::parse("It is being agreed.").unwrap(),
        by: ContributorId(id(9)),
        since: Timestamp(0),
        until,
    }
}

fn facts(role: Role, lock: Option<Lock>) -> World {
    let mut facts = World::of(actor(role));
    facts.article = Some(article(lock));
    facts
}

fn revise(base: u128, body: &str) -> Command {
    Command::ReviseArticle(ReviseArticle {
        article: ArticleId(id(10)),
        revision: RevisionId(id(21)),
        base: RevisionId(id(base)),
        title: Title::parse("Title").unwrap(),
        summary: Summary::parse("Summary").unwrap(),
        body: Body::parse(body).unwrap(),
        note: Note::none(),
        proposal: None,
    })
}

fn comment(quotes: Vec<NewAnchor>) -> Command {
    Command::AddComment(AddComment {
        comment: CommentId(id(30)),
        article: ArticleId(id(10)),
        parent: None,
        body: CommentBody::parse("Well said.").unwrap(),
        quotes,
        proposal: None,
    })
}

fn relate(from: u128, kind: Kind, to: u128) -> Command {
    Command::Relate(Relate {
        relation: RelationId(id(40)),
        from: ArticleId(id(from)),
        kind,
        to: ArticleId(id(to)),
        explanation: Explanation::parse("Why.").unwrap(),
    })
}

fn words(exact: &str) -> NewAnchor {
    NewAnchor { anchor: AnchorId(id(50)), target: Target::Words { exact: Quote::parse(exact).unwrap() } }
}

#[test]
fn an_edit_on_the_head_becomes_the_new_head() {
    let Decision::Apply(effects) = decide(&revise(20, "New."), &facts(Role::Contributor, None), NOW).unwrap()
    else {
        panic!("the edit was made on the head")
    };
    assert!(matches!(&effects[..], [Effect::AddRevision { parent: Some(parent), .. }] if parent.0 == id(20)));
}

#[test]
fn an_edit_on_an_old_revision_is_a_conflict_and_changes_nothing() {
    let decision = decide(&revise(19, "New."), &facts(Role::Contributor, None), NOW);
    assert_eq!(decision, Ok(Decision::Conflict { head: RevisionId(id(20)) }));
}

#[test]
fn an_edit_without_a_change_is_refused() {
    let refused = decide(&revise(20, "One two three."), &facts(Role::Contributor, None), NOW);
    assert_eq!(refused, Err(Problem::NothingChanged));
}

fn propose(body: &str) -> Command {
    let Command::AddComment(add) = comment(vec![]) else { unreachable!() };
    let proposal = Proposal {
        base: RevisionId(id(20)),
        title: Title::parse("Title").unwrap(),
        summary: Summary::parse("Summary").unwrap(),
        body: Body::parse(body).unwrap(),
    };
    Command::AddComment(AddComment { proposal: Some(proposal), ..add })
}

fn apply(proposal: u128) -> Command {
    let Command::ReviseArticle(revise) = revise(20, "New.") else { unreachable!() };
    Command::ReviseArticle(ReviseArticle { proposal: Some(CommentId(id(proposal))), ..revise })
}

#[test]
fn what_a_lock_refuses_can_be_proposed_if_it_changes_something() {
    let mut locked = facts(Role::Contributor, Some(lock(Scope::Editing, None)));
    let unknown = Problem::NotFound { thing: Thing::Revision };
    assert_eq!(decide(&propose("New."), &locked, NOW), Err(unknown), "of a revision of another article");
    let head = article(None);
    locked.proposed_on = Some(Texts { title: head.title, summary: head.summary, body: head.body });
    let Ok(Decision::Apply(effects)) = decide(&propose("New."), &locked, NOW) else { panic!("it is open") };
    assert!(matches!(&effects[..], [Effect::AddComment { .. }, Effect::AddProposal { .. }]));
    assert_eq!(decide(&propose("One two three."), &locked, NOW), Err(Problem::NothingChanged));
    let closed = facts(Role::Contributor, Some(lock(Scope::EditingAndComments, None)));
    assert!(matches!(decide(&propose("New."), &closed, NOW), Err(Problem::Locked { .. })));
}

#[test]
fn a_proposal_is_applied_once_and_only_where_it_belongs() {
    let mut locked = facts(Role::Moderator, Some(lock(Scope::Editing, None)));
    let missing = Problem::NotFound { thing: Thing::Comment };
    assert_eq!(decide(&apply(30), &locked, NOW), Err(missing));
    let carrying = ContributionFacts {
        article: ArticleId(id(10)),
        author: ContributorId(id(2)),
        version: 1,
        withdrawn: false,
    };
    locked.comment = Some(ContributionFacts { article: ArticleId(id(11)), ..carrying.clone() });
    assert!(decide(&apply(30), &locked, NOW).is_err(), "it is about another article");
    locked.comment = Some(ContributionFacts { withdrawn: true, ..carrying.clone() });
    assert_eq!(decide(&apply(30), &locked, NOW), Err(Problem::Withdrawn { thing: Thing::Comment }));
    locked.comment = Some(carrying);
    assert_eq!(decide(&apply(30), &locked, NOW), Err(Problem::AppliedAlready));
    locked.open_proposal = true;
    let Ok(Decision::Apply(effects)) = decide(&apply(30), &locked, NOW) else { panic!("it is open") };
    assert!(effects.iter().any(|effect| matches!(effect, Effect::ApplyProposal { .. })));
    locked.actor = actor(Role::Contributor);
    assert!(matches!(decide(&apply(30), &locked, NOW), Err(Problem::Locked { .. })));
}

#[test]
fn a_lock_refuses_contributors_and_lets_moderators_through() {
    for (scope, may_comment) in [(Scope::Editing, true), (Scope::EditingAndComments, false)] {
        let locked = facts(Role::Contributor, Some(lock(scope, None)));
        assert_eq!(decide(&revise(20, "New."), &locked, NOW), Err(Problem::locked(&lock(scope, None), None)));
        assert_eq!(decide(&comment(vec![]), &locked, NOW).is_ok(), may_comment);
        let moderated = facts(Role::Moderator, Some(lock(scope, None)));
        assert!(decide(&revise(20, "New."), &moderated, NOW).is_ok());
        assert!(decide(&comment(vec![]), &moderated, NOW).is_ok());
    }
}

#[test]
fn a_lock_ends_by_itself() {
    for (until, open) in [(NOW.0, true), (NOW.0 + 1, false)] {
        let facts = facts(Role::Contributor, Some(lock(Scope::Editing, Some(Timestamp(until)))));
        assert_eq!(decide(&revise(20, "New."), &facts, NOW).is_ok(), open);
    }
}

#[test]
fn only_moderators_lock_and_only_what_is_locked_is_unlocked() {
    let lock_it = Command::LockArticle(LockArticle {
        article: ArticleId(id(10)),
        scope: Scope::Editing,
        reason: Reason::parse("Why").unwrap(),
        until: Some(Timestamp(NOW.0 + 1)),
    });
    let unlock = Command::UnlockArticle(UnlockArticle { article: ArticleId(id(10)) });
    assert_eq!(decide(&lock_it, &facts(Role::Contributor, None), NOW), Err(Problem::ModeratorsOnly));
    assert_eq!(decide(&unlock, &facts(Role::Contributor, None), NOW), Err(Problem::ModeratorsOnly));
    assert!(decide(&lock_it, &facts(Role::Moderator, None), NOW).is_ok());
    assert_eq!(decide(&unlock, &facts(Role::Moderator, None), NOW), Err(Problem::NotLocked));
    let locked = facts(Role::Moderator, Some(lock(Scope::Editing, None)));
    assert!(decide(&unlock, &locked, NOW).is_ok());
    assert_eq!(
        decide(&lock_it, &facts(Role::Moderator, None), Timestamp(NOW.0 + 1)),
        Err(Problem::field(Field::Until, Fault::InThePast))
    );
}

#[test]
fn relations_to_itself_twice_or_in_a_circle_are_refused() {
    let mut facts = facts(Role::Contributor, None);
    facts.other = Some(article(None));
    assert_eq!(decide(&relate(10, Kind::Supports, 10), &facts, NOW), Err(Problem::SelfRelation));
    assert!(decide(&relate(10, Kind::PartOf, 11), &facts, NOW).is_ok());
    facts.ancestors = vec![ArticleId(id(12)), ArticleId(id(10))];
    assert_eq!(decide(&relate(10, Kind::PartOf, 11), &facts, NOW), Err(Problem::Cycle));
    assert!(
        decide(&relate(10, Kind::Supports, 11), &facts, NOW).is_ok(),
        "only the hierarchy has no circles"
    );
    facts.related_already = true;
    assert_eq!(decide(&relate(10, Kind::Supports, 11), &facts, NOW), Err(Problem::DuplicateRelation));
    facts.other = None;
    assert_eq!(
        decide(&relate(10, Kind::Supports, 11), &facts, NOW),
        Err(Problem::field(Field::Other, Fault::NoSuchArticle))
    );
}

#[test]
fn pasted_words_become_an_anchor_with_its_place_and_context() {
    let Ok(Decision::Apply(effects)) =
        decide(&comment(vec![words("two")]), &facts(Role::Contributor, None), NOW)
    else {
        panic!("the words are in the article")
    };
    let Some(Effect::AddAnchor { anchor: LiveAnchor { passage, standing, .. }, .. }) = effects.get(1) else {
        panic!("{effects:?}")
    };
    assert_eq!(standing, &Standing::Unchanged(4..7));
    assert_eq!((passage.prefix.as_str(), passage.suffix.as_str()), ("One ", " three.\n"));
}

#[test]
fn a_quote_that_is_not_in_the_article_is_refused() {
    let refused = decide(&comment(vec![words("four")]), &facts(Role::Contributor, None), NOW);
    assert_eq!(refused, Err(Problem::field(Field::Quote, Fault::NotInTheArticle)));
    let forged = NewAnchor {
        anchor: AnchorId(id(50)),
        target: Target::Passage(Passage {
            revision: RevisionId(id(20)),
            start: 4,
            end: 7,
            exact: Quote::parse("six").unwrap(),
            prefix: String::new(),
            suffix: String::new(),
        }),
    };
    let refused = decide(&comment(vec![forged]), &facts(Role::Contributor, None), NOW);
    assert_eq!(refused, Err(Problem::field(Field::Quote, Fault::NotInTheArticle)));
}

#[test]
fn a_quote_edited_by_hand_is_found_by_its_words() {
    let edited = NewAnchor {
        anchor: AnchorId(id(50)),
        target: Target::Passage(Passage {
            revision: RevisionId(id(20)),
            start: 0,
            end: 14,
            exact: Quote::parse("two three").unwrap(),
            prefix: String::new(),
            suffix: String::new(),
        }),
    };
    let decision = decide(&comment(vec![edited]), &facts(Role::Contributor, None), NOW).unwrap();
    let Decision::Apply(effects) = decision else { panic!("{decision:?}") };
    assert!(
        matches!(&effects[1], Effect::AddAnchor { anchor, .. } if anchor.standing == Standing::Unchanged(4..13))
    );
}

#[test]
fn nobody_but_its_author_edits_or_withdraws_a_comment_or_citation() {
    let (comment, citation) = (CommentId(id(30)), CitationId(id(60)));
    let source = |title: &str| {
        let Command::AddCitation(add) = cite() else { unreachable!() };
        Source { title: SourceTitle::parse(title).unwrap(), ..add.source }
    };
    let edits = |base| {
        let body = CommentBody::parse("Better.").unwrap();
        [
            (Thing::Comment, Command::EditComment(EditComment { comment, base, body })),
            (Thing::Citation, Command::EditCitation(EditCitation { citation, base, source: source("B") })),
        ]
    };
    let withdrawals = [
        (Thing::Comment, Command::WithdrawComment(WithdrawComment { comment })),
        (Thing::Citation, Command::WithdrawCitation(WithdrawCitation { citation })),
    ];
    let with = |author: u128, withdrawn: bool, role: Role| {
        let mut facts = facts(role, None);
        let (article, author) = (ArticleId(id(10)), ContributorId(id(author)));
        let contribution = ContributionFacts { article, author, version: 3, withdrawn };
        (facts.comment, facts.citation) = (Some(contribution.clone()), Some(contribution));
        facts
    };
    for role in [Role::Contributor, Role::Moderator] {
        for (thing, edit) in edits(3) {
            assert!(decide(&edit, &with(1, false, role), NOW).is_ok(), "one's own {thing:?}");
            assert_eq!(
                decide(&edit, &with(2, false, role), NOW),
                Err(Problem::NotYours { thing }),
                "another's {thing:?}, by a {}",
                role.name()
            );
        }
        for (thing, edit) in edits(2) {
            assert_eq!(decide(&edit, &with(1, false, role), NOW), Err(Problem::ChangedMeanwhile { thing }));
        }
        for (thing, withdrawal) in &withdrawals {
            assert!(decide(withdrawal, &with(1, false, role), NOW).is_ok(), "one's own {thing:?}");
            let others = decide(withdrawal, &with(2, false, role), NOW);
            // Moderators hide it, for a reason.
            assert_eq!(
                others,
                Err(Problem::NotYours { thing: *thing }),
                "another's {thing:?}, by a {}",
                role.name()
            );
        }
        for (thing, command) in edits(3).iter().chain(&withdrawals) {
            let (thing, withdrawn) = (*thing, with(1, true, role));
            assert_eq!(decide(command, &withdrawn, NOW), Err(Problem::Withdrawn { thing }));
            assert_eq!(decide(command, &facts(role, None), NOW), Err(Problem::NotFound { thing }));
        }
    }
}

fn cite() -> Command {
    Command::AddCitation(AddCitation {
        citation: CitationId(id(60)),
        article: ArticleId(id(10)),
        quote: words("One"),
        source: Source {
            title: SourceTitle::parse("Source").unwrap(),
            url: None,
            author: SourceAuthor::parse("").unwrap(),
            identifier: None,
            publisher: Publisher::parse("").unwrap(),
            container: None,
            date: None,
            accessed: None,
            stance: Stance::default(),
            excerpt: Excerpt::parse("").unwrap(),
            note: CitationNote::parse("").unwrap(),
        },
    })
}

#[test]
fn what_is_saved_in_a_proposals_name_with_other_words_says_who_adapted_it() {
    let mut facts = facts(Role::Contributor, None);
    facts.open_proposal = true;
    facts.comment = Some(ContributionFacts {
        article: ArticleId(id(10)),
        author: ContributorId(id(2)),
        version: 1,
        withdrawn: false,
    });
    let texts = |title: &str, summary: &str, body: &str| Texts {
        title: Title::parse(title).unwrap(),
        summary: Summary::parse(summary).unwrap(),
        body: Body::parse(body).unwrap(),
    };
    let applied = |facts: &World| {
        let Ok(Decision::Apply(effects)) = decide(&apply(30), facts, NOW) else { panic!("it is open") };
        effects.into_iter().find_map(|effect| match effect {
            Effect::ApplyProposal { applied, .. } => Some(applied),
            _ => None,
        })
    };
    for (proposed, expected) in [
        (texts("Title", "Summary", "New."), Applied::AsProposed),
        (texts("Title", "Summary", "New"), Applied::Adapted),
        (texts("Title", "Another", "New."), Applied::Adapted),
        (texts("Titles", "Summary", "New."), Applied::Adapted),
    ] {
        facts.proposed = Some(proposed.clone());
        assert_eq!(applied(&facts), Some(expected), "{proposed:?}");
    }
    // Merged with what was saved meanwhile, the words that were sent are those that count.
    facts.proposed = Some(texts("Title", "Summary", "As it was sent."));
    facts.merged = facts.proposed.clone().map(|texts| Unmerged { base: RevisionId(id(19)), texts });
    assert_eq!(applied(&facts), Some(Applied::AsProposed));
}

#[test]
fn a_reply_stays_in_its_article() {
    let reply = Command::AddComment(AddComment {
        comment: CommentId(id(31)),
        article: ArticleId(id(10)),
        parent: Some(CommentId(id(30))),
        body: CommentBody::parse("Yes.").unwrap(),
        quotes: vec![],
        proposal: None,
    });
    let mut facts = facts(Role::Contributor, None);
    let parent = |article: u128, withdrawn| ContributionFacts {
        article: ArticleId(id(article)),
        author: ContributorId(id(2)),
        version: 1,
        withdrawn,
    };
    facts.comment = Some(parent(10, false));
    assert!(decide(&reply, &facts, NOW).is_ok());
    facts.comment = Some(parent(11, false));
    assert_eq!(decide(&reply, &facts, NOW), Err(Problem::NotFound { thing: Thing::Comment }));
    facts.comment = Some(parent(10, true));
    assert_eq!(decide(&reply, &facts, NOW), Err(Problem::Withdrawn { thing: Thing::Comment }));
}

#[test]
fn a_new_title_moves_the_article() {
    let Command::ReviseArticle(mut revise) = revise(20, "One two three.") else { unreachable!() };
    revise.title = Title::parse("Another title").unwrap();
    let decision = decide(&Command::ReviseArticle(revise), &facts(Role::Contributor, None), NOW).unwrap();
    let Decision::Apply(effects) = decision else { panic!("{decision:?}") };
    assert!(matches!(&effects[1], Effect::MoveArticle { slug, .. } if slug.as_str() == "another-title"));
}

#[test]
fn a_suggestion_is_dismissed_once_and_brought_back_once_whichever_way_round() {
    let mut facts = facts(Role::Contributor, Some(lock(Scope::Editing, None)));
    facts.other = Some(article(None));
    let pair = |article: u128, other: u128| Suggestion {
        article: ArticleId(id(article)),
        other: ArticleId(id(other)),
    };
    let (first, second) = (ArticleId(id(9)), ArticleId(id(10)));
    for suggestion in [pair(9, 10), pair(10, 9)] {
        facts.is_dismissed = false;
        let dismiss = Command::DismissSuggestion(suggestion.clone());
        let restore = Command::RestoreSuggestion(suggestion);
        assert_eq!(
            decide(&dismiss, &facts, NOW),
            Ok(Decision::Apply(vec![Effect::DismissSuggestion { first, second }]))
        );
        assert_eq!(decide(&restore, &facts, NOW), Err(Problem::NothingChanged));
        facts.is_dismissed = true;
        assert_eq!(decide(&dismiss, &facts, NOW), Err(Problem::NothingChanged));
        assert_eq!(
            decide(&restore, &facts, NOW),
            Ok(Decision::Apply(vec![Effect::RestoreSuggestion { first, second }]))
        );
    }
    assert_eq!(decide(&Command::DismissSuggestion(pair(10, 10)), &facts, NOW), Err(Problem::SelfRelation));
    facts.other = None;
    let missing = decide(&Command::DismissSuggestion(pair(10, 11)), &facts, NOW);
    assert_eq!(missing, Err(Problem::NotFound { thing: Thing::Article }));
}

fn any_command() -> impl Strategy<Value = Command> {
    let Command::AddCitation(AddCitation { source, .. }) = cite() else { unreachable!() };
    let article = ArticleId(id(10));
    prop_oneof![
        (19u128..22, "[a-z]{1,5}").prop_map(|(base, body)| revise(base, &body)),
        (9u128..12, 0usize..8, 9u128..12).prop_map(|(from, kind, to)| relate(from, Kind::ALL[kind], to)),
        proptest::option::of("[a-z]{1,3}")
            .prop_map(|quote| comment(quote.iter().map(|q| words(q)).collect())),
        Just(Command::RewordRelation(RewordRelation {
            relation: RelationId(id(40)),
            base: 1,
            explanation: Explanation::parse("Better").unwrap()
        })),
        Just(Command::RemoveRelation(RemoveRelation { relation: RelationId(id(40)) })),
        (9u128..12, any::<bool>()).prop_map(|(other, dismiss)| {
            let suggestion = Suggestion { article: ArticleId(id(10)), other: ArticleId(id(other)) };
            if dismiss {
                Command::DismissSuggestion(suggestion)
            } else {
                Command::RestoreSuggestion(suggestion)
            }
        }),
        Just(Command::WithdrawComment(WithdrawComment { comment: CommentId(id(30)) })),
        Just(cite()),
        Just(Command::EditCitation(EditCitation { citation: CitationId(id(60)), base: 1, source })),
        Just(Command::UnlockArticle(UnlockArticle { article })),
    ]
}

fn any_facts() -> impl Strategy<Value = World> {
    let any_lock =
        proptest::option::of((any::<bool>(), proptest::option::of(0i64..2_000_000))).prop_map(|lock_| {
            lock_.map(|(all, until)| {
                lock(if all { Scope::EditingAndComments } else { Scope::Editing }, until.map(Timestamp))
            })
        });
    (any::<bool>(), any::<bool>(), any_lock, any::<bool>(), 1u128..3).prop_map(
        |(moderator, exists, lock, more, author)| {
            let mut facts = facts(if moderator { Role::Moderator } else { Role::Contributor }, lock);
            if more {
                facts.other = Some(article(None));
                facts.relation = Some(RelationFacts {
                    id: RelationId(id(40)),
                    from: ArticleId(id(10)),
                    to: ArticleId(id(11)),
                    kind: Kind::Supports,
                    explanation: Explanation::parse("Why").unwrap(),
                    version: 1,
                    maker: None,
                });
                let contribution = ContributionFacts {
                    article: ArticleId(id(10)),
                    author: ContributorId(id(author)),
                    version: 1,
                    withdrawn: false,
                };
                facts.comment = Some(contribution.clone());
                facts.citation = Some(contribution);
            }
            if !exists {
                facts.article = None;
            }
            facts
        },
    )
}

proptest! {
    #[test]
    fn the_same_facts_give_the_same_decision(command in any_command(), facts in any_facts()) {
        prop_assert_eq!(decide(&command, &facts, NOW), decide(&command, &facts, NOW));
    }

    #[test]
    fn nothing_is_written_to_a_fully_locked_article_by_a_contributor(command in any_command(), mut facts in any_facts()) {
        facts.actor.role = Role::Contributor;
        if let Some(article) = &mut facts.article {
            article.lock = Some(lock(Scope::EditingAndComments, None));
        }
        prop_assert!(decide(&command, &facts, NOW).is_err());
    }

    #[test]
    fn what_is_decided_for_a_contributor_is_decided_alike_for_a_moderator(command in any_command(), mut facts in any_facts()) {
        facts.actor.role = Role::Contributor;
        let allowed = decide(&command, &facts, NOW);
        if let Ok(decision) = allowed {
            facts.actor.role = Role::Moderator;
            prop_assert_eq!(decide(&command, &facts, NOW), Ok(decision));
        }
    }

    #[test]
    fn commands_survive_json(command in any_command()) {
        let json = serde_json::to_string(&command).unwrap();
        prop_assert_eq!(serde_json::from_str::<Command>(&json).unwrap(), command);
    }
}
