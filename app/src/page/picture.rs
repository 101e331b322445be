//! The picture of a discussion or of everything, with the controls that say what it shows.

use domain::address::{self, Address};
use domain::id::Timestamp;
use domain::relation::Kind;
use graph::drawing::Picture;
use graph::view::{Colour, Layout, Locking, MAX_DEPTH};
use graph::{Graph, Node, View, family};
use leptos::prelude::*;
use messages::graph::{self as sentences, extent, form as words, legend, ways};

use super::Site;
use crate::component::document::{Head, Kit, document};
use crate::component::inline::isolated;

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
            let title = sentences::title(&isolated(&node.title));
            (address::graph_of(&node.slug), title, sentences::heading(&node.title))
        }
        None => (address::graph(), sentences::TITLE.to_owned(), sentences::HEADING_OF_ALL.to_owned()),
    };
    let head = Head {
        title,
        description: sentences::DESCRIPTION.into(),
        path: here.to_string(),
        kit: Kit::Picture,
        ..Head::default()
    };
    document(site, &head, || {
        let empty = view.graph.nodes.is_empty();
        let content = if empty {
            let [before, after] = sentences::NO_ARTICLES;
            view! {
                <p class="empty">{before}<a href="/new">{sentences::WRITE_FIRST}</a>{after}</p>
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
                <h1 dir="auto">{heading}</h1>
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
        view! { <a href=address::article(&node.slug).to_string() dir="auto">{ways::back(&graph::short(&node.title))}</a> }
    });
    let all = slug.is_some().then(|| view! { <a href="/graph">{ways::ALL}</a> });
    let connect = match view.of {
        Some(node) => address::connect().query("from", &node.slug).to_string(),
        None => address::connect().to_string(),
    };
    let outline = slug.map_or_else(address::outline, address::outline_of);
    let health = slug.map_or_else(address::health, address::health_of);
    let image = |ending: &str| of_view(address::graph_image(slug, ending), view.view, view.of);
    view! {
        <nav class="ways" aria-label=ways::LABEL>
            {back}
            <a href=outline.to_string()>{ways::OUTLINE}</a>
            <a href=connect>{ways::CONNECT}</a>
            <a href=health.to_string()>{ways::OPEN_ISSUES}</a>
            <span>
                {ways::IMAGE}
                <a href=image("svg") rel="nofollow">{ways::SVG}</a>
                {ways::BETWEEN_IMAGES}
                <a href=image("png") rel="nofollow">{ways::PNG}</a>
            </span>
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
    let [more_steps, between, or] = extent::MORE;
    let deeper = |depth: u8| {
        let to = of_view(here.clone(), &View { depth: Some(depth), ..view.view.clone() }, of);
        let before = if depth == first { "" } else { between };
        view! { {before}<a href=to>{messages::count::steps(usize::from(depth))}</a> }.into_any()
    };
    let outline = match of {
        Some(node) => address::outline_of(&node.slug).to_string(),
        None => address::outline().to_string(),
    };
    let focus = view.view.focus.as_deref().and_then(|slug| view.graph.find(slug));
    let focus = focus.map_or_else(String::new, |node| view.graph.nodes[node].title.clone());
    let find = (shown > 1 && !focus.is_empty()).then(|| {
        let [before, after] = extent::CENTRE_ON;
        view! { " "<a href="#here">{before}<bdi>{graph::short(&focus)}</bdi>{after}</a>{extent::END} }
    });
    let extent = match view.extent {
        Extent::Everything(all) if all > shown => view! {
            <span>{extent::most_important(shown, all)}</span>
            <a href=outline.clone()>{extent::ALL_IN_OUTLINE}</a>
            {extent::END}
        }
        .into_any(),
        Extent::Everything(_) => view! { {extent::everything(shown)} }.into_any(),
        Extent::Discussion => view! { {extent::discussion(shown)} }.into_any(),
        Extent::Around | Extent::Nearest => {
            let depth = view.view.depth.unwrap_or(1);
            let large = (view.extent == Extent::Nearest).then_some(extent::LARGE);
            let more: Vec<AnyView> = (depth + 1..=MAX_DEPTH).map(deeper).collect();
            let whole = if more.is_empty() { extent::OUTLINE } else { extent::OUTLINE_AFTER_MORE };
            let more = (!more.is_empty()).then(|| view! { {more_steps} {more} {or} });
            view! {
                {large}
                {extent::around(shown, usize::from(depth))}
                <bdi>{focus}</bdi>
                {extent::AFTER_FOCUS}
                {more}
                <a href=outline.clone()>{whole}</a>
                {extent::END}
            }
            .into_any()
        }
    };
    let left_out = (view.picture.left_out > 0 && !matches!(view.extent, Extent::Everything(_))).then(|| {
        view! {
            <p>
                {extent::no_room(view.picture.left_out)}
                <a href=outline.clone()>{extent::OPEN_OUTLINE}</a>
                {extent::END}
            </p>
        }
    });
    let dimmed = (view.bright < shown).then(|| {
        view! { <p>{extent::bright(view.bright)}</p> }
    });
    let folded = view.view.folded.len();
    let folded = (folded > 0).then(|| {
        let to = of_view(
            here.clone(),
            &View { folded: std::collections::BTreeSet::new(), ..view.view.clone() },
            of,
        );
        view! { <p>{extent::folded(folded)}<a href=to>{extent::UNFOLD}</a></p> }
    });
    let nothing = (shown == 0).then(|| {
        view! { <p class="empty">{extent::NOTHING}<a href=here.to_string()>{extent::SHOW_ALL}</a>{extent::END}</p> }
    });
    let alone = (shown == 1 && view.graph.edges.is_empty()).then(|| {
        view.of.map(|node| {
            let [before, after] = extent::ALONE;
            view! {
                <p class="empty">
                    {before}
                    <a href=address::relate(&node.slug).to_string()>{extent::RELATE}</a>
                    {after}
                </p>
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
            aria-label=sentences::REGION
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
    let option = |value: &'static str, label: &'static str, chosen: bool| {
        view! { <option value=value selected=chosen>{label}</option> }.into_any()
    };
    let depth = now.focus.is_some().then(|| {
        let whole = match view.extent {
            Extent::Discussion => now.depth.is_none(),
            _ => false,
        };
        let values = ["1", "2", "3", "4"];
        let some = values.into_iter().zip(words::STEPS).zip(1..=MAX_DEPTH);
        let some: Vec<AnyView> =
            some.map(|((value, steps), depth)| option(value, steps, now.depth == Some(depth) && !whole)).collect();
        view! {
            <div class="field">
                <div class="label"><label for="depth">{words::DEPTH}</label></div>
                <select id="depth" name="depth">
                    {option("", if view.extent == Extent::Nearest { words::FITTING } else { words::DISCUSSION }, now.depth.is_none())}
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
            <summary>{words::SUMMARY}</summary>
            <form id="view" method="get" action=here.to_string()>
                <noscript>{kept}</noscript>
                <div class="fields">
                    {depth}
                    <div class="field">
                        <div class="label"><label for="words">{words::WORDS}</label></div>
                        <input id="words" name="words" type="search" maxlength="200" value=now.words.clone() dir="auto" autocomplete="off" />
                    </div>
                    <div class="field">
                        <div class="label"><label for="author">{words::AUTHOR}</label></div>
                        <input id="author" name="author" type="text" maxlength="200" value=now.author.clone() dir="auto" autocomplete="off" list="authors" />
                        <datalist id="authors">{names}</datalist>
                    </div>
                    {moment("since", words::SINCE, now.since)}
                    {moment("until", words::UNTIL, now.until)}
                    <div class="field">
                        <div class="label"><label for="lock">{words::LOCK}</label></div>
                        <select id="lock" name="lock">
                            {option("", words::ANY_LOCK, now.locking == Locking::Any)}
                            {option("locked", words::LOCKED, now.locking == Locking::Locked)}
                            {option("open", words::NOT_LOCKED, now.locking == Locking::Open)}
                        </select>
                    </div>
                    <div class="field">
                        <div class="label"><label for="layout">{words::LAYOUT}</label></div>
                        <select id="layout" name="layout">
                            {option("", words::LAYERED, now.layout == Layout::Layered)}
                            {option("force", words::FORCE, now.layout == Layout::Force)}
                        </select>
                    </div>
                    <div class="field">
                        <div class="label"><label for="colour">{words::COLOUR}</label></div>
                        <select id="colour" name="colour">
                            {option("", words::BY_KIND, now.colour == Colour::Kind)}
                            {option("activity", words::BY_ACTIVITY, now.colour == Colour::Activity)}
                            {option("distance", words::BY_DISTANCE, now.colour == Colour::Distance)}
                        </select>
                    </div>
                </div>
                <fieldset class="kinds">
                    <legend>{words::KINDS}</legend>
                    {kinds}
                </fieldset>
                <div class="acts">
                    <button class="button strong">{words::SUBMIT}</button>
                    <a class="button quiet" href=here.to_string()>{words::RESET}</a>
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
            <h2 id="key-title">{legend::HEADING}</h2>
            <ul class="legend">
                <li class="k-part">{legend::PART}</li>
                <li class="k-depends">{legend::DEPENDS}</li>
                <li class="k-supports">{legend::SUPPORTS}</li>
                <li class="k-opposes">{legend::OPPOSES}</li>
            </ul>
            <p class="small">{legend::EXPLAINED}</p>
        </section>
    }
    .into_any()
}
