//! The files of the sample discussion, inside the binary.

use anyhow::{Context as _, bail};
use domain::id::Timestamp;
use domain::source::Stance;
use messages::command::seeds;
use rust_embed::RustEmbed;
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../seeds"]
struct Embedded;

/// Everything, as it was read.
pub(super) struct Files {
    pub(super) contributors: Vec<Contributor>,
    pub(super) articles: Vec<Article>,
    /// By article and number.
    pub(super) revisions: Vec<Revision>,
    pub(super) relations: Vec<Relation>,
    pub(super) comments: Vec<Comment>,
    pub(super) citations: Vec<Citation>,
    pub(super) locks: Vec<Lock>,
}

/// A point in time, as TOML writes it.
#[derive(Clone, Copy)]
pub(super) struct At(pub(super) Timestamp);

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = toml::value::Datetime::deserialize(deserializer)?;
        let at: jiff::Timestamp = written.to_string().parse().map_err(serde::de::Error::custom)?;
        Ok(Self(Timestamp(at.as_millisecond())))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Contributor {
    pub(super) name: String,
    #[serde(default)]
    pub(super) moderator: bool,
    #[serde(default)]
    pub(super) guest: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Article {
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) author: String,
    pub(super) at: At,
    pub(super) part_of: Option<String>,
    #[serde(default)]
    pub(super) part_of_why: String,
    #[serde(skip)]
    pub(super) slug: String,
    #[serde(skip)]
    pub(super) body: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Revision {
    pub(super) author: String,
    pub(super) at: At,
    pub(super) note: String,
    pub(super) title: Option<String>,
    pub(super) summary: Option<String>,
    #[serde(skip)]
    pub(super) slug: String,
    #[serde(skip)]
    pub(super) number: u32,
    #[serde(skip)]
    pub(super) body: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Relation {
    pub(super) from: String,
    pub(super) kind: String,
    pub(super) to: String,
    pub(super) explanation: String,
    pub(super) author: String,
    pub(super) at: At,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Comment {
    pub(super) key: String,
    pub(super) article: String,
    pub(super) author: String,
    pub(super) at: At,
    pub(super) reply_to: Option<String>,
    pub(super) quote: Option<String>,
    pub(super) body: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Citation {
    pub(super) article: String,
    pub(super) author: String,
    pub(super) at: At,
    pub(super) quote: String,
    pub(super) title: String,
    pub(super) url: Option<String>,
    #[serde(default)]
    pub(super) authors: String,
    pub(super) identifier: Option<String>,
    #[serde(default)]
    pub(super) publisher: String,
    pub(super) container: Option<String>,
    pub(super) date: Option<String>,
    pub(super) accessed: Option<String>,
    pub(super) stance: Option<Stance>,
    #[serde(default)]
    pub(super) excerpt: String,
    #[serde(default)]
    pub(super) note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lock {
    pub(super) article: String,
    pub(super) scope: String,
    pub(super) reason: String,
    pub(super) until: Option<At>,
    pub(super) author: String,
    pub(super) at: At,
}

/// Reads them all.
pub(super) fn read() -> anyhow::Result<Files> {
    let mut articles = Vec::new();
    let mut revisions = Vec::new();
    for path in Embedded::iter() {
        let name = path.strip_suffix(".md");
        if let Some(slug) = name.and_then(|name| name.strip_prefix("articles/")) {
            let (mut article, body) = front_matter::<Article>(&path)?;
            article.slug = slug.to_owned();
            article.body = body;
            articles.push(article);
        } else if let Some(name) = name.and_then(|name| name.strip_prefix("revisions/")) {
            let (slug, number) = name.rsplit_once('.').with_context(|| seeds::no_number(&path))?;
            let (mut revision, body) = front_matter::<Revision>(&path)?;
            revision.slug = slug.to_owned();
            revision.number = number.parse().with_context(|| seeds::no_number(&path))?;
            revision.body = body;
            revisions.push(revision);
        }
    }
    revisions.sort_by(|a, b| (&a.slug, a.number).cmp(&(&b.slug, b.number)));
    Ok(Files {
        contributors: table("contributors.toml", "contributor")?,
        articles,
        revisions,
        relations: table("relations.toml", "relation")?,
        comments: table("comments.toml", "comment")?,
        citations: table("citations.toml", "citation")?,
        locks: table("locks.toml", "lock")?,
    })
}

fn text(path: &str) -> anyhow::Result<String> {
    let file = Embedded::get(path).with_context(|| seeds::missing(path))?;
    String::from_utf8(file.data.into_owned()).with_context(|| seeds::not_utf_8(path))
}

fn front_matter<T: DeserializeOwned>(path: &str) -> anyhow::Result<(T, String)> {
    let text = text(path)?;
    let rest = text.strip_prefix("+++\n").with_context(|| seeds::no_first_line(path))?;
    let (front, body) = rest.split_once("\n+++\n").with_context(|| seeds::no_second_line(path))?;
    let front = toml::from_str(front).with_context(|| seeds::file(path))?;
    Ok((front, prose::text::normalise(body)))
}

fn table<T: DeserializeOwned>(path: &str, item: &str) -> anyhow::Result<Vec<T>> {
    let mut table: toml::Table = toml::from_str(&text(path)?).with_context(|| seeds::file(path))?;
    let Some(toml::Value::Array(items)) = table.remove(item) else { bail!(seeds::no_table(path, item)) };
    items
        .into_iter()
        .enumerate()
        .map(|(nth, value)| value.try_into().with_context(|| seeds::item(path, nth + 1)))
        .collect()
}
