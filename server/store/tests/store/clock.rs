//! Order is by what came after what, whatever the clock said.

use domain::id::Timestamp;
use domain::outcome::Outcome;
use domain::testing;

use crate::common::{ALICE, BOB, Fixture};

#[tokio::test]
async fn comments_and_discussions_are_in_the_order_in_which_they_came_though_the_clock_goes_back_and_forth() {
    let fixture = Fixture::new().await;
    let (article, _) = fixture.article("A title", "A body.").await;
    let mut sent = Vec::new();
    for at in [9_000_000, 5_000, 8_000_000_000, 1, 7_000_000] {
        let command = testing::comment(article, "Words.");
        let comment = command.comment;
        let outcome = fixture.store.submit(fixture.envelope(BOB, Timestamp(at), command)).await.unwrap();
        assert!(matches!(outcome, Outcome::Applied { .. }));
        sent.push(comment);
    }
    let comments: Vec<_> = fixture.page("a-title").await.comments.iter().map(|comment| comment.id).collect();
    assert_eq!(comments, sent);

    for (title, at) in [("Second", 9_000_000_000), ("Third", 2), ("Fourth", 1_000_000)] {
        let command = testing::article(title).body("A body.");
        fixture.store.submit(fixture.envelope(ALICE, Timestamp(at), command)).await.unwrap();
    }
    let home = fixture.store.home().await.unwrap();
    let titles: Vec<_> =
        home.discussions.iter().map(|discussion| discussion.article.title.as_str()).collect();
    assert_eq!(titles, ["Fourth", "Third", "Second", "A title"], "what was changed last comes first");
    let recent: Vec<_> = home.recent.iter().map(|change| change.sequence).collect();
    assert!(recent.is_sorted_by(|one, next| one > next), "{recent:?}");
}

#[tokio::test]
async fn the_draft_of_a_day_before_is_the_newest_if_it_came_last() {
    let fixture = Fixture::new().await;
    let owner = domain::id::ContributorId(uuid::Uuid::from_u128(ALICE));
    for number in 0..120 {
        let at = Timestamp(1_000_000 - number);
        fixture.store.keep_draft(owner, format!("key {number}"), "{}".into(), at).await.unwrap();
    }
    // One that is kept again is newer than the others.
    fixture.store.keep_draft(owner, "key 60".into(), "{}".into(), Timestamp(0)).await.unwrap();
    let keys = fixture.store.draft_keys(owner).await.unwrap();
    let keys: Vec<_> = keys.iter().take(3).map(String::as_str).collect();
    assert_eq!(keys, ["key 60", "key 119", "key 118"]);
}
