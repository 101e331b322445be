//! What is taken back is gone: every address, for every kind of thing.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use domain::command::{
    AddCitation, AddComment, Command, CreateArticle, EditCitation, EditComment, Relate, RemoveRelation,
    ReviseArticle, RewordRelation, Source, Suggestion, WithdrawCitation, WithdrawComment,
};
use domain::id::ClientId;
use domain::moderation::{Hide, Hideable, Unhide};
use domain::relation::Kind;
use domain::testing::{self, text};
use serde_json::json;
use sqlx::{Connection as _, SqliteConnection};
use sync::message::{Pushed, SCHEMA};
use uuid::Uuid;

use crate::client::{Site, Visitor};
use crate::support::sent;

fn id(number: u128) -> String {
    Uuid::from_u128(number).to_string()
}

/// Somebody who pushes commands.
struct Writer<'a> {
    visitor: Visitor<'a>,
    client: u128,
    next: i64,
}

impl Writer<'_> {
    /// Pushes a command that must take effect.
    async fn push(&mut self, command: impl Into<Command>) {
        let number = 9_000_000 + self.client * 1_000 + u128::try_from(self.next).unwrap();
        let command = sent(&id(number), command);
        let client = ClientId(Uuid::from_u128(self.client));
        let message =
            json!({ "schema": SCHEMA, "client": client, "first": self.next, "commands": [command] });
        let answer = self.visitor.json(Method::POST, "/api/sync/push", &message).await;
        let pushed: Pushed = serde_json::from_slice(&answer.bytes).unwrap();
        let outcome = &pushed.answers[0].outcome;
        assert!(outcome.get("sequence").is_some(), "{command}: {outcome}");
        self.next += 1;
    }
}

const FIRST: u128 = 100;
const SECOND: u128 = 200;
const HIDDEN: u128 = 300;

/// Article `number`, whose first revision has the next number.
fn article(number: u128, title: &str, summary: &str, body: &str) -> CreateArticle {
    let article = testing::article(title).summary(summary).body(body);
    CreateArticle { article: testing::id(number), revision: testing::id(number + 1), ..article }
}

fn revise(number: u128, revision: u128, base: u128, [title, body]: [&str; 2], note: &str) -> ReviseArticle {
    let revise = testing::revise(testing::id(number), testing::id(base), title, body);
    ReviseArticle { revision: testing::id(revision), note: text(note), ..revise }
}

fn comment(number: u128, on: u128, body: &str) -> AddComment {
    AddComment { comment: testing::id(number), ..testing::comment(testing::id(on), body) }
}

/// A source of which everything is secret but its title.
fn source(title: &str, secret: &str) -> Source {
    Source {
        url: Some(domain::text::WebUrl::parse(&format!("https://example.org/{secret}")).unwrap()),
        author: text(secret),
        publisher: text(secret),
        excerpt: text(secret),
        note: text(secret),
        ..testing::source(title)
    }
}

fn citation(number: u128, on: u128, exact: &str, secret: &str) -> AddCitation {
    let citation = testing::citation(testing::id(on), exact, secret);
    AddCitation { citation: testing::id(number), source: source(secret, secret), ..citation }
}

fn relate(number: u128, from: u128, kind: Kind, to: u128, explanation: &str) -> Relate {
    let relate = testing::relate(testing::id(from), kind, testing::id(to)).because(explanation);
    Relate { relation: testing::id(number), ..relate }
}

/// What is hidden for the test, of every kind.
fn hidden() -> [Hideable; 4] {
    [
        Hideable::Comment(testing::id(405)),
        Hideable::Citation(testing::id(430)),
        Hideable::Article(testing::id(HIDDEN)),
        Hideable::Revision(testing::id(110)),
    ]
}

/// Every secret by the kind of thing that holds it; those that moderators may still read begin with `m`.
const SECRETS: [&str; 21] = [
    "zqcomment",
    "zqquoting",
    "zqreply",
    "zqedited",
    "zqhiddencomment",
    "zqproposal",
    "zqproposednote",
    "zqproposedonhidden",
    "zqcitation",
    "zqeditedcitation",
    "zqhiddencitation",
    "zqformerwhy",
    "zqwhy",
    "zqformername",
    "mqtitle",
    "mqsummary",
    "mqbody",
    "mqtalk",
    "mqrevision",
    "mqnote",
    "mqwhyhidden",
];

/// Writes one of everything, with its secrets.
async fn write(author: &mut Writer<'_>) {
    let quiet = "The harbour is deep. The council decides. Boats come daily.";
    author.push(testing::introduce("Zqformername")).await;
    author.push(article(FIRST, "The harbour question", "A summary.", quiet)).await;
    author
        .push(article(SECOND, "The council question", "Another summary.", "Of councils and harbours."))
        .await;
    author
        .push(article(
            HIDDEN,
            "Mqtitle of it",
            "Mqsummary of it.",
            "Mqbody of harbours. The second sentence.",
        ))
        .await;
    author.push(comment(400, FIRST, "A zqcomment.")).await;
    author.push(comment(401, FIRST, "This zqquoting quotes.").quoting("The council decides.")).await;
    let reply = AddComment { parent: Some(testing::id(400)), ..comment(403, FIRST, "A zqreply.") };
    author.push(reply).await;
    author.push(comment(404, FIRST, "At first zqedited.")).await;
    author.push(EditComment { comment: testing::id(404), base: 1, body: text("Then zqedited again.") }).await;
    author.push(comment(405, FIRST, "A zqhiddencomment.")).await;
    let proposed = ["The zqproposal question", "Zqproposal is the text."];
    let proposed =
        ReviseArticle { summary: text("Zqproposal."), ..revise(FIRST, 0, FIRST + 1, proposed, "") };
    author.push(comment(406, FIRST, "I propose zqproposednote.").proposing(proposed)).await;
    author.push(citation(410, FIRST, "Boats come daily.", "zqcitation")).await;
    author.push(citation(420, FIRST, "The harbour is deep.", "zqeditedcitation")).await;
    let edited = source("zqeditedcitation two", "zqeditedcitation");
    author.push(EditCitation { citation: testing::id(420), base: 1, source: edited }).await;
    author.push(citation(430, FIRST, "The council decides.", "zqhiddencitation")).await;
    author.push(relate(440, FIRST, Kind::Supports, SECOND, "Since zqformerwhy.")).await;
    author
        .push(RewordRelation { relation: testing::id(440), base: 1, explanation: text("Since zqwhy.") })
        .await;
    author.push(relate(441, HIDDEN, Kind::PartOf, FIRST, "Because mqwhyhidden.")).await;
    author.push(comment(450, HIDDEN, "A mqtalk about it.")).await;
    author.push(citation(460, HIDDEN, "The second sentence.", "mqtalk")).await;
    let dismissed = Suggestion { article: testing::id(SECOND), other: testing::id(HIDDEN) };
    author.push(Command::DismissSuggestion(dismissed)).await;
    let secret =
        ["The harbour question", "The harbour is deep. The council decides. Boats come daily. A mqrevision."];
    author.push(revise(FIRST, 110, FIRST + 1, secret, "It names mqnote.")).await;
    author.push(comment(407, FIRST, "Look here.").quoting("A mqrevision.")).await;
    let better = format!("{} And zqproposedonhidden.", secret[1]);
    let proposed = revise(FIRST, 0, 110, [secret[0], &better], "");
    author.push(comment(409, FIRST, "Better words.").proposing(proposed)).await;
    author.push(revise(FIRST, 111, 110, [secret[0], quiet], "Without it.")).await;
}

/// Takes all of it back.
async fn take_back(author: &mut Writer<'_>, moderator: &mut Writer<'_>) {
    author.push(testing::introduce("Plain")).await;
    for number in [400, 401, 403, 404, 406] {
        author.push(WithdrawComment { comment: testing::id(number) }).await;
    }
    for number in [410, 420] {
        author.push(WithdrawCitation { citation: testing::id(number) }).await;
    }
    author.push(RemoveRelation { relation: testing::id(440) }).await;
    for thing in hidden() {
        moderator.push(Hide { thing, reason: text("It names a person.") }).await;
    }
}

/// The routes that answer GET, from the router's own list.
fn routes() -> BTreeSet<String> {
    let source = include_str!("../../src/router.rs");
    let mut routes = BTreeSet::new();
    for part in source.split(".route(").skip(1) {
        let Some(path) = part.split('"').nth(1) else { continue };
        // What stands before the next step of the chain; how the router wraps routes is none of them.
        let Some(handlers) = part.split('"').nth(2) else { continue };
        let handlers = handlers.split("\n        .").next().unwrap();
        if handlers.contains("get(") || handlers.contains("any(") {
            routes.insert(path.to_owned());
        }
    }
    assert!(routes.len() > 40, "{routes:?}");
    routes
}

/// Every address of a route. A new route needs a line here, so that what is taken back is looked for there, too.
fn addresses(route: &str) -> Vec<String> {
    let slugs = ["the-harbour-question", "the-council-question", "mqtitle-of-it"];
    let articles: Vec<String> = slugs.iter().map(|slug| route.replace("{slug}", slug)).collect();
    let each = |rests: &[&str]| -> Vec<String> {
        articles.iter().flat_map(|path| rests.iter().map(move |rest| format!("{path}{rest}"))).collect()
    };
    let ids = |numbers: &[u128]| -> Vec<String> {
        let of = |path: &String| {
            let path = path.clone();
            numbers.iter().map(move |number| path.replace("{id}", &id(*number))).collect::<Vec<_>>()
        };
        articles.iter().flat_map(of).collect()
    };
    match route {
        // Files, what is one's own, what has no words of anybody's; functions and people are asked for beside this table.
        "/pkg/{*file}"
        | "/assets/{*file}"
        | "/api/sync/live"
        | "/sign-in/{token}"
        | "/healthz"
        | "/readyz"
        | "/api/fn/{*function}"
        | "/people/{id}"
        | "/people/{id}/undo" => vec![],
        "/" | "/outbox" | "/offline" | "/welcome" | "/sign-in" | "/hidden" | "/api/sync/drafts"
        | "/api/sync/drafts/" => {
            vec![route.into()]
        }
        "/recent" => vec!["/recent".into(), "/recent?before=12".into(), "/recent?undo=1".into()],
        "/new" => {
            vec!["/new".into(), "/new?from=mqtitle-of-it".into(), "/new?from=the-harbour-question".into()]
        }
        "/search" => vec!["/search?q=harbour".into(), "/search?q=question".into(), "/search?q=of+it".into()],
        "/connect" => vec![
            "/connect?from=the-harbour-question&to=the-council-question".into(),
            "/connect?from=mqtitle-of-it&to=the-council-question".into(),
            "/connect?from=the-harbour-question&to=the-council-question&explain=1".into(),
        ],
        "/outline" | "/health" | "/graph.svg" | "/graph.png" => {
            vec![route.into(), format!("{route}?explain=1"), format!("{route}?words=harbour")]
        }
        "/graph" | "/api/graph" => vec![
            route.into(),
            format!("{route}?explain=1"),
            format!("{route}?focus=the-harbour-question&depth=3"),
            format!("{route}?focus=mqtitle-of-it&depth=3"),
            format!("{route}?root=mqtitle-of-it"),
        ],
        "/a/{slug}" => each(&["", "?explain=1", "?tab=citations", "?tab=about", "?tab=comments&reply=x"]),
        "/a/{slug}/diff" => each(&["?from=1&to=2", "?from=2&to=3", "?from=1&to=3"]),
        "/a/{slug}/revisions/{number}" => articles
            .iter()
            .flat_map(|path| (1..=3).map(|n| path.replace("{number}", &n.to_string())))
            .collect(),
        "/a/{slug}/outline" | "/a/{slug}/graph" | "/a/{slug}/branch" | "/a/{slug}/health" => {
            each(&["", "?explain=1"])
        }
        "/a/{slug}/source"
        | "/a/{slug}/history"
        | "/a/{slug}/graph.svg"
        | "/a/{slug}/graph.png"
        | "/a/{slug}/edit"
        | "/a/{slug}/relate"
        | "/a/{slug}/suggestions"
        | "/a/{slug}/cite"
        | "/a/{slug}/lock"
        | "/a/{slug}/removed"
        | "/api/articles/{slug}"
        | "/api/articles/{slug}/annotations"
        | "/api/articles/{slug}/citations.json"
        | "/api/articles/{slug}/citations.bib" => each(&[""]),
        "/a/{slug}/proposals/{id}" => ids(&[406, 409]),
        "/a/{slug}/relations/{id}" | "/a/{slug}/relations/{id}/history" => ids(&[440, 441]),
        "/a/{slug}/comments/{id}/edit" | "/a/{slug}/comments/{id}/history" => {
            ids(&[400, 401, 403, 404, 405, 406, 409, 450])
        }
        "/a/{slug}/citations/{id}/edit" | "/a/{slug}/citations/{id}/history" => ids(&[410, 420, 430, 460]),
        "/api/annotations/{id}" => ids(&[402, 408, 415, 425, 435, 465])[..6].to_vec(),
        "/api/articles" | "/api/sync/changes" => vec![route.into(), format!("{route}?limit=500")],
        "/api/graph/articles/{id}" => ids(&[FIRST, SECOND, HIDDEN])[..3].to_vec(),
        "/api/graph/relations/{id}" => ids(&[440, 441])[..2].to_vec(),
        "/api/graph/connections" => {
            vec![format!("{route}?from=the-harbour-question&to=the-council-question")]
        }
        // For moderators, about people and things by their ids.
        "/hide" => vec![
            format!("/hide?thing=comment&named={}", id(400)),
            format!("/hide?thing=comment&named={}", id(405)),
            format!("/hide?thing=citation&named={}", id(410)),
            format!("/hide?thing=revision&named={}", id(111)),
        ],
        _ => panic!("{route}: say here at which addresses what was taken back is to be looked for"),
    }
}

/// Where each secret is read, by whom; addresses that have a secret in them say what they were asked for, and no more.
async fn found(reader: &mut Visitor<'_>, addresses: &[String]) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut found: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    for address in addresses {
        let answer = reader.get(address).await;
        assert!(!answer.status.is_server_error(), "{address}: {}", answer.status);
        let text = String::from_utf8_lossy(&answer.bytes).to_lowercase();
        // The address asked for comes back, as the place to return to.
        let text = text.replace("mqtitle-of-it", "").replace("mqtitle%20of", "");
        for secret in SECRETS {
            if text.contains(secret) {
                found.entry(secret).or_default().insert(address.clone());
            }
        }
    }
    found
}

/// The log as servers of before wrote it, with the words of what was removed.
async fn as_before(site: &Site) {
    let url = format!("sqlite://{}", site.database().display());
    let mut database = SqliteConnection::connect(&url).await.unwrap();
    let changed = sqlx::query("update changes set detail = 'Since zqwhy.' where command = 'remove-relation'");
    assert_eq!(changed.execute(&mut database).await.unwrap().rows_affected(), 1);
}

#[tokio::test]
async fn what_was_taken_back_is_nowhere_for_anybody() {
    let site = Site::new().await;
    let mut author = Writer { visitor: site.visitor(), client: 1, next: 1 };
    write(&mut author).await;
    let mut addresses: Vec<String> = routes().iter().flat_map(|route| addresses(route)).collect();
    let contributor = site.app.store.recent(None, 1).await.unwrap()[0].by.id;
    addresses.push(format!("/people/{contributor}"));
    let before = found(&mut site.visitor(), &addresses).await;
    for secret in SECRETS {
        assert!(
            before.contains_key(secret),
            "{secret} must be somewhere before it is taken back: {before:?}"
        );
    }

    let mut moderator = Writer { visitor: site.visitor(), client: 2, next: 1 };
    moderator.visitor.become_moderator().await;
    take_back(&mut author, &mut moderator).await;
    as_before(&site).await;
    let mut other = site.visitor();
    other.post("/welcome", &[("first_name", "Other"), ("action", "continue")]).await;
    for (who, reader) in [
        ("a newcomer", &mut site.visitor()),
        ("somebody else", &mut other),
        ("the author", &mut author.visitor),
    ] {
        let after = found(reader, &addresses).await;
        assert!(after.is_empty(), "{who}: {after:?}");
        // What newcomers get is kept: the second answer comes from the cache.
        assert!(found(reader, &addresses).await.is_empty(), "{who}, once more");
    }
    let after = found(&mut moderator.visitor, &addresses).await;
    for (secret, places) in after {
        assert!(secret.starts_with('m'), "a moderator: {secret} at {places:?}");
    }
    // Functions of the server answer with titles.
    let found = site.app.store.find("mqtitle", 8).await.unwrap();
    assert!(found.is_empty() && site.app.store.similar("Mqtitle of it", None).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_was_hidden_comes_back_whole() {
    let site = Site::new().await;
    let mut author = Writer { visitor: site.visitor(), client: 1, next: 1 };
    write(&mut author).await;
    let addresses: Vec<String> = routes()
        .iter()
        .flat_map(|route| addresses(route))
        .filter(|address| !address.contains("removed"))
        .collect();
    let mut moderator = Writer { visitor: site.visitor(), client: 2, next: 1 };
    moderator.visitor.become_moderator().await;
    let home = site.app.store.home().await.unwrap();
    let before = found(&mut site.visitor(), &addresses).await;
    for thing in hidden() {
        moderator.push(Hide { thing, reason: text("By mistake.") }).await;
    }
    let hidden = site.app.store.home().await.unwrap();
    assert_eq!((hidden.articles, hidden.comments), (home.articles - 1, home.comments - 2));
    assert_eq!(
        hidden.discussions.iter().map(|d| (d.articles, d.comments)).max(),
        Some((0, home.comments - 2))
    );
    let graph: serde_json::Value =
        serde_json::from_slice(&site.visitor().get("/api/graph").await.bytes).unwrap();
    assert_eq!(graph["nodes"].as_array().unwrap().len(), 2);
    let [comment, citation, article, revision] = self::hidden();
    for thing in [article, comment, citation, revision] {
        moderator.push(Unhide { thing }).await;
    }
    let again = site.app.store.home().await.unwrap();
    assert_eq!(
        (again.articles, again.comments, again.discussions),
        (home.articles, home.comments, home.discussions)
    );
    let mut after = found(&mut site.visitor(), &addresses).await;
    let log =
        |places: &mut BTreeSet<String>| places.retain(|place| place != "/" && !place.starts_with("/recent"));
    let mut before = before;
    before.values_mut().chain(after.values_mut()).for_each(log);
    assert_eq!(after, before);
    let graph: serde_json::Value =
        serde_json::from_slice(&site.visitor().get("/api/graph").await.bytes).unwrap();
    assert_eq!((graph["nodes"].as_array().unwrap().len(), graph["edges"].as_array().unwrap().len()), (3, 2));
}
