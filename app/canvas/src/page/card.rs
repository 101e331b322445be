//! The card of what the reader points at, the connection that is marked, the list, and what is fetched for them.

use domain::address;
use graph::view::Shown;
use graph::{EdgeIndex, NodeIndex};
use messages::count;
use messages::graph::{card as labels, legend};
use messages::relate::kind::sentence;
use web_sys::{Element, HtmlElement};

use super::answers::{Chains, Item};
use super::desk::Act;
use super::dom;
use super::furniture::button;
use super::picture::Picture;

/// The most articles of the list.
const LISTED: usize = 200;

impl Picture {
    /// Shows the card of something, or none.
    pub(super) fn point(&mut self, item: Option<Item>) {
        if self.pointed == item {
            return;
        }
        self.pointed = item;
        self.write_card();
    }

    /// Where more words on something are.
    fn source(&self, item: Item) -> Option<String> {
        let graph = &self.scene.as_ref()?.graph;
        Some(match item {
            Item::Node(node) => address::graph_article(graph.nodes.get(node.index())?.id).to_string(),
            Item::Edge(edge) => address::graph_relation(graph.edges.get(edge.index())?.id).to_string(),
        })
    }

    pub(super) fn write_card(&mut self) {
        let card: HtmlElement = self.parts.card.clone();
        card.set_text_content(None);
        let (Some(item), Some(scene)) = (self.pointed, &self.scene) else {
            dom::hide(&card, true);
            return;
        };
        let _ =
            card.set_attribute("data-of", if matches!(item, Item::Node(_)) { "article" } else { "relation" });
        let add = |tag: &str, class: &str, text: &str| {
            dom::add::<Element>(&card, tag, &[("class", class)], text);
        };
        let words = self.source(item).and_then(|source| {
            let known = self.words.get(&source).cloned();
            if known.is_none() {
                self.words.insert(source.clone(), None);
                self.desk.fetch(source, |source, text| {
                    Act::Words(source, text.and_then(|text| serde_json::from_slice(&text).ok()))
                });
            }
            known.flatten()
        });
        match item {
            Item::Node(node) => {
                let own = &scene.graph.nodes[node];
                let href = address::article(&own.slug).to_string();
                if let Some(title) = dom::add::<Element>(&card, "p", &[("class", "title")], "") {
                    dom::add::<Element>(&title, "a", &[("href", &href)], &own.title);
                }
                let mut facts = vec![
                    count::relations(scene.incidence[node].len()),
                    count::comments(own.comments as usize),
                ];
                if own.locked {
                    facts.push(legend::LOCKED.to_owned());
                }
                add("p", "small", &facts.join(" · "));
                if let Some(words) = words {
                    add("p", "gist", &words.summary);
                }
                // How one came here, where it is a neighbour of what one was at.
                if let Some(edge) = self.came
                    && scene.incidence[node].contains(&edge)
                {
                    add("p", "reading", &self.reads(edge));
                }
                if let Some(row) = dom::add::<Element>(&card, "p", &[("class", "acts")], "") {
                    button(&row, "open", labels::OPEN, "");
                    button(&row, "focus", labels::FOCUS, "");
                    let folded = scene.view.folded.contains(own.slug.as_str());
                    button(&row, "fold", if folded { labels::UNFOLD } else { labels::FOLD }, "");
                    if scene.view.focus.as_deref() == Some(own.slug.as_str()) {
                        button(&row, "nearer", labels::NEARER, "");
                        button(&row, "farther", labels::FARTHER, "");
                        let steps = scene.view.depth.map(labels::steps);
                        add("p", "small", steps.as_deref().unwrap_or(labels::ALL_STEPS));
                    }
                }
            }
            Item::Edge(edge) => {
                add("p", "reading", &self.reads(edge));
                if let Some(words) = words {
                    add("p", "gist", &words.explanation);
                    if !words.author.is_empty() {
                        add("p", "small", &labels::author(&words.author, &words.author_mark));
                    }
                }
            }
        }
        dom::hide(&card, false);
    }

    fn reads(&self, edge: EdgeIndex) -> String {
        self.scene.as_ref().map_or_else(String::new, |scene| {
            let edge = &scene.graph.edges[edge];
            let title = |node: NodeIndex| domain::text::isolated(&scene.graph.nodes[node].title);
            sentence(&title(edge.from), edge.kind.forward(), &title(edge.to))
        })
    }

    /// Asks for the connection that the view marks, if it is another than before.
    pub(super) fn ask_for_path(&mut self) {
        let Some(scene) = &mut self.scene else { return };
        if self.path == scene.view.path {
            return;
        }
        self.path.clone_from(&scene.view.path);
        scene.marked.clear();
        dom::hide(&self.parts.chain, true);
        if let Some((from, to)) = &self.path {
            let source = address::graph_connections(from, to).to_string();
            self.desk.fetch(source, |_, text| {
                Act::Chains(text.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default())
            });
        }
    }

    /// Marks the first chain and tells it in words.
    pub(super) fn mark(&mut self, chains: &Chains) {
        let Some(scene) = &mut self.scene else { return };
        let chain = &self.parts.chain;
        chain.set_text_content(None);
        let first = chains.chains.first();
        scene.marked = first
            .into_iter()
            .flat_map(|chain| &chain.relations)
            .filter_map(|id| scene.graph.edges.iter().position(|edge| edge.id == *id))
            .map(EdgeIndex::from)
            .collect();
        let title = |slug: &str| {
            scene
                .graph
                .find(slug)
                .map_or_else(|| slug.to_owned(), |node| scene.graph.nodes[node].title.clone())
        };
        for step in first.into_iter().flat_map(|chain| &chain.steps) {
            let text = sentence(&title(&step.from), &step.reading, &title(&step.to));
            if let Some(item) = dom::add::<Element>(chain, "li", &[], &text)
                && !step.explanation.is_empty()
            {
                dom::add::<Element>(&item, "span", &[("class", "small")], &format!(" {}", step.explanation));
            }
        }
        if first.is_none() {
            dom::add::<Element>(chain, "li", &[], labels::NO_CONNECTION);
        }
        dom::hide(chain, false);
        let _ = self.root.set_attribute("data-marked", &scene.marked.len().to_string());
    }

    /// Writes the list, if it is open.
    pub(super) fn write_list(&self) {
        let list = &self.parts.list;
        let open = list.parent_element().is_some_and(|details| details.has_attribute("open"));
        let (Some(scene), true) = (&self.scene, open) else { return };
        list.set_text_content(None);
        let mut nodes: Vec<NodeIndex> =
            scene.graph.node_indices().filter(|node| scene.selection.nodes[*node] == Shown::Bright).collect();
        nodes.sort_by(|a, b| scene.matters[*b].total_cmp(&scene.matters[*a]));
        for node in nodes.iter().take(LISTED) {
            let own = &scene.graph.nodes[*node];
            if let Some(item) = dom::add::<Element>(list, "li", &[], "") {
                dom::add::<Element>(
                    &item,
                    "a",
                    &[("href", &address::article(&own.slug).to_string())],
                    &own.title,
                );
            }
        }
        if nodes.len() > LISTED {
            dom::add::<Element>(list, "li", &[], &labels::more(nodes.len() - LISTED));
        }
    }
}
