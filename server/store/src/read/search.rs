//! Finding articles by words (SQLite FTS5, ranked by BM25 with the title weighing most).

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use domain::id::ArticleId;
use domain::slug::Slug;
use domain::view::Choice;
use futures_util::FutureExt as _;
use sqlx::{FromRow, SqliteConnection};

use super::json::title;
use super::{ArticleLink, Hit, parse};
use crate::{Error, Store};

/// The most words of a query that are looked for.
const WORDS: usize = 16;
/// How many bytes are shown around what was found.
const AROUND: usize = 180;
/// [`Hit::MARK`].
const MARK: &str = "\u{2}";
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
        self.bounded(move |connection| hits(connection, query, limit).boxed()).await
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

async fn hits(connection: &mut SqliteConnection, query: String, limit: i64) -> Result<Vec<Hit>, Error> {
    let mut hits = Vec::new();
    for row in matching(connection, &query, limit).await? {
        let snippet = snippet(connection, &query, row.number).await?;
        hits.push(Hit { snippet, article: row.link()? });
    }
    Ok(hits)
}

/// The words around what was found in one article: in its text, else in its summary or its title.
async fn snippet(connection: &mut SqliteConnection, query: &str, number: i64) -> Result<String, Error> {
    // Not FTS5's `snippet`, whose time grows with the square of the places found.
    let marked: Option<(String, String, String)> = sqlx::query_as(
        "select highlight(article_search, 2, char(2), char(2)), highlight(article_search, 1, char(2), char(2)),
                highlight(article_search, 0, char(2), char(2))
         from article_search where article_search match $1 and rowid = $2",
    )
    .bind(query)
    .bind(number)
    .fetch_optional(connection)
    .await?;
    let Some((text, summary, title)) = marked else { return Ok(String::new()) };
    let found = [text, summary, title].into_iter().find(|column| column.contains(Hit::MARK));
    Ok(found.map(|column| around(&column)).unwrap_or_default())
}

/// Of a text with marks the [`AROUND`] bytes in which the most different words are marked, the first such.
fn around(text: &str) -> String {
    let (mut plain, mut found) = (String::with_capacity(text.len()), Vec::new());
    for (nth, part) in text.split(Hit::MARK).enumerate() {
        let begin = plain.len();
        plain.push_str(part);
        if nth % 2 == 1 {
            found.push(begin..plain.len());
        }
    }
    let window = best(&plain, &found);
    let first = found.get(window.start).map_or(0, |first| first.start);
    let last = found[window.clone()].last().map_or(0, |last| last.end);
    let mut begin = plain.floor_char_boundary(first.saturating_sub(AROUND / 4));
    if begin > 0 {
        begin += plain[begin..first].find(char::is_whitespace).map_or(0, |space| space + 1);
    }
    let mut end = plain.floor_char_boundary(begin + AROUND);
    if end < plain.len() && end > last {
        end = plain[last..end].rfind(char::is_whitespace).map_or(end, |space| last + space);
    }
    let mut snippet = String::from(if begin > 0 { "…" } else { "" });
    let mut at = begin;
    for range in &found[window.start..] {
        if range.start >= end {
            break;
        }
        let upto = range.end.min(end);
        snippet.extend([&plain[at..range.start], MARK, &plain[range.start..upto], MARK]);
        at = upto;
    }
    snippet.push_str(&plain[at..end]);
    if end < plain.len() {
        snippet.push('…');
    }
    snippet
}

/// Which of the places found go together: the most different words within [`AROUND`] bytes.
fn best(plain: &str, found: &[Range<usize>]) -> Range<usize> {
    let words: Vec<String> = found.iter().map(|range| plain[range.clone()].to_lowercase()).collect();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let (mut best, mut most, mut left) = (0..1.min(found.len()), 0, 0);
    for (right, word) in words.iter().enumerate() {
        *seen.entry(word).or_default() += 1;
        while left < right && found[right].end - found[left].start > AROUND / 4 * 3 {
            if let Entry::Occupied(mut count) = seen.entry(&words[left]) {
                *count.get_mut() -= 1;
                if *count.get() == 0 {
                    count.remove();
                }
            }
            left += 1;
        }
        if seen.len() > most {
            (most, best) = (seen.len(), left..right + 1);
        }
    }
    best
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

/// All the words, each once and quoted so that it is no syntax; the last may go on, unless it is a single letter of an
/// alphabet, with which too much begins.
fn all_of(text: &str) -> String {
    let mut words = quoted(text);
    if let Some(last) = words.last_mut()
        && !(last.len() == 3 && last.is_ascii())
    {
        last.push('*');
    }
    words.join(" ")
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

    #[test]
    fn what_is_shown_of_a_text_has_the_most_of_what_was_found() {
        let dull = "dull ".repeat(40);
        let text = format!("\u{2}one\u{2} {dull}\u{2}one\u{2} two \u{2}Three\u{2} {dull}");
        let shown = around(&text);
        assert!(shown.contains("\u{2}one\u{2} two \u{2}Three\u{2}"), "{shown}");
        assert!(shown.starts_with('…') && shown.ends_with('…'), "{shown}");
        for (text, shown) in [
            ("a \u{2}b\u{2} c", "a \u{2}b\u{2} c"),
            ("\u{2}b c\u{2} d", "\u{2}b c\u{2} d"),
            ("\u{2}a\u{2}\u{2}b\u{2}", "\u{2}a\u{2}\u{2}b\u{2}"),
            ("nothing", "nothing"),
        ] {
            assert_eq!(around(text), shown);
        }
    }

    #[test]
    fn what_is_shown_is_short_whatever_the_text_and_has_its_marks_in_pairs() {
        assert_eq!(Hit::MARK.to_string(), MARK);
        for unit in
            ["\u{2}a\u{2}", "![\u{2}a\u{2}](", "x", "\u{1f600}\u{2}b\u{2}", "\u{2}a\u{2} \u{2}b\u{2}\n", " "]
        {
            for before in [0, 39, 40, 41, 50_000] {
                let text = format!("{}{}", "é".repeat(before), unit.repeat(20_000));
                let shown = around(&text);
                let marks = shown.matches(Hit::MARK).count();
                assert!(shown.len() <= 3 * AROUND + 6, "{unit:?} after {before}: {} bytes", shown.len());
                assert!(
                    marks.is_multiple_of(2) && (marks > 0) == unit.contains(MARK),
                    "{unit:?} after {before}: {marks}"
                );
            }
        }
        let long = format!("\u{2}{}\u{2}", "é".repeat(50_000));
        assert!(around(&long).len() < 2 * AROUND);
    }
}
