//! Many at once at one article: everybody gets an outcome, and nothing is lost.

use domain::testing;
use std::sync::Arc;

use crate::common::{ALICE, Fixture};
use domain::outcome::Outcome;
use domain::slug::Slug;
use store::read::Found;

/// How many write, and how often each.
const WRITERS: u128 = 12;
const EACH: usize = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_edits_and_quotes_among_many_is_served() {
    let fixture = Arc::new(Fixture::new().await);
    // Large enough that merging and carrying go to the pool.
    let lines = |marks: &[usize]| -> String {
        let line = |number: usize| {
            let mark = if marks.contains(&number) { " Edited." } else { "" };
            format!("Line {number} of this article has a few words of its own.{mark}\n\n")
        };
        (0..usize::try_from(WRITERS).unwrap() * EACH).map(line).collect()
    };
    let (article, first) = fixture.article("A title", &lines(&[])).await;
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let fixture = Arc::clone(&fixture);
            let mine = usize::try_from(writer).unwrap() * EACH;
            let edits: Vec<String> = (0..EACH).map(|edit| lines(&[mine + edit])).collect();
            tokio::spawn(async move {
                for (edit, text) in edits.iter().enumerate() {
                    // Each upon the first revision, so that all but one are merged.
                    let command = testing::revise(article, first, "A title", text);
                    let outcome = fixture.send(ALICE + writer, command).await;
                    assert!(
                        matches!(outcome, Outcome::Applied { .. } | Outcome::Merged { .. }),
                        "{outcome:?}"
                    );
                    let words = format!("Line {} of this article", mine + edit);
                    let command = testing::comment(article, "Quoted.").quoting(&words);
                    let outcome = fixture.send(ALICE + writer, command).await;
                    assert!(matches!(outcome, Outcome::Applied { .. }), "{outcome:?}");
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let all = usize::try_from(WRITERS).unwrap() * EACH;
    let page = fixture.page("a-title").await;
    assert_eq!(page.html.matches("Edited.").count(), all);
    assert_eq!(page.comments.len(), all);
    let Ok(Some(Found::Here(history))) = fixture.store.history(&Slug::parse("a-title").unwrap(), None).await
    else {
        panic!("it has a history")
    };
    assert_eq!(history.revisions.len(), all + 1);
}
