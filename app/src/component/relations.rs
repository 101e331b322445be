//! Related articles, grouped by how they are related.

use domain::graph::family;
use domain::relation::{Direction, Kind};
use leptos::prelude::*;
use store::read::{ArticlePage, RelationView};

use super::inline::{link, path, time};
use crate::island::ExplainSwitch;

/// The list beside an article. Explanations are always in the page; the switch shows them.
pub fn related(page: &ArticlePage, explain: bool) -> impl IntoView + use<> {
    let here = path(&page.slug);
    let mut groups: Vec<(Kind, Direction, Vec<&RelationView>)> = Vec::new();
    for relation in &page.relations {
        // Read from either end, a symmetric kind is one group.
        let direction = if relation.kind.symmetric() { Direction::Forward } else { relation.direction };
        match groups.iter_mut().find(|(kind, of, _)| (*kind, *of) == (relation.kind, direction)) {
            Some((.., group)) => group.push(relation),
            None => groups.push((relation.kind, direction, vec![relation])),
        }
    }
    let lists = groups
        .into_iter()
        .map(|(kind, direction, group)| {
            let items = group.into_iter().map(|relation| item(&here, relation)).collect_view();
            view! { <div class=format!("k-{}", family(kind))><dt>{direction.reading(kind)}</dt>{items}</div> }
                .into_any()
        })
        .collect_view();
    let none = page.relations.is_empty().then(|| {
        view! { <p class="empty">"Nothing is related to this yet. If you know what belongs with it, say so."</p> }
    });
    let siblings = (!page.siblings.is_empty()).then(|| {
        let whole = page.breadcrumb.last().map(|whole| domain::graph::short(&whole.title));
        let words = format!("Beside it in {}: {} more", whole.unwrap_or_default(), page.siblings.len());
        let items =
            page.siblings.iter().map(|article| view! { <li>{link(article)}</li> }.into_any()).collect_view();
        view! { <details class="siblings"><summary dir="auto">{words}</summary><ul>{items}</ul></details> }
    });
    let class = if explain { "related explained" } else { "related" };
    let (toggle, words) =
        if explain { (here.clone(), "Hide explanations") } else { (format!("{here}?explain=1"), "Explain") };
    view! {
        <section id="related" class=class aria-labelledby="related-title">
            <header>
                <h2 id="related-title">"Related articles"</h2>
                <span class="explain">
                    <a class="switch" href=toggle>{words}</a>
                    <ExplainSwitch on=explain />
                </span>
            </header>
            <div data-live="relations">{none} <dl class="relations">{lists}</dl> {siblings}</div>
            <a class="add" href=format!("{here}/relate")>"Relate an article"</a>
            <p class="small"><a href=format!("{here}/outline")>"Outline of this discussion"</a></p>
        </section>
    }
}

fn item(here: &str, relation: &RelationView) -> AnyView {
    let edit = format!("{here}/relations/{}", relation.id);
    let label = format!("Improve or remove the relation to {}", relation.other.title);
    let explanation = if relation.explanation.is_empty() {
        "Nobody has explained this yet.".to_owned()
    } else {
        relation.explanation.clone()
    };
    view! {
        <dd>
            {link(&relation.other)}
            <p class="why">
                <span dir="auto">{explanation}</span>
                " "
                <cite>{relation.author.name.clone()}", "{time(relation.at)}</cite>
                " "
                <a href=edit aria-label=label>"Improve"</a>
            </p>
        </dd>
    }
    .into_any()
}
