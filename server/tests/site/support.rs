//! What visitors do again and again: they read a page, write about an article, and relate it.

use axum::http::StatusCode;
use domain::command::Command;
use serde_json::Value;
use test_page::Page;

use crate::client::{Answer, Visitor};

impl Answer {
    /// The page that it is, if it has that status.
    #[track_caller]
    pub(crate) fn page_of(&self, status: StatusCode) -> Page {
        assert_eq!(self.status, status, "{}", self.page());
        self.page()
    }

    /// Where a form that was taken leads.
    #[track_caller]
    pub(crate) fn taken(&self) -> String {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.page());
        self.location()
    }
}

impl Visitor<'_> {
    /// A page that is there.
    pub(crate) async fn page(&mut self, path: &str) -> Page {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.page());
        answer.page()
    }

    /// Relates an article to another, such as `supports:forward`.
    pub(crate) async fn relate(&mut self, from: &str, relation: &str, to: &str, why: &str) {
        let fields = [("relation", relation), ("other", to), ("explanation", why)];
        self.post(&format!("{from}/relate"), &fields).await.taken();
    }

    /// Comments on an article, and answers where the comment stands.
    pub(crate) async fn comment(&mut self, on: &str, words: &str) -> String {
        self.post(&format!("{on}/comments"), &[("body", words)]).await.taken()
    }

    /// Gives an article another text upon its newest revision, and answers where that leads.
    pub(crate) async fn edit(&mut self, article: &str, title: &str, body: &str) -> String {
        let path = format!("{article}/edit");
        let base = self.get(&path).await.hidden("base");
        let fields = [("title", title), ("summary", "A summary."), ("body", body), ("base", &base)];
        self.post(&path, &fields).await.taken()
    }
}

/// The one relation of an article, of its page with explanations.
pub(crate) fn relation_of(page: &Page) -> String {
    let address = page.link(".why a[href*='improve=']");
    address.split("improve=").nth(1).unwrap().split('#').next().unwrap().to_owned()
}

/// What was typed into a field, on a page that gives it back where its form cannot be shown.
#[track_caller]
pub(crate) fn given_back(page: &Page, field: &str) -> String {
    let mut fields = page.parts("main > .field");
    fields.retain(|part| part.text("label") == field);
    assert_eq!(fields.len(), 1, "{field} is not given back by {page}");
    fields[0].part("textarea[readonly]").raw_text()
}

/// A command under an id, as clients send it.
pub(crate) fn sent(id: &str, command: impl Into<Command>) -> Value {
    let mut message = serde_json::to_value(command.into()).unwrap();
    message["id"] = id.into();
    message
}
