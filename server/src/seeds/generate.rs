//! Generated articles for the bench: always the same for the same seed, through the same commands as all others.
//!
//! Each article has about 4 KB of Markdown with sections, links, a quotation and a list; each but the first is
//! part of an earlier one and related to others, and every eighth has comments.

use std::io::Write;

use anyhow::{Context as _, bail};
use domain::command::{AddComment, Command, CreateArticle, Envelope, NewRelation, Relate};
use domain::id::{ArticleId, CommandId, CommentId, ContributorId, RelationId, RevisionId, Timestamp};
use domain::outcome::Outcome;
use domain::random::SplitMix64;
use domain::relation::{Direction, Kind};
use domain::text::{Body, CommentBody, Explanation, Summary, Title};
use messages::command::seeds;
use store::Store;
use tokio::task::JoinSet;
use uuid::Uuid;

/// How many articles are begun before what refers to them.
const AT_ONCE: u32 = 512;
/// How many commands wait at the same time: fewer than the pool for heavy work lets wait, and enough for one commit.
const UNDER_WAY: usize = 48;
/// 2026-01-01T00:00:00Z.
const BEGIN: i64 = 1_767_225_600_000;
/// Every article is part of the one whose number is its own divided by this.
const FAN_OUT: u32 = 12;

const WORDS: [&str; 48] = [
    "network",
    "security",
    "report",
    "exercise",
    "authority",
    "citizen",
    "platform",
    "border",
    "partner",
    "incident",
    "evidence",
    "privacy",
    "notice",
    "breach",
    "hotline",
    "provider",
    "market",
    "measure",
    "proposal",
    "agency",
    "member",
    "state",
    "union",
    "council",
    "question",
    "answer",
    "reason",
    "harm",
    "trust",
    "cost",
    "benefit",
    "rule",
    "court",
    "police",
    "engineer",
    "operator",
    "child",
    "content",
    "policy",
    "action",
    "summit",
    "group",
    "month",
    "year",
    "plan",
    "risk",
    "service",
    "standard",
];

struct Random(SplitMix64);

impl Random {
    const fn new(seed: u64) -> Self {
        Self(SplitMix64(seed))
    }

    fn below(&mut self, limit: u32) -> u32 {
        u32::try_from(self.0.below(limit as usize)).unwrap_or_default()
    }

    fn sentence(&mut self) -> String {
        let count = 8 + self.below(10);
        let mut sentence: Vec<&str> = Vec::new();
        for _ in 0..count {
            sentence.push(WORDS[self.0.below(WORDS.len())]);
        }
        let sentence = sentence.join(" ");
        format!("{}{}.", sentence[..1].to_uppercase(), &sentence[1..])
    }

    fn sentences(&mut self, count: u32) -> String {
        (0..count).map(|_| self.sentence()).collect::<Vec<_>>().join(" ")
    }
}

fn id(seed: u64, kind: u64, number: u32) -> Uuid {
    let mut random = Random::new(seed ^ (kind << 40) ^ u64::from(number));
    uuid::Builder::from_u128(u128::from(random.0.next()) << 64 | u128::from(random.0.next()))
        .with_version(uuid::Version::Custom)
        .into_uuid()
}

/// Fills the store, telling how far it is.
///
/// # Errors
/// If the store fails or refuses something.
pub async fn generate(
    store: &Store,
    articles: u32,
    seed: u64,
    progress: &mut impl Write,
) -> anyhow::Result<()> {
    let mut next = 0;
    while next < articles {
        // Together at once, but none before what it refers to: that has a smaller number in an earlier batch.
        let end = articles.min(if next == 0 { 1 } else { next.saturating_mul(FAN_OUT).min(next + AT_ONCE) });
        submit(store, (next..end).map(|number| article(seed, number))).await?;
        submit(store, (next..end).flat_map(|number| around(seed, number))).await?;
        next = end;
        write!(progress, "\r{}", seeds::progress(next, articles)).context(seeds::PROGRESS_NOT_SHOWN)?;
    }
    writeln!(progress).context(seeds::PROGRESS_NOT_SHOWN)?;
    Ok(())
}

async fn submit(store: &Store, commands: impl Iterator<Item = Envelope>) -> anyhow::Result<()> {
    let mut tasks = JoinSet::new();
    let mut commands = commands.peekable();
    while commands.peek().is_some() || !tasks.is_empty() {
        for envelope in commands.by_ref().take(UNDER_WAY - tasks.len()) {
            let store = store.clone();
            tasks.spawn(async move { store.submit(envelope).await });
        }
        let Some(outcome) = tasks.join_next().await else { break };
        match outcome?? {
            Outcome::Applied { .. }
            | Outcome::Merged { .. }
            | Outcome::Rejected { problem: domain::problem::Problem::DuplicateRelation } => {}
            other => bail!(seeds::generated_refused(&format!("{other:?}"))),
        }
    }
    Ok(())
}

fn envelope(seed: u64, kind: u64, number: u32, command: Command) -> Envelope {
    Envelope {
        id: CommandId(id(seed, 100 + kind, number)),
        author: ContributorId(id(seed, 9, number % 64)),
        at: Timestamp(BEGIN + i64::from(number) * 1_000),
        command,
    }
}

fn article(seed: u64, number: u32) -> Envelope {
    let mut random = Random::new(seed.wrapping_mul(31).wrapping_add(u64::from(number)));
    let title = format!("{} {number}", random.sentence().trim_end_matches('.'));
    let title: String = title.chars().take(140).collect();
    let mut body = random.sentences(4);
    for section in 1..=4 {
        body.push_str(&format!("\n\n## Part {section}: {}\n\n", WORDS[random.0.below(WORDS.len())]));
        body.push_str(&random.sentences(5));
        body.push_str(&format!(
            "\n\n- **{}**\n- {}\n\n> {}",
            random.sentence(),
            random.sentence(),
            random.sentence()
        ));
        body.push_str(&format!(
            "\n\nSee [a source](https://example.org/{number}/{section}). {}",
            random.sentences(2)
        ));
    }
    let relation = (number > 0).then(|| NewRelation {
        relation: RelationId(id(seed, 3, number)),
        other: ArticleId(id(seed, 1, (number - 1) / FAN_OUT)),
        direction: Direction::Forward,
        kind: Kind::PartOf,
        explanation: valid(Explanation::parse(&random.sentence())),
    });
    let create = CreateArticle {
        article: ArticleId(id(seed, 1, number)),
        revision: RevisionId(id(seed, 2, number)),
        title: valid(Title::parse(&title)),
        summary: valid(Summary::parse(&random.sentences(2).chars().take(480).collect::<String>())),
        body: valid(Body::parse(&body)),
        relation,
    };
    envelope(seed, 1, number, Command::CreateArticle(create))
}

/// Relations to earlier articles, and comments.
fn around(seed: u64, number: u32) -> Vec<Envelope> {
    let mut random = Random::new(seed.wrapping_mul(77).wrapping_add(u64::from(number)));
    let mut all = Vec::new();
    for nth in 0..3_u32.min(number) {
        let kind = Kind::ALL[1 + random.0.below(Kind::ALL.len() - 1)];
        let relate = Relate {
            relation: RelationId(id(seed, 4, number * 4 + nth)),
            from: ArticleId(id(seed, 1, number)),
            kind,
            to: ArticleId(id(seed, 1, random.below(number))),
            explanation: valid(Explanation::parse(&random.sentence())),
        };
        all.push(envelope(seed, 10 + u64::from(nth), number, Command::Relate(relate)));
    }
    if number.is_multiple_of(8) {
        for nth in 0..6 {
            let comment = AddComment {
                comment: CommentId(id(seed, 5, number * 8 + nth)),
                article: ArticleId(id(seed, 1, number)),
                parent: None,
                body: valid(CommentBody::parse(&random.sentences(3))),
                quotes: Vec::new(),
                proposal: None,
            };
            all.push(envelope(seed, 20 + u64::from(nth), number, Command::AddComment(comment)));
        }
    }
    all
}

fn valid<T>(text: Result<T, domain::fault::FieldProblem>) -> T {
    text.expect("generated texts are within their limits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn many_are_made_however_few_pieces_of_work_may_wait() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("g.db"), store::Options::default()).await.unwrap();
        // The third lot has 144 articles, most of them too large to be rendered where they are asked for.
        generate(&store, 157, 7, &mut std::io::sink()).await.unwrap();
        assert_eq!(store.home().await.unwrap().articles, 157);
    }

    #[tokio::test]
    async fn the_same_seed_gives_the_same_articles() {
        let mut seen = Vec::new();
        for _ in 0..2 {
            let folder = tempfile::tempdir().unwrap();
            let store = Store::open(&folder.path().join("g.db"), store::Options::default()).await.unwrap();
            generate(&store, 30, 7, &mut std::io::sink()).await.unwrap();
            assert_eq!(store.home().await.unwrap().articles, 30);
            let mut slugs: Vec<String> =
                store.articles(100).await.unwrap().into_iter().map(|(_, slug, _)| slug.to_string()).collect();
            slugs.sort();
            seen.push(slugs);
        }
        assert_eq!(seen[0], seen[1]);
    }
}
