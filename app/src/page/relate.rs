//! Relating two articles, and improving or removing a relation.

use domain::address;
use domain::relation::Direction;
use domain::text::Explanation;
use leptos::prelude::*;
use messages::relate as words;
use model::{ArticleHead, Choice, RelationView};

use super::article_form::relation_options;
use super::suggestions::{SuggestedArticle, some};
use super::{Form, Site};
use crate::component::document::{Head, Kit, Role, document};
use crate::component::field::{self, Control, Kind, alert, control, error_of, hidden};
use crate::component::inline::{back, by, isolated, link, time};
use crate::island::Picker;

/// The form that ties an article to another. `choices` are those found for the words typed, where no script
/// finds them while one types.
#[must_use]
pub fn relate(
    site: &Site,
    article: &ArticleHead,
    form: &Form,
    choices: &[Choice],
    suggested: &[SuggestedArticle],
) -> String {
    let here = address::relate(&article.slug).to_string();
    let head = Head {
        title: words::relate(&isolated(&article.title)),
        path: here.clone(),
        role: Role::Form,
        kit: if suggested.is_empty() { Kit::Basic } else { Kit::GraphStyle },
        ..Head::default()
    };
    document(site, &head, || {
        let typed = form.value("other");
        let error = error_of(form, "other");
        let found = choices
            .iter()
            .map(|choice| {
                let id = format!("other-{}", choice.id);
                view! {
                    <label class="choice" for=id>
                        <input type="radio" id=id.clone() name="other_slug" value=choice.slug.to_string() />
                        <span dir="auto">{choice.title.clone()}</span>
                    </label>
                }
                .into_any()
            })
            .collect_view();
        let found = (!choices.is_empty()).then(
            || view! { <fieldset class="found"><legend>{words::DID_YOU_MEAN}</legend>{found}</fieldset> },
        );
        view! {
            <main id="main" class="sheet">
                {back(article)}
                <h1>{words::form::HEADING}</h1>
                {alert(form, "")}
                <form
                    id="relate"
                    method="post"
                    action=here
                    data-command="relate"
                    data-article=article.id.to_string()
                    data-draft=format!("relate.{}", article.id)
                    data-label=words::form::new_relation(&isolated(&article.title))
                >
                    {field::key(site)}
                    <p class="sentence">
                        <label for="relation"><b dir="auto">{article.title.clone()}</b></label>
                        " "
                        <select id="relation" name="relation">{relation_options(&form.value("relation"))}</select>
                    </p>
                    <div class="field">
                        <div class="label"><label for="other">{words::form::OTHER}</label></div>
                        {error.is_some().then(|| view! { <p class="error" id="other-error">{error.clone()}</p> })}
                        <input
                            id="other"
                            name="other"
                            type="text"
                            value=typed
                            dir="auto"
                            autocomplete="off"
                            aria-invalid=error.is_some().then_some("true")
                            aria-describedby=if error.is_some() { "other-error other-help" } else { "other-help" }
                        />
                        <p class="help" id="other-help">{words::NAMING_HELP}</p>
                        <input type="hidden" id="other_id" name="other_id" value=form.value("other_id") />
                        <Picker />
                        {found}
                    </div>
                    {explanation(form)}
                    <div class="acts">
                        <button class="button strong">{words::form::RELATE}</button>
                        <a class="button quiet" href=address::article(&article.slug).to_string()>{words::CANCEL}</a>
                    </div>
                </form>
                {some(article, suggested)}
            </main>
        }
    })
}

/// The form that improves an explanation or takes the relation away.
#[must_use]
pub fn relation(site: &Site, article: &ArticleHead, relation: &RelationView, form: &Form) -> String {
    let here = address::relation(&article.slug, relation.id).to_string();
    let head = Head {
        title: words::relation::HEADING.into(),
        path: here.clone(),
        role: Role::Form,
        ..Head::default()
    };
    document(site, &head, || {
        let own = view! { <b dir="auto">{article.title.clone()}</b> }.into_any();
        let other = link(&relation.other).into_any();
        let titles = (isolated(&article.title), isolated(&relation.other.title));
        let ((first, second), (from, to)) = match relation.direction {
            Direction::Forward => ((own, other), titles),
            Direction::Backward => ((other, own), (titles.1, titles.0)),
        };
        view! {
            <main id="main" class="sheet">
                {back(article)}
                <h1>{words::relation::HEADING}</h1>
                <p class="sentence">{first} " " <em>{relation.kind.forward()}</em> " " {second}</p>
                <p class="small">{words::LAST_EDITED_BY}{by(&relation.author)}", "{time(relation.at)}". "<a href=address::relation_history(&article.slug, relation.id).to_string()>{words::relation::HISTORY}</a></p>
                {alert(form, "")}
                <form
                    id="relation-form"
                    method="post"
                    action=here.clone()
                    data-command="reword-relation"
                    data-relation=relation.id.to_string()
                    data-draft=format!("relation.{}", relation.id)
                    data-label=words::relation::explanation_of(&from, relation.kind.forward(), &to)
                    data-next=address::article(&article.slug).query("explain", 1).notice("reworded").to_string()
                >
                    {field::key(site)}
                    {hidden("base", form.value("base"))}
                    {explanation(form)}
                    <div class="acts">
                        <button class="button strong">{words::relation::SAVE}</button>
                        <a class="button quiet" href=address::article(&article.slug).to_string()>{words::CANCEL}</a>
                    </div>
                </form>
                <form
                    id="remove"
                    class="danger"
                    method="post"
                    action=address::remove_relation(&article.slug, relation.id).to_string()
                    data-command="remove-relation"
                    data-relation=relation.id.to_string()
                    data-label=words::relation::removal(&isolated(&article.title))
                    data-next=address::article(&article.slug).notice("unrelated").to_string()
                >
                    {field::key(site)}
                    <p>{words::relation::REMOVING}</p>
                    <button class="button">{words::relation::REMOVE}</button>
                </form>
            </main>
        }
    })
}

fn explanation(form: &Form) -> AnyView {
    control(
        form,
        Control {
            name: "explanation",
            label: words::EXPLANATION,
            help: words::EXPLANATION_HELP,
            kind: Kind::Lines(3),
            limit: Some(Explanation::LIMIT),
            ..Control::default()
        },
    )
}
