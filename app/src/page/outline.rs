//! The outline: a discussion as a nested list, and all discussions.

use std::collections::HashMap;

use domain::address;
use domain::id::RelationId;
use domain::slug::Slug;
use graph::outline::{Discussion, Line, Outline, Place, Tie};
use graph::{Graph, NodeIndex, family};
use leptos::prelude::*;
use messages::outline::all;
use messages::site::pages;
use messages::{count, outline, site};
use model::RelationView;

use super::Site;
use crate::component::document::{Head, Kit, document};
use crate::component::inline::{by, isolated, time};

/// A discussion, or what is below one article of it.
#[derive(Debug, Clone, Copy)]
pub struct OutlineView<'a> {
    /// Everything.
    pub graph: &'a Graph,
    /// The part that is shown.
    pub outline: &'a Outline,
    /// The article that was asked for; it need not be the first.
    pub asked: NodeIndex,
    /// What the first is part of, the outermost first.
    pub above: &'a [NodeIndex],
    /// The explanations, if they are shown.
    pub explanations: Option<&'a HashMap<RelationId, RelationView>>,
}

/// The outline of a discussion.
#[must_use]
pub fn outline(site: &Site, view: &OutlineView) -> String {
    let node = &view.graph.nodes[view.asked];
    let here = address::outline_of(&node.slug).to_string();
    let head = Head {
        title: outline::title(&isolated(&node.title)),
        description: outline::DESCRIPTION.into(),
        path: here.clone(),
        kit: Kit::GraphStyle,
        ..Head::default()
    };
    document(site, &head, || {
        let first = view.outline.lines.first().map_or(view.asked, |line| line.node);
        let whole = &view.graph.nodes[first].title;
        let (toggle, words) = match view.explanations {
            Some(_) => (here.clone(), outline::HIDE_EXPLANATIONS),
            None => {
                (address::outline_of(&node.slug).query("explain", 1).to_string(), outline::SHOW_EXPLANATIONS)
            }
        };
        let jump = (first != view.asked).then(|| {
            let target = format!("#{}", id(&node.slug));
            view! { <a href=target dir="auto">{outline::JUMP_BEFORE}{node.title.clone()}</a> }
        });
        let above = view
            .above
            .iter()
            .map(|node| {
                let node = &view.graph.nodes[*node];
                let to = address::outline_of(&node.slug).to_string();
                view! { <li><a href=to dir="auto">{node.title.clone()}</a></li> }.into_any()
            })
            .collect_view();
        let above = (!view.above.is_empty()).then(|| {
            view! { <nav class="crumbs" aria-label=outline::ABOVE><ol>{above}</ol></nav> }
        });
        let rest = (!view.outline.is_whole()).then(|| {
            view! { <p class="state">{outline::first(view.outline.lines.len())}</p> }
        });
        view! {
            {above}
            <main id="main" class="sheet outline">
                <h1 dir="auto">{outline::HEADING_BEFORE}{whole.clone()}</h1>
                <p class="ways">
                    <a href=address::article(&node.slug).to_string() dir="auto">"← "{node.title.clone()}</a>
                    {jump}
                    <a href=toggle>{words}</a>
                    <a href=address::health_of(&node.slug).to_string()>{outline::issues::HEADING}</a>
                    <a href=address::branch(&view.graph.nodes[first].slug).to_string()>{outline::BRANCH}</a>
                    <a href=address::graph_of(&node.slug).to_string()>{site::GRAPH}</a>
                    <a href="/outline">{outline::ALL}</a>
                </p>
                {rest}
                {list(view)}
            </main>
        }
    })
}

fn id(slug: &Slug) -> String {
    format!("o-{slug}")
}

/// Lists within lists, made from the end so that each article finds what is below it ready.
fn list(view: &OutlineView) -> AnyView {
    let mut levels: Vec<Vec<AnyView>> = Vec::new();
    for line in view.outline.lines.iter().rev() {
        levels.resize_with(levels.len().max(line.level + 2), Vec::new);
        let mut below = std::mem::take(&mut levels[line.level + 1]);
        below.reverse();
        levels[line.level].push(item(view, line, below));
    }
    let mut first = levels.into_iter().next().unwrap_or_default();
    first.reverse();
    view! { <ul class="tree">{first}</ul> }.into_any()
}

fn item(view: &OutlineView, line: &Line, below: Vec<AnyView>) -> AnyView {
    let node = &view.graph.nodes[line.node];
    let slug = &node.slug;
    let current = (line.node == view.asked).then_some("true");
    let locked = node.locked.then(|| view! { " " <span class="lock">{outline::LOCKED}</span> });
    let contains =
        (line.parts > 0).then(|| view! { <span class="small">" "{outline::contains(line.parts)}</span> });
    let ties = line.ties.iter().map(|tie| said(view, tie)).collect_view();
    let untold = (line.untold > 0).then(|| {
        let words = count::more_relations(line.untold);
        view! { <li class="small"><a href=address::article(slug).fragment("related").to_string()>{words}</a></li> }
    });
    let ties = (!line.ties.is_empty()).then(|| view! { <ul class="ties">{ties}{untold}</ul> });
    let more = (line.left_out > 0).then(|| {
        let words = count::more_sub_articles(line.left_out);
        view! { <li class="small"><a href=address::outline_of(slug).query("below", 1).to_string()>{words}</a></li> }
    });
    let below =
        (!below.is_empty() || line.left_out > 0).then(|| view! { <ul class="parts">{below}{more}</ul> });
    view! {
        <li id=id(&node.slug)>
            <p class="line"><a href=address::article(slug).to_string() aria-current=current dir="auto">{node.title.clone()}</a>{locked}{contains}</p>
            {ties}
            {below}
        </li>
    }
    .into_any()
}

fn said(view: &OutlineView, tie: &Tie) -> AnyView {
    let edge = &view.graph.edges[tie.edge];
    let other = &view.graph.nodes[tie.other];
    let place = match tie.place {
        Place::Elsewhere => None,
        Place::Above => Some(outline::ABOVE_HERE),
        Place::Below => Some(outline::BELOW_HERE),
    };
    let place = place.map(|words| {
        let label = outline::place(&isolated(&other.title), words);
        view! { " " <span class="place">"("<a href=format!("#{}", id(&other.slug)) aria-label=label>{words}</a>")"</span> }
    });
    let why = view.explanations.and_then(|all| all.get(&edge.id)).filter(|said| !said.explanation.is_empty());
    let why = why.map(|explained| {
        view! {
            <p class="because">
                <span dir="auto">{explained.explanation.clone()}</span>
                " "
                <cite>{by(&explained.author)}", "{time(explained.at)}</cite>
            </p>
        }
    });
    view! {
        <li>
            <span class=format!("reading k-{}", family(edge.kind))>{tie.direction.reading(edge.kind)}</span>
            " "
            <a href=address::article(&other.slug).to_string() dir="auto">{other.title.clone()}</a>
            {place}
            {why}
        </li>
    }
    .into_any()
}

/// A page of the list of all discussions.
#[derive(Debug, Clone, Copy)]
pub struct Discussions<'a> {
    /// Everything.
    pub graph: &'a Graph,
    /// Those of this page, with what is directly part of each.
    pub shown: &'a [(Discussion, Vec<NodeIndex>)],
    /// The number of the page, from 1.
    pub page: usize,
    /// How many pages there are.
    pub pages: usize,
}

/// The most parts of a discussion that the list names.
const PARTS: usize = 40;

/// All discussions, the largest first.
#[must_use]
pub fn discussions(site: &Site, view: &Discussions) -> String {
    let head = Head {
        title: all::TITLE.into(),
        description: all::DESCRIPTION.into(),
        path: if view.page > 1 {
            address::outline().query("page", view.page).to_string()
        } else {
            "/outline".into()
        },
        kit: Kit::GraphStyle,
        ..Head::default()
    };
    document(site, &head, || {
        let empty = view.shown.is_empty().then(|| {
            view! { <p class="empty">{site::NO_ARTICLES}<a href="/new">{site::WRITE_FIRST}</a>"."</p> }
        });
        let items = view.shown.iter().map(|(found, parts)| discussion(view, *found, parts)).collect_view();
        let turn = |to: usize, words: &'static str| {
            (to >= 1 && to <= view.pages && to != view.page)
                .then(|| view! { <a class="button quiet" href=address::outline().query("page", to).to_string()>{words}</a> })
        };
        let pages = (view.pages > 1).then(|| {
            view! {
                <nav class="acts" aria-label=pages::LABEL>
                    {turn(view.page - 1, pages::PREVIOUS)}
                    <span class="small">{pages::number(view.page, view.pages)}</span>
                    {turn(view.page + 1, pages::NEXT)}
                </nav>
            }
        });
        view! {
            <main id="main" class="sheet outline">
                <h1>{all::HEADING}</h1>
                <p class="ways"><a href="/health">{outline::issues::HEADING}</a></p>
                {empty}
                {items}
                {pages}
            </main>
        }
    })
}

fn discussion(view: &Discussions, found: Discussion, parts: &[NodeIndex]) -> AnyView {
    let root = &view.graph.nodes[found.root];
    let to = address::outline_of(&root.slug).to_string();
    let items = parts
        .iter()
        .take(PARTS)
        .map(|part| {
            let part = &view.graph.nodes[*part];
            view! { <li><p class="line"><a href=address::article(&part.slug).to_string() dir="auto">{part.title.clone()}</a></p></li> }
                .into_any()
        })
        .collect_view();
    let more = parts.len().saturating_sub(PARTS);
    let more = (more > 0).then(|| {
        view! { <li class="small"><a href=to.clone()>{count::more_sub_articles(more)}</a></li> }
    });
    let parts = (!parts.is_empty()).then(|| view! { <ul class="parts">{items}{more}</ul> });
    view! {
        <section>
            <h2><a href=to.clone() dir="auto">{root.title.clone()}</a></h2>
            <p class="small">{all::size(found.below)}</p>
            {parts}
        </section>
    }
    .into_any()
}
