//! The health of a discussion: what there is to mend, each finding a sentence with the way to mend it.

use domain::address;
use graph::{Edge, Graph, Node, NodeIndex};
use leptos::prelude::*;
use model::{Stale, StaleCitation};

use super::Site;
use crate::component::document::{Head, Kit, document};
use crate::component::inline::{counted, isolated};

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
        title: of.map_or_else(|| "Health".to_owned(), |(node, _)| format!("Health: {}", isolated(&node.title))),
        description: "What there is to mend: questions without an answer, arguments that rest on nothing, and the like."
            .into(),
        path: of.map_or_else(|| "/health".to_owned(), |(node, _)| address::health_of(&node.slug).to_string()),
        kit: Kit::GraphStyle,
        ..Head::default()
    };
    document(site, &head, || {
        let sections: Vec<Section> =
            sections(graph, found).into_iter().filter(|section| section.total > 0).collect();
        let title = of.map(|(_, root)| {
            view! { "Health of the discussion “"<span dir="auto">{root.title.clone()}</span>"”" }
        });
        let title = match title {
            Some(title) => title.into_any(),
            None => "Health of all discussions".into_any(),
        };
        let ways = match of {
            Some((node, _)) => view! {
                <a href=address::article(&node.slug).to_string() dir="auto">"← "{node.title.clone()}</a>
                <a href=address::outline_of(&node.slug).to_string()>"Outline"</a>
                <a href="/health">"All discussions"</a>
            }
            .into_any(),
            None => view! { <a href="/outline">"Outline of all discussions"</a> }.into_any(),
        };
        let body = match found.total() {
            0 if graph.nodes.is_empty() => view! {
                <p class="state">"Nothing has been written yet. "<a href="/new">"Write the first article"</a>"."</p>
            }
            .into_any(),
            0 => view! {
                <p class="state well">
                    <b>"Nothing to mend."</b>
                    " Every question has an answer that stands, every argument rests on something, and every relation says why."
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
                    <p class="small">
                        {format!("{} to look at. Each says what is the case; whether it ought to be mended is yours to judge.", counted(total, "thing", "things"))}
                    </p>
                    {(sections.len() > 1).then(|| view! { <nav class="index" aria-label="Kinds of findings"><ul>{index}</ul></nav> })}
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
        view! { <p class="small">{format!("And {} more; they come up as these are mended.", messages::count::grouped(more))}</p> }
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
            title: "Unanswered questions",
            help: "A title that ends with a question mark, and no article that answers it.",
            total: found.unanswered.total,
            items: nodes(&found.unanswered, |graph, node| {
                let node = &graph.nodes[node];
                let to = address::new_article()
                    .query("from", &node.slug)
                    .field("relation", "answers:forward")
                    .to_string();
                finding(view! { {title(node)} " has no answer yet." }, &to, "Write an answer", &node.title)
            }),
        },
        Section {
            id: "refuted",
            title: "Questions whose answers do not stand",
            help: "Each answer is opposed by an article that nothing opposes in its turn.",
            total: found.refuted.total,
            items: nodes(&found.refuted, |graph, node| {
                let node = &graph.nodes[node];
                let to = address::new_article()
                    .query("from", &node.slug)
                    .field("relation", "answers:forward")
                    .to_string();
                finding(
                    view! { "Every answer to " {title(node)} " is opposed by an article that stands." },
                    &to,
                    "Write another answer",
                    &node.title,
                )
            }),
        },
        Section {
            id: "contradictions",
            title: "Contradictions between locked articles",
            help: "Both count as settled, and one opposes the other.",
            total: found.contradictions.total,
            items: found
                .contradictions
                .shown
                .iter()
                .map(|edge| {
                    let (from, to) = (&graph.nodes[edge.from], &graph.nodes[edge.to]);
                    let said = view! { {title(from)} " opposes " {title(to)} ", and both are locked." };
                    finding(said, &relation(graph, edge), "See the relation", &from.title)
                })
                .collect(),
        },
        Section {
            id: "circles",
            title: "Circular arguments",
            help: "Articles that rest on one another, so that none of them rests on anything else first.",
            total: found.circles.total,
            items: found.circles.shown.iter().filter_map(|edges| circle(graph, edges)).collect(),
        },
        Section {
            id: "one-sided",
            title: "One-sided arguments",
            help: "Two reasons or more, all of them for it or all of them against.",
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
            title: "Dead ends",
            help: "It argues for, against or in answer to something, but nothing supports it and it cites nothing.",
            total: found.dead_ends.total,
            items: nodes(&found.dead_ends, |graph, node| {
                let node = &graph.nodes[node];
                finding(
                    view! { {title(node)} " argues, but rests on nothing and cites nothing." },
                    &address::cite(&node.slug).to_string(),
                    "Cite a source",
                    &node.title,
                )
            }),
        },
        Section {
            id: "stale",
            title: "Stale citations",
            help: "The passage has changed since it was cited, or nobody has read the source for two years.",
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
            title: "Relations without an explanation",
            help: "Nobody has said why the two belong together.",
            total: found.unexplained.total,
            items: found
                .unexplained
                .shown
                .iter()
                .map(|edge| {
                    let (from, to) = (&graph.nodes[edge.from], &graph.nodes[edge.to]);
                    let said = view! {
                        "Nobody has said why " {title(from)} " " {edge.kind.forward()} " " {title(to)} "."
                    };
                    finding(said, &relation(graph, edge), "Explain it", &from.title)
                })
                .collect(),
        },
        Section {
            id: "alone",
            title: "Articles without relations",
            help: "No reader comes to them from another article.",
            total: found.alone.total,
            items: nodes(&found.alone, |graph, node| {
                let node = &graph.nodes[node];
                let to = address::relate(&node.slug).to_string();
                finding(view! { {title(node)} " is related to nothing." }, &to, "Relate it", &node.title)
            }),
        },
    ]
}

fn title(node: &Node) -> AnyView {
    view! { <a href=address::article(&node.slug).to_string() dir="auto">{node.title.clone()}</a> }.into_any()
}

/// A sentence, and the way to mend it; `of` tells the ways apart for those who hear only these.
fn finding(said: impl IntoView + 'static, to: &str, mend: &'static str, of: &str) -> AnyView {
    let label = format!("{mend}: {of}");
    view! { <li><p>{said}</p><a class="mend" href=to.to_owned() aria-label=label>{mend}</a></li> }.into_any()
}

fn relation(graph: &Graph, edge: &Edge) -> String {
    address::relation(&graph.nodes[edge.from].slug, edge.id).to_string()
}

/// `A rests on B, which rests on A.`
fn circle(graph: &Graph, edges: &[Edge]) -> Option<AnyView> {
    let mut nodes = edges.iter().filter_map(graph::findings::rests_on).map(|(upper, lower)| [upper, lower]);
    let [first, second] = nodes.next()?;
    let rest = nodes.map(|[_, lower]| lower);
    let steps = std::iter::once(second)
        .chain(rest)
        .enumerate()
        .map(|(at, lower)| {
            let words = if at == 0 { " rests on " } else { ", which rests on " };
            let again = (lower == first).then_some(" again");
            view! { {words} {title(&graph.nodes[lower])} {again} }.into_any()
        })
        .collect_view();
    let edge = edges.first()?;
    let node = &graph.nodes[first];
    Some(finding(
        view! { {title(node)} {steps} "." },
        &relation(graph, edge),
        "See the first step",
        &node.title,
    ))
}

fn one_sided(node: &Node, supports: usize, opposes: usize) -> AnyView {
    let new = |relation: &str| {
        address::new_article().query("from", &node.slug).field("relation", relation).to_string()
    };
    if opposes == 0 {
        let words =
            format!(" is supported by {} and opposed by none.", counted(supports, "article", "articles"));
        finding(view! { {title(node)} {words} }, &new("opposes:forward"), "Write an objection", &node.title)
    } else {
        let words =
            format!(" is opposed by {} and supported by none.", counted(opposes, "article", "articles"));
        finding(
            view! { {title(node)} {words} },
            &new("supports:forward"),
            "Write a reason for it",
            &node.title,
        )
    }
}

fn stale(node: &Node, citation: &StaleCitation) -> AnyView {
    let source = view! { "“"<span dir="auto">{citation.title.clone()}</span>"”" };
    let to = address::citation(&node.slug, citation.citation).to_string();
    let said = match &citation.why {
        Stale::Gone => {
            view! { "The passage of " {title(node)} " for which " {source} " is cited is gone from the text." }.into_any()
        }
        Stale::Reworded => {
            view! { "The passage of " {title(node)} " for which " {source} " is cited says something else now." }.into_any()
        }
        Stale::SourceChanged => {
            view! { "The passage that " {title(node)} " cites, " {source} ", has changed since." }.into_any()
        }
        Stale::Old(date) => {
            view! { {source} ", cited in " {title(node)} ", has not been read since " {date.clone()} "." }.into_any()
        }
    };
    finding(said, &to, "See the citation", &node.title)
}
