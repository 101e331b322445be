//! Who may do what: every route of the router, asked by a stranger, by the guest who wrote what it names, and by a moderator. A route
//! that has no line here fails.

use axum::http::StatusCode;

use crate::client::{Site, Visitor};

const ROUTER: &str = include_str!("../../src/router.rs");

/// Method, path, and the statuses for a stranger, for the guest and for a moderator, in this order. Forms are sent empty, so 422 says
/// that somebody may send one.
const TABLE: [(&str, &str, [u16; 3]); 96] = [
    ("get", "/healthz", [200, 200, 200]),
    ("get", "/readyz", [200, 200, 200]),
    ("get", "/api/articles", [200, 200, 200]),
    ("get", "/api/articles/{slug}", [200, 200, 200]),
    ("get", "/api/articles/{slug}/annotations", [200, 200, 200]),
    ("post", "/api/articles/{slug}/annotations", [400, 400, 400]),
    ("options", "/api/articles/{slug}/annotations", [200, 200, 200]),
    ("get", "/api/articles/{slug}/citations.json", [200, 200, 200]),
    ("get", "/api/articles/{slug}/citations.bib", [200, 200, 200]),
    ("get", "/api/annotations/{id}", [404, 404, 404]),
    ("options", "/api/annotations/{id}", [200, 200, 200]),
    ("get", "/api/graph", [200, 200, 200]),
    ("get", "/api/graph/articles/{id}", [404, 404, 404]),
    ("get", "/api/graph/relations/{id}", [200, 200, 200]),
    ("get", "/api/graph/connections", [404, 404, 404]),
    ("get", "/api/fn/{*function}", [400, 400, 400]),
    ("post", "/api/fn/{*function}", [400, 400, 400]),
    ("get", "/pkg/{*file}", [404, 404, 404]),
    ("get", "/assets/{*file}", [404, 404, 404]),
    ("get", "/", [200, 200, 200]),
    ("get", "/search", [200, 200, 200]),
    ("get", "/recent", [200, 200, 200]),
    ("get", "/outbox", [200, 200, 200]),
    ("get", "/offline", [200, 200, 200]),
    ("get", "/connect", [200, 200, 200]),
    ("get", "/outline", [200, 200, 200]),
    ("get", "/a/{slug}/outline", [200, 200, 200]),
    ("get", "/health", [200, 200, 200]),
    ("get", "/a/{slug}/health", [200, 200, 200]),
    ("get", "/a/{slug}/branch", [200, 200, 200]),
    ("get", "/graph", [200, 200, 200]),
    ("get", "/graph.svg", [200, 200, 200]),
    ("get", "/graph.png", [200, 200, 200]),
    ("get", "/a/{slug}/graph", [200, 200, 200]),
    ("get", "/a/{slug}/graph.svg", [200, 200, 200]),
    ("get", "/a/{slug}/graph.png", [200, 200, 200]),
    ("get", "/a/{slug}", [200, 200, 200]),
    ("get", "/a/{slug}/source", [200, 200, 200]),
    ("get", "/a/{slug}/history", [200, 200, 200]),
    ("get", "/a/{slug}/diff", [400, 400, 400]),
    ("get", "/a/{slug}/revisions/{number}", [200, 200, 200]),
    ("post", "/api/sync/push", [415, 415, 415]),
    ("get", "/api/sync/changes", [200, 200, 200]),
    ("get", "/api/sync/drafts", [200, 200, 200]),
    ("get", "/api/sync/drafts/", [200, 200, 200]),
    ("put", "/api/sync/drafts/{key}", [400, 204, 204]),
    ("delete", "/api/sync/drafts/{key}", [204, 204, 204]),
    ("get", "/new", [200, 200, 200]),
    ("post", "/new", [422, 422, 422]),
    ("get", "/a/{slug}/edit", [200, 200, 200]),
    ("post", "/a/{slug}/edit", [422, 422, 422]),
    ("post", "/a/{slug}/restore", [400, 400, 400]),
    ("post", "/a/{slug}/proposals", [422, 422, 422]),
    ("get", "/a/{slug}/proposals/{id}", [200, 200, 200]),
    ("get", "/a/{slug}/relate", [200, 200, 200]),
    ("post", "/a/{slug}/relate", [422, 422, 422]),
    ("get", "/a/{slug}/relations/{id}", [200, 200, 200]),
    ("post", "/a/{slug}/relations/{id}", [422, 422, 422]),
    ("get", "/a/{slug}/relations/{id}/history", [200, 200, 200]),
    ("post", "/a/{slug}/relations/{id}/remove", [403, 303, 404]),
    ("post", "/a/{slug}/relations/{id}/restore", [404, 404, 404]),
    ("get", "/a/{slug}/removed", [200, 200, 200]),
    ("get", "/hide", [403, 403, 400]),
    ("post", "/hide", [403, 403, 400]),
    ("post", "/unhide", [403, 403, 400]),
    ("get", "/hidden", [403, 403, 200]),
    ("get", "/people/{id}", [403, 403, 200]),
    ("post", "/people/{id}/block", [403, 403, 422]),
    ("get", "/people/{id}/undo", [403, 403, 200]),
    ("post", "/people/{id}/undo", [403, 403, 422]),
    ("post", "/people/{id}/unblock", [403, 403, 409]),
    ("get", "/a/{slug}/suggestions", [200, 200, 200]),
    ("post", "/a/{slug}/suggestions/dismiss", [422, 422, 422]),
    ("post", "/a/{slug}/suggestions/restore", [422, 422, 422]),
    ("post", "/a/{slug}/comments", [422, 422, 422]),
    ("get", "/a/{slug}/comments/{id}/edit", [200, 200, 200]),
    ("post", "/a/{slug}/comments/{id}/edit", [422, 422, 422]),
    ("get", "/a/{slug}/comments/{id}/history", [200, 200, 200]),
    ("post", "/a/{slug}/comments/{id}/withdraw", [403, 303, 410]),
    ("get", "/a/{slug}/cite", [200, 200, 200]),
    ("post", "/a/{slug}/cite", [422, 422, 422]),
    ("post", "/a/{slug}/cite/fill", [200, 200, 200]),
    ("get", "/a/{slug}/citations/{id}/edit", [200, 200, 200]),
    ("post", "/a/{slug}/citations/{id}/edit", [422, 422, 422]),
    ("get", "/a/{slug}/citations/{id}/history", [200, 200, 200]),
    ("post", "/a/{slug}/citations/{id}/withdraw", [403, 303, 410]),
    ("get", "/a/{slug}/lock", [403, 403, 200]),
    ("post", "/a/{slug}/lock", [403, 403, 422]),
    ("post", "/a/{slug}/unlock", [403, 403, 409]),
    ("get", "/welcome", [200, 200, 200]),
    ("post", "/welcome", [422, 422, 422]),
    ("get", "/sign-in", [200, 200, 200]),
    ("post", "/sign-in", [200, 200, 200]),
    ("get", "/sign-in/{token}", [410, 410, 410]),
    ("post", "/sign-in/{token}", [410, 410, 410]),
    ("post", "/sign-out", [303, 303, 303]),
];

/// Methods and paths as the router names them.
fn routes() -> Vec<(&'static str, String)> {
    let calls = ROUTER.split(".route(").skip(1).filter(|call| call.trim_start().starts_with('"'));
    calls
        .flat_map(|call| {
            let path = call.split('"').nth(1).unwrap().to_owned();
            // Until the call ends, by its parentheses.
            let mut depth = 1;
            let end = call.find(|c: char| {
                depth += i32::from(c == '(') - i32::from(c == ')');
                depth == 0
            });
            let handlers = call[..end.unwrap()].to_owned();
            let methods = ["get", "post", "put", "delete", "options"].into_iter();
            methods
                .filter(move |method| {
                    let begins = |sign: char| handlers.contains(&format!("{sign}{method}("));
                    begins(' ') || begins('.') || begins('(')
                })
                .map(move |method| (method, path.clone()))
        })
        .collect()
}

/// What the routes name.
struct Things {
    article: String,
    comment: String,
    proposal: String,
    citation: String,
    relation: String,
    guest: String,
}

async fn things(site: &Site, guest: &mut Visitor<'_>) -> Things {
    let address = guest.write("Ships at night", "Some ships carry lights.").await;
    let other = guest.write("Harbours", "Where they are.").await;
    guest.comment(&address, "A comment.").await;
    let editor = guest.get(&format!("{address}/edit")).await;
    let edit =
        [("title", "Ships at night"), ("body", "All ships carry lights."), ("base", &editor.hidden("base"))];
    guest.post(&format!("{address}/proposals"), &edit).await;
    guest.post(&format!("{address}/cite"), &[("quote", "carry lights"), ("source_title", "A log")]).await;
    guest.post(&format!("{address}/relate"), &[("relation", "supports:forward"), ("other", &other)]).await;
    let page = site.article(&address).await;
    Things {
        article: page.slug.to_string(),
        comment: page.comments[0].id.to_string(),
        proposal: page.comments[1].id.to_string(),
        citation: page.citations[0].id.to_string(),
        relation: page.relations[0].id.to_string(),
        guest: guest.who().await.unwrap().to_string(),
    }
}

fn address(path: &str, things: &Things) -> String {
    let id = match path {
        _ if path.contains("/proposals/") => &things.proposal,
        _ if path.contains("/comments/") => &things.comment,
        _ if path.contains("/citations/") => &things.citation,
        _ if path.contains("/relations/") => &things.relation,
        _ if path.contains("/people/") => &things.guest,
        _ => &things.comment,
    };
    path.replace("{slug}", &things.article)
        .replace("{id}", id)
        .replace("{number}", "1")
        .replace("{key}", "comment.a")
        .replace("{token}", "nonsense")
        .replace("{*function}", "none")
        .replace("{*file}", "none.js")
}

async fn ask(visitor: &mut Visitor<'_>, method: &str, path: &str) -> StatusCode {
    match method {
        "get" => visitor.get(path).await.status,
        "post" => visitor.post(path, &[]).await.status,
        "put" => visitor.json(axum::http::Method::PUT, path, &serde_json::json!({})).await.status,
        "delete" => visitor.json(axum::http::Method::DELETE, path, &serde_json::json!({})).await.status,
        _ => visitor.json(axum::http::Method::OPTIONS, path, &serde_json::json!({})).await.status,
    }
}

#[tokio::test]
async fn every_route_has_a_line_that_says_who_may_what() {
    let mut wrong = Vec::new();
    let routes = routes();
    assert!(routes.len() > 80, "only {} routes were found", routes.len());
    for (method, path) in &routes {
        // It goes on for as long as somebody listens.
        if path == "/api/sync/live" {
            continue;
        }
        let site = Site::new().await;
        let (mut stranger, mut guest, mut moderator) = (site.visitor(), site.visitor(), site.visitor());
        let things = things(&site, &mut guest).await;
        moderator.become_moderator().await;
        let address = address(path, &things);
        let mut statuses = [0; 3];
        for (status, visitor) in statuses.iter_mut().zip([&mut stranger, &mut guest, &mut moderator]) {
            *status = ask(visitor, method, &address).await.as_u16();
        }
        if !TABLE.contains(&(method, path, statuses)) {
            wrong.push(format!("    (\"{method}\", \"{path}\", {statuses:?}),"));
        }
    }
    for (method, path, _) in &TABLE {
        let known = routes.iter().any(|(known, at)| known == method && at == path);
        assert!(known, "there is no route {method} {path}");
    }
    assert!(wrong.is_empty(), "these lines are missing, or others stand there:\n{}", wrong.join("\n"));
}
