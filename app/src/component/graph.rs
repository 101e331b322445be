//! The small picture of an article's neighbourhood: an SVG whose nodes are links.

use std::collections::HashMap;

use domain::graph::family;
use domain::graph::small::{self, CENTRE, HEIGHT, WIDTH};
use domain::id::ArticleId;
use domain::relation::{Direction, Kind};
use leptos::prelude::*;
use store::read::{ArticleLink, ArticlePage};

use super::inline::path;

/// The picture, or nothing for an article without relations.
pub fn neighbourhood(page: &ArticlePage) -> Option<AnyView> {
    let mut neighbours: Vec<(&ArticleLink, bool, Kind)> = Vec::new();
    for relation in &page.relations {
        let parent = relation.kind == Kind::PartOf && relation.direction == Direction::Forward;
        if neighbours.iter().all(|(other, ..)| other.id != relation.other.id) {
            neighbours.push((&relation.other, parent, relation.kind));
        }
    }
    if neighbours.is_empty() {
        return None;
    }
    let left_out = neighbours.len().saturating_sub(small::MOST);
    neighbours.truncate(small::MOST);
    let named: Vec<(&str, bool)> =
        neighbours.iter().map(|(article, parent, _)| (article.title.as_str(), *parent)).collect();
    let here = small::short(&page.title);
    let placed = small::place(&here, &named);
    let mut places: HashMap<ArticleId, (f64, f64)> = neighbours
        .iter()
        .zip(&placed)
        .map(|((article, ..), place)| (article.id, (place.x, place.y)))
        .collect();
    places.insert(page.id, CENTRE);

    let own = page.relations.iter().map(|relation| match relation.direction {
        Direction::Forward => (page.id, relation.kind, relation.other.id),
        Direction::Backward => (relation.other.id, relation.kind, page.id),
    });
    let edges = own
        .chain(page.edges.iter().copied())
        .filter_map(|(from, kind, to)| {
            let ((x1, y1), (x2, y2)) = (places.get(&from)?, places.get(&to)?);
            let class = family(kind);
            Some(view! { <path class=class d=format!("M{x1} {y1} {x2} {y2}")></path> }.into_any())
        })
        .collect_view();
    let nodes = neighbours
        .iter()
        .zip(placed)
        .map(|((article, ..), place)| {
            view! {
                <a href=path(&article.slug)>
                    <title>{article.title.clone()}</title>
                    <circle cx=place.x.to_string() cy=place.y.to_string() r="6"></circle>
                    <text x=place.label_x.to_string() y=place.label_y.to_string()>{place.label}</text>
                </a>
            }
            .into_any()
        })
        .collect_view();
    let label = format!("{} and its nearest articles", page.title);
    let (x, y) = CENTRE;
    let more = (left_out > 0).then(|| {
        view! { <p class="small">{format!("{left_out} more in the list above.")}</p> }
    });
    Some(
        view! {
            <section id="graph" aria-labelledby="graph-title">
                <header>
                    <h2 id="graph-title">"Graph of this discussion"</h2>
                    <a href=format!("{}/graph", path(&page.slug)) aria-label="Open the graph">"Open"</a>
                </header>
                <svg class="graph" viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="group" aria-label=label>
                    <g class="edges">{edges}</g>
                    <g class="nodes">
                        {nodes}
                        <circle class="here" cx=x.to_string() cy=y.to_string() r="9"></circle>
                        <text class="here" x=x.to_string() y=(y + small::OWN_LABEL).to_string()>{here}</text>
                    </g>
                </svg>
                {more}
                <ul class="legend" aria-hidden="true">
                    <li class="k-part">"part, related"</li>
                    <li class="k-depends">"depends, feeds, elaborates"</li>
                    <li class="k-supports">"supports, answers"</li>
                    <li class="k-opposes">"opposes"</li>
                </ul>
            </section>
        }
        .into_any(),
    )
}
