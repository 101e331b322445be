//! Lists, and pages that are the same for everyone.

use app::page;
use axum::extract::State;
use axum::http::StatusCode;
use store::Store;

use crate::http::error::Answer;
use crate::visit::{Audience, Visit};

/// How many changes a page lists.
pub(super) const RECENT: i64 = 50;
/// How many articles a search lists.
const HITS: i64 = 30;

/// `GET /`
pub async fn home(State(store): State<Store>, visit: Visit) -> Answer {
    let model = store.home().await?;
    let audience = visit.audience();
    let html = page::home(&visit.site(audience), &model);
    Ok(visit.shared_page(audience, html))
}

/// `GET /search?q=`. Never kept: what it reflects is the asker's.
pub async fn search(State(store): State<Store>, visit: Visit) -> Answer {
    let words: String = visit.query.get("q").chars().filter(|c| !c.is_control()).take(300).collect();
    let hits = store.search(&words, HITS).await?;
    let html = page::search(&visit.site(Audience::Own), &words, &hits);
    Ok(visit.private_page(StatusCode::OK, html))
}

/// `GET /recent?before=`
pub async fn recent(State(store): State<Store>, visit: Visit) -> Answer {
    let before = visit.query.parse("before")?;
    let undo = visit.query.parse::<i64>("undo")?;
    let changes = match undo {
        Some(undo) => store.undone(undo, before, RECENT).await?,
        None => store.recent(before, RECENT).await?,
    };
    let full = i64::try_from(changes.len()).is_ok_and(|count| count == RECENT);
    let older = changes.last().map(|change| change.sequence).filter(|oldest| full && *oldest > 1);
    let audience = visit.audience();
    let html = page::recent(&visit.site(audience), &changes, older, undo);
    Ok(visit.shared_page(audience, html))
}

/// `GET /outbox`: the same for everyone; what stands there is on the device.
pub async fn outbox(visit: Visit) -> Answer {
    let audience = visit.audience();
    let html = page::outbox(&visit.site(audience));
    Ok(visit.shared_page(audience, html))
}

/// `GET /offline`: the same for everyone; the service worker keeps it, and fills in what it has.
pub async fn offline(visit: Visit) -> Answer {
    let audience = visit.audience();
    let html = page::offline(&visit.site(audience));
    Ok(visit.shared_page(audience, html))
}
