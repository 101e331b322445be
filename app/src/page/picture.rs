//! The picture of a discussion or of everything, with the controls that say what it shows.

use domain::address::{self, Address};
use domain::id::Timestamp;
use domain::relation::Kind;
use graph::drawing::Picture;
use graph::view::{Colour, Layout, Locking, MAX_DEPTH};
use graph::{Graph, Node, View, family};
use leptos::prelude::*;

use super::Site;
use crate::component::document::{Head, Kit, document};
use crate::component::inline::{counted, isolated};

/// A picture and what it is of.
#[derive(Debug, Clone, Copy)]
pub struct PictureView<'a> {
    /// The article that the address names; `None` for the picture of everything.
    pub of: Option<&'a Node>,
    /// The part of everything that the picture was drawn from.
    pub graph: &'a Graph,
    /// What is shown of it; the focus is a node of `graph`.
    pub view: &'a View,
    /// How much of everything `graph` is.
    pub extent: Extent,
    /// The drawing.
    pub picture: &'a Picture,
    /// How many of the shown articles are bright.
    pub bright: usize,
    /// Where a script finds the same part.
    pub source: &'a str,
}

/// How much of everything a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// The most important of that number of articles.
    Everything(usize),
    /// A whole discussion.
    Discussion,
    /// What is around an article, as the address says.
    Around,
    /// What is around an article, since its discussion is large.
    Nearest,
}

/// The most names that are offered.
const NAMES: usize = 100;

/// The picture with its controls.
#[must_use]
pub fn picture(site: &Site, view: &PictureView) -> String {
    let (here, title, heading) = match view.of {
        Some(node) => {
            (address::graph_of(&node.slug), format!("Graph: {}", isolated(&node.title)), node.title.clone())
        }
        None => (address::graph(), "Graph".to_owned(), "all discussions".to_owned()),
    };
    let head = Head {
        title,
        description: "A discussion as a picture: articles, and how they are related.".into(),
        path: here.to_string(),
        kit: Kit::Picture,
        ..Head::default()
    };
    document(site, &head, || {
        let empty = view.graph.nodes.is_empty();
        let content = if empty {
            view! {
                <p class="empty">"Nothing has been written yet. "<a href="/new">"Write the first article"</a>" and it stands here."</p>
            }
            .into_any()
        } else {
            view! {
                {form(view, &here)}
                {said(view, &here)}
                {drawing(view)}
                {legend()}
            }
            .into_any()
        };
        view! {
            <main id="main" class="sheet wide picture">
                <h1 dir="auto">"Graph of "{heading}</h1>
                {ways(view)}
                {content}
            </main>
        }
    })
}

/// Where one can go from here.
fn ways(view: &PictureView) -> AnyView {
    let slug = view.of.map(|node| &node.slug);
    let back = view.of.map(|node| {
        view! { <a href=address::article(&node.slug).to_string() dir="auto">"← "{graph::short(&node.title)}</a> }
    });
    let all = slug.is_some().then(|| view! { <a href="/graph">"All discussions"</a> });
    let connect = match view.of {
        Some(node) => address::connect().query("from", &node.slug).to_string(),
        None => address::connect().to_string(),
    };
    let outline = slug.map_or_else(address::outline, address::outline_of);
    let health = slug.map_or_else(address::health, address::health_of);
    let image = |ending: &str| of_view(address::graph_image(slug, ending), view.view, view.of);
    view! {
        <nav class="ways" aria-label="Other views">
            {back}
            <a href=outline.to_string()>"As an outline"</a>
            <a href=connect>"Connect two articles"</a>
            <a href=health.to_string()>"Health"</a>
            <span>"Image: "<a href=image("svg") rel="nofollow">"SVG"</a>", "<a href=image("png") rel="nofollow">"PNG"</a></span>
            {all}
        </nav>
    }
    .into_any()
}

/// The address of a view; the focus is left out where the path names it.
fn of_view(at: Address, view: &View, of: Option<&Node>) -> String {
    let named = of.map(|node| node.slug.as_str());
    view.pairs()
        .into_iter()
        .filter(|(name, value)| *name != "at" && !(*name == "focus" && Some(value.as_str()) == named))
        .fold(at, |at, (name, value)| at.query(name, value))
        .to_string()
}

/// What is shown and what is not, with the way to the rest.
fn said(view: &PictureView, here: &Address) -> AnyView {
    let shown = view.picture.shown;
    let of = view.of;
    let first = view.view.depth.unwrap_or(1) + 1;
    let deeper = |depth: u8| {
        let to = of_view(here.clone(), &View { depth: Some(depth), ..view.view.clone() }, of);
        view! { {if depth == first { " " } else { ", " }}<a href=to>{format!("{depth} steps")}</a> }
            .into_any()
    };
    let outline = match of {
        Some(node) => address::outline_of(&node.slug).to_string(),
        None => address::outline().to_string(),
    };
    let focus = view.view.focus.as_deref().and_then(|slug| view.graph.find(slug));
    let focus = focus.map_or_else(String::new, |node| view.graph.nodes[node].title.clone());
    let find = (shown > 1 && !focus.is_empty()).then(|| {
        view! { " "<a href="#here">"Find "<bdi>{graph::short(&focus)}</bdi>" in the picture"</a>"." }
    });
    let extent = match view.extent {
        Extent::Everything(all) if all > shown => view! {
            <span>{format!("Of {}, the {} most important are shown. ", counted(all, "article", "articles"), messages::count::grouped(shown))}</span>
            <a href=outline.clone()>"The outline lists all"</a>
            "."
        }
        .into_any(),
        Extent::Everything(_) => view! { {counted(shown, "article", "articles")} ", which is all." }.into_any(),
        Extent::Discussion => view! { {counted(shown, "article", "articles")} " of this discussion." }.into_any(),
        Extent::Around | Extent::Nearest => {
            let depth = view.view.depth.unwrap_or(1);
            let large = (view.extent == Extent::Nearest).then_some("This discussion is large. ");
            let more: Vec<AnyView> = (depth + 1..=MAX_DEPTH).map(deeper).collect();
            let whole = if more.is_empty() { "The whole as an outline" } else { "the whole as an outline" };
            let more = (!more.is_empty()).then(|| view! { " See more:" {more} " or" });
            let steps = if depth == 1 { "one step".to_owned() } else { format!("{depth} steps") };
            view! {
                {large}
                {format!("{} within {steps} of ", counted(shown, "article", "articles"))}
                <bdi>{focus}</bdi>
                "."
                {more}
                " "
                <a href=outline.clone()>{whole}</a>
                "."
            }
            .into_any()
        }
    };
    let left_out = (view.picture.left_out > 0 && !matches!(view.extent, Extent::Everything(_))).then(|| {
        view! {
            <p>
                {format!("For {} there was no room: the nearest and most important are shown. Fewer steps or fewer kinds of relations make room; ", counted(view.picture.left_out, "more", "more"))}
                <a href=outline.clone()>"the outline has all of them"</a>
                "."
            </p>
        }
    });
    let dimmed = (view.bright < shown).then(|| {
        let words = match view.bright {
            0 => "None of them is what you ask for; all are dimmed.".to_owned(),
            bright => format!(
                "{} of them {} bright: what you ask for.",
                messages::count::grouped(bright),
                if bright == 1 { "is" } else { "are" }
            ),
        };
        view! { <p>{words}</p> }
    });
    let folded = view.view.folded.len();
    let folded = (folded > 0).then(|| {
        let to = of_view(
            here.clone(),
            &View { folded: std::collections::BTreeSet::new(), ..view.view.clone() },
            of,
        );
        view! { <p>{counted(folded, "branch is", "branches are")}" folded away. "<a href=to>"Unfold"</a></p> }
    });
    let nothing = (shown == 0).then(|| {
        view! { <p class="empty">"Nothing is left to show. "<a href=here.to_string()>"Show everything again"</a>"."</p> }
    });
    let alone = (shown == 1 && view.graph.edges.is_empty()).then(|| {
        view.of.map(|node| {
            view! {
                <p class="empty">"Nothing is related to this yet. "<a href=address::relate(&node.slug).to_string()>"Relate an article"</a>" and it stands here."</p>
            }
        })
    });
    view! { <div class="said"><p>{extent}{find}</p>{left_out}{dimmed}{folded}{nothing}{alone}</div> }
        .into_any()
}

/// The drawing, in a window of its own where it is larger than the page.
fn drawing(view: &PictureView) -> AnyView {
    let size = view.picture.size;
    // The picture has the size in which its words can be read.
    let sized = format!("<svg width=\"{}\" height=\"{}\" ", size.width.ceil(), size.height.ceil());
    let svg = view.picture.svg.replacen("<svg ", &sized, 1);
    // What the picture is about can be gone to.
    let svg = match view.view.focus.as_deref().and_then(|slug| view.graph.find(slug)) {
        Some(node) => {
            let link = format!("href=\"{}\"", address::article(&view.graph.nodes[node].slug));
            svg.replacen(&link, &format!("id=\"here\" {link}"), 1)
        }
        None => svg,
    };
    // A window that is smaller than the picture opens there, also without a script.
    let (begin, heart) = (view.picture.begin, view.picture.heart);
    let aim = format!(
        "<i class=\"aim\" data-x=\"{:.0}\" data-y=\"{:.0}\" data-narrow-x=\"{:.0}\" data-narrow-y=\"{:.0}\"></i>",
        begin.x, begin.y, heart.x, heart.y
    );
    let svg = if view.picture.shown == 0 { String::new() } else { svg + &aim };
    let focus = view.view.focus.clone();
    let depth = (view.extent == Extent::Nearest).then(|| view.view.depth.unwrap_or(2).to_string());
    view! {
        <div
            id="picture"
            class="window"
            role="region"
            aria-label="Picture"
            tabindex="0"
            data-source=view.source.to_owned()
            data-focus=focus
            data-depth=depth
            inner_html=svg
        ></div>
    }
    .into_any()
}

/// The controls, named as [`View::read`] reads them.
fn form(view: &PictureView, here: &Address) -> AnyView {
    let now = view.view;
    let option = |value: &'static str, words: &'static str, chosen: bool| {
        view! { <option value=value selected=chosen>{words}</option> }.into_any()
    };
    let depth = now.focus.is_some().then(|| {
        let whole = match view.extent {
            Extent::Discussion => now.depth.is_none(),
            _ => false,
        };
        let steps = ["1 step", "2 steps", "3 steps", "4 steps"];
        let values = ["1", "2", "3", "4"];
        let some = values.into_iter().zip(steps).zip(1..=MAX_DEPTH);
        let some: Vec<AnyView> =
            some.map(|((value, words), depth)| option(value, words, now.depth == Some(depth) && !whole)).collect();
        view! {
            <div class="field">
                <div class="label"><label for="depth">"Around the focus"</label></div>
                <select id="depth" name="depth">
                    {option("", if view.extent == Extent::Nearest { "As much as fits" } else { "The discussion" }, now.depth.is_none())}
                    {some}
                </select>
            </div>
        }
    });
    let kinds = Kind::ALL
        .into_iter()
        .map(|kind| {
            let id = format!("kind-{}", kind.name());
            view! {
                <label class=format!("choice k-{}", family(kind)) for=id.clone()>
                    <input type="checkbox" id=id.clone() name=id.clone() value="on" checked=now.kinds.contains(&kind) />
                    <span>{kind.forward()}</span>
                </label>
            }
            .into_any()
        })
        .collect_view();
    let mut names = view.graph.authors.clone();
    names.sort_unstable();
    names.dedup();
    let names = names
        .into_iter()
        .take(NAMES)
        .map(|name| view! { <option value=name></option> }.into_any())
        .collect_view();
    // Without a script nothing is kept but what a form sends.
    let kept: Vec<AnyView> = now
        .pairs()
        .into_iter()
        .filter(|(name, value)| {
            let named = view.of.is_some_and(|node| node.slug.as_str() == value);
            matches!(*name, "fold" | "path") || (*name == "focus" && !named)
        })
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> }.into_any())
        .collect();
    let moment = |id: &'static str, label: &'static str, at: Option<Timestamp>| {
        let value = at.map(|at| at.rfc3339().chars().take(16).collect::<String>());
        view! {
            <div class="field">
                <div class="label"><label for=id>{label}</label></div>
                <input id=id name=id type="datetime-local" value=value autocomplete="off" />
            </div>
        }
        .into_any()
    };
    // What leaves something out is to be seen; what only places and colours is.
    let plain = View {
        focus: now.focus.clone(),
        depth: now.depth,
        layout: now.layout,
        colour: now.colour,
        folded: now.folded.clone(),
        path: now.path.clone(),
        camera: now.camera,
        ..View::default()
    };
    let open = *now != plain;
    view! {
        <details class="asks" open=open>
            <summary>"Choose what is shown"</summary>
            <form id="view" method="get" action=here.to_string()>
                <noscript>{kept}</noscript>
                <div class="fields">
                    {depth}
                    <div class="field">
                        <div class="label"><label for="words">"Words in the title"</label></div>
                        <input id="words" name="words" type="search" maxlength="200" value=now.words.clone() dir="auto" autocomplete="off" />
                    </div>
                    <div class="field">
                        <div class="label"><label for="author">"Written by"</label></div>
                        <input id="author" name="author" type="text" maxlength="200" value=now.author.clone() dir="auto" autocomplete="off" list="authors" />
                        <datalist id="authors">{names}</datalist>
                    </div>
                    {moment("since", "Made since (UTC)", now.since)}
                    {moment("until", "As it was at (UTC)", now.until)}
                    <div class="field">
                        <div class="label"><label for="lock">"Locked or not"</label></div>
                        <select id="lock" name="lock">
                            {option("", "All", now.locking == Locking::Any)}
                            {option("locked", "Locked", now.locking == Locking::Locked)}
                            {option("open", "Not locked", now.locking == Locking::Open)}
                        </select>
                    </div>
                    <div class="field">
                        <div class="label"><label for="layout">"Placed"</label></div>
                        <select id="layout" name="layout">
                            {option("", "In layers", now.layout == Layout::Layered)}
                            {option("force", "By nearness", now.layout == Layout::Force)}
                        </select>
                    </div>
                    <div class="field">
                        <div class="label"><label for="colour">"Colour says"</label></div>
                        <select id="colour" name="colour">
                            {option("", "Kind of relation", now.colour == Colour::Kind)}
                            {option("activity", "Activity", now.colour == Colour::Activity)}
                            {option("distance", "Distance from the focus", now.colour == Colour::Distance)}
                        </select>
                    </div>
                </div>
                <fieldset class="kinds">
                    <legend>"Relations"</legend>
                    {kinds}
                </fieldset>
                <div class="acts">
                    <button class="button strong">"Show"</button>
                    <a class="button quiet" href=here.to_string()>"Start anew"</a>
                </div>
            </form>
        </details>
    }
    .into_any()
}

/// What lines and places mean.
fn legend() -> AnyView {
    view! {
        <section class="key" aria-labelledby="key-title">
            <h2 id="key-title">"How to read it"</h2>
            <ul class="legend">
                <li class="k-part">"is part of, is related to"</li>
                <li class="k-depends">"depends on, feeds, elaborates"</li>
                <li class="k-supports">"supports, answers"</li>
                <li class="k-opposes">"opposes"</li>
            </ul>
            <p class="small">"Each article is a link. An arrow reads from its beginning to its tip: the one supports, opposes or is part of the other. In layers, what something belongs to or rests on stands to the left of it."</p>
        </section>
    }
    .into_any()
}
