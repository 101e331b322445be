//! The sample discussion as a graph, read from the files that a new installation is filled from.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use domain::id::{ArticleId, RelationId, Timestamp};
use domain::relation::Kind;
use domain::slug::Slug;
use graph::{AuthorIndex, Edge, Graph, Node, NodeIndex};
use toml::{Table, Value};
use uuid::Uuid;

fn seeds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds")
}

fn table(text: &str) -> Table {
    text.parse().expect("TOML")
}

fn text<'a>(table: &'a Table, name: &str) -> &'a str {
    table.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Minutes that grow with the date; what a minute is worth does not matter to pictures.
fn moment(table: &Table) -> Timestamp {
    let at = table.get("at").and_then(Value::as_datetime).expect("a moment");
    let (date, time) = (at.date.expect("a date"), at.time.expect("a time"));
    let days = (i64::from(date.year) * 12 + i64::from(date.month)) * 31 + i64::from(date.day);
    Timestamp(((days * 24 + i64::from(time.hour)) * 60 + i64::from(time.minute)) * 60_000)
}

fn list(file: &str, name: &str) -> Vec<Table> {
    let all = table(&fs::read_to_string(seeds().join(file)).expect("a file of the sample"));
    let list = all.get(name).and_then(Value::as_array).expect("a list");
    list.iter().map(|entry| entry.as_table().expect("a table").clone()).collect()
}

/// The front matter of each file of a folder, by the name of the file.
fn fronts(folder: &str) -> Vec<(String, Table)> {
    let mut fronts: Vec<(String, Table)> = fs::read_dir(seeds().join(folder))
        .expect("a folder of the sample")
        .map(|entry| {
            let path = entry.expect("a file").path();
            let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
            let all = fs::read_to_string(&path).expect("text");
            let front = all.split("+++").nth(1).expect("front matter");
            (name, table(front))
        })
        .collect();
    fronts.sort_by(|a, b| a.0.cmp(&b.0));
    fronts
}

/// Everything, in the order in which it was written.
pub(crate) fn discussion() -> Graph {
    let mut graph = Graph { sequence: 1, ..Graph::default() };
    let mut articles = fronts("articles");
    articles.sort_by(|a, b| (moment(&a.1).0, &a.0).cmp(&(moment(&b.1).0, &b.0)));
    let number: HashMap<String, NodeIndex> = NodeIndex::below(articles.len())
        .zip(&articles)
        .map(|(node, (slug, _))| (slug.clone(), node))
        .collect();
    for (nth, (slug, front)) in articles.iter().enumerate() {
        let author = author(&mut graph.authors, text(front, "author"));
        graph.nodes.push(Node {
            id: ArticleId(Uuid::from_u128(nth as u128 + 1)),
            slug: Slug::parse(slug).expect("a slug"),
            title: text(front, "title").to_owned(),
            created: moment(front),
            changed: moment(front),
            author,
            locked: false,
            comments: 0,
            at: None,
        });
    }
    for (node, (_, front)) in NodeIndex::below(articles.len()).zip(&articles) {
        if let Some(whole) = number.get(text(front, "part_of")) {
            push(&mut graph, node, Kind::PartOf, *whole, front);
        }
    }
    for relation in list("relations.toml", "relation") {
        let kind = Kind::from_name(text(&relation, "kind")).expect("a kind");
        push(&mut graph, number[text(&relation, "from")], kind, number[text(&relation, "to")], &relation);
    }
    for comment in list("comments.toml", "comment") {
        graph.nodes[number[text(&comment, "article")]].comments += 1;
    }
    for lock in list("locks.toml", "lock") {
        graph.nodes[number[text(&lock, "article")]].locked = true;
    }
    for (name, front) in fronts("revisions") {
        let node = &mut graph.nodes[number[name.split('.').next().expect("a slug")]];
        node.changed = node.changed.max(moment(&front));
        if !text(&front, "title").is_empty() {
            node.title = text(&front, "title").to_owned();
        }
    }
    graph
}

fn author(authors: &mut Vec<String>, name: &str) -> AuthorIndex {
    let position = authors.iter().position(|other| other == name).unwrap_or_else(|| {
        authors.push(name.to_owned());
        authors.len() - 1
    });
    AuthorIndex::from(position)
}

fn push(graph: &mut Graph, from: NodeIndex, kind: Kind, to: NodeIndex, written: &Table) {
    let author = author(&mut graph.authors, text(written, "author"));
    let id = RelationId(Uuid::from_u128(graph.edges.len() as u128 + 1));
    graph.edges.push(Edge { id, from, kind, to, at: moment(written), author });
}
