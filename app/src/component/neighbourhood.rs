//! The small picture of an article's neighbourhood, beside its text.

use domain::address;
use graph::drawing::Picture;
use leptos::prelude::*;
use messages::graph::{legend, neighbourhood as words};
use model::ArticlePage;

/// The picture with the way to the large one.
pub fn neighbourhood(page: &ArticlePage, picture: &Picture) -> AnyView {
    let more = (picture.left_out > 0).then(|| {
        view! { <p class="small">{words::left_out(picture.left_out)}</p> }
    });
    view! {
        <section id="graph" aria-labelledby="graph-title">
            <header>
                <h2 id="graph-title">{words::HEADING}</h2>
                <a class="small" href=address::graph_of(&page.slug).to_string() aria-label=words::OPEN_LABEL>{words::OPEN}</a>
            </header>
            <div inner_html=picture.svg.clone()></div>
            {more}
            <ul class="legend" aria-hidden="true">
                <li class="k-part">{legend::PART_SHORT}</li>
                <li class="k-depends">{legend::DEPENDS_SHORT}</li>
                <li class="k-supports">{legend::SUPPORTS}</li>
                <li class="k-opposes">{legend::OPPOSES}</li>
            </ul>
        </section>
    }
    .into_any()
}
