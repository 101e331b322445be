//! What there is to mend: found when it is asked for, and again after what may have changed it.

use std::future::ready;
use std::sync::{Arc, PoisonError};

use app::page::{HealthView, List};
use domain::command::CommandKind;
use domain::id::{ArticleId, RelationId, Timestamp};
use domain::relation::Kind;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use graph::findings::{Report, examine};
use graph::{Edge, EdgeIndex, NodeIndex};
use model::StaleCitation;
use store::Store;
use store::work::Token;
use tokio::sync::Mutex;

use super::error::Error;
use super::projection::{Batch, Position, Projection};
use super::snapshot::Snapshot;
use crate::clock::Clock;

/// The most findings of a kind that a page lists.
const MAX_LISTED: usize = 50;

/// Finds what there is to mend, and keeps what was found last.
pub struct FindingsCache {
    store: Store,
    clock: Clock,
    found: Mutex<Option<Found>>,
    followed: std::sync::Mutex<Option<Followed>>,
}

/// How far the log was followed.
#[derive(Debug, Clone)]
struct Followed {
    position: Position,
    /// The newest change that may have made something to mend, or mended it.
    changed: i64,
}

/// What was found, and for how long it holds.
struct Found {
    epoch: String,
    sequence: i64,
    /// When it was found.
    at: Timestamp,
    /// When the next lock ends by itself.
    until: Option<Timestamp>,
    /// The day on which a source was read that is just not stale.
    since: String,
    findings: Arc<Findings>,
}

/// Everything that was found. Articles are told by their indices, which never change; those of relations do, so that they
/// are here themselves.
#[derive(Debug)]
pub struct Findings {
    report: Report,
    /// With how many articles support each, and how many oppose it.
    one_sided: Vec<(NodeIndex, usize, usize)>,
    circles: Vec<Vec<Edge>>,
    contradictions: Vec<Edge>,
    unexplained: Vec<Edge>,
    stale: Vec<(NodeIndex, StaleCitation)>,
}

impl Findings {
    fn new(
        snapshot: &Snapshot,
        citing: &[ArticleId],
        stale: Vec<StaleCitation>,
        unexplained: &[RelationId],
    ) -> Self {
        let graph = &snapshot.graph;
        let mut cited = vec![false; graph.nodes.len()];
        for node in citing.iter().filter_map(|article| snapshot.index_of(*article)) {
            cited[node] = true;
        }
        let report = examine(graph, &cited);
        let edge = |edge: &EdgeIndex| graph.edges[*edge].clone();
        let count = |node: NodeIndex, kind: Kind| {
            let edges = snapshot.incidence()[node].iter().map(|edge| &graph.edges[*edge]);
            edges.filter(|edge| edge.to == node && edge.kind == kind).count()
        };
        let sides = |node: &NodeIndex| (*node, count(*node, Kind::Supports), count(*node, Kind::Opposes));
        let one_sided = report.one_sided.iter().map(sides).collect();
        // The indices of relations are in no order.
        let mut contradictions: Vec<Edge> = report.contradictions.iter().map(edge).collect();
        contradictions.sort_unstable_by_key(|edge| edge.id);
        let circles = report.circles.iter().map(|circle| circle.iter().map(edge).collect()).collect();
        let unexplained =
            unexplained.iter().filter_map(|id| snapshot.edge_of(*id)).map(|index| edge(&index)).collect();
        let stale = stale
            .into_iter()
            .filter_map(|citation| Some((snapshot.index_of(citation.article)?, citation)))
            .collect();
        Self { report, one_sided, circles, contradictions, unexplained, stale }
    }

    /// Those of some articles, as a page shows them. A relation is of its first article, a circle of any in it.
    pub fn of(&self, within: impl Fn(NodeIndex) -> bool) -> HealthView {
        let nodes = |all: &[NodeIndex]| some(all, |node| within(*node));
        let edges = |all: &[Edge]| some(all, |edge| within(edge.from));
        HealthView {
            unanswered: nodes(&self.report.unanswered),
            refuted: nodes(&self.report.refuted),
            alone: nodes(&self.report.alone),
            dead_ends: nodes(&self.report.dead_ends),
            one_sided: some(&self.one_sided, |(node, ..)| within(*node)),
            circles: some(&self.circles, |circle| circle.iter().any(|edge| within(edge.from))),
            contradictions: edges(&self.contradictions),
            unexplained: edges(&self.unexplained),
            stale: some(&self.stale, |(node, _)| within(*node)),
        }
    }
}

fn some<T: Clone>(all: &[T], within: impl Fn(&T) -> bool) -> List<T> {
    let mut list = List { shown: Vec::new(), total: 0 };
    for thing in all.iter().filter(|thing| within(thing)) {
        list.total += 1;
        if list.shown.len() < MAX_LISTED {
            list.shown.push(thing.clone());
        }
    }
    list
}

/// The day two years before, as `2024-05-31`; a leap day that there is not in that year comes just where it would.
fn two_years_before(now: Timestamp) -> String {
    let day = now.rfc3339();
    let (year, rest) = day.split_at(4);
    format!("{:04}{}", year.parse::<i64>().map_or(0, |year| year - 2), &rest[..6])
}

impl FindingsCache {
    /// Of a database, in which nothing was looked for yet.
    #[must_use]
    pub fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock, found: Mutex::default(), followed: std::sync::Mutex::default() }
    }

    /// What there is to mend, in the graph of that snapshot.
    ///
    /// # Errors
    /// If the database fails, or there is too much to do.
    pub async fn of(&self, snapshot: &Arc<Snapshot>) -> Result<Arc<Findings>, Error> {
        let (epoch, sequence, now) = (self.store.epoch(), snapshot.graph.sequence, (self.clock)());
        let since = two_years_before(now);
        let mut found = self.found.lock().await;
        if let Some(found) = found.as_ref()
            && found.epoch == epoch
            && self.is_unchanged(&epoch, found.sequence.min(sequence), found.sequence.max(sequence))
            && found.at <= now
            && found.until.is_none_or(|until| now < until)
            && found.since == since
        {
            return Ok(Arc::clone(&found.findings));
        }
        let stale = self.store.stale_citations(&since).await?;
        let (citing, unexplained) = (self.store.citing().await?, self.store.unexplained().await?);
        let graph = Arc::clone(snapshot);
        let find = move |_: &Token| Arc::new(Findings::new(&graph, &citing, stale, &unexplained));
        let findings = self.store.work().run(find).await?;
        let until = self.store.next_expiry(now);
        *found = Some(Found { epoch, sequence, at: now, until, since, findings: Arc::clone(&findings) });
        Ok(findings)
    }

    /// Whether it is known that what there is to mend is the same at two changes of a history.
    fn is_unchanged(&self, epoch: &str, earlier: i64, later: i64) -> bool {
        let followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        let knows = |followed: &Followed| {
            followed.position.epoch == epoch
                && followed.position.sequence >= later
                && followed.changed <= earlier
        };
        earlier == later || followed.as_ref().is_some_and(knows)
    }

    fn follow(&self, step: impl FnOnce(Option<Followed>) -> Option<Followed>) {
        let mut followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        *followed = step(followed.take());
    }
}

impl Projection for FindingsCache {
    fn position(&self) -> Option<Position> {
        let followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        followed.as_ref().map(|followed| followed.position.clone())
    }

    fn begin<'a>(&'a self, at: &'a Position) -> BoxFuture<'a, Result<(), Error>> {
        self.follow(|_| Some(Followed { position: at.clone(), changed: at.sequence }));
        ready(Ok(())).boxed()
    }

    fn take<'a>(&'a self, batch: &'a Batch) -> BoxFuture<'a, Result<(), Error>> {
        self.follow(|followed| {
            let Followed { position, changed } = followed?;
            let matters = batch.commands().is_some_and(|kinds| kinds.iter().any(|kind| matters(*kind)));
            let position = batch.moves(position);
            Some(Followed { changed: if matters { position.sequence } else { changed }, position })
        });
        ready(Ok(())).boxed()
    }
}

/// Whether something may be to mend after it that was not before, or the other way round.
const fn matters(kind: CommandKind) -> bool {
    match kind {
        CommandKind::Introduce
        | CommandKind::AddComment
        | CommandKind::EditComment
        | CommandKind::WithdrawComment
        | CommandKind::DismissSuggestion
        | CommandKind::RestoreSuggestion
        | CommandKind::Block
        | CommandKind::Unblock
        | CommandKind::Undo => false,
        CommandKind::CreateArticle
        | CommandKind::ReviseArticle
        | CommandKind::Relate
        | CommandKind::RewordRelation
        | CommandKind::RemoveRelation
        | CommandKind::RestoreRelation
        | CommandKind::AddCitation
        | CommandKind::EditCitation
        | CommandKind::WithdrawCitation
        | CommandKind::LockArticle
        | CommandKind::UnlockArticle
        | CommandKind::Hide
        | CommandKind::Unhide => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_stale_after_two_years() {
        assert_eq!(
            two_years_before(Timestamp(1_709_164_800_000)),
            "2022-02-29",
            "no such day, but in its place"
        );
        assert_eq!(two_years_before(Timestamp(0)), "1968-01-01");
        assert_eq!(some(&[1, 2, 3, 4], |n| n % 2 == 0), List { shown: vec![2, 4], total: 2 });
        assert_eq!(some(&[1; 80], |_| true).shown.len(), MAX_LISTED);
    }
}
