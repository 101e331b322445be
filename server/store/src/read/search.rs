//! Finding articles by words (SQLite FTS5, ranked by BM25 with the title weighing most), folded as `prose::fold` does.

use std::collections::HashSet;

use domain::id::ArticleId;
use domain::slug::Slug;
use futures_util::FutureExt as _;
use model::{ArticleLink, Choice, Hit};
use prose::fold::{WORD, Word};
use sqlx::{FromRow, SqliteConnection};

use super::json::title;
use super::parse;
use super::query::{WORDS, may_go_on, split};
use super::snippet::{LOOKED, Sought};
use crate::work::Token;
use crate::{Error, Store};

/// Of how many articles that have the words the best are sought: the newest.
const RANKED: i64 = 5_000;
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
        let show = move |_: &Token| {
            let mut looked = LOOKED;
            found.into_iter().map(|found| found.hit(&sought, &mut looked)).collect()
        };
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
        let wanted = Terms::of(title);
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
            let likeness = wanted.likeness(&Terms::of(&link.title));
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
         from (select number, score
               from (select rowid as number, bm25(article_search, 10.0, 4.0, 1.0) as score
                     from article_search where article_search match $1 order by rowid desc limit $3)
               order by score, number limit $2) f
         join articles a on a.number = f.number
         where a.hidden_at is null order by f.score, f.number",
    );
    Ok(rows.bind(query).bind(limit).bind(RANKED).fetch_all(connection).await?)
}

async fn hits(connection: &mut SqliteConnection, query: String, limit: i64) -> Result<Vec<Found>, Error> {
    let mut hits = Vec::new();
    for row in matching(connection, &query, limit).await? {
        // Neither FTS5's `snippet` nor its `highlight`: their time grows with the square of the places found.
        let columns = sqlx::query_as(
            "select x.plain_text, a.summary, a.title
             from articles a join renderings x on x.revision_id = a.head_id where a.number = $1",
        )
        .bind(row.number)
        .fetch_optional(&mut *connection)
        .await?;
        hits.push(Found { article: row.link()?, columns: columns.unwrap_or_default() });
    }
    Ok(hits)
}

/// An article that was found, with what the index is of: text, summary and title.
struct Found {
    article: ArticleLink,
    columns: (String, String, String),
}

impl Found {
    fn hit(self, sought: &Sought, bytes: &mut usize) -> Hit {
        let (text, summary, title) = &self.columns;
        Hit { snippet: sought.snippet(&[text, summary, title], bytes), article: self.article }
    }
}

fn choice(link: ArticleLink) -> Choice {
    Choice { id: link.id, slug: link.slug, title: link.title, summary: link.summary }
}

/// A title by what it is compared by.
struct Terms {
    /// Words of scripts with blanks between them.
    words: HashSet<String>,
    runs: Vec<String>,
    /// Words, and pairs of the signs of runs.
    all: HashSet<String>,
}

impl Terms {
    fn of(title: &str) -> Self {
        let (runs, words): (Vec<Word>, Vec<Word>) = split(title).into_iter().partition(Word::is_run);
        let pairs = runs.iter().flat_map(Word::pairs).map(str::to_owned);
        let words: HashSet<String> = words.into_iter().map(|word| word.text).collect();
        let all = pairs.chain(words.iter().cloned()).collect();
        Self { words, runs: runs.into_iter().map(|run| run.text).collect(), all }
    }

    /// How much a title that is typed has in common with one that there is, from 0 to 1. Where its words stand in runs and all of
    /// them are in the other, it may be the beginning of such a title.
    fn likeness(&self, other: &Self) -> f64 {
        let is_within = |run: &String| other.runs.iter().any(|other| other.contains(run.as_str()));
        if !self.runs.is_empty() && self.runs.iter().all(is_within) && self.words.is_subset(&other.words) {
            return f64::max(SIMILAR, self.shared(other));
        }
        self.shared(other)
    }

    #[expect(clippy::cast_precision_loss, reason = "a handful of words")]
    fn shared(&self, other: &Self) -> f64 {
        let all = self.all.union(&other.all).count();
        self.all.intersection(&other.all).count() as f64 / all.max(1) as f64
    }
}

/// All the words, each once and quoted so that it is no syntax; the last may go on, unless it is a single letter of an
/// alphabet, with which too much begins.
fn all_of(text: &str) -> String {
    let words = distinct(text);
    let mut query = words.iter().map(phrase).collect::<Vec<_>>().join(" ");
    if words.last().is_some_and(may_go_on) {
        query.push('*');
    }
    query
}

/// Any of the words, and of the pairs of runs, in one column.
fn any_of(column: &str, text: &str) -> String {
    let mut seen = HashSet::new();
    let mut any = Vec::new();
    for word in distinct(text) {
        if word.is_run() && word.signs.len() > 1 {
            any.extend(
                word.pairs().filter(|pair| seen.insert((*pair).to_owned())).map(|pair| format!("\"{pair}\"")),
            );
        } else {
            any.push(phrase(&word));
        }
    }
    any.truncate(WORDS);
    if any.is_empty() { String::new() } else { format!("{column} : ({})", any.join(" OR ")) }
}

/// Words, each where it stands last: a word that comes again finds nothing else.
fn distinct(text: &str) -> Vec<Word> {
    let mut seen = HashSet::new();
    let mut words: Vec<Word> =
        split(text).into_iter().rev().filter(|word| seen.insert(word.text.clone())).collect();
    words.reverse();
    words
}

/// What finds a word in the index (see [`prose::fold::indexed`]).
fn phrase(word: &Word) -> String {
    if word.signs.len() > 1 {
        return format!("\"{}\"", word.pairs().collect::<Vec<_>>().join(" "));
    }
    if word.is_run() { format!("\"{}\"", word.text) } else { format!("\"{WORD}{}\"", word.text) }
}

/// What finds some words that stand side by side; nothing where there are none.
pub(super) fn side_by_side(text: &str) -> String {
    let words = split(text);
    if words.is_empty() { "\"\"".into() } else { words.iter().map(phrase).collect::<Vec<_>>().join(" + ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_has_each_word_once_and_its_last_word_may_go_on() {
        for (typed, query) in [
            ("reports GATHERED", "\"wreports\" \"wgathered\"*"),
            ("1. 1. 1. 1", "\"w1\""),
            ("a b A", "\"wb\" \"wa\""),
            ("ab ba ab", "\"wba\" \"wab\"*"),
            ("言", "\"言\""),
            ("言葉", "\"言葉\""),
            ("合并会产 Ab", "\"合并 并会 会产\" \"wab\"*"),
            ("法 ab 言葉", "\"法\" \"wab\" \"言葉\""),
            ("ß", "\"wss\"*"),
            (" .,; ", ""),
        ] {
            assert_eq!(all_of(typed), query, "{typed}");
        }
    }
}
