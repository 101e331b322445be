use uuid::Uuid;

use super::*;
use crate::text::{Body, Summary, Title};

fn texts(title: &str, body: &str) -> Texts {
    Texts {
        title: Title::parse(title).unwrap(),
        summary: Summary::parse("A summary.").unwrap(),
        body: Body::parse(body).unwrap(),
    }
}

fn version(number: u8, theirs: bool, title: &str, body: &str) -> Version {
    let revision = RevisionId(Uuid::from_u128(u128::from(number)));
    Version { revision, number: i64::from(number), theirs, texts: Some(texts(title, body)) }
}

fn edited(revisions: Vec<Version>) -> Plan {
    let article = ArticleId(Uuid::from_u128(1));
    Plan::of(&[Touched::Edited { article, title: "Now".into(), revisions }])
}

/// The texts that a plan of one act makes the newest.
fn made(plan: &Plan) -> Texts {
    let [act] = plan.acts.as_slice() else { panic!("{plan:?}") };
    let reason = Reason::parse("Vandalism.").unwrap();
    let Command::ReviseArticle(revise) = act.command(RevisionId(Uuid::nil()), &reason) else {
        panic!("{act:?}")
    };
    Texts { title: revise.title, summary: revise.summary, body: revise.body }
}

const TEXT: &str =
    "The first paragraph says something.\n\nThe second one says more.\n\nThe third one ends it.";

#[test]
fn an_article_that_only_they_edited_is_what_it_was() {
    let plan = edited(vec![
        version(3, false, "A title", TEXT),
        version(4, true, "DEFACED", "x"),
        version(5, true, "DEFACED", "y"),
    ]);
    assert_eq!(made(&plan), texts("A title", TEXT));
    assert_eq!(plan.acts[0].same_as(), Some(RevisionId(Uuid::from_u128(3))));
    assert_eq!(plan.acts[0].words, "Restore “A title” to revision 3");
}

#[test]
fn what_others_wrote_meanwhile_stays() {
    let vandal = TEXT.replace("The second one says more.", "BUY THIS.");
    let both = vandal.replace("The third one ends it.", "The third one ends it well.");
    let later = both.replace("The first paragraph", "NOTHING");
    let plan = edited(vec![
        version(1, false, "A title", TEXT),
        version(2, true, "A title", &vandal),
        version(3, false, "A title", &both),
        version(4, true, "A title", &later),
    ]);
    assert_eq!(made(&plan), texts("A title", &TEXT.replace("ends it.", "ends it well.")));
    assert!(plan.left.is_empty());
}

#[test]
fn what_cannot_be_told_apart_is_left_and_said() {
    let plan = edited(vec![
        version(1, false, "A title", "One sentence."),
        version(2, true, "A title", "Another sentence entirely."),
        version(3, false, "A title", "Another sentence entirely, and well put."),
    ]);
    assert!(plan.acts.is_empty());
    assert_eq!(plan.left, ["“Now”: what others have written since cannot be separated from their edits."]);
}

#[test]
fn what_somebody_has_restored_already_is_not_done_again() {
    let plan = edited(vec![
        version(1, false, "A title", TEXT),
        version(2, true, "DEFACED", ""),
        version(3, false, "A title", TEXT),
    ]);
    assert_eq!(plan, Plan::default());
}

#[test]
fn texts_come_first_and_what_is_hidden_goes_last() {
    let id = Uuid::from_u128;
    let plan = Plan::of(&[
        Touched::Made { article: ArticleId(id(5)), title: "Spam".into(), built_on: false },
        Touched::Commented(CommentId(id(6)), "A".into()),
        Touched::Removed { relation: RelationId(id(7)), sentence: "“A” supports “B”".into() },
        Touched::Edited {
            article: ArticleId(id(1)),
            title: "DEFACED".into(),
            revisions: vec![version(1, false, "A title", TEXT), version(2, true, "DEFACED", "")],
        },
        Touched::Made { article: ArticleId(id(8)), title: "Kept".into(), built_on: true },
        Touched::Theirs("A comment of their own that they edited".into()),
    ]);
    let words: Vec<&str> = plan.acts.iter().map(|act| act.words.as_str()).collect();
    assert_eq!(
        words,
        [
            "Restore “A title” to revision 1",
            "Restore the relation “A” supports “B”",
            "Hide a comment on “A”",
            "Hide the article “Spam”"
        ]
    );
    assert_eq!(plan.left.len(), 2);
}
