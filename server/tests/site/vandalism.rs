//! A minute of vandalism, undone in one act.

use axum::http::StatusCode;
use domain::command::{
    AddComment, Command, CreateArticle, Relate, RemoveRelation, ReviseArticle, UnlockArticle,
};
use domain::id::ContributorId;
use domain::lock::Scope;
use domain::moderation::{Block, Hide, Hideable, RestoreRelation, Sessions, Unblock, Unhide};
use domain::outcome::Outcome;
use domain::problem::Problem;
use domain::relation::Kind;
use domain::role::Role;
use domain::slug::Slug;
use domain::testing::{self, id, text};
use domain::text::Email;
use domain::trust::KNOWN_AFTER_MILLIS;
use messages::log::did;
use messages::moderation::undoing;
use model::ArticlePage;
use store::Found;

use crate::client::Site;

const ARTICLES: u128 = 241;
/// The articles that are defaced, and the relations that are removed.
const DEFACED: u128 = 119;
const REMOVED: u128 = 120;

const TEXT: &str = "The first paragraph stands.\n\nThe second one does, too.\n\nThe third one ends it.";

fn someone(number: u128) -> ContributorId {
    id(5_000_000 + number)
}

async fn submit(site: &Site, who: ContributorId, command: impl Into<Command>) -> Outcome {
    let envelope = testing::envelope(who.0.as_u128(), site.app.now().0, command);
    site.app.store.submit(envelope).await.unwrap()
}

async fn applied(site: &Site, who: ContributorId, command: impl Into<Command>) -> i64 {
    let command = command.into();
    let outcome = submit(site, who, command.clone()).await;
    outcome.sequence().unwrap_or_else(|| panic!("{command:?}: {outcome:?}"))
}

/// Article `n`, with revision 2,000 + `n`.
fn create(n: u128, body: &str) -> CreateArticle {
    let article = testing::article(&format!("Article {n}")).summary("").body(body);
    CreateArticle { article: id(1_000 + n), revision: id(2_000 + n), ..article }
}

fn revise(article: u128, revision: u128, base: u128, title: &str, body: &str) -> ReviseArticle {
    let revise = testing::revise(id(1_000 + article), id(base), title, body);
    ReviseArticle { revision: id(revision), summary: text(""), ..revise }
}

/// A comment on article `on`.
fn said(on: u128, body: &str) -> AddComment {
    testing::comment(id(1_000 + on), body)
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
        applied(site, author, create(n, TEXT)).await;
        if n > 0 {
            let kind = if n % 2 == 0 { Kind::PartOf } else { Kind::Supports };
            let relate = testing::relate(id(1_000 + n), kind, id(999 + n)).because(&format!("Since {n}."));
            applied(site, author, Relate { relation: id(3_000 + n), ..relate }).await;
        }
    }
}

#[tokio::test]
async fn the_239_things_of_a_minute_are_undone_in_one_act_and_what_others_wrote_meanwhile_stays() {
    let site = Site::new().await;
    discussion(&site).await;
    // Newcomers would remove nothing of others: one of them has waited for their day.
    for _ in 0..3 {
        applied(&site, someone(100), said(ARTICLES - 1, "I agree.")).await;
    }
    site.pass(KNOWN_AFTER_MILLIS);
    let graph = site.app.store.everything().await.unwrap();
    let home = site.app.store.home().await.unwrap();
    // Each article by a guest of its own, all of one network; the relations by the one who waited.
    let mut first = None;
    for n in 0..DEFACED + REMOVED {
        let vandal = someone(if n < DEFACED { 100 + n } else { 100 });
        site.app.store.keep_newcomer(vandal, vec![203, 0, 113, 9], site.app.now()).await.unwrap();
        let command: Command = if n < DEFACED {
            revise(n, 10_000 + n, 2_000 + n, "DEFACED", "").into()
        } else {
            RemoveRelation { relation: id(3_001 + n - DEFACED) }.into()
        };
        let sequence = applied(&site, vandal, command).await;
        first.get_or_insert(sequence);
        site.pass(250);
    }
    let vandal = someone(100);
    // One of them writes three things more.
    let another = testing::article("Buy this").body("Now.").related(Kind::Supports, id(1_200));
    applied(&site, vandal, another).await;
    applied(&site, vandal, said(201, "Buy it here.")).await;
    let spam = TEXT.replace("The second one does, too.", "BUY THIS.");
    applied(&site, vandal, revise(200, 7_004, 2_200, "Article 200", &spam)).await;

    // Others of another network write meanwhile.
    let good = someone(2);
    site.app.store.keep_newcomer(good, vec![198, 51, 100, 7], site.app.now()).await.unwrap();
    let better = spam.replace("The third one ends it.", "The third one ends it well.");
    applied(&site, good, revise(200, 7_010, 7_004, "Article 200", &better)).await;
    applied(&site, good, revise(210, 7_011, 2_210, "Article 210", "Mended.")).await;
    applied(&site, good, said(0, "Who did this?")).await;

    let mut moderator = site.visitor();
    moderator.become_moderator().await;
    let here = format!("/people/{}/undo", vandal.0);
    let preview = moderator.page(&format!("{here}?since={}&who=network", first.unwrap())).await;
    assert_eq!(preview.texts("main h2"), [undoing::done(243)], "nothing is left as it is");
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
    let gone = reader.get("/a/buy-this").await.page_of(StatusCode::GONE);
    gone.part("main").says("Vandalism of one network.");
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
    let recent = reader.page("/recent").await;
    let undoing = recent.part_saying(".changes > li", did::UNDO);
    undoing.has_text("a[href^='/recent?undo=']", "362 changes");
    recent.has_nowhere(did::RESTORE_RELATION);
    reader.page(&done.location()).await.part("main").says(did::BLOCK);

    // They cannot go on, the others can; and what is sent twice is done once.
    let again = submit(&site, vandal, revise(0, 9_999, 10_000, "DEFACED", "")).await;
    assert!(matches!(again, Outcome::Rejected { problem: Problem::Blocked { .. } }), "{again:?}");
    applied(&site, good, said(0, "Thank you.")).await;
    let empty = moderator.page(&format!("{here}?since={since}&who=network")).await;
    empty.has_text("main h2", &undoing::done(0));
}

#[tokio::test]
async fn a_thousand_things_are_undone_in_one_act_too() {
    let site = Site::new().await;
    let (author, vandal) = (someone(1), someone(2));
    for n in 0..501 {
        applied(&site, author, create(n, TEXT)).await;
    }
    for n in 0..500 {
        applied(&site, vandal, revise(n, 10_000 + n, 2_000 + n, "DEFACED", "")).await;
        applied(&site, vandal, said(n, "Ha.")).await;
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
        applied(&site, author, create(n, &body)).await;
    }
    for n in 0..LONG {
        applied(&site, vandal, revise(n, 10_000 + n, 2_000 + n, &format!("Article {n}"), "Gone.")).await;
    }
    let mut moderator = site.visitor();
    moderator.become_moderator().await;
    let here = format!("/people/{}/undo", vandal.0);
    let mut acts = 0;
    loop {
        let main = moderator.page(&format!("{here}?since=1")).await.text("main");
        if !main.contains("Restore “Article") {
            break;
        }
        assert_eq!(main.contains(undoing::MORE), acts == 0);
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
    applied(&site, author, create(0, TEXT)).await;
    applied(&site, wronged, revise(0, 2_001, 2_000, "A better title", "A better text.")).await;
    applied(&site, wronged, said(0, "It is better.")).await;
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
        applied(site, author, create(n, TEXT)).await;
    }
    let relate = testing::relate(id(1_000), Kind::Supports, id(1_001)).because("Since it does.");
    applied(site, author, Relate { relation: id(3_000), ..relate }).await;
    applied(site, author, AddComment { comment: id(4_000), ..said(0, "A private matter.") }).await;
}

#[tokio::test]
async fn what_somebody_brought_back_goes_again_when_it_is_undone() {
    let site = Site::new().await;
    related(&site).await;
    // Somebody who is known here removes the relation, and a vandal brings it back.
    let (remover, vandal) = (someone(2), someone(3));
    for n in 0..3 {
        applied(&site, remover, testing::article(&format!("Of the remover {n}")).body(TEXT)).await;
    }
    site.pass(KNOWN_AFTER_MILLIS);
    applied(&site, remover, RemoveRelation { relation: id(3_000) }).await;
    let restore = RestoreRelation { relation: id(3_000) };
    let since = applied(&site, vandal, restore.clone()).await.to_string();
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
    let begin = applied(&site, remover, testing::introduce("Ana")).await;
    site.pass(KNOWN_AFTER_MILLIS);
    for _ in 0..2 {
        applied(&site, remover, said(0, "Well.")).await;
    }
    applied(&site, remover, RemoveRelation { relation: id(3_000) }).await;
    applied(&site, remover, restore).await;
    let since = begin.to_string();
    visitor.become_moderator().await;
    let page = visitor.page(&format!("/people/{}/undo?since={since}", remover.0)).await;
    page.has_text("main h2", &undoing::done(2));
    page.has_nowhere("relation “");
}

#[tokio::test]
async fn what_a_moderator_showed_or_allowed_again_is_undone_too() {
    let site = Site::new().await;
    related(&site).await;
    let (good, rogue, vandal) = (moderator(&site, 2).await, moderator(&site, 3).await, someone(4));
    applied(&site, vandal, AddComment { comment: id(4_001), ..said(0, "Spam.") }).await;
    let reason = "It names a person.";
    let lock = testing::lock(id(1_001), Scope::Editing, reason);
    let hide = |thing: Hideable| Hide { thing, reason: text(reason) };
    let unhide = |thing: Hideable| Unhide { thing };
    let (comment, spam) = (Hideable::Comment(id(4_000)), Hideable::Comment(id(4_001)));
    let (article, revision) = (Hideable::Article(id(1_001)), Hideable::Revision(id(2_000)));
    applied(&site, good, Block { contributor: vandal, reason: text("Spam."), sessions: Sessions::Keep })
        .await;
    applied(&site, good, hide(comment)).await;
    applied(&site, good, revise(0, 2_010, 2_000, "Article 0", "Mended.")).await;
    applied(&site, good, hide(revision)).await;
    applied(&site, good, lock).await;
    applied(&site, good, hide(article)).await;
    let since = applied(&site, rogue, unhide(article)).await.to_string();
    applied(&site, rogue, unhide(comment)).await;
    applied(&site, rogue, unhide(revision)).await;
    applied(&site, rogue, Unblock { contributor: vandal }).await;
    applied(&site, rogue, UnlockArticle { article: id(1_001) }).await;
    // What was shown before is no matter of it.
    applied(&site, rogue, hide(spam)).await;
    applied(&site, rogue, unhide(spam)).await;

    let mut visitor = site.visitor();
    visitor.become_moderator().await;
    let page = visitor.page(&format!("/people/{}/undo?since={since}", rogue.0)).await;
    page.has_text("main h2", &undoing::done(4));
    page.part("main").says("The lock of “Article 1”");
    let fields = [("since", since.as_str()), ("reason", "Not so.")];
    let done = visitor.post(&format!("/people/{}/undo", rogue.0), &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let mut reader = site.visitor();
    assert_eq!(reader.get("/a/article-1").await.status, StatusCode::GONE);
    reader.page("/a/article-0").await.has_nowhere("A private matter.");
    reader.page("/a/article-0/revisions/1").await.has_nowhere("The third one ends it.");
    let again = submit(&site, vandal, said(0, "Spam.")).await;
    assert!(matches!(again, Outcome::Rejected { problem: Problem::Blocked { .. } }), "{again:?}");
}

#[tokio::test]
async fn guests_of_one_network_have_one_sign_for_seven_days_and_no_address_is_kept() {
    let site = Site::new().await;
    let mut author = site.visitor();
    let address = author.write("An article", "The text.").await;
    let mut other = site.visitor();
    other.comment(&address, "Me too.").await;
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
    moderator.page(&here).await.part("main").says(&signs[0]);
    for mut reader in [site.visitor(), other] {
        for path in [here.clone(), format!("{here}/undo?since=1")] {
            let answer = reader.get(&path).await;
            answer.page_of(StatusCode::FORBIDDEN).has_nowhere(&signs[0]);
        }
        for path in [format!("{here}/undo"), format!("{here}/block"), "/hide".into(), "/unhide".into()] {
            let fields = [("reason", "Because."), ("since", "1"), ("thing", "comment"), ("named", "x")];
            assert_eq!(reader.post(&path, &fields).await.status, StatusCode::FORBIDDEN, "{path}");
        }
    }
    site.pass(8 * 24 * 60 * 60 * 1_000);
    site.visitor().comment(&address, "Later.").await;
    for change in &changes {
        assert_eq!(site.app.store.contributor(change.by.id).await.unwrap().unwrap().network, None);
    }
}
