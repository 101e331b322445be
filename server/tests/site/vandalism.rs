//! A minute of vandalism, undone in one act.

use axum::http::StatusCode;
use domain::command::{Command, Envelope};
use domain::id::{CommandId, ContributorId};
use domain::outcome::Outcome;
use domain::problem::Problem;
use domain::role::Role;
use domain::slug::Slug;
use domain::text::Email;
use domain::trust::KNOWN_AFTER_MILLIS;
use model::ArticlePage;
use serde_json::{Value, json};
use store::Found;
use uuid::Uuid;

use crate::client::Site;
use crate::gone::id;

const ARTICLES: u128 = 241;
/// The articles that are defaced, and the relations that are removed.
const DEFACED: u128 = 119;
const REMOVED: u128 = 120;

const TEXT: &str = "The first paragraph stands.\n\nThe second one does, too.\n\nThe third one ends it.";

fn someone(number: u128) -> ContributorId {
    ContributorId(Uuid::from_u128(5_000_000 + number))
}

async fn submit(site: &Site, number: u128, who: ContributorId, command: Value) -> Outcome {
    let command: Command = serde_json::from_value(command).unwrap();
    let envelope = Envelope {
        id: CommandId(Uuid::from_u128(8_000_000 + number)),
        author: who,
        at: site.app.now(),
        command,
    };
    site.app.store.submit(envelope).await.unwrap()
}

async fn applied(site: &Site, number: u128, who: ContributorId, command: Value) -> i64 {
    let outcome = submit(site, number, who, command).await;
    outcome.sequence().unwrap_or_else(|| panic!("{number}: {outcome:?}"))
}

fn revise(article: u128, revision: u128, base: u128, title: &str, body: &str) -> Value {
    json!({ "command": "revise-article", "article": id(1_000 + article), "revision": id(revision), "base": id(base),
            "title": title, "summary": "", "body": body, "note": "" })
}

async fn page(site: &Site, slug: &str) -> ArticlePage {
    match site.app.store.article(&Slug::parse(slug).unwrap()).await.unwrap() {
        Some(Found::Here(page)) => page,
        other => panic!("{slug}: {other:?}"),
    }
}

/// Writes articles in a chain of relations.
async fn discussion(site: &Site) {
    let author = someone(1);
    for n in 0..ARTICLES {
        let command = json!({ "command": "create-article", "article": id(1_000 + n), "revision": id(2_000 + n),
                              "title": format!("Article {n}"), "summary": "", "body": TEXT, "relation": null });
        applied(site, n, author, command).await;
        if n > 0 {
            let kind = if n % 2 == 0 { "part-of" } else { "supports" };
            let command = json!({ "command": "relate", "relation": id(3_000 + n), "from": id(1_000 + n), "kind": kind,
                                  "to": id(999 + n), "explanation": format!("Since {n}.") });
            applied(site, 1_000 + n, author, command).await;
        }
    }
}

#[tokio::test]
async fn the_239_things_of_a_minute_are_undone_in_one_act_and_what_others_wrote_meanwhile_stays() {
    let site = Site::new().await;
    discussion(&site).await;
    // Newcomers would remove nothing of others: one of them has waited for their day.
    for said in 0..3 {
        let number = 31_000 + said;
        let comment = json!({ "command": "add-comment", "comment": id(number), "article": id(999 + ARTICLES),
                              "parent": null, "body": "I agree.", "quotes": [] });
        applied(&site, number, someone(100), comment).await;
    }
    site.pass(KNOWN_AFTER_MILLIS);
    let graph = site.app.store.everything().await.unwrap();
    let home = site.app.store.home().await.unwrap();
    // Each article by a guest of its own, all of one network; the relations by the one who waited.
    let mut first = None;
    for n in 0..DEFACED + REMOVED {
        let vandal = someone(if n < DEFACED { 100 + n } else { 100 });
        site.app.store.keep_newcomer(vandal, vec![203, 0, 113, 9], site.app.now()).await.unwrap();
        let command = if n < DEFACED {
            revise(n, 10_000 + n, 2_000 + n, "DEFACED", "")
        } else {
            json!({ "command": "remove-relation", "relation": id(3_001 + n - DEFACED) })
        };
        let sequence = applied(&site, 10_000 + n, vandal, command).await;
        first.get_or_insert(sequence);
        site.pass(250);
    }
    let vandal = someone(100);
    // One of them writes three things more.
    let another = json!({ "command": "create-article", "article": id(7_000), "revision": id(7_001), "title": "Buy this",
                          "summary": "", "body": "Now.", "relation": { "relation": id(7_002), "other": id(1_200),
                          "direction": "forward", "kind": "supports", "explanation": "Buy." } });
    applied(&site, 20_000, vandal, another).await;
    let comment = json!({ "command": "add-comment", "comment": id(7_003), "article": id(1_201), "parent": null,
                          "body": "Buy it here.", "quotes": [] });
    applied(&site, 20_001, vandal, comment).await;
    let spam = TEXT.replace("The second one does, too.", "BUY THIS.");
    applied(&site, 20_002, vandal, revise(200, 7_004, 2_200, "Article 200", &spam)).await;

    // Others of another network write meanwhile.
    let good = someone(2);
    site.app.store.keep_newcomer(good, vec![198, 51, 100, 7], site.app.now()).await.unwrap();
    let better = spam.replace("The third one ends it.", "The third one ends it well.");
    applied(&site, 20_010, good, revise(200, 7_010, 7_004, "Article 200", &better)).await;
    applied(&site, 20_011, good, revise(210, 7_011, 2_210, "Article 210", "Mended.")).await;
    let reply = json!({ "command": "add-comment", "comment": id(7_012), "article": id(1_000), "parent": null,
                        "body": "Who did this?", "quotes": [] });
    applied(&site, 20_012, good, reply).await;

    let mut moderator = site.visitor();
    moderator.become_moderator().await;
    let here = format!("/people/{}/undo", vandal.0);
    let preview = moderator.get(&format!("{here}?since={}&who=network", first.unwrap())).await;
    assert_eq!(preview.status, StatusCode::OK);
    let text = preview.text();
    assert!(text.contains("What is done (243)"), "{text}");
    assert!(!text.contains("What is left as it is"), "{text}");
    let since = first.unwrap().to_string();
    let form = moderator.post(&here, &[("since", &since), ("who", "network"), ("reason", " ")]).await;
    assert_eq!(form.status, StatusCode::UNPROCESSABLE_ENTITY, "the form comes back");
    let fields = [
        ("since", since.as_str()),
        ("who", "network"),
        ("reason", "Vandalism of one network."),
        ("block", "yes"),
    ];
    let mut reader = site.visitor();
    let begin = site.app.store.sequence();
    let done = moderator.post(&here, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());

    // 243 things, 119 people stopped, and the row that says so: all of one transaction, without gaps.
    assert_eq!(site.app.store.sequence(), begin + 1 + 243 + 119);
    for n in 0..DEFACED {
        let page = page(&site, &format!("article-{n}")).await;
        assert_eq!((page.title.as_str(), page.head_number), (format!("Article {n}").as_str(), 3));
    }
    let page_200 = page(&site, "article-200").await;
    assert!(page_200.html.contains("ends it well") && page_200.html.contains("second one does, too"));
    assert!(page(&site, "article-210").await.html.contains("Mended."));
    assert_eq!(
        page(&site, "article-0").await.comments.iter().filter(|comment| !comment.withdrawn).count(),
        1
    );
    let gone = reader.get("/a/buy-this").await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(gone.text().contains("Vandalism of one network."));
    let after = site.app.store.everything().await.unwrap();
    let edges = |everything: &store::read::graph::Everything| {
        everything.relations.iter().map(|edge| (edge.id, edge.from, edge.kind, edge.to)).collect::<Vec<_>>()
    };
    assert_eq!(edges(&after), edges(&graph));
    assert_eq!(after.articles.len(), graph.articles.len());
    let now = site.app.store.home().await.unwrap();
    assert_eq!((now.articles, now.comments), (home.articles, home.comments + 1));
    let discussions = |home: &model::HomePage| {
        home.discussions
            .iter()
            .map(|found| (found.article.id, found.articles))
            .collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(discussions(&now).len(), discussions(&home).len());

    // Everybody reads one line of it; moderators and readers find the rest behind it.
    let recent = reader.get("/recent").await.text();
    assert!(recent.contains("undid what somebody did") && recent.contains("362 changes"), "{recent}");
    assert!(!recent.contains("brought back a relation of"));
    assert!(reader.get(&done.location()).await.text().contains("stopped somebody from writing"));

    // They cannot go on, the others can; and what is sent twice is done once.
    let again = submit(&site, 30_000, vandal, revise(0, 9_999, 10_000, "DEFACED", "")).await;
    assert!(matches!(again, Outcome::Rejected { problem: Problem::Blocked { .. } }), "{again:?}");
    let other = json!({ "command": "add-comment", "comment": id(7_020), "article": id(1_000), "parent": null,
                        "body": "Thank you.", "quotes": [] });
    applied(&site, 30_001, good, other).await;
    let empty = moderator.get(&format!("{here}?since={since}&who=network")).await.text();
    assert!(empty.contains("What is done (0)"), "{empty}");
}

#[tokio::test]
async fn a_thousand_things_are_undone_in_one_act_too() {
    let site = Site::new().await;
    let (author, vandal) = (someone(1), someone(2));
    for n in 0..501 {
        let command = json!({ "command": "create-article", "article": id(1_000 + n), "revision": id(2_000 + n),
                              "title": format!("Article {n}"), "summary": "", "body": TEXT, "relation": null });
        applied(&site, n, author, command).await;
    }
    for n in 0..500 {
        applied(&site, 10_000 + n, vandal, revise(n, 10_000 + n, 2_000 + n, "DEFACED", "")).await;
        let comment = json!({ "command": "add-comment", "comment": id(20_000 + n), "article": id(1_000 + n),
                              "parent": null, "body": "Ha.", "quotes": [] });
        applied(&site, 20_000 + n, vandal, comment).await;
    }
    let mut moderator = site.visitor();
    moderator.become_moderator().await;
    let here = format!("/people/{}/undo", vandal.0);
    let begin = std::time::Instant::now();
    let done = moderator.post(&here, &[("since", "1"), ("reason", "All of it.")]).await;
    eprintln!("1,000 things undone in {:?}", begin.elapsed());
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    for n in 0..500 {
        assert_eq!(page(&site, &format!("article-{n}")).await.title, format!("Article {n}"));
    }
    assert_eq!(site.app.store.home().await.unwrap().comments, 0);
}

/// All of them would be one transaction of more than the write-ahead log may have.
#[tokio::test]
async fn long_texts_are_undone_in_several_acts_and_each_gets_further() {
    const LONG: u128 = 40;
    let site = Site::new().await;
    let (author, vandal) = (someone(1), someone(2));
    for n in 0..LONG {
        let body = format!("{n} {}", "😀".repeat(90_000));
        let command = json!({ "command": "create-article", "article": id(1_000 + n), "revision": id(2_000 + n),
                              "title": format!("Article {n}"), "summary": "", "body": body, "relation": null });
        applied(&site, n, author, command).await;
    }
    for n in 0..LONG {
        applied(&site, 1_000 + n, vandal, revise(n, 10_000 + n, 2_000 + n, &format!("Article {n}"), "Gone."))
            .await;
    }
    let mut moderator = site.visitor();
    moderator.become_moderator().await;
    let here = format!("/people/{}/undo", vandal.0);
    let mut acts = 0;
    while moderator.get(&format!("{here}?since=1")).await.text().contains("Restore “Article") {
        let more =
            moderator.get(&format!("{here}?since=1")).await.text().contains("There is more than is undone");
        assert_eq!(more, acts == 0);
        let done = moderator.post(&here, &[("since", "1"), ("reason", "Vandalism.")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        acts += 1;
    }
    assert_eq!(acts, 2);
    for n in 0..LONG {
        assert!(page(&site, &format!("article-{n}")).await.html.contains("😀"), "{n}");
    }
}

#[tokio::test]
async fn an_undoing_can_be_undone_itself() {
    let site = Site::new().await;
    let (author, wronged) = (someone(1), someone(2));
    let create = json!({ "command": "create-article", "article": id(1_000), "revision": id(2_000), "title": "Article 0",
                         "summary": "", "body": TEXT, "relation": null });
    applied(&site, 1, author, create).await;
    applied(&site, 2, wronged, revise(0, 2_001, 2_000, "A better title", "A better text.")).await;
    let comment = json!({ "command": "add-comment", "comment": id(3_000), "article": id(1_000), "parent": null,
                          "body": "It is better.", "quotes": [] });
    applied(&site, 3, wronged, comment).await;
    let mut moderator = site.visitor();
    moderator.become_moderator().await;
    let undo = [("since", "1"), ("reason", "By mistake.")];
    moderator.post(&format!("/people/{}/undo", wronged.0), &undo).await;
    assert_eq!(page(&site, "article-0").await.title, "Article 0");
    let undoing = site.app.store.recent(None, 1).await.unwrap()[0].clone();
    let since = undoing.sequence.to_string();
    let fields = [("since", since.as_str()), ("reason", "It was right.")];
    let done = moderator.post(&format!("/people/{}/undo", undoing.by.id), &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let page = page(&site, "a-better-title").await;
    assert!(page.comments.iter().any(|comment| comment.body == "It is better."));
}

/// A moderator who is no visitor.
async fn moderator(site: &Site, number: u128) -> ContributorId {
    let email = Email::parse(&format!("boss-{number}@example.org")).unwrap();
    site.app.store.grant(&email, Role::Moderator, someone(number), site.app.now()).await.unwrap()
}

/// Articles 0 and 1 with a relation and a comment, by somebody.
async fn related(site: &Site) {
    let author = someone(1);
    for n in 0..2 {
        let command = json!({ "command": "create-article", "article": id(1_000 + n), "revision": id(2_000 + n),
                              "title": format!("Article {n}"), "summary": "", "body": TEXT, "relation": null });
        applied(site, n, author, command).await;
    }
    let command = json!({ "command": "relate", "relation": id(3_000), "from": id(1_000), "kind": "supports",
                          "to": id(1_001), "explanation": "Since it does." });
    applied(site, 10, author, command).await;
    let comment = json!({ "command": "add-comment", "comment": id(4_000), "article": id(1_000), "parent": null,
                          "body": "A private matter.", "quotes": [] });
    applied(site, 11, author, comment).await;
}

#[tokio::test]
async fn what_somebody_brought_back_goes_again_when_it_is_undone() {
    let site = Site::new().await;
    related(&site).await;
    // Somebody who is known here removes the relation, and a vandal brings it back.
    let (remover, vandal) = (someone(2), someone(3));
    for n in 0..3 {
        let command = json!({ "command": "create-article", "article": id(1_100 + n), "revision": id(2_100 + n),
                              "title": format!("Of the remover {n}"), "summary": "", "body": TEXT, "relation": null });
        applied(&site, 15 + n, remover, command).await;
    }
    site.pass(KNOWN_AFTER_MILLIS);
    applied(&site, 20, remover, json!({ "command": "remove-relation", "relation": id(3_000) })).await;
    let restore = json!({ "command": "restore-relation", "relation": id(3_000) });
    let since = applied(&site, 21, vandal, restore.clone()).await.to_string();
    let relations = async || site.app.store.everything().await.unwrap().relations.len();
    assert_eq!(relations().await, 1);
    let mut visitor = site.visitor();
    visitor.become_moderator().await;
    let fields = [("since", since.as_str()), ("reason", "It was removed for a reason.")];
    let done = visitor.post(&format!("/people/{}/undo", vandal.0), &fields).await;
    assert_eq!((done.status, relations().await), (StatusCode::SEE_OTHER, 0), "{}", done.text());
    // The undoing undone, and that again: to and fro.
    for left in [1, 0, 1] {
        let undoing = site.app.store.recent(None, 1).await.unwrap()[0].clone();
        let since = undoing.sequence.to_string();
        let fields = [("since", since.as_str()), ("reason", "It was right.")];
        let done = visitor.post(&format!("/people/{}/undo", undoing.by.id), &fields).await;
        assert_eq!((done.status, relations().await), (StatusCode::SEE_OTHER, left), "{}", done.text());
    }
    // Who takes away and brings back in the time that is undone has changed nothing.
    let begin = applied(
        &site,
        30,
        remover,
        json!({ "command": "introduce", "first_name": "Ana", "last_name": "",
                                                    "email": null }),
    )
    .await;
    site.pass(KNOWN_AFTER_MILLIS);
    for (number, name) in [(31, "add-comment"), (32, "add-comment")] {
        let comment = json!({ "command": name, "comment": id(4_000 + number), "article": id(1_000), "parent": null,
                              "body": "Well.", "quotes": [] });
        applied(&site, number, remover, comment).await;
    }
    applied(&site, 33, remover, json!({ "command": "remove-relation", "relation": id(3_000) })).await;
    applied(&site, 34, remover, restore).await;
    let since = begin.to_string();
    visitor.become_moderator().await;
    let page = visitor.get(&format!("/people/{}/undo?since={since}", remover.0)).await.text();
    assert!(page.contains("What is done (2)") && !page.contains("relation “"), "{page}");
}

#[tokio::test]
async fn what_a_moderator_showed_or_allowed_again_is_undone_too() {
    let site = Site::new().await;
    related(&site).await;
    let (good, rogue, vandal) = (moderator(&site, 2).await, moderator(&site, 3).await, someone(4));
    let talk = |number: u128| {
        json!({ "command": "add-comment", "comment": id(4_000 + number), "article": id(1_000), "parent": null,
                "body": "Spam.", "quotes": [] })
    };
    applied(&site, 20, vandal, talk(1)).await;
    let reason = "It names a person.";
    let lock = json!({ "command": "lock-article", "article": id(1_001), "scope": "editing", "reason": reason, "until": null });
    let hide = |thing: &str, number: u128| json!({ "command": "hide", "thing": thing, "named": id(number), "reason": reason });
    let unhide =
        |thing: &str, number: u128| json!({ "command": "unhide", "thing": thing, "named": id(number) });
    applied(&site, 21, good, json!({ "command": "block", "contributor": vandal, "reason": "Spam." })).await;
    applied(&site, 22, good, hide("comment", 4_000)).await;
    applied(&site, 23, good, revise(0, 2_010, 2_000, "Article 0", "Mended.")).await;
    applied(&site, 24, good, hide("revision", 2_000)).await;
    applied(&site, 25, good, lock.clone()).await;
    applied(&site, 26, good, hide("article", 1_001)).await;
    let since = applied(&site, 30, rogue, unhide("article", 1_001)).await.to_string();
    applied(&site, 31, rogue, unhide("comment", 4_000)).await;
    applied(&site, 32, rogue, unhide("revision", 2_000)).await;
    applied(&site, 33, rogue, json!({ "command": "unblock", "contributor": vandal })).await;
    applied(&site, 34, rogue, json!({ "command": "unlock-article", "article": id(1_001) })).await;
    // What was shown before is no matter of it.
    applied(&site, 35, rogue, hide("comment", 4_001)).await;
    applied(&site, 36, rogue, unhide("comment", 4_001)).await;

    let mut visitor = site.visitor();
    visitor.become_moderator().await;
    let page = visitor.get(&format!("/people/{}/undo?since={since}", rogue.0)).await.text();
    assert!(page.contains("What is done (4)") && page.contains("The lock of “Article 1”"), "{page}");
    let fields = [("since", since.as_str()), ("reason", "Not so.")];
    let done = visitor.post(&format!("/people/{}/undo", rogue.0), &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let mut reader = site.visitor();
    assert_eq!(reader.get("/a/article-1").await.status, StatusCode::GONE);
    assert!(!reader.get("/a/article-0").await.text().contains("A private matter."));
    assert!(!reader.get("/a/article-0/revisions/1").await.text().contains("The third one ends it."));
    let again = submit(&site, 40, vandal, talk(2)).await;
    assert!(matches!(again, Outcome::Rejected { problem: Problem::Blocked { .. } }), "{again:?}");
}

#[tokio::test]
async fn guests_of_one_network_have_one_sign_for_seven_days_and_no_address_is_kept() {
    let site = Site::new().await;
    let mut author = site.visitor();
    let address = author.write("An article", "The text.").await;
    let mut other = site.visitor();
    other.post(&format!("{address}/comments"), &[("body", "Me too.")]).await;
    let changes = site.app.store.recent(None, 2).await.unwrap();
    assert_ne!(changes[0].by.id, changes[1].by.id);
    let mut signs = Vec::new();
    for change in &changes {
        let (sign, newcomers) =
            site.app.store.contributor(change.by.id).await.unwrap().unwrap().network.unwrap();
        assert_eq!((sign.len(), newcomers), (6, 2));
        signs.push(sign);
    }
    assert_eq!(signs[0], signs[1]);
    let mut moderator = site.visitor();
    moderator.become_moderator().await;
    let here = format!("/people/{}", changes[0].by.id);
    assert!(moderator.get(&here).await.text().contains(&signs[0]));
    for mut reader in [site.visitor(), other] {
        for path in [here.clone(), format!("{here}/undo?since=1")] {
            let answer = reader.get(&path).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN);
            assert!(!answer.text().contains(&signs[0]));
        }
        for path in [format!("{here}/undo"), format!("{here}/block"), "/hide".into(), "/unhide".into()] {
            let fields = [("reason", "Because."), ("since", "1"), ("thing", "comment"), ("named", "x")];
            assert_eq!(reader.post(&path, &fields).await.status, StatusCode::FORBIDDEN, "{path}");
        }
    }
    site.pass(8 * 24 * 60 * 60 * 1_000);
    site.visitor().post(&format!("{address}/comments"), &[("body", "Later.")]).await;
    for change in &changes {
        assert_eq!(site.app.store.contributor(change.by.id).await.unwrap().unwrap().network, None);
    }
}
