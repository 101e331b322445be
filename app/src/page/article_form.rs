//! Writing an article: new, or an edit of one there is.

use domain::address;
use domain::lock::Scope;
use domain::relation::Kind as RelationKind;
use domain::text::{Body, Explanation, Note, Summary, Title};
use leptos::prelude::*;
use messages::article::lock as lock_words;
use messages::editor::form as words;
use model::{ArticleHead, ArticleLink, Choice};

use super::{Form, Site};
use crate::component::document::{Head, Role, document};
use crate::component::field::{self, Control, Kind, Need, alert, control, hidden};
use crate::component::inline::{isolated, link, minute};
use crate::island::{Preview, SimilarTitles};

/// What is written.
#[derive(Debug, Clone)]
pub enum EditTarget {
    /// A new article, perhaps related to the one the writer came from.
    New {
        /// That one.
        from: Option<ArticleLink>,
    },
    /// A revision of an article.
    Edit {
        /// The article with its head.
        article: Box<ArticleHead>,
    },
}

/// The page. `similar` are articles with titles like the one typed.
#[must_use]
pub fn article_form(site: &Site, target: &EditTarget, form: &Form, similar: &[Choice]) -> String {
    let (title, action) = match target {
        EditTarget::New { .. } => (words::NEW.to_owned(), "/new".to_owned()),
        EditTarget::Edit { article } => {
            (words::edit(&isolated(&article.title)), address::edit(&article.slug).to_string())
        }
    };
    let head = Head { title: title.clone(), path: action.clone(), role: Role::Form, ..Head::default() };
    document(site, &head, || {
        let (lead, id, button) = match target {
            EditTarget::New { from } => {
                (from.as_ref().map(|from| relation_fields(from, form).into_any()), None, words::PUBLISH)
            }
            EditTarget::Edit { article } => (Some(state(site, article)), Some(article.id), words::SAVE),
        };
        let (other, draft, label) = match target {
            EditTarget::New { from } => {
                let other = from.as_ref().map(|from| from.id.to_string());
                let draft = other.as_ref().map_or_else(|| "new".to_owned(), |other| format!("new.{other}"));
                (other, draft, words::NEW_ARTICLE.to_owned())
            }
            EditTarget::Edit { article } => {
                (None, format!("edit.{}", article.id), words::changes_to(&isolated(&article.title)))
            }
        };
        let (closed, proposals) = match target {
            EditTarget::New { .. } => (false, None),
            EditTarget::Edit { article } => {
                (only_proposals(site, article), Some(address::propose(&article.slug).to_string()))
            }
        };
        // With JavaScript it also appears when a lock comes while somebody writes.
        let propose = proposals.map(|action| {
            view! {
                <button class="button strong" formaction=action data-command="propose-edit" hidden=!closed>
                    {words::PROPOSE}
                </button>
            }
        });
        let save = if closed { "button" } else { "button strong" };
        let base = (id.is_some()).then(|| hidden("base", form.value("base")));
        let note = id.map(|_| {
            control(
                form,
                Control { name: "note", label: words::NOTE, limit: Some(Note::LIMIT), ..Control::default() },
            )
        });
        let cancel = match target {
            EditTarget::New { from } => {
                from.as_ref().map_or_else(|| "/".to_owned(), |from| address::article(&from.slug).to_string())
            }
            EditTarget::Edit { article } => address::article(&article.slug).to_string(),
        };
        view! {
            <main id="main" class="sheet wide">
                <h1 dir="auto">{title}</h1>
                {alert(form, "")}
                <form
                    id="article"
                    class="write-article"
                    method="post"
                    action=action
                    data-command=if id.is_some() { "revise-article" } else { "create-article" }
                    data-article=id.map(|id| id.to_string())
                    data-other=other
                    data-draft=draft
                    data-label=label
                >
                    {field::key(site)}
                    {base}
                    {hidden("proposal", form.value("proposal"))}
                    {lead}
                    {control(form, Control {
                        name: "title",
                        label: words::TITLE,
                        help: words::TITLE_HELP,
                        limit: Some(Title::LIMIT),
                        need: Need::Required,
                        ..Control::default()
                    })}
                    {similar_titles(similar)}
                    <SimilarTitles article=id />
                    {control(form, Control {
                        name: "summary",
                        label: words::SUMMARY,
                        help: words::SUMMARY_HELP,
                        kind: Kind::Lines(4),
                        limit: Some(Summary::LIMIT),
                        ..Control::default()
                    })}
                    <div class="editor">
                        {control(form, Control {
                            name: "body",
                            label: words::TEXT,
                            help: words::TEXT_HELP,
                            kind: Kind::Lines(22),
                            limit: Some(Body::LIMIT),
                            ..Control::default()
                        })}
                        <Preview />
                    </div>
                    {note}
                    <div class="acts">
                        {propose}
                        <button class=save>{button}</button>
                        <a class="button quiet" href=cancel>{words::CANCEL}</a>
                    </div>
                    <p class="small">{words::LICENCE}</p>
                </form>
            </main>
        }
    })
}

fn similar_titles(similar: &[Choice]) -> Option<impl IntoView + use<>> {
    if similar.is_empty() {
        return None;
    }
    let items = similar
        .iter()
        .map(|choice| {
            view! { <li><a href=address::article(&choice.slug).to_string() dir="auto">{choice.title.clone()}</a></li> }
                .into_any()
        })
        .collect_view();
    Some(view! {
        <div class="alert calm" role="status">
            <p>{words::SIMILAR_TITLES}</p>
            <ul>{items}</ul>
            {hidden("similar_seen", "1".into())}
        </div>
    })
}

fn relation_fields(from: &ArticleLink, form: &Form) -> impl IntoView + use<> {
    let chosen = form.value("relation");
    let options = relation_options(&chosen);
    view! {
        <fieldset class="field relation-fields">
            <legend>{words::RELATION_BEFORE}{from.title.clone()}{words::RELATION_AFTER}</legend>
            {hidden("from", from.slug.to_string())}
            <p class="sentence">
                <label for="relation">{words::THIS_ARTICLE}</label>
                " "
                <select id="relation" name="relation">{options}</select>
                " "
                {link(from)}
            </p>
            {control(form, Control {
                name: "explanation",
                label: words::EXPLANATION,
                kind: Kind::Lines(2),
                limit: Some(Explanation::LIMIT),
                ..Control::default()
            })}
        </fieldset>
    }
}

/// Every reading of every kind: the value is `kind:direction`.
pub(super) fn relation_options(chosen: &str) -> impl IntoView + use<> {
    let mut options: Vec<(String, &'static str)> = Vec::new();
    for kind in RelationKind::ALL {
        options.push((format!("{}:forward", kind.name()), kind.forward()));
        if !kind.symmetric() {
            options.push((format!("{}:backward", kind.name()), kind.backward()));
        }
    }
    options
        .into_iter()
        .map(|(value, reading)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{reading}</option> }.into_any()
        })
        .collect_view()
}

/// Whether what is written cannot be saved now, but can be proposed.
fn only_proposals(site: &Site, article: &ArticleHead) -> bool {
    let lock = article.lock.as_ref().filter(|lock| lock.in_force(site.now));
    lock.is_some_and(|lock| lock.scope == Scope::Editing) && !site.reader.moderates()
}

/// What a writer is to know before writing: a lock.
fn state(site: &Site, article: &ArticleHead) -> AnyView {
    let proposals = if only_proposals(site, article) { words::PROPOSE_INSTEAD } else { "" };
    let lock = article.lock.as_ref().filter(|lock| lock.in_force(site.now)).map(|lock| {
        let until = lock.until.map(|until| view! { {lock_words::UNTIL} {minute(until)} });
        view! {
            <p class="state">
                <span class="lock">{lock_words::LOCKED}</span> {lock_words::scope(lock.scope.words())} {until} {lock_words::BEFORE_REASON}
                <span dir="auto">{lock.reason.clone()}</span>
                {words::ONLY_MODERATORS} {proposals}
            </p>
        }
    });
    lock.into_any()
}
