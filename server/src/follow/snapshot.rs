//! Everything in memory, and how a change is worked into it.
//!
//! Working a change in costs by what it touches, never by how much there is. Nodes keep their indices: no article is
//! ever removed. Edges do not: the last takes the index of one that was removed, so whatever depends on their
//! order sorts them first, as all parts that are taken out do.

use std::collections::{BTreeSet, HashMap};

use domain::id::{ArticleId, ContributorId, RelationId, Timestamp};
use domain::relation::Kind;
use graph::{AuthorIndex, Edge, EdgeIndex, Graph, Node, NodeIndex, Point};
use model::{Mark, Person, Sign};
use store::read::graph::{ArticleNode, Everything, News, RelationEdge};

use super::projection::Position;

/// All articles and relations at one moment, with what finds things in them.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// Everything.
    pub graph: Graph,
    /// The history that it is of.
    pub(super) epoch: String,
    /// Raised with every step, also with those that no change in the log tells of.
    pub(super) version: u64,
    incidence: Vec<Vec<EdgeIndex>>,
    /// For each edge its place in the order in which relations came.
    made: Vec<i64>,
    /// For each node that place and the article of the part-of that makes the hierarchy: the oldest.
    parents: Vec<Option<(i64, NodeIndex)>>,
    /// For each node what has it as its parent, by index.
    parts: Vec<Vec<NodeIndex>>,
    /// For each node how many articles are part of it, first or not.
    sizes: Vec<u32>,
    by_id: HashMap<ArticleId, NodeIndex>,
    by_slug: HashMap<String, NodeIndex>,
    by_relation: HashMap<RelationId, EdgeIndex>,
    by_person: HashMap<ContributorId, AuthorIndex>,
    /// For each author what stands beside the name.
    pub(super) marks: Vec<String>,
    /// How often something was written that the log does not tell of when roles were read last.
    pub(super) others: u64,
    /// When locks end by themselves, and of which nodes …
    expiries: BTreeSet<(Timestamp, NodeIndex)>,
    /// … and those that have ended, which hold again if the clock goes back.
    ended: BTreeSet<(Timestamp, NodeIndex)>,
}

/// Something that happened to the graph.
#[derive(Debug)]
pub(super) enum GraphChange {
    /// Changes of the log.
    News(News),
    /// Names and roles of accounts, which are given without a change of the log; and how often something was written so.
    Accounts(u64, Vec<Person>),
    /// Articles were given places.
    Places(Vec<(ArticleId, i64, i64)>),
    /// It became so late.
    Now(Timestamp),
}

impl Snapshot {
    /// Everything as it was read.
    pub(super) fn new(epoch: String, everything: Everything, now: Timestamp) -> Self {
        let mut snapshot = Self { epoch, ..Self::default() };
        snapshot.graph.nodes.reserve(everything.articles.len());
        snapshot.graph.edges.reserve(everything.relations.len());
        snapshot.by_id.reserve(everything.articles.len());
        snapshot.by_slug.reserve(everything.articles.len());
        snapshot.by_relation.reserve(everything.relations.len());
        for person in everything.people {
            snapshot.put_author(person);
        }
        for article in everything.articles {
            snapshot.put_article(article);
        }
        for relation in everything.relations {
            snapshot.put_relation(&relation);
        }
        snapshot.graph.sequence = everything.sequence;
        snapshot.open_what_ended(now);
        snapshot
    }

    /// Names this state; no other has the same name.
    #[must_use]
    pub fn state(&self) -> String {
        format!("{} {} {}", self.epoch, self.graph.sequence, self.version)
    }

    /// The index of an article among the nodes.
    #[must_use]
    pub fn index_of(&self, article: ArticleId) -> Option<NodeIndex> {
        self.by_id.get(&article).copied()
    }

    /// The index of the article that has this slug now; a former one is not found.
    #[must_use]
    pub fn find(&self, slug: &str) -> Option<NodeIndex> {
        self.by_slug.get(slug).copied()
    }

    /// The index of a relation that was not removed.
    #[must_use]
    pub fn edge_of(&self, relation: RelationId) -> Option<EdgeIndex> {
        self.by_relation.get(&relation).copied()
    }

    /// For each node the indices of its edges, in no order.
    #[must_use]
    pub fn incidence(&self) -> &[Vec<EdgeIndex>] {
        &self.incidence
    }

    /// What a node is part of first.
    #[must_use]
    pub fn parent(&self, node: NodeIndex) -> Option<NodeIndex> {
        self.parents[node].map(|(_, parent)| parent)
    }

    /// The way up from a node by what each is part of first, the nearest first, without itself. A circle ends it.
    #[must_use]
    pub fn above(&self, node: NodeIndex) -> Vec<NodeIndex> {
        let mut way = vec![node];
        while let Some(parent) = way.last().and_then(|here| self.parent(*here))
            && !way.contains(&parent)
        {
            way.push(parent);
        }
        way.remove(0);
        way
    }

    /// The nodes that have `node` as their parent, by index.
    #[must_use]
    pub fn parts(&self, node: NodeIndex) -> &[NodeIndex] {
        &self.parts[node]
    }

    /// For each node how many articles are part of it.
    #[must_use]
    pub fn sizes(&self) -> &[u32] {
        &self.sizes
    }

    /// Up to where everything is in it.
    #[must_use]
    pub fn position(&self) -> Position {
        Position { epoch: self.epoch.clone(), sequence: self.graph.sequence, others: self.others }
    }

    /// Whether a lock that is marked has ended, or one that is not holds.
    pub(super) fn ends_by(&self, now: Timestamp) -> bool {
        self.expiries.first().is_some_and(|(at, _)| *at <= now)
            || self.ended.last().is_some_and(|(at, _)| *at > now)
    }

    /// Works a step in. The same step again changes nothing.
    pub(super) fn take(&mut self, step: &GraphChange) {
        match step {
            GraphChange::News(news) => {
                for person in &news.people {
                    self.rename(person.clone());
                }
                for article in &news.articles {
                    if let Some(person) = news.people.iter().find(|person| person.id == article.author) {
                        self.put_author(person.clone());
                    }
                    self.put_article(article.clone());
                }
                for (id, relation) in &news.relations {
                    self.remove_relation(*id);
                    if let Some(relation) = relation {
                        if let Some(person) = news.people.iter().find(|person| person.id == relation.author) {
                            self.put_author(person.clone());
                        }
                        self.put_relation(relation);
                    }
                }
                self.graph.sequence = news.sequence.max(self.graph.sequence);
            }
            GraphChange::Accounts(others, people) => {
                for person in people {
                    self.rename(person.clone());
                }
                self.others = *others;
            }
            GraphChange::Places(places) => {
                for (article, x, y) in places {
                    if let Some(node) = self.index_of(*article) {
                        self.graph.nodes[node].at = Some(point(*x, *y));
                    }
                }
            }
            GraphChange::Now(now) => self.open_what_ended(*now),
        }
        self.version += 1;
    }

    fn open_what_ended(&mut self, now: Timestamp) {
        while let Some((at, node)) = self.expiries.first().copied().filter(|(at, _)| *at <= now) {
            self.expiries.remove(&(at, node));
            self.ended.insert((at, node));
            self.graph.nodes[node].locked = false;
        }
        while let Some((at, node)) = self.ended.last().copied().filter(|(at, _)| *at > now) {
            self.ended.remove(&(at, node));
            self.expiries.insert((at, node));
            self.graph.nodes[node].locked = true;
        }
    }

    /// Names somebody who wrote something that is here; others are not known.
    fn rename(&mut self, person: Person) {
        if let Some(author) = self.by_person.get(&person.id) {
            self.marks[*author] = person.words();
            self.graph.authors[*author] = person.name;
        }
    }

    /// Names somebody who wrote something that is here, and adds who is not known yet.
    fn put_author(&mut self, person: Person) {
        if self.by_person.contains_key(&person.id) {
            self.rename(person);
            return;
        }
        self.by_person.insert(person.id, AuthorIndex::from(self.graph.authors.len()));
        self.marks.push(person.words());
        self.graph.authors.push(person.name);
    }

    /// Who wrote something; nameless if the database does not say, which its foreign keys exclude.
    fn author(&mut self, id: ContributorId) -> AuthorIndex {
        if let Some(author) = self.by_person.get(&id) {
            return *author;
        }
        self.put_author(Person { id, name: "Guest".to_owned(), mark: Mark::Unnamed, sign: Sign(0) });
        AuthorIndex::from(self.graph.authors.len() - 1)
    }

    fn put_article(&mut self, article: ArticleNode) {
        let node = Node {
            id: article.id,
            slug: article.slug,
            title: article.title,
            created: article.created,
            changed: article.changed,
            author: self.author(article.author),
            locked: article.lock.is_some(),
            comments: u32::try_from(article.comments).unwrap_or(0),
            at: article.place.map(|(x, y)| point(x, y)),
        };
        let slug = node.slug.as_str().to_owned();
        let index = if let Some(index) = self.index_of(article.id) {
            let former = std::mem::replace(&mut self.graph.nodes[index], node);
            if former.slug.as_str() != slug {
                self.by_slug.remove(former.slug.as_str());
            }
            self.expiries.retain(|(_, of)| *of != index);
            self.ended.retain(|(_, of)| *of != index);
            index
        } else {
            self.graph.nodes.push(node);
            self.incidence.push(Vec::new());
            self.parents.push(None);
            self.parts.push(Vec::new());
            self.sizes.push(0);
            let index = NodeIndex::from(self.graph.nodes.len() - 1);
            self.by_id.insert(article.id, index);
            index
        };
        self.by_slug.insert(slug, index);
        if let Some(Some(until)) = article.lock {
            self.expiries.insert((until, index));
        }
    }

    fn put_relation(&mut self, relation: &RelationEdge) {
        let (Some(from), Some(to)) = (self.index_of(relation.from), self.index_of(relation.to)) else {
            return;
        };
        let author = self.author(relation.author);
        let edge = Edge { id: relation.id, from, kind: relation.kind, to, at: relation.at, author };
        let index = EdgeIndex::from(self.graph.edges.len());
        self.graph.edges.push(edge);
        self.made.push(relation.made);
        self.incidence[from].push(index);
        self.incidence[to].push(index);
        self.by_relation.insert(relation.id, index);
        if relation.kind == Kind::PartOf {
            self.sizes[to] += 1;
            if self.parents[from].is_none_or(|(oldest, _)| relation.made < oldest) {
                self.reparent(from, Some((relation.made, to)));
            }
        }
    }

    fn remove_relation(&mut self, id: RelationId) {
        let Some(index) = self.by_relation.remove(&id) else { return };
        let (edge, made) =
            (self.graph.edges.swap_remove(index.index()), self.made.swap_remove(index.index()));
        for end in [edge.from, edge.to] {
            self.incidence[end].retain(|other| *other != index);
        }
        // The last edge has its index now.
        let last = EdgeIndex::from(self.graph.edges.len());
        if let Some(moved) = self.graph.edges.get(index.index()) {
            self.by_relation.insert(moved.id, index);
            for end in [moved.from, moved.to] {
                for other in self.incidence[end].iter_mut().filter(|other| **other == last) {
                    *other = index;
                }
            }
        }
        if edge.kind == Kind::PartOf {
            self.sizes[edge.to] -= 1;
            if self.parents[edge.from].is_some_and(|(oldest, _)| oldest == made) {
                let wholes = self.incidence[edge.from]
                    .iter()
                    .map(|other| (&self.graph.edges[*other], self.made[*other]));
                let wholes =
                    wholes.filter(|(other, _)| other.kind == Kind::PartOf && other.from == edge.from);
                let oldest = wholes.map(|(other, made)| (made, other.to)).min();
                self.reparent(edge.from, oldest);
            }
        }
    }

    fn reparent(&mut self, node: NodeIndex, parent: Option<(i64, NodeIndex)>) {
        if let Some((_, former)) = std::mem::replace(&mut self.parents[node], parent) {
            self.parts[former].retain(|part| *part != node);
        }
        if let Some((_, parent)) = parent {
            let at = self.parts[parent].partition_point(|part| *part < node);
            self.parts[parent].insert(at, node);
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "places are far smaller than 2^53")]
fn point(x: i64, y: i64) -> Point {
    Point { x: x as f64, y: y as f64 }
}
