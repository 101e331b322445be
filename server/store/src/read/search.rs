//! Finding articles by words (SQLite FTS5, ranked by BM25 with the title weighing most).

use std::collections::HashSet;

use domain::id::ArticleId;
use domain::slug::Slug;
use domain::view::Choice;
use sqlx::FromRow;

use super::json::title;
use super::{ArticleLink, Hit, parse};
use crate::{Error, Store};

/// The most words of a query that are looked for.
const WORDS: usize = 16;
/// How much of their words two titles must share to be called similar (Jaccard index).
const SIMILAR: f64 = 0.34;

#[derive(FromRow)]
struct FoundRow {
    id: String,
    slug: String,
    title: String,
    summary: String,
    snippet: String,
}

impl FoundRow {
    fn link(self) -> Result<ArticleLink, Error> {
        Ok(ArticleLink {
            id: parse(&self.id)?,
            slug: Slug::parse(&self.slug).map_err(Error::corrupt)?,
            title: title(self.title),
            summary: self.summary,
        })
    }
}

impl Store {
    /// The articles that have all the words, the best first. Words are taken as they are: nothing typed is
    /// query syntax.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn search(&self, words: &str, limit: i64) -> Result<Vec<Hit>, Error> {
        let rows = self.matching(&all_of(words), limit).await?;
        rows.into_iter().map(|row| Ok(Hit { snippet: row.snippet.clone(), article: row.link()? })).collect()
    }

    /// Articles to choose from while one types: the last word may be unfinished.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find(&self, words: &str, limit: i64) -> Result<Vec<Choice>, Error> {
        let rows = self.matching(&all_of(words), limit).await?;
        rows.into_iter().map(|row| row.link().map(choice)).collect()
    }

    /// Articles whose titles are like this one, the most alike first: those that a reader may take for it, then those that
    /// share most of its words.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn similar(&self, title: &str, except: Option<ArticleId>) -> Result<Vec<Choice>, Error> {
        let wanted = words_of(title);
        let mut alike = Vec::new();
        for link in self.namesakes(title).await? {
            if Some(link.id) != except {
                alike.push((f64::INFINITY, link));
            }
        }
        for row in self.matching(&any_of("title", title), 30).await? {
            let link = row.link()?;
            let words = words_of(&link.title);
            let shared = words.intersection(&wanted).count();
            let all = words.union(&wanted).count();
            #[expect(clippy::cast_precision_loss, reason = "a handful of words")]
            let likeness = shared as f64 / all.max(1) as f64;
            let known = alike.iter().any(|(_, other): &(f64, ArticleLink)| other.id == link.id);
            if likeness >= SIMILAR && Some(link.id) != except && !known {
                alike.push((likeness, link));
            }
        }
        alike.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        Ok(alike.into_iter().take(5).map(|(_, link)| choice(link)).collect())
    }

    /// Articles whose titles look the same, in whatever letters they are written.
    async fn namesakes(&self, title: &str) -> Result<Vec<ArticleLink>, Error> {
        let rows: Vec<(String, String, String, String)> = sqlx::query_as(
            "select id, slug, title, summary from articles where looks = $1 and looks <> '' and hidden_at is null order by number limit 5",
        )
        .bind(domain::name::look(title))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(id, slug, title, summary)| {
                FoundRow { id, slug, title, summary, snippet: String::new() }.link()
            })
            .collect()
    }

    /// Articles that somebody may have meant by a slug that leads nowhere.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn suggestions(&self, slug_like: &str) -> Result<Vec<ArticleLink>, Error> {
        self.matching(&any_of("title", slug_like), 5).await?.into_iter().map(FoundRow::link).collect()
    }

    async fn matching(&self, query: &str, limit: i64) -> Result<Vec<FoundRow>, Error> {
        if query.is_empty() {
            return Ok(Vec::new());
        }
        let rows = sqlx::query_as(
            "select a.id, a.slug, a.title, a.summary,
                    snippet(article_search, -1, char(2), char(2), '…', 24) as snippet
             from article_search join articles a on a.number = article_search.rowid
             where article_search match $1 and a.hidden_at is null
             order by bm25(article_search, 10.0, 4.0, 1.0), a.number limit $2",
        );
        Ok(rows.bind(query).bind(limit).fetch_all(&self.readers).await?)
    }
}

fn choice(link: ArticleLink) -> Choice {
    Choice { id: link.id, slug: link.slug.in_path(), title: link.title, summary: link.summary }
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(WORDS)
}

fn words_of(text: &str) -> HashSet<String> {
    split(text).map(str::to_lowercase).collect()
}

/// All the words, each quoted so that it is no syntax; the last may go on.
fn all_of(text: &str) -> String {
    let words: Vec<String> = split(text).map(|word| format!("\"{word}\"")).collect();
    if words.is_empty() { String::new() } else { format!("{}*", words.join(" ")) }
}

/// Any of the words, in one column.
fn any_of(column: &str, text: &str) -> String {
    let words: Vec<String> = split(text).map(|word| format!("\"{word}\"")).collect();
    if words.is_empty() { String::new() } else { format!("{column} : ({})", words.join(" OR ")) }
}
