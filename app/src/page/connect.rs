//! How two articles are connected: a form for both, and the chains of relations between them.

use std::collections::HashMap;

use domain::address;
use domain::id::RelationId;
use domain::relation::Direction;
use graph::chain::Chain;
use graph::{EdgeIndex, Graph, Node, NodeIndex, family};
use leptos::prelude::*;
use messages::relate;
use messages::relate::connect as words;
use model::{Choice, RelationView};

use super::Site;
use crate::component::document::{Head, Kit, Role, document};
use crate::component::inline::{by, isolated, time};

/// One of the two fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// What stands in it.
    pub text: String,
    /// What was made of that.
    pub found: Sought,
}

/// What was made of words that are to name an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Sought {
    /// Nothing was typed.
    #[default]
    Nothing,
    /// It is that node.
    Node(NodeIndex),
    /// No article in particular; these may be meant.
    Unclear(Vec<Choice>),
}

impl Asked {
    /// The node, if there is one.
    #[must_use]
    pub const fn node(&self) -> Option<NodeIndex> {
        match self.found {
            Sought::Node(node) => Some(node),
            _ => None,
        }
    }
}

/// What was asked, and what was found.
#[derive(Debug, Clone, Copy)]
pub struct Connect<'a> {
    /// Everything.
    pub graph: &'a Graph,
    /// From where.
    pub from: &'a Asked,
    /// To where.
    pub to: &'a Asked,
    /// The chains, the nearest first.
    pub chains: &'a [Chain],
    /// Their relations as they are explained.
    pub explained: &'a HashMap<RelationId, RelationView>,
    /// The chains as a picture (SVG).
    pub picture: &'a str,
}

/// The page.
#[must_use]
pub fn connect(site: &Site, view: &Connect) -> String {
    let ends = view
        .from
        .node()
        .zip(view.to.node())
        .map(|(from, to)| (&view.graph.nodes[from], &view.graph.nodes[to]));
    let title = ends.map_or_else(
        || words::HEADING.to_owned(),
        |(from, to)| words::title(&isolated(&from.title), &isolated(&to.title)),
    );
    let head =
        Head { title, path: "/connect".into(), role: Role::Form, kit: Kit::GraphStyle, ..Head::default() };
    document(site, &head, || {
        let found = match ends {
            Some((from, to)) if from.id == to.id => view! {
                <p class="empty" role="status">{words::SAME}</p>
            }
            .into_any(),
            Some((from, to)) if view.chains.is_empty() => apart(from, to),
            Some((from, to)) => chains(view, from, to),
            None if [view.from, view.to].iter().any(|asked| matches!(asked.found, Sought::Unclear(_))) => {
                ().into_any()
            }
            None => view! {
                <p class="empty">{words::START}</p>
            }
            .into_any(),
        };
        view! {
            <main id="main" class="sheet connect">
                <h1>{words::HEADING}</h1>
                <form class="ends" action="/connect" method="get" aria-label=words::FORM>
                    {field(view.from, "from", words::FROM, ("to", view.to))}
                    {field(view.to, "to", words::TO, ("from", view.from))}
                    <div class="acts"><button class="button strong">{words::FIND}</button></div>
                </form>
                {found}
            </main>
        }
    })
}

/// A field, and what may be meant by what was typed into it. `other` is the other field, which a choice keeps.
fn field(asked: &Asked, name: &'static str, label: &'static str, other: (&str, &Asked)) -> AnyView {
    let (error, choices) = match &asked.found {
        Sought::Unclear(choices) if choices.is_empty() => (Some(words::NO_MATCH), choices.as_slice()),
        Sought::Unclear(choices) => (Some(words::NO_EXACT_MATCH), choices.as_slice()),
        _ => (None, [].as_slice()),
    };
    let (help_id, error_id) = (format!("{name}-help"), format!("{name}-error"));
    let described = if error.is_some() { format!("{error_id} {help_id}") } else { help_id.clone() };
    let items = choices
        .iter()
        .map(|choice| {
            let href = address::connect().query(name, &choice.slug);
            let href = if other.1.text.is_empty() { href } else { href.query(other.0, &other.1.text) };
            view! { <li><a href=href.to_string() dir="auto">{choice.title.clone()}</a></li> }.into_any()
        })
        .collect_view();
    let found = (!choices.is_empty()).then(|| {
        let id = format!("{name}-found");
        view! {
            <nav class="found" aria-labelledby=id>
                <p id=id.clone()>{relate::DID_YOU_MEAN}</p>
                <ul>{items}</ul>
            </nav>
        }
    });
    view! {
        <div class="field">
            <div class="label"><label for=name>{label}</label></div>
            {error.map(|error| view! { <p class="error" id=error_id>{error}</p> })}
            <input
                id=name
                name=name
                type="text"
                value=asked.text.clone()
                dir="auto"
                autocomplete="off"
                aria-invalid=error.is_some().then_some("true")
                aria-describedby=described
            />
            <p class="help" id=help_id>{relate::NAMING_HELP}</p>
            {found}
        </div>
    }
    .into_any()
}

fn apart(from: &Node, to: &Node) -> AnyView {
    let form = address::relate(&from.slug).query("other", &to.slug).to_string();
    view! {
        <p class="empty" role="status">
            {title(from)}
            {words::apart::AND}
            {title(to)}
            {words::apart::AFTER}
        </p>
        <p class="acts"><a class="button" href=form>{words::apart::RELATE}</a></p>
    }
    .into_any()
}

fn title(node: &Node) -> impl IntoView + use<> {
    view! { <a href=address::article(&node.slug).to_string() dir="auto">{node.title.clone()}</a> }
}

fn chains(view: &Connect, from: &Node, to: &Node) -> AnyView {
    let graph_of = address::graph_of(&from.slug).query("path", format_args!("{}.{}", from.slug, to.slug));
    let back = address::connect().query("from", &to.slug).query("to", &from.slug).to_string();
    let order = (view.chains.len() > 1).then(|| {
        view! { <p class="small">{words::ORDER}</p> }
    });
    let lists = view.chains.iter().enumerate().map(|(nth, found)| chain(view, nth, found)).collect_view();
    view! {
        <p class="ways">
            <a href=graph_of.to_string()>{words::IN_GRAPH}</a>
            <a href=back>{words::SWAP}</a>
        </p>
        // Wide pictures are moved in a frame of their own, also by keys.
        <div class="frame" role="region" aria-label=words::PICTURE tabindex="0" inner_html=view.picture.to_owned()></div>
        {lists}
        {order}
    }
    .into_any()
}

fn chain(view: &Connect, nth: usize, found: &Chain) -> AnyView {
    let id = format!("chain-{}", nth + 1);
    let steps = found
        .nodes
        .windows(2)
        .zip(&found.edges)
        .map(|(ends, edge)| step(view, (ends[0], ends[1]), *edge))
        .collect_view();
    view! {
        <section aria-labelledby=id>
            <h2 id=id.clone()>{words::chain(nth, found.edges.len())}</h2>
            <ol class="steps">{steps}</ol>
        </section>
    }
    .into_any()
}

fn step(view: &Connect, (first, second): (NodeIndex, NodeIndex), edge: EdgeIndex) -> AnyView {
    let edge = &view.graph.edges[edge];
    let direction = if edge.from == first { Direction::Forward } else { Direction::Backward };
    let (first, second) = (&view.graph.nodes[first], &view.graph.nodes[second]);
    let improve = address::relation(&first.slug, edge.id).to_string();
    let label = words::edit_or_remove(&isolated(&first.title), &isolated(&second.title));
    let why = match view.explained.get(&edge.id) {
        Some(said) if !said.explanation.is_empty() => view! {
            <span dir="auto">{said.explanation.clone()}</span>
            " "
            <cite>{by(&said.author)}", "{time(said.at)}</cite>
        }
        .into_any(),
        Some(said) => view! {
            {words::NO_EXPLANATION}
            <cite>{relate::LAST_EDITED_BY}{by(&said.author)}", "{time(said.at)}</cite>
        }
        .into_any(),
        None => view! { {words::REMOVED} }.into_any(),
    };
    view! {
        <li>
            <p class="sentence">
                {title(first)}
                " "
                <span class=format!("reading k-{}", family(edge.kind))>{direction.reading(edge.kind)}</span>
                " "
                {title(second)}
            </p>
            <p class="because">{why}" "<a href=improve aria-label=label>{words::EDIT}</a></p>
        </li>
    }
    .into_any()
}
