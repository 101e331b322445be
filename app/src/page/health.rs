//! The health of a discussion: what there is to mend, each finding a sentence with the way to mend it.

use domain::address;
use graph::{Edge, Graph, Node, NodeIndex};
use leptos::prelude::*;
use messages::outline::issues::stale::{gone, old, reworded, source_changed};
use messages::outline::issues::{self, one_sided, stale};
use messages::site;
use model::{Stale, StaleCitation};

use super::Site;
use crate::component::document::{Head, Kit, document};
use crate::component::inline::isolated;

/// The first of some findings, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List<T> {
    /// Those that are listed.
    pub shown: Vec<T>,
    /// How many there are.
    pub total: usize,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { shown: Vec::new(), total: 0 }
    }
}

/// What was found, in the graph that is shown with it.
#[derive(Debug, Clone, Default)]
pub struct HealthView {
    /// Questions that nothing answers.
    pub unanswered: List<NodeIndex>,
    /// Questions whose answers are all opposed by something that stands.
    pub refuted: List<NodeIndex>,
    /// Articles without any relation.
    pub alone: List<NodeIndex>,
    /// Articles that argue and rest on nothing.
    pub dead_ends: List<NodeIndex>,
    /// Articles with reasons of one side only: how many support each, and how many oppose it.
    pub one_sided: List<(NodeIndex, usize, usize)>,
    /// Circular arguments, each the relations of a shortest circle, in order.
    pub circles: List<Vec<Edge>>,
    /// Oppositions between locked articles.
    pub contradictions: List<Edge>,
    /// Relations that say nothing of why.
    pub unexplained: List<Edge>,
    /// Citations to look at anew, with their articles.
    pub stale: List<(NodeIndex, StaleCitation)>,
}

impl HealthView {
    const fn total(&self) -> usize {
        self.unanswered.total
            + self.refuted.total
            + self.alone.total
            + self.dead_ends.total
            + self.one_sided.total
            + self.circles.total
            + self.contradictions.total
            + self.unexplained.total
            + self.stale.total
    }
}

/// A kind of finding, ready to be shown.
struct Section {
    id: &'static str,
    title: &'static str,
    help: &'static str,
    total: usize,
    items: Vec<AnyView>,
}

/// The page: of everything, or of the discussion of an article that was asked for, with that and its root.
#[must_use]
pub fn health(
    site: &Site,
    graph: &Graph,
    asked: Option<(NodeIndex, NodeIndex)>,
    found: &HealthView,
) -> String {
    let of = asked.map(|(asked, root)| (&graph.nodes[asked], &graph.nodes[root]));
    let head = Head {
        title: of
            .map_or_else(|| issues::HEADING.to_owned(), |(node, _)| issues::title(&isolated(&node.title))),
        description: issues::DESCRIPTION.into(),
        path: of.map_or_else(|| "/health".to_owned(), |(node, _)| address::health_of(&node.slug).to_string()),
        kit: Kit::GraphStyle,
        ..Head::default()
    };
    document(site, &head, || {
        let sections: Vec<Section> =
            sections(graph, found).into_iter().filter(|section| section.total > 0).collect();
        let title = of.map(|(_, root)| {
            view! { {issues::HEADING_BEFORE}<span dir="auto">{root.title.clone()}</span>{issues::HEADING_AFTER} }
        });
        let title = match title {
            Some(title) => title.into_any(),
            None => issues::HEADING.into_any(),
        };
        let ways = match of {
            Some((node, _)) => view! {
                <a href=address::article(&node.slug).to_string() dir="auto">"← "{node.title.clone()}</a>
                <a href=address::outline_of(&node.slug).to_string()>{site::OUTLINE}</a>
                <a href="/health">{issues::ALL}</a>
            }
            .into_any(),
            None => view! { <a href="/outline">{issues::OUTLINE_OF_ALL}</a> }.into_any(),
        };
        let body = match found.total() {
            0 if graph.nodes.is_empty() => view! {
                <p class="state">{site::NO_ARTICLES}<a href="/new">{site::WRITE_FIRST}</a>"."</p>
            }
            .into_any(),
            0 => view! {
                <p class="state well">
                    <b>{issues::NONE}</b>
                    {issues::NONE_MORE}
                </p>
            }
            .into_any(),
            total => {
                // One kind needs no index.
                let shown = if sections.len() > 1 { sections.as_slice() } else { &[] };
                let index = shown
                    .iter()
                    .map(|section| {
                        view! {
                            <li>
                                <a href=format!("#{}", section.id)>{section.title}</a>
                                " "
                                <span class="count">{messages::count::grouped(section.total)}</span>
                            </li>
                        }
                        .into_any()
                    })
                    .collect_view();
                view! {
                    <p class="small">{issues::total(total)}</p>
                    {(sections.len() > 1).then(|| view! { <nav class="index" aria-label=issues::KINDS><ul>{index}</ul></nav> })}
                    {sections.into_iter().map(section).collect_view()}
                }
                .into_any()
            }
        };
        view! {
            <main id="main" class="sheet health">
                <h1>{title}</h1>
                <p class="ways">{ways}</p>
                {body}
            </main>
        }
    })
}

fn section(section: Section) -> AnyView {
    let more = section.total - section.items.len();
    let more = (more > 0).then(|| {
        view! { <p class="small">{issues::more(more)}</p> }
    });
    view! {
        <section aria-labelledby=section.id>
            <h2 id=section.id>{section.title}" "<span class="count">{messages::count::grouped(section.total)}</span></h2>
            <p class="small">{section.help}</p>
            <ul class="findings">{section.items}</ul>
            {more}
        </section>
    }
    .into_any()
}

fn sections(graph: &Graph, found: &HealthView) -> Vec<Section> {
    let nodes = |list: &List<NodeIndex>, item: fn(&Graph, NodeIndex) -> AnyView| -> Vec<AnyView> {
        list.shown.iter().map(|node| item(graph, *node)).collect()
    };
    vec![
        Section {
            id: "unanswered",
            title: issues::unanswered::HEADING,
            help: issues::unanswered::HELP,
            total: found.unanswered.total,
            items: nodes(&found.unanswered, |graph, node| {
                let node = &graph.nodes[node];
                let to = address::new_article()
                    .query("from", &node.slug)
                    .field("relation", "answers:forward")
                    .to_string();
                finding(view! { {title(node)} {issues::unanswered::AFTER} }, &to, issues::unanswered::ACT, &node.title)
            }),
        },
        Section {
            id: "refuted",
            title: issues::refuted::HEADING,
            help: issues::refuted::HELP,
            total: found.refuted.total,
            items: nodes(&found.refuted, |graph, node| {
                let node = &graph.nodes[node];
                let to = address::new_article()
                    .query("from", &node.slug)
                    .field("relation", "answers:forward")
                    .to_string();
                finding(
                    view! { {issues::refuted::BEFORE} {title(node)} {issues::refuted::AFTER} },
                    &to,
                    issues::refuted::ACT,
                    &node.title,
                )
            }),
        },
        Section {
            id: "contradictions",
            title: issues::contradictions::HEADING,
            help: issues::contradictions::HELP,
            total: found.contradictions.total,
            items: found
                .contradictions
                .shown
                .iter()
                .map(|edge| {
                    let (from, to) = (&graph.nodes[edge.from], &graph.nodes[edge.to]);
                    let said = view! {
                        {title(from)} {issues::contradictions::BETWEEN} {title(to)} {issues::contradictions::AFTER}
                    };
                    finding(said, &relation(graph, edge), issues::contradictions::ACT, &from.title)
                })
                .collect(),
        },
        Section {
            id: "circles",
            title: issues::circles::HEADING,
            help: issues::circles::HELP,
            total: found.circles.total,
            items: found.circles.shown.iter().filter_map(|edges| circle(graph, edges)).collect(),
        },
        Section {
            id: "one-sided",
            title: one_sided::HEADING,
            help: one_sided::HELP,
            total: found.one_sided.total,
            items: found
                .one_sided
                .shown
                .iter()
                .map(|(node, supports, opposes)| one_sided(&graph.nodes[*node], *supports, *opposes))
                .collect(),
        },
        Section {
            id: "dead-ends",
            title: issues::dead_ends::HEADING,
            help: issues::dead_ends::HELP,
            total: found.dead_ends.total,
            items: nodes(&found.dead_ends, |graph, node| {
                let node = &graph.nodes[node];
                finding(
                    view! { {title(node)} {issues::dead_ends::AFTER} },
                    &address::cite(&node.slug).to_string(),
                    issues::dead_ends::ACT,
                    &node.title,
                )
            }),
        },
        Section {
            id: "stale",
            title: stale::HEADING,
            help: stale::HELP,
            total: found.stale.total,
            items: found
                .stale
                .shown
                .iter()
                .map(|(node, citation)| stale(&graph.nodes[*node], citation))
                .collect(),
        },
        Section {
            id: "unexplained",
            title: issues::unexplained::HEADING,
            help: issues::unexplained::HELP,
            total: found.unexplained.total,
            items: found
                .unexplained
                .shown
                .iter()
                .map(|edge| {
                    let (from, to) = (&graph.nodes[edge.from], &graph.nodes[edge.to]);
                    let said = view! {
                        {issues::unexplained::BEFORE} {title(from)} " " {edge.kind.forward()} " " {title(to)}
                        {issues::unexplained::AFTER}
                    };
                    finding(said, &relation(graph, edge), issues::unexplained::ACT, &from.title)
                })
                .collect(),
        },
        Section {
            id: "alone",
            title: issues::alone::HEADING,
            help: issues::alone::HELP,
            total: found.alone.total,
            items: nodes(&found.alone, |graph, node| {
                let node = &graph.nodes[node];
                let to = address::relate(&node.slug).to_string();
                finding(view! { {title(node)} {issues::alone::AFTER} }, &to, issues::alone::ACT, &node.title)
            }),
        },
    ]
}

fn title(node: &Node) -> AnyView {
    view! { <a href=address::article(&node.slug).to_string() dir="auto">{node.title.clone()}</a> }.into_any()
}

/// A sentence, and the way to mend it; `of` tells the ways apart for those who hear only these.
fn finding(said: impl IntoView + 'static, to: &str, mend: &'static str, of: &str) -> AnyView {
    let label = issues::solve(mend, of);
    view! { <li><p>{said}</p><a class="mend" href=to.to_owned() aria-label=label>{mend}</a></li> }.into_any()
}

fn relation(graph: &Graph, edge: &Edge) -> String {
    address::relation(&graph.nodes[edge.from].slug, edge.id).to_string()
}

/// `A relies on B, which relies on A again.`
fn circle(graph: &Graph, edges: &[Edge]) -> Option<AnyView> {
    let mut nodes = edges.iter().filter_map(graph::findings::rests_on).map(|(upper, lower)| [upper, lower]);
    let [first, second] = nodes.next()?;
    let rest = nodes.map(|[_, lower]| lower);
    let steps = std::iter::once(second)
        .chain(rest)
        .enumerate()
        .map(|(at, lower)| {
            let words = if at == 0 { issues::circles::FIRST } else { issues::circles::NEXT };
            let again = (lower == first).then_some(issues::circles::AGAIN);
            view! { {words} {title(&graph.nodes[lower])} {again} }.into_any()
        })
        .collect_view();
    let edge = edges.first()?;
    let node = &graph.nodes[first];
    Some(finding(
        view! { {title(node)} {steps} {issues::circles::AFTER} },
        &relation(graph, edge),
        issues::circles::ACT,
        &node.title,
    ))
}

fn one_sided(node: &Node, supports: usize, opposes: usize) -> AnyView {
    let new = |relation: &str| {
        address::new_article().query("from", &node.slug).field("relation", relation).to_string()
    };
    if opposes == 0 {
        let words = one_sided::supported(supports);
        finding(view! { {title(node)} {words} }, &new("opposes:forward"), one_sided::OBJECT, &node.title)
    } else {
        let words = one_sided::opposed(opposes);
        finding(view! { {title(node)} {words} }, &new("supports:forward"), one_sided::SUPPORT, &node.title)
    }
}

fn stale(node: &Node, citation: &StaleCitation) -> AnyView {
    let source = view! { {stale::OPEN}<span dir="auto">{citation.title.clone()}</span>{stale::CLOSE} };
    let to = address::citation(&node.slug, citation.citation).to_string();
    let said = match &citation.why {
        Stale::Gone => {
            view! { {gone::BEFORE} {title(node)} {gone::BETWEEN} {source} {gone::AFTER} }.into_any()
        }
        Stale::Reworded => {
            view! { {reworded::BEFORE} {title(node)} {reworded::BETWEEN} {source} {reworded::AFTER} }
                .into_any()
        }
        Stale::SourceChanged => {
            view! { {source} {source_changed::BETWEEN} {title(node)} {source_changed::AFTER} }.into_any()
        }
        Stale::Old(date) => {
            view! { {source} {old::BETWEEN} {title(node)} {old::BEFORE_DATE} {date.clone()} {old::AFTER} }
                .into_any()
        }
    };
    finding(said, &to, stale::ACT, &node.title)
}
