//! Finding articles by words (SQLite FTS5, ranked by BM25 with the title weighing most).

use std::collections::HashSet;

use domain::id::ArticleId;
use domain::slug::Slug;
use domain::view::Choice;
use futures_util::FutureExt as _;
use sqlx::{FromRow, SqliteConnection};

use super::json::title;
use super::snippet::Sought;
use super::{ArticleLink, Hit, parse};
use crate::work::Token;
use crate::{Error, Store};

/// The most words of a query that are looked for.
const WORDS: usize = 16;
/// How much of their words two titles must share to be called similar (Jaccard index).
const SIMILAR: f64 = 0.34;

#[derive(FromRow)]
struct FoundRow {
    number: i64,
    id: String,
    slug: String,
    title: String,
    summary: String,
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
        let query = all_of(words);
        if query.is_empty() {
            return Ok(Vec::new());
        }
        let sought = Sought::of(words);
        let found = self.bounded(move |connection| hits(connection, query, limit).boxed()).await?;
        let bytes = found.iter().map(|found| found.columns.0.len()).sum();
        let show = move |_: &Token| found.into_iter().map(|found| found.hit(&sought)).collect();
        Ok(self.work.run_sized(bytes, show).await?)
    }

    /// Articles to choose from while one types: the last word may be unfinished.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find(&self, words: &str, limit: i64) -> Result<Vec<Choice>, Error> {
        let rows = self.matching(all_of(words), limit).await?;
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
        // It is advice: where it takes too long, there is none.
        let like = match self.matching(any_of("title", title), 30).await {
            Err(Error::Work(_)) => Vec::new(),
            like => like?,
        };
        for row in like {
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
        let rows: Vec<FoundRow> = sqlx::query_as(
            "select number, id, slug, title, summary from articles where looks = $1 and looks <> '' and hidden_at is null order by number limit 5",
        )
        .bind(domain::name::look(title))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(FoundRow::link).collect()
    }

    /// Articles that somebody may have meant by a slug that leads nowhere.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn suggestions(&self, slug_like: &str) -> Result<Vec<ArticleLink>, Error> {
        self.matching(any_of("title", slug_like), 5).await?.into_iter().map(FoundRow::link).collect()
    }

    async fn matching(&self, query: String, limit: i64) -> Result<Vec<FoundRow>, Error> {
        if query.is_empty() {
            return Ok(Vec::new());
        }
        self.bounded(move |connection| async move { matching(connection, &query, limit).await }.boxed()).await
    }
}

async fn matching(
    connection: &mut SqliteConnection,
    query: &str,
    limit: i64,
) -> Result<Vec<FoundRow>, Error> {
    let rows = sqlx::query_as(
        "select a.number, a.id, a.slug, a.title, a.summary
         from article_search join articles a on a.number = article_search.rowid
         where article_search match $1 and a.hidden_at is null
         order by bm25(article_search, 10.0, 4.0, 1.0), a.number limit $2",
    );
    Ok(rows.bind(query).bind(limit).fetch_all(connection).await?)
}

async fn hits(connection: &mut SqliteConnection, query: String, limit: i64) -> Result<Vec<Found>, Error> {
    let mut hits = Vec::new();
    for row in matching(connection, &query, limit).await? {
        // Neither FTS5's `snippet` nor its `highlight`: their time grows with the square of the places found.
        let columns = sqlx::query_as("select text, summary, title from article_search where rowid = $1")
            .bind(row.number)
            .fetch_optional(&mut *connection)
            .await?;
        hits.push(Found { article: row.link()?, columns: columns.unwrap_or_default() });
    }
    Ok(hits)
}

/// An article that was found, with what is in the index of it: text, summary and title.
struct Found {
    article: ArticleLink,
    columns: (String, String, String),
}

impl Found {
    fn hit(self, sought: &Sought) -> Hit {
        let (text, summary, title) = &self.columns;
        Hit { snippet: sought.snippet(&[text, summary, title]), article: self.article }
    }
}

fn choice(link: ArticleLink) -> Choice {
    Choice { id: link.id, slug: link.slug.in_path(), title: link.title, summary: link.summary }
}

pub(super) fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(WORDS)
}

fn words_of(text: &str) -> HashSet<String> {
    split(text).map(str::to_lowercase).collect()
}

/// All the words, each once and quoted so that it is no syntax; the last may go on, unless it is a single letter of an
/// alphabet, with which too much begins.
fn all_of(text: &str) -> String {
    let mut query = quoted(text).join(" ");
    if split(text).last().is_some_and(may_go_on) {
        query.push('*');
    }
    query
}

/// Whether a word that one is typing is long enough to say what it may become.
pub(super) fn may_go_on(word: &str) -> bool {
    word.len() > 1
}

/// Any of the words, in one column.
fn any_of(column: &str, text: &str) -> String {
    let words = quoted(text);
    if words.is_empty() { String::new() } else { format!("{column} : ({})", words.join(" OR ")) }
}

/// Words in quotation marks, each where it stands last: a word that comes again finds nothing else.
fn quoted(text: &str) -> Vec<String> {
    let mut seen = HashSet::new();
    let words: Vec<&str> = split(text).collect();
    let mut words: Vec<String> = words
        .into_iter()
        .rev()
        .filter(|word| seen.insert(word.to_lowercase()))
        .map(|word| format!("\"{word}\""))
        .collect();
    words.reverse();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_has_each_word_once_and_its_last_word_may_go_on() {
        for (typed, query) in [
            ("reports GATHERED", "\"reports\" \"GATHERED\"*"),
            ("1. 1. 1. 1", "\"1\""),
            ("a b A", "\"b\" \"A\""),
            ("ab ba ab", "\"ba\" \"ab\"*"),
            ("\u{8a00}", "\"\u{8a00}\"*"),
            (" .,; ", ""),
        ] {
            assert_eq!(all_of(typed), query, "{typed}");
        }
    }
}
