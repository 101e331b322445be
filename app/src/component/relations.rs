//! Related articles, grouped by how they are related.

use domain::address;
use domain::id::RelationId;
use domain::relation::{Direction, Kind};
use domain::text::Explanation;
use graph::family;
use leptos::prelude::*;
use messages::article::related as words;
use model::{ArticlePage, RelationView};

use super::field::{self, Control, control, hidden};
use super::inline::{by, isolated, link, time};
use super::parts::parts;
use crate::island::ExplainSwitch;
use crate::page::{ArticleView, Form, Site};

/// The list beside an article. Explanations are always in the page; the switch shows them. In the place of the one that
/// is to be improved stands a form.
pub fn related(site: &Site, page: &ArticlePage, view: &ArticleView) -> impl IntoView + use<> {
    let (explain, improve) = (view.explain, view.improve);
    let slug = &page.slug;
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
            let items = group.into_iter().map(|relation| item(site, page, relation, improve)).collect_view();
            view! { <div class=format!("k-{}", family(kind))><dt>{direction.reading(kind)}</dt>{items}</div> }
                .into_any()
        })
        .collect_view();
    let none = page.relations.is_empty().then(|| {
        view! { <p class="empty">{words::EMPTY}</p> }
    });
    let siblings = (!page.siblings.is_empty()).then(|| {
        let whole = page.breadcrumb.last().map(|whole| graph::short(&whole.title));
        let heading = words::siblings(page.siblings.len(), &isolated(&whole.unwrap_or_default()));
        let items =
            page.siblings.iter().map(|article| view! { <li>{link(article)}</li> }.into_any()).collect_view();
        view! { <details class="siblings"><summary dir="auto">{heading}</summary><ul>{items}</ul></details> }
    });
    let turn =
        |number: usize| address::article(slug).query("related", number).fragment("related").to_string();
    let parts = parts(view.related.as_ref(), words::PAGES, turn);
    let class = if explain { "related explained" } else { "related" };
    let (toggle, label) = if explain {
        (address::article(slug).to_string(), words::HIDE_EXPLANATIONS)
    } else {
        (address::article(slug).query("explain", 1).to_string(), words::EXPLAIN)
    };
    view! {
        <section id="related" class=class aria-labelledby="related-title">
            <header>
                <h2 id="related-title">{words::HEADING}</h2>
                <span class="explain">
                    <a class="switch" href=toggle>{label}</a>
                    <ExplainSwitch on=explain />
                </span>
            </header>
            // Nothing is put in the place of what somebody is writing.
            <div data-live=improve.is_none().then_some("relations")>{none} <dl class="relations">{lists}</dl> {parts} {siblings}</div>
            <a class="add" href=address::relate(slug).to_string()>{words::RELATE}</a>
            <p class="small">
                <a href=address::connect().query("from", &page.slug).to_string()>{words::CONNECT}</a>
                " · "
                <a href=address::suggestions(slug).to_string()>{words::SUGGESTIONS}</a>
                " · "
                <a href=address::outline_of(slug).to_string()>{words::OUTLINE}</a>
            </p>
        </section>
    }
}

fn item(site: &Site, page: &ArticlePage, relation: &RelationView, improve: Option<RelationId>) -> AnyView {
    let why = if improve == Some(relation.id) && may_improve(site, page, relation) {
        improving(site, page, relation)
    } else {
        explained(site, page, relation)
    };
    view! { <dd>{link(&relation.other)} {why}</dd> }.into_any()
}

/// A relation belongs to its first article, and so does what locks it.
fn may_improve(site: &Site, page: &ArticlePage, relation: &RelationView) -> bool {
    let lock = page.lock.as_ref().filter(|lock| lock.in_force(site.now));
    lock.is_none() || relation.direction == Direction::Backward || site.reader.moderates()
}

fn explained(site: &Site, page: &ArticlePage, relation: &RelationView) -> AnyView {
    let improve = may_improve(site, page, relation).then(|| {
        let to = address::article(&page.slug)
            .query("explain", 1)
            .query("improve", relation.id)
            .fragment("improve")
            .to_string();
        let label = words::edit_or_remove(&isolated(&relation.other.title));
        view! { " " <a href=to aria-label=label>{words::EDIT}</a> }
    });
    let explanation = if relation.explanation.is_empty() {
        words::NO_EXPLANATION.to_owned()
    } else {
        relation.explanation.clone()
    };
    view! {
        <div class="why">
            <span dir="auto">{explanation}</span>
            " "
            <cite>{by(&relation.author)}", "{time(relation.at)}</cite>
            {improve}
        </div>
    }
    .into_any()
}

fn improving(site: &Site, page: &ArticlePage, relation: &RelationView) -> AnyView {
    let slug = &page.slug;
    let form = Form::default().with("explanation", relation.explanation.as_str());
    let explanation = Control {
        name: "explanation",
        label: words::EXPLANATION,
        kind: field::Kind::Lines(4),
        limit: Some(Explanation::LIMIT),
        ..Control::default()
    };
    view! {
        <div class="why" id="improve">
            <form
                method="post"
                action=address::relation(slug, relation.id).to_string()
                data-command="reword-relation"
                data-relation=relation.id.to_string()
                data-draft=format!("relation.{}", relation.id)
                data-label=messages::relate::relation::explanation_of(
                    &isolated(&page.title),
                    relation.direction.reading(relation.kind),
                    &isolated(&relation.other.title),
                )
                data-next=address::article(slug).query("explain", 1).notice("reworded").to_string()
            >
                {field::key(site)}
                {hidden("base", relation.version.to_string())}
                {control(&form, explanation)}
                <div class="acts">
                    <button class="button strong">{words::SAVE}</button>
                    <a class="button quiet" href=address::article(slug).query("explain", 1).fragment("related").to_string()>{messages::editor::form::CANCEL}</a>
                    <a href=address::relation_history(slug, relation.id).to_string()>{words::HISTORY}</a>
                    <a href=address::relation(slug, relation.id).fragment("remove").to_string()>{words::REMOVE}</a>
                </div>
            </form>
        </div>
    }
    .into_any()
}
