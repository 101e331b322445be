//! The sample discussion: files that people edit by hand, loaded in the order of their times through the same
//! commands as everyone's writes. See `seeds/README.md` for their form.

use std::collections::HashMap;

use anyhow::{Context as _, bail};
use domain::command::{
    AddCitation, AddComment, Command, CreateArticle, Envelope, Introduce, LockArticle, NewAnchor,
    NewRelation, Relate, ReviseArticle, Source, Target,
};
use domain::fault::FieldProblem;
use domain::id::{
    AnchorId, ArticleId, CitationId, CommandId, CommentId, ContributorId, RelationId, RevisionId, Timestamp,
};
use domain::lock::Scope;
use domain::outcome::Outcome;
use domain::relation::{Direction, Kind};
use domain::role::Role;
use domain::source::Identifier;
use domain::text::{
    Body, CitationNote, CommentBody, Container, Excerpt, Explanation, FirstName, LastName, Note, Publisher,
    Quote, Reason, SourceAuthor, SourceDate, SourceTitle, Summary, Title, WebUrl,
};
use messages::command::seeds;
use store::Store;
use uuid::Uuid;

use super::files::{self, Article, Citation, Comment, Files, Lock, Relation, Revision};
use crate::visit::ids::Ids;

/// Under this name the database remembers how far loading got.
const PROGRESS: &str = "seeds";
const BEGUN: &str = "begun";
const DONE: &str = "done";

/// Loads the sample discussion into an empty database, and the rest of it where that was broken off.
///
/// # Errors
/// If the database fails, or a file of the sample discussion is at fault.
pub async fn at_first_start(store: &Store) -> anyhow::Result<()> {
    match store.setting(PROGRESS).await?.as_deref() {
        None if store.is_empty().await? => store.remember(PROGRESS, BEGUN).await?,
        // Each of its commands has an id of its own, so that those that were done before are not done again.
        Some(BEGUN) => {}
        _ => return Ok(()),
    }
    let commands = load(store).await?;
    store.remember(PROGRESS, DONE).await?;
    tracing::info!(commands, "loaded the sample discussion");
    Ok(())
}

/// Loads everything; how many commands that took.
///
/// # Errors
/// Names the file and the item at fault.
pub async fn load(store: &Store) -> anyhow::Result<usize> {
    let files = files::read()?;
    let mut loader =
        Loader { store, steps: Vec::new(), heads: HashMap::new(), texts: HashMap::new(), files: &files };
    loader.contributors().await?;
    for article in &files.articles {
        loader.article(article).with_context(|| seeds::file(&format!("articles/{}.md", article.slug)))?;
    }
    for revision in &files.revisions {
        loader
            .revision(revision)
            .with_context(|| seeds::file(&format!("revisions/{}.{}.md", revision.slug, revision.number)))?;
    }
    for (nth, relation) in files.relations.iter().enumerate() {
        loader.relation(nth, relation).with_context(|| seeds::item("relations.toml", nth + 1))?;
    }
    for comment in &files.comments {
        loader.comment(comment).with_context(|| seeds::keyed_item("comments.toml", &comment.key))?;
    }
    for (nth, citation) in files.citations.iter().enumerate() {
        loader.citation(nth, citation).with_context(|| seeds::item("citations.toml", nth + 1))?;
    }
    for (nth, lock) in files.locks.iter().enumerate() {
        loader.lock(nth, lock).with_context(|| seeds::item("locks.toml", nth + 1))?;
    }
    loader.submit().await
}

struct SeedCommand {
    at: Timestamp,
    author: ContributorId,
    id: CommandId,
    what: String,
    command: Command,
}

struct Loader<'a> {
    store: &'a Store,
    files: &'a Files,
    steps: Vec<SeedCommand>,
    /// The newest revision of each article so far.
    heads: HashMap<String, RevisionId>,
    /// Its title and summary, which a revision that does not say them keeps.
    texts: HashMap<String, (String, String)>,
}

/// An id that is the same at every load.
fn id(kind: &str, key: &str) -> Uuid {
    Ids::derive([b"seed".as_slice(), kind.as_bytes(), key.as_bytes()]).command().0
}

fn ok<T>(parsed: Result<T, FieldProblem>) -> anyhow::Result<T> {
    parsed.map_err(|problem| anyhow::anyhow!("{problem}"))
}

impl Loader<'_> {
    fn add(&mut self, at: Timestamp, author: ContributorId, what: String, command: Command) {
        let id = CommandId(id("command", &what));
        self.steps.push(SeedCommand { at, author, id, what, command });
    }

    fn known(&self, name: &str) -> anyhow::Result<ContributorId> {
        if !self.files.contributors.iter().any(|contributor| contributor.name == name) {
            bail!(seeds::no_contributor(name));
        }
        Ok(ContributorId(id("contributor", name)))
    }

    fn existing(&self, slug: &str) -> anyhow::Result<ArticleId> {
        if !self.files.articles.iter().any(|article| article.slug == slug) {
            bail!(seeds::no_article(slug));
        }
        Ok(ArticleId(id("article", slug)))
    }

    async fn contributors(&mut self) -> anyhow::Result<()> {
        let at =
            Timestamp(self.files.articles.iter().map(|article| article.at.0.0).min().unwrap_or_default() - 1);
        for contributor in self.files.contributors.iter().filter(|contributor| !contributor.guest) {
            let author = self.known(&contributor.name)?;
            let introduce = Introduce {
                first_name: ok(FirstName::parse(&contributor.name))?,
                last_name: ok(LastName::parse(""))?,
                email: None,
            };
            let what = format!("contributor {}", contributor.name);
            let envelope = Envelope {
                id: CommandId(id("command", &what)),
                author,
                at,
                command: Command::Introduce(introduce),
            };
            // Before the name, which only a moderator may have.
            if contributor.moderator {
                self.store.set_role(author, Role::Moderator, at).await?;
            }
            if let Outcome::Rejected { problem } = self.store.submit(envelope).await? {
                bail!(seeds::command(&what, &problem.to_string()));
            }
        }
        Ok(())
    }

    fn article(&mut self, article: &Article) -> anyhow::Result<()> {
        let title = ok(Title::parse(&article.title))?;
        let slug = domain::slug::Slug::from_title(&title);
        if slug.as_str() != article.slug {
            bail!(seeds::wrong_name(slug.as_str()));
        }
        let relation = match &article.part_of {
            None => None,
            Some(whole) => Some(NewRelation {
                relation: RelationId(id("part-of", &article.slug)),
                other: self.existing(whole)?,
                direction: Direction::Forward,
                kind: Kind::PartOf,
                explanation: ok(Explanation::parse(&article.part_of_why))?,
            }),
        };
        let revision = RevisionId(id("revision", &format!("{}.1", article.slug)));
        self.heads.insert(article.slug.clone(), revision);
        self.texts.insert(article.slug.clone(), (article.title.clone(), article.summary.clone()));
        let create = CreateArticle {
            article: ArticleId(id("article", &article.slug)),
            revision,
            title,
            summary: ok(Summary::parse(&article.summary))?,
            body: ok(Body::parse(&article.body))?,
            relation,
        };
        let author = self.known(&article.author)?;
        self.add(article.at.0, author, format!("article {}", article.slug), Command::CreateArticle(create));
        Ok(())
    }

    fn revision(&mut self, revision: &Revision) -> anyhow::Result<()> {
        let article = self.existing(&revision.slug)?;
        let key = format!("{}.{}", revision.slug, revision.number);
        let new = RevisionId(id("revision", &key));
        let base = self.heads.insert(revision.slug.clone(), new).context(seeds::NO_EARLIER_REVISION)?;
        let texts = self.texts.entry(revision.slug.clone()).or_default();
        if let Some(title) = &revision.title {
            texts.0.clone_from(title);
        }
        if let Some(summary) = &revision.summary {
            texts.1.clone_from(summary);
        }
        let revise = ReviseArticle {
            article,
            revision: new,
            base,
            title: ok(Title::parse(&texts.0))?,
            summary: ok(Summary::parse(&texts.1))?,
            body: ok(Body::parse(&revision.body))?,
            note: ok(Note::parse(&revision.note))?,
            proposal: None,
        };
        let author = self.known(&revision.author)?;
        self.add(revision.at.0, author, format!("revision {key}"), Command::ReviseArticle(revise));
        Ok(())
    }

    fn relation(&mut self, nth: usize, relation: &Relation) -> anyhow::Result<()> {
        let relate = Relate {
            relation: RelationId(id("relation", &nth.to_string())),
            from: self.existing(&relation.from)?,
            kind: Kind::from_name(&relation.kind).with_context(|| seeds::no_kind(&relation.kind))?,
            to: self.existing(&relation.to)?,
            explanation: ok(Explanation::parse(&relation.explanation))?,
        };
        let author = self.known(&relation.author)?;
        self.add(relation.at.0, author, format!("relation {nth}"), Command::Relate(relate));
        Ok(())
    }

    fn anchor(key: &str, quote: &str) -> anyhow::Result<NewAnchor> {
        let exact = ok(Quote::parse(quote))?;
        Ok(NewAnchor { anchor: AnchorId(id("anchor", key)), target: Target::Words { exact } })
    }

    fn comment(&mut self, comment: &Comment) -> anyhow::Result<()> {
        let parent = match &comment.reply_to {
            None => None,
            Some(key) => {
                if !self.files.comments.iter().any(|other| other.key == *key) {
                    bail!(seeds::no_comment(key));
                }
                Some(CommentId(id("comment", key)))
            }
        };
        let key = format!("comment {}", comment.key);
        let quotes = comment.quote.as_deref().map(|quote| Self::anchor(&key, quote)).transpose()?;
        let add = AddComment {
            comment: CommentId(id("comment", &comment.key)),
            article: self.existing(&comment.article)?,
            parent,
            body: ok(CommentBody::parse(&comment.body))?,
            quotes: quotes.into_iter().collect(),
            proposal: None,
        };
        let author = self.known(&comment.author)?;
        self.add(comment.at.0, author, key, Command::AddComment(add));
        Ok(())
    }

    fn citation(&mut self, nth: usize, citation: &Citation) -> anyhow::Result<()> {
        let key = format!("citation {nth}");
        let source = Source {
            title: ok(SourceTitle::parse(&citation.title))?,
            url: citation.url.as_deref().map(|url| ok(WebUrl::parse(url))).transpose()?,
            author: ok(SourceAuthor::parse(&citation.authors))?,
            identifier: citation.identifier.as_deref().map(|id| ok(Identifier::parse(id))).transpose()?,
            publisher: ok(Publisher::parse(&citation.publisher))?,
            container: citation
                .container
                .as_deref()
                .map(|within| ok(Container::parse(within)))
                .transpose()?,
            date: citation.date.as_deref().map(|date| ok(SourceDate::parse(date))).transpose()?,
            accessed: citation.accessed.as_deref().map(|date| ok(SourceDate::read_on(date))).transpose()?,
            excerpt: ok(Excerpt::parse(&citation.excerpt))?,
            stance: citation.stance.unwrap_or_default(),
            note: ok(CitationNote::parse(&citation.note))?,
        };
        let add = AddCitation {
            citation: CitationId(id("citation", &key)),
            article: self.existing(&citation.article)?,
            quote: Self::anchor(&key, &citation.quote)?,
            source,
        };
        let author = self.known(&citation.author)?;
        self.add(citation.at.0, author, key, Command::AddCitation(add));
        Ok(())
    }

    fn lock(&mut self, nth: usize, lock: &Lock) -> anyhow::Result<()> {
        let command = LockArticle {
            article: self.existing(&lock.article)?,
            scope: Scope::from_name(&lock.scope).with_context(|| seeds::no_scope(&lock.scope))?,
            reason: ok(Reason::parse(&lock.reason))?,
            until: lock.until.as_ref().map(|until| until.0),
        };
        let author = self.known(&lock.author)?;
        self.add(lock.at.0, author, format!("lock {nth}"), Command::LockArticle(command));
        Ok(())
    }

    /// Sends everything in the order of its time.
    async fn submit(mut self) -> anyhow::Result<usize> {
        self.steps.sort_by_key(|step| step.at);
        let count = self.steps.len();
        for SeedCommand { at, author, id, what, command } in self.steps {
            match self.store.submit(Envelope { id, author, at, command }).await? {
                Outcome::Applied { .. } | Outcome::Merged { .. } => {}
                Outcome::Conflict { .. } => {
                    bail!(seeds::command(&what, seeds::TOO_EARLY))
                }
                Outcome::Rejected { problem } => bail!(seeds::command(&what, &problem.to_string())),
            }
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_first_start_that_was_broken_off_is_completed_and_no_other_database_is_added_to() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("seeds.db"), store::Options::default()).await.unwrap();
        at_first_start(&store).await.unwrap();
        let whole = store.sequence();
        at_first_start(&store).await.unwrap();
        assert_eq!(store.sequence(), whole);
        store.close().await;

        // Killed after the moderator was made and the first articles came.
        let store = Store::open(&folder.path().join("half.db"), store::Options::default()).await.unwrap();
        let begun = tokio::spawn({
            let store = store.clone();
            async move { at_first_start(&store).await }
        });
        let mut news = store.watch();
        news.wait_for(|sequence| *sequence >= whole / 3).await.unwrap();
        begun.abort();
        assert!(begun.await.unwrap_err().is_cancelled());
        assert!(!store.is_empty().await.unwrap() && store.sequence() < whole);
        at_first_start(&store).await.unwrap();
        assert_eq!(store.sequence(), whole);
        store.close().await;

        // Somebody's own discussion, as from before there was a mark.
        let store = Store::open(&folder.path().join("own.db"), store::Options::default()).await.unwrap();
        crate::seeds::generate::generate(&store, 2, 1, &mut std::io::sink()).await.unwrap();
        let own = store.sequence();
        at_first_start(&store).await.unwrap();
        assert_eq!(store.sequence(), own);
        store.close().await;
    }

    #[tokio::test]
    async fn the_sample_discussion_loads_and_has_every_kind_of_relation() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("seeds.db"), store::Options::default()).await.unwrap();
        load(&store).await.unwrap();
        let files = files::read().unwrap();
        assert!(files.articles.len() >= 18);
        for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::PartOf) {
            assert!(files.relations.iter().any(|relation| relation.kind == kind.name()), "{}", kind.name());
        }
        let home = store.home().await.unwrap();
        assert_eq!(home.discussions[0].article.title, "Digital Agenda for Europe");
    }
}
