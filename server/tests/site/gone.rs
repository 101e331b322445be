//! What is taken back is gone: every address, for every kind of thing.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use domain::id::ClientId;
use serde_json::{Value, json};
use sqlx::{Connection as _, SqliteConnection};
use sync::message::{Pushed, SCHEMA};
use uuid::Uuid;

use crate::client::{Site, Visitor};

pub(crate) fn id(number: u128) -> String {
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
    async fn push(&mut self, mut command: Value) {
        let number = 9_000_000 + self.client * 1_000 + u128::try_from(self.next).unwrap();
        command["id"] = id(number).into();
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

fn article(number: u128, title: &str, summary: &str, body: &str) -> Value {
    json!({ "command": "create-article", "article": id(number), "revision": id(number + 1), "title": title,
            "summary": summary, "body": body, "relation": null })
}

fn revise(number: u128, revision: u128, base: u128, texts: [&str; 3], note: &str) -> Value {
    json!({ "command": "revise-article", "article": id(number), "revision": id(revision), "base": id(base),
            "title": texts[0], "summary": texts[1], "body": texts[2], "note": note })
}

fn comment(number: u128, on: u128, parent: Option<u128>, body: &str) -> Value {
    json!({ "command": "add-comment", "comment": id(number), "article": id(on), "parent": parent.map(id), "body": body,
            "quotes": [] })
}

fn source(title: &str, secret: &str) -> Value {
    json!({ "title": title, "url": format!("https://example.org/{secret}"), "author": secret, "publisher": secret,
            "date": "2020", "excerpt": secret, "note": secret })
}

fn citation(number: u128, on: u128, exact: &str, secret: &str) -> Value {
    json!({ "command": "add-citation", "citation": id(number), "article": id(on),
            "quote": { "anchor": id(number + 5), "target": "words", "exact": exact }, "source": source(secret, secret) })
}

fn relate(number: u128, from: u128, kind: &str, to: u128, explanation: &str) -> Value {
    json!({ "command": "relate", "relation": id(number), "from": id(from), "kind": kind, "to": id(to),
            "explanation": explanation })
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
    let text = "The harbour is deep. The council decides. Boats come daily.";
    author
        .push(json!({ "command": "introduce", "first_name": "Zqformername", "last_name": "", "email": null }))
        .await;
    author.push(article(FIRST, "The harbour question", "A summary.", text)).await;
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
    author.push(comment(400, FIRST, None, "A zqcomment.")).await;
    let mut quoting = comment(401, FIRST, None, "This zqquoting quotes.");
    quoting["quotes"] = json!([{ "anchor": id(402), "target": "words", "exact": "The council decides." }]);
    author.push(quoting).await;
    author.push(comment(403, FIRST, Some(400), "A zqreply.")).await;
    author.push(comment(404, FIRST, None, "At first zqedited.")).await;
    author.push(json!({ "command": "edit-comment", "comment": id(404), "base": 1, "body": "Then zqedited again." })).await;
    author.push(comment(405, FIRST, None, "A zqhiddencomment.")).await;
    let mut proposing = comment(406, FIRST, None, "I propose zqproposednote.");
    proposing["proposal"] = json!({ "base": id(FIRST + 1), "title": "The zqproposal question", "summary": "Zqproposal.",
                                    "body": "Zqproposal is the text." });
    author.push(proposing).await;
    author.push(citation(410, FIRST, "Boats come daily.", "zqcitation")).await;
    author.push(citation(420, FIRST, "The harbour is deep.", "zqeditedcitation")).await;
    author
        .push(json!({ "command": "edit-citation", "citation": id(420), "base": 1, "source": source("zqeditedcitation two", "zqeditedcitation") }))
        .await;
    author.push(citation(430, FIRST, "The council decides.", "zqhiddencitation")).await;
    author.push(relate(440, FIRST, "supports", SECOND, "Since zqformerwhy.")).await;
    author.push(json!({ "command": "reword-relation", "relation": id(440), "base": 1, "explanation": "Since zqwhy." })).await;
    author.push(relate(441, HIDDEN, "part-of", FIRST, "Because mqwhyhidden.")).await;
    author.push(comment(450, HIDDEN, None, "A mqtalk about it.")).await;
    author.push(citation(460, HIDDEN, "The second sentence.", "mqtalk")).await;
    author.push(json!({ "command": "dismiss-suggestion", "article": id(SECOND), "other": id(HIDDEN) })).await;
    let secret = [
        "The harbour question",
        "A summary.",
        "The harbour is deep. The council decides. Boats come daily. A mqrevision.",
    ];
    author.push(revise(FIRST, 110, FIRST + 1, secret, "It names mqnote.")).await;
    let mut quoting = comment(407, FIRST, None, "Look here.");
    quoting["quotes"] = json!([{ "anchor": id(408), "target": "words", "exact": "A mqrevision." }]);
    author.push(quoting).await;
    let mut proposing = comment(409, FIRST, None, "Better words.");
    proposing["proposal"] = json!({ "base": id(110), "title": "The harbour question", "summary": "A summary.",
                                    "body": format!("{} And zqproposedonhidden.", secret[2]) });
    author.push(proposing).await;
    author.push(revise(FIRST, 111, 110, ["The harbour question", "A summary.", text], "Without it.")).await;
}

/// Takes all of it back.
async fn take_back(author: &mut Writer<'_>, moderator: &mut Writer<'_>) {
    author
        .push(json!({ "command": "introduce", "first_name": "Plain", "last_name": "", "email": null }))
        .await;
    for number in [400, 401, 403, 404, 406] {
        author.push(json!({ "command": "withdraw-comment", "comment": id(number) })).await;
    }
    for number in [410, 420] {
        author.push(json!({ "command": "withdraw-citation", "citation": id(number) })).await;
    }
    author.push(json!({ "command": "remove-relation", "relation": id(440) })).await;
    for (thing, number) in [("comment", 405), ("citation", 430), ("article", HIDDEN), ("revision", 110)] {
        moderator
            .push(json!({ "command": "hide", "thing": thing, "named": id(number), "reason": "It names a person." }))
            .await;
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
    for (thing, number) in [("comment", 405), ("citation", 430), ("article", HIDDEN), ("revision", 110)] {
        let hide = json!({ "command": "hide", "thing": thing, "named": id(number), "reason": "By mistake." });
        moderator.push(hide).await;
    }
    let hidden = site.app.store.home().await.unwrap();
    assert_eq!((hidden.articles, hidden.comments), (home.articles - 1, home.comments - 2));
    assert_eq!(
        hidden.discussions.iter().map(|d| (d.articles, d.comments)).max(),
        Some((0, home.comments - 2))
    );
    let graph: Value = serde_json::from_slice(&site.visitor().get("/api/graph").await.bytes).unwrap();
    assert_eq!(graph["nodes"].as_array().unwrap().len(), 2);
    for (thing, number) in [("article", HIDDEN), ("comment", 405), ("citation", 430), ("revision", 110)] {
        moderator.push(json!({ "command": "unhide", "thing": thing, "named": id(number) })).await;
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
    let graph: Value = serde_json::from_slice(&site.visitor().get("/api/graph").await.bytes).unwrap();
    assert_eq!((graph["nodes"].as_array().unwrap().len(), graph["edges"].as_array().unwrap().len()), (3, 2));
}
