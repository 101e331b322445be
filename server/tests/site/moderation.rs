//! Hiding and showing by the pages of moderators, and bringing back by a click.

use axum::http::StatusCode;
use domain::text::Email;
use domain::trust::KNOWN_AFTER_MILLIS;
use test_page::Page;

use crate::client::{Site, Visitor};
use crate::support::relation_of;

/// Where the form is that hides the article of a page.
fn hide_article(page: &Page) -> String {
    page.link("main a[href^='/hide?thing=article']")
}

/// Where the forms are that hide the revisions of a history, the newest first.
fn hide_revisions(history: &Page) -> Vec<String> {
    history.links(".revisions a[href^='/hide?thing=revision']")
}

/// The sentences of a form that brings back a removed relation.
async fn ways_back(visitor: &mut Visitor<'_>, article: &str) -> Vec<String> {
    let page = visitor.page(&format!("{article}/removed")).await;
    page.texts("main li form[action$='/restore'] button")
}

/// What a link to the form that hides a thing names.
fn named(address: &str) -> (String, String) {
    let (thing, named) = address.split("thing=").nth(1).unwrap().split_once("&named=").unwrap();
    (thing.to_owned(), named.to_owned())
}

async fn hide(moderator: &mut Visitor<'_>, address: &str, more: &[(&str, &str)]) {
    let form = moderator.get(address).await;
    assert_eq!(form.status, StatusCode::OK, "{address}");
    let (thing, named) = named(address);
    let fields = [("thing", thing.as_str()), ("named", &named), ("reason", "It names a person.")];
    let fields: Vec<_> = fields.iter().chain(more).copied().collect();
    let answer = moderator.post("/hide", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
}

#[tokio::test]
async fn a_hidden_article_says_so_by_whom_and_why_and_comes_back() {
    let site = Site::new().await;
    let mut author = site.visitor();
    let address = author.write("A private matter", "The secret text.").await;
    let mut moderator = site.visitor();
    moderator.become_moderator().await;
    let form = hide_article(&moderator.page(&address).await);
    let without =
        moderator.post("/hide", &[("thing", "article"), ("named", &named(&form).1), ("reason", "")]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY, "it needs a reason");
    hide(&mut moderator, &form, &[]).await;

    for reader in [&mut site.visitor(), &mut author] {
        let page = reader.get(&address).await.page_of(StatusCode::GONE);
        for words in ["A moderator has hidden this article", "It names a person.", "Moderator"] {
            page.part("main").says(words);
        }
        page.has_nowhere("secret text");
        page.has_nowhere("A private matter");
        let json = reader.get(&format!("/api/articles{}", &address[2..])).await;
        assert_eq!((json.status, json.text().contains("It names a person.")), (StatusCode::GONE, true));
        assert_eq!(reader.get(&format!("{address}/branch")).await.status, StatusCode::GONE);
        let edit =
            reader.post(&format!("{address}/edit"), &[("title", "A"), ("body", "B"), ("base", "x")]).await;
        assert_eq!(edit.status, StatusCode::GONE);
    }
    let seen = moderator.page(&address).await;
    assert_eq!(seen.text(".prose"), "The secret text.");
    seen.has_text(".state form[action='/unhide'] button", messages::site::hiding::SHOW);
    let list = moderator.page("/hidden").await;
    let hidden = list.part_saying("main .changes li", "A private matter");
    assert_eq!(hidden.text(".note"), "It names a person.");
    assert_eq!(site.visitor().get("/hidden").await.status, StatusCode::FORBIDDEN);

    let (thing, named) = named(&form);
    let shown = moderator.post("/unhide", &[("thing", &thing), ("named", &named)]).await;
    assert_eq!(shown.status, StatusCode::SEE_OTHER);
    assert_eq!(site.visitor().page(&address).await.text(".prose"), "The secret text.");
    let twice = moderator.post("/unhide", &[("thing", &thing), ("named", &named)]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT, "it is not hidden any more");
}

#[tokio::test]
async fn hiding_revisions_up_to_the_newest_makes_the_one_before_them_the_newest() {
    let site = Site::new().await;
    let mut author = site.visitor();
    let address = author.write("An article", "The text of before.").await;
    for text in ["The secret text.", "The secret text, longer."] {
        let base = author.get(&format!("{address}/edit")).await.hidden("base");
        let fields = [
            ("title", "An article"),
            ("summary", ""),
            ("body", text),
            ("note", "A secret note."),
            ("base", &base),
        ];
        assert_eq!(author.post(&format!("{address}/edit"), &fields).await.status, StatusCode::SEE_OTHER);
    }
    let mut moderator = site.visitor();
    moderator.become_moderator().await;
    let links = hide_revisions(&moderator.page(&format!("{address}/history")).await);
    assert_eq!(links.len(), 3);
    hide(&mut moderator, &links[1], &[("through", "3")]).await;

    let mut reader = site.visitor();
    let page = reader.page(&address).await;
    assert_eq!(page.text(".prose"), "The text of before.");
    page.has_nowhere("secret");
    for rest in ["/history", "/revisions/2", "/revisions/3", "/diff?from=1&to=2", "/diff?from=2&to=3"] {
        let page = reader.page(&format!("{address}{rest}")).await;
        page.has_nowhere("secret");
        if !rest.contains("diff") {
            page.part("main").says("It names a person.");
        }
    }
    let base = reader.get(&format!("{address}/edit")).await.hidden("base");
    let restore = [("revision", "2"), ("base", base.as_str())];
    assert_eq!(reader.post(&format!("{address}/restore"), &restore).await.status, StatusCode::GONE);
    let seen = moderator.page(&format!("{address}/revisions/2")).await;
    assert_eq!(seen.text(".prose"), "The secret text.");
    seen.has_text("form[action='/unhide'] button", messages::site::hiding::SHOW);
    // The only one that is left is not hidden but with the article.
    let links = hide_revisions(&moderator.page(&format!("{address}/history")).await);
    let (newest, oldest) = (links.first().unwrap(), links.last().unwrap());
    let (thing, named) = named(newest);
    let fields = [("thing", thing.as_str()), ("named", &named), ("reason", "It, too.")];
    let same = moderator.post("/hide", &fields).await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY, "what it says stands in revision 1, too");
    let all = moderator
        .post(
            "/hide",
            &[("thing", "revision"), ("named", &self::named(oldest).1), ("reason", "All."), ("through", "9")],
        )
        .await;
    assert_eq!(all.status, StatusCode::CONFLICT, "{}", all.text());
}

#[tokio::test]
async fn a_removed_relation_comes_back_by_a_click_with_its_words() {
    let site = Site::new().await;
    let mut author = site.visitor();
    let one = author.write("One", "Text.").await;
    let two = author.write("Two", "Text.").await;
    author.relate(&one, "supports:forward", &two, "For a good reason.").await;
    let mut other = site.visitor();
    for title in ["Three", "Four", "Five"] {
        other.write(title, "Text.").await;
    }
    // Somebody who is known here.
    site.pass(KNOWN_AFTER_MILLIS);
    let relation = relation_of(&other.page(&format!("{one}?explain=1")).await);
    let remove = format!("{one}/relations/{relation}/remove");
    let restore = format!("{one}/relations/{relation}/restore");
    assert_eq!(other.post(&remove, &[]).await.status, StatusCode::SEE_OTHER);

    let mut reader = site.visitor();
    for address in [&one, &two] {
        let page = reader.page(&format!("{address}/removed")).await;
        assert_eq!(page.text("main li .sentence"), "One supports Two");
        assert_eq!(ways_back(&mut reader, address).await, [messages::moderation::removed::RESTORE]);
        page.has_nowhere("For a good reason.");
    }
    let answer = reader.post(&restore, &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert_eq!(reader.page(&format!("{one}?explain=1")).await.text(".why > span"), "For a good reason.");
    assert_eq!(reader.post(&restore, &[]).await.status, StatusCode::NOT_FOUND, "it is there");

    // Whoever gave it other words first took away what another made all the same.
    let words = [("base", "1"), ("explanation", "For no reason.")];
    let reword = format!("{one}/relations/{relation}");
    assert_eq!(other.post(&reword, &words).await.status, StatusCode::SEE_OTHER);
    assert_eq!(other.post(&remove, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(reader.post(&restore, &[]).await.status, StatusCode::SEE_OTHER);
    let words = [("base", "2"), ("explanation", "For a good reason.")];
    assert_eq!(author.post(&reword, &words).await.status, StatusCode::SEE_OTHER);

    // What its own author takes back is not brought back by others.
    assert_eq!(author.post(&remove, &[]).await.status, StatusCode::SEE_OTHER);
    assert!(ways_back(&mut reader, &one).await.is_empty());
    assert_eq!(reader.post(&restore, &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(ways_back(&mut author, &one).await, [messages::moderation::removed::RESTORE]);
    assert_eq!(author.post(&restore, &[]).await.status, StatusCode::SEE_OTHER);

    // What a moderator removed stays removed for others when they are moderator no more.
    let mut moderator = site.visitor();
    moderator.become_moderator().await;
    assert_eq!(moderator.post(&remove, &[]).await.status, StatusCode::SEE_OTHER);
    site.app.store.revoke(&Email::parse("boss@example.org").unwrap()).await.unwrap();
    assert!(ways_back(&mut reader, &one).await.is_empty());
    assert_eq!(reader.post(&restore, &[]).await.status, StatusCode::FORBIDDEN);
    let mut moderator = site.visitor();
    moderator.become_moderator().await;
    assert_eq!(moderator.post(&restore, &[]).await.status, StatusCode::SEE_OTHER);
}

/// Whoever sends an edit of a revision learns by the merge which of its sentences they know.
#[tokio::test]
async fn an_edit_of_a_hidden_revision_is_answered_alike_whatever_it_says() {
    let site = Site::new().await;
    let mut author = site.visitor();
    let address = author.write("An article", "First.\n\nSecond.\n\nThird.").await;
    let mut bases = Vec::new();
    for text in ["First.\n\nA secret sentence.\n\nThird.", "First, anew.\n\nSecond.\n\nThird."] {
        let base = author.get(&format!("{address}/edit")).await.hidden("base");
        let fields = [("title", "An article"), ("body", text), ("base", base.as_str())];
        assert_eq!(author.post(&format!("{address}/edit"), &fields).await.status, StatusCode::SEE_OTHER);
        bases.push(author.get(&format!("{address}/edit")).await.hidden("base"));
    }
    let mut moderator = site.visitor();
    moderator.become_moderator().await;
    let links = hide_revisions(&moderator.page(&format!("{address}/history")).await);
    hide(&mut moderator, &links[1], &[]).await;

    let mut guesser = site.visitor();
    for guess in ["A secret sentence.", "Another sentence."] {
        let body = format!("First.\n\n{guess}\n\nThird, anew.");
        let fields = [("title", "An article"), ("body", body.as_str()), ("base", bases[0].as_str())];
        let answer = guesser.post(&format!("{address}/edit"), &fields).await;
        let page = answer.page_of(StatusCode::CONFLICT);
        assert_eq!(page.value("mine_body"), body, "what was typed comes back");
        if !guess.contains("secret") {
            page.has_nowhere("secret");
        }
    }
}

#[tokio::test]
async fn who_is_blocked_reads_why_and_their_sessions_can_be_ended() {
    let site = Site::new().await;
    let mut author = site.visitor();
    let address = author.write("An article", "Text.").await;
    let mut guest = site.visitor();
    guest.comment(&address, "Spam.").await;
    let who = site.app.store.recent(None, 1).await.unwrap()[0].by.id;
    let mut moderator = site.visitor();
    moderator.become_moderator().await;
    moderator.page("/recent").await.has(&format!(".changes a[href='/people/{who}']"));
    let here = format!("/people/{who}");
    assert_eq!(
        moderator.post(&format!("{here}/block"), &[("reason", "")]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        moderator.post(&format!("{here}/block"), &[("reason", "For spam.")]).await.status,
        StatusCode::SEE_OTHER
    );
    let refused = guest.post(&format!("{address}/comments"), &[("body", "More spam.")]).await;
    let refused = refused.page_of(StatusCode::FORBIDDEN);
    refused.part("[role='alert']").says("For spam.");
    assert_eq!(refused.value("body"), "More spam.");
    assert_eq!(moderator.page("/hidden").await.text("main li .note"), "For spam.");
    assert_eq!(moderator.post(&format!("{here}/unblock"), &[]).await.status, StatusCode::SEE_OTHER);
    guest.comment(&address, "Sorry.").await;
    let fields = [("reason", "For spam."), ("sessions", "end")];
    assert_eq!(moderator.post(&format!("{here}/block"), &fields).await.status, StatusCode::SEE_OTHER);
    let outcome = site.app.store.contributor(who).await.unwrap().unwrap();
    assert!(outcome.blocked.is_some_and(|hiding| hiding.reason == "For spam."));
    // Their browser is still known, so that ending its session lifts nothing; another browser is a newcomer.
    let again = guest.post(&format!("{address}/comments"), &[("body", "It is me again.")]).await;
    assert_eq!(again.page_of(StatusCode::FORBIDDEN).value("body"), "It is me again.");
    let other = site.visitor().post(&format!("{address}/comments"), &[("body", "I am another.")]).await;
    assert_eq!(other.status, StatusCode::SEE_OTHER, "{}", other.text());
    assert_ne!(site.app.store.recent(None, 1).await.unwrap()[0].by.id, who);
}

#[tokio::test]
async fn the_picture_follows_what_is_hidden_and_shown_step_by_step() {
    let site = Site::new().await;
    let mut author = site.visitor();
    let mut addresses = Vec::new();
    for number in 0..6 {
        addresses.push(author.write(&format!("Article {number}"), "Text.").await);
    }
    for pair in addresses.windows(2) {
        author.relate(&pair[1], "part-of:forward", &pair[0], "").await;
    }
    let mut moderator = site.visitor();
    moderator.become_moderator().await;
    let check = async |what: &str| {
        let (kept, fresh) =
            (site.app.graph.snapshot().await.unwrap(), site.app.graph.read_anew().await.unwrap());
        assert_eq!(kept.graph.nodes, fresh.graph.nodes, "{what}");
        assert_eq!(kept.graph.edges.len(), fresh.graph.edges.len(), "{what}");
        kept.graph.nodes.len()
    };
    assert_eq!(check("before").await, 6);
    for (left, at) in [(5, 2), (4, 0), (3, 5)] {
        let form = hide_article(&moderator.page(&addresses[at]).await);
        hide(&mut moderator, &form, &[]).await;
        assert_eq!(check(&addresses[at]).await, left);
    }
    for at in [2, 5, 0] {
        let form = moderator.get(&addresses[at]).await;
        let named = form.hidden("named");
        moderator.post("/unhide", &[("thing", "article"), ("named", &named)]).await;
        check(&addresses[at]).await;
    }
    assert_eq!(check("after").await, 6);
    assert_eq!(site.app.graph.snapshot().await.unwrap().graph.edges.len(), 5);
}

/// The ids of the revisions of an article, the oldest first.
async fn revisions(site: &Site, title: &str) -> Vec<String> {
    let log = site.visitor().get("/api/sync/changes?limit=500").await.text();
    let log: serde_json::Value = serde_json::from_str(&log).unwrap();
    let things =
        log["changes"].as_array().unwrap().iter().flat_map(|change| change["things"].as_array().unwrap());
    let of = things.filter(|thing| thing["type"] == "revision" && thing["title"] == title);
    of.map(|thing| thing["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_is_hidden_is_told_to_nobody_who_knows_its_id() {
    let site = Site::new().await;
    let mut author = site.visitor();
    let secret = author.write("A private matter", "The zqsecret stands here. More words.").await;
    let address = author.write("An article", "It is quiet. The zqfirst word was said. It ends.").await;
    let base = author.get(&format!("{address}/edit")).await.hidden("base");
    let fields =
        [("title", "An article"), ("summary", ""), ("body", "It is quiet. It ends."), ("base", &base)];
    assert_eq!(author.post(&format!("{address}/edit"), &fields).await.status, StatusCode::SEE_OTHER);
    let (article, first) = (
        revisions(&site, "A private matter").await.remove(0),
        revisions(&site, "An article").await.remove(0),
    );
    let mut moderator = site.visitor();
    moderator.become_moderator().await;
    for (thing, at) in [("article", &secret), ("revision", &format!("{address}/revisions/1"))] {
        let named = match thing {
            "article" => named(&hide_article(&moderator.page(at).await)).1,
            _ => first.clone(),
        };
        let fields = [("thing", thing), ("named", named.as_str()), ("reason", "It names a person.")];
        assert_eq!(moderator.post("/hide", &fields).await.status, StatusCode::SEE_OTHER);
    }

    // A link to a passage of either fills in nothing of it.
    let mut reader = site.visitor();
    for (of, revision) in [(&secret, &article), (&address, &first)] {
        let url = format!("http://127.0.0.1:3000{of}?passage={revision}.0-40");
        let fields = [("url", url.as_str()), ("quote", "It is quiet.")];
        let filled = reader.post(&format!("{address}/cite/fill"), &fields).await;
        let page = filled.page_of(StatusCode::OK);
        for secret in ["zqsecret", "zqfirst", "A private matter"] {
            page.has_nowhere(secret);
        }
    }
    // The right words of a hidden revision are answered as wrong ones are.
    let asked = async |words: &str, reader: &mut Visitor<'_>| {
        let fields = [
            ("body", "I quote."),
            ("quote", words),
            ("quote_revision", first.as_str()),
            ("quote_start", "13"),
            ("quote_end", "39"),
        ];
        let commented = reader.post(&format!("{address}/comments"), &fields).await.status;
        let cited = [fields.as_slice(), &[("source_title", "A source")]].concat();
        let cited = reader.post(&format!("{address}/cite"), &cited).await.status;
        let annotation = serde_json::json!({
            "type": "Annotation",
            "body": { "type": "TextualBody", "value": "I quote." },
            "target": { "source": format!("http://127.0.0.1:3000{address}/revisions/1"), "selector": [
                { "type": "TextQuoteSelector", "exact": words },
                { "type": "TextPositionSelector", "start": 13, "end": 39 },
            ] },
        });
        let path = format!("/api{}/annotations", address.replace("/a/", "/articles/"));
        let noted = reader.json(axum::http::Method::POST, &path, &annotation).await;
        assert_eq!(noted.status, StatusCode::CREATED, "{}", noted.text());
        (commented, cited, noted.location().starts_with("/api/annotations/"))
    };
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    for words in ["The zqfirst word was said.", "The zqfirst word", "Never was this word said."] {
        assert_eq!(asked(words, &mut reader).await, (unprocessable, unprocessable, false), "{words}");
    }
    // What stands in the newest text as well is quoted there.
    let (commented, cited, placed) = asked("It is quiet.", &mut reader).await;
    assert_eq!((commented, cited, placed), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER, true));
    // Nor does a link to a place tell whether its words stand somewhere now.
    for place in ["0-12", "13-39"] {
        reader.page(&format!("{address}?passage={first}.{place}")).await.has_nowhere("The linked passage");
    }
}
