//! Form controls: each with its label, help, error and count.

use domain::fault::{Fault, Field};
use domain::form::QUOTE_INSTEAD;
use domain::problem::Problem;
use leptos::prelude::*;
use messages::editor::form as words;

use crate::island::Counter;
use crate::page::{Form, Site};

/// What a control takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kind {
    /// One line.
    #[default]
    Line,
    /// An e-mail address.
    Email,
    /// A web address.
    Url,
    /// A day and time.
    Moment,
    /// So many lines at first.
    Lines(u32),
}

/// A control of a form.
#[derive(Debug, Clone, Copy, Default)]
pub struct Control {
    /// Its name, and its id unless that is given.
    pub name: &'static str,
    /// Its id, if it is not the name.
    pub id: Option<&'static str>,
    /// What it is called.
    pub label: &'static str,
    /// A sentence that helps; may be empty.
    pub help: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// The most characters; shown with a live count.
    pub limit: Option<usize>,
    /// Whether it may be left empty.
    pub need: Need,
    /// What a browser may fill in by itself.
    pub autocomplete: Option<&'static str>,
}

/// Whether a control may be left empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Need {
    /// It may.
    #[default]
    Optional,
    /// It may not, and says so.
    Required,
}

/// A control with what was typed into it, and what is wrong with that.
pub fn control(form: &Form, control: Control) -> AnyView {
    let id = control.id.unwrap_or(control.name);
    let value = form.value(control.name);
    let error = error_of(form, control.name);
    let invalid = error.is_some().then_some("true");
    let help_id = (!control.help.is_empty()).then(|| format!("{id}-help"));
    let error_id = error.is_some().then(|| format!("{id}-error"));
    let described = match (&help_id, &error_id) {
        (None, None) => None,
        (Some(help), None) => Some(help.clone()),
        (None, Some(error)) => Some(error.clone()),
        (Some(help), Some(error)) => Some(format!("{error} {help}")),
    };
    let required = control.need == Need::Required;
    let counter = control.limit.map(|limit| {
        let name = id.to_owned();
        // As the browser counts it: only a text of several lines keeps how its first line is indented.
        let counted = if matches!(control.kind, Kind::Lines(_)) { value.as_str() } else { value.trim() };
        view! { <Counter name=name limit=limit value=counted /> }
    });
    let autocomplete = control.autocomplete.unwrap_or("off");
    let input = match control.kind {
        Kind::Lines(rows) => view! {
            <textarea
                id=id
                name=control.name
                rows=rows
                dir="auto"
                aria-invalid=invalid
                aria-describedby=described
                required=required
                autocomplete=autocomplete
            >
                // The parser drops one newline at the start, which may be the writer's own.
                {format!("\n{value}")}
            </textarea>
        }
        .into_any(),
        kind => view! {
            <input
                id=id
                name=control.name
                type=match kind {
                    Kind::Email => "email",
                    Kind::Url => "url",
                    Kind::Moment => "datetime-local",
                    _ => "text",
                }
                value=value.clone()
                dir="auto"
                aria-invalid=invalid
                aria-describedby=described
                required=required
                autocomplete=autocomplete
            />
        }
        .into_any(),
    };
    view! {
        <div class="field">
            <div class="label">
                <label for=id>{control.label}</label>
                {counter}
            </div>
            {error.map(|error| view! { <p class="error" id=error_id>{error}</p> })}
            {input}
            {help_id.map(|help| view! { <p class="help" id=help>{control.help}</p> })}
        </div>
    }
    .into_any()
}

/// Quotes what stands in the article, where what was to be quoted nearly does.
pub fn quote_instead(form: &Form) -> Option<impl IntoView + use<>> {
    let Some(Problem::Invalid { fields }) = &form.problem else { return None };
    let nearest = fields.iter().find_map(|problem| match &problem.fault {
        Fault::Unlike { nearest, .. } => nearest.clone(),
        _ => None,
    })?;
    Some(view! {
        <p>
            <button class="button" name=QUOTE_INSTEAD value=nearest>{messages::drafts::form::QUOTE_INSTEAD}</button>
        </p>
    })
}

/// What is wrong with the control of that name.
pub fn error_of(form: &Form, name: &str) -> Option<String> {
    let Some(Problem::Invalid { fields }) = &form.problem else { return None };
    fields.iter().find(|problem| problem.field.name() == name).map(ToString::to_string)
}

/// The key that makes the same form, sent twice, one command.
pub fn key(site: &Site) -> impl IntoView + use<> {
    view! { <input type="hidden" name="form" value=site.form_key.clone() /> }
}

/// A value that the form carries along.
pub fn hidden(name: &'static str, value: String) -> impl IntoView {
    view! { <input type="hidden" name=name value=value /> }
}

/// What is wrong with the form as a whole, and links to the fields at fault. `prefix` is that of the ids.
pub fn alert(form: &Form, prefix: &'static str) -> Option<AnyView> {
    let problem = form.problem.as_ref()?;
    let content = match problem {
        Problem::Invalid { fields } => {
            let items = fields
                .iter()
                .map(|problem| {
                    let target = format!("#{prefix}{}", anchor_of(problem.field));
                    view! { <li><a href=target>{problem.to_string()}</a></li> }
                })
                .collect_view();
            view! { <p>{words::REFUSED_FIELDS}</p><ul>{items}</ul> }.into_any()
        }
        other => view! {
            <p><strong>{other.to_string()}</strong></p>
            <p>{words::REFUSED}</p>
        }
        .into_any(),
    };
    Some(view! { <div class="alert" role="alert" id="problem" tabindex="-1">{content}</div> }.into_any())
}

fn anchor_of(field: Field) -> &'static str {
    field.name()
}

/// A choice among a few, as radio buttons.
pub fn choices(
    form: &Form,
    name: &'static str,
    legend: &'static str,
    options: &[(&'static str, String)],
) -> impl IntoView + use<> {
    let chosen = form.value(name);
    let error = error_of(form, name);
    let items = options
        .iter()
        .enumerate()
        .map(|(nth, (value, label))| {
            let id = if nth == 0 { name.to_owned() } else { format!("{name}-{value}") };
            let checked = chosen == *value || (chosen.is_empty() && nth == 0);
            view! {
                <label class="choice" for=id>
                    <input type="radio" id=id.clone() name=name value=*value checked=checked />
                    {label.clone()}
                </label>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend>{legend}</legend>
            {error.map(|error| view! { <p class="error" id=format!("{name}-error")>{error}</p> })}
            {items}
        </fieldset>
    }
}
