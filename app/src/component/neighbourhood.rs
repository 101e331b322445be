//! The small picture of an article's neighbourhood, beside its text.

use domain::address;
use graph::drawing::Picture;
use leptos::prelude::*;
use model::ArticlePage;

/// The picture with the way to the large one.
pub fn neighbourhood(page: &ArticlePage, picture: &Picture) -> AnyView {
    let more = (picture.left_out > 0).then(|| {
        view! { <p class="small">{format!("{} more have no room here.", picture.left_out)}</p> }
    });
    view! {
        <section id="graph" aria-labelledby="graph-title">
            <header>
                <h2 id="graph-title">"Graph of this discussion"</h2>
                <a class="small" href=address::graph_of(&page.slug).to_string() aria-label="Open the graph">"Open"</a>
            </header>
            <div inner_html=picture.svg.clone()></div>
            {more}
            <ul class="legend" aria-hidden="true">
                <li class="k-part">"part, related"</li>
                <li class="k-depends">"depends, feeds, elaborates"</li>
                <li class="k-supports">"supports, answers"</li>
                <li class="k-opposes">"opposes"</li>
            </ul>
        </section>
    }
    .into_any()
}
