//! A branch of a discussion as one document: every article in full, in the order of the outline.

use domain::address;
use graph::outline::{Line, Outline};
use graph::{Graph, Node};
use leptos::prelude::*;
use messages::outline::branch;
use messages::{count, site};
use model::Chapter;
use prose::html::within;

use super::Site;
use crate::component::document::{Head, Kit, document};
use crate::component::inline::{isolated, time};

/// An article and what is below it.
#[derive(Debug, Clone, Copy)]
pub struct BranchView<'a> {
    /// Everything.
    pub graph: &'a Graph,
    /// What is in it; the first line is that of the article asked for.
    pub outline: &'a Outline,
    /// The texts of the first lines; there may be more lines than texts.
    pub chapters: &'a [Chapter],
}

/// The document.
#[must_use]
pub fn branch(site: &Site, view: &BranchView) -> String {
    let Some(root) = view.outline.lines.first().map(|line| &view.graph.nodes[line.node]) else {
        return String::new();
    };
    let head = Head {
        title: branch::title(&isolated(&root.title)),
        description: branch::DESCRIPTION.into(),
        path: address::branch(&root.slug).to_string(),
        kit: Kit::GraphStyle,
        ..Head::default()
    };
    let texts = view.chapters.len();
    let (full, rest) = view.outline.lines.split_at(texts.min(view.outline.lines.len()));
    document(site, &head, || {
        let mut contents = (full.len() > 1).then(|| {
            view! {
                <nav class="contents" aria-labelledby="contents">
                    <h2 id="contents">{branch::CONTENTS}</h2>
                    {contents(view.graph, full)}
                </nav>
            }
            .into_any()
        });
        // The first chapter has it, under its title.
        let chapters = full
            .iter()
            .zip(view.chapters)
            .map(|(line, text)| chapter(view.graph, line, text, contents.take()))
            .collect_view();
        view! {
            <main id="main" class="sheet branch">
                <p class="ways">
                    <a href=address::article(&root.slug).to_string()>{branch::BACK}</a>
                    <a href=address::outline_of(&root.slug).to_string()>{site::OUTLINE}</a>
                    <a href=address::graph_of(&root.slug).to_string()>{site::GRAPH}</a>
                </p>
                <p class="small">{count::articles(full.len())}</p>
                {chapters}
                {further(view.graph, rest)}
            </main>
        }
    })
}

fn anchor(node: &Node) -> String {
    format!("b-{}", node.slug)
}

/// Lists within lists, made from the end so that each article finds what is below it ready.
fn contents(graph: &Graph, lines: &[Line]) -> AnyView {
    let mut levels: Vec<Vec<AnyView>> = Vec::new();
    for line in lines.iter().rev() {
        levels.resize_with(levels.len().max(line.level + 2), Vec::new);
        let mut below = std::mem::take(&mut levels[line.level + 1]);
        below.reverse();
        let node = &graph.nodes[line.node];
        let below = (!below.is_empty()).then(|| view! { <ol>{below}</ol> });
        levels[line.level].push(
            view! { <li><a href=format!("#{}", anchor(node)) dir="auto">{node.title.clone()}</a>{below}</li> }
                .into_any(),
        );
    }
    // The first article stands before the list.
    let mut first = levels.into_iter().next().unwrap_or_default();
    first.reverse();
    view! { <ol>{first}</ol> }.into_any()
}

fn chapter(graph: &Graph, line: &Line, text: &Chapter, contents: Option<AnyView>) -> AnyView {
    let node = &graph.nodes[line.node];
    let slug = &node.slug;
    let id = anchor(node);
    let title = text.title.clone();
    let link = (line.level > 0).then(|| address::article(slug).to_string());
    let title = match link {
        Some(link) => view! { <a href=link>{title}</a> }.into_any(),
        None => title.into_any(),
    };
    let heading = match line.level {
        0 => view! { <h1 id=id.clone() dir="auto">{title}</h1> }.into_any(),
        1 => view! { <h2 id=id.clone() dir="auto">{title}</h2> }.into_any(),
        2 => view! { <h3 id=id.clone() dir="auto">{title}</h3> }.into_any(),
        3 => view! { <h4 id=id.clone() dir="auto">{title}</h4> }.into_any(),
        4 => view! { <h5 id=id.clone() dir="auto">{title}</h5> }.into_any(),
        _ => view! { <h6 id=id.clone() dir="auto">{title}</h6> }.into_any(),
    };
    let summary = (!text.summary.is_empty())
        .then(|| view! { <p class="summary" dir="auto">{text.summary.clone()}</p> });
    // A slug has no dot.
    let body = within(&text.html, line.level, &format!("{id}."));
    let body =
        (!body.trim().is_empty()).then(|| view! { <div class="prose" dir="auto" inner_html=body></div> });
    let more = (line.left_out > 0).then(|| {
        let words = count::more_sub_articles(line.left_out);
        view! { <p class="state"><a href=address::branch(slug).to_string()>{words}</a></p> }
    });
    view! {
        <article class=format!("level-{}", line.level.min(5)) aria-labelledby=id>
            {heading}
            {summary}
            {contents}
            {body}
            <p class="small">{branch::CHANGED_BEFORE}{time(text.changed)}{branch::CHANGED_AFTER}<a href=address::article(slug).fragment("talk").to_string()>{branch::TALK}</a></p>
            {more}
        </article>
    }
    .into_any()
}

/// What there was no room for.
fn further(graph: &Graph, lines: &[Line]) -> Option<AnyView> {
    if lines.is_empty() {
        return None;
    }
    let items = lines
        .iter()
        .map(|line| {
            let node = &graph.nodes[line.node];
            let to = address::branch(&node.slug).to_string();
            view! { <li><a href=to dir="auto">{node.title.clone()}</a></li> }.into_any()
        })
        .collect_view();
    Some(
        view! {
            <nav class="contents" aria-labelledby="further">
                <h2 id="further">{branch::FURTHER}</h2>
                <p class="small">{branch::FURTHER_HELP}</p>
                <ol>{items}</ol>
            </nav>
        }
        .into_any(),
    )
}
