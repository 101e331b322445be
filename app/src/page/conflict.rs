//! Two edits of the same revision that cannot be merged by themselves: everything that can is, and the rest is
//! to be chosen with all three texts in view. Nothing is chosen beforehand, and nobody's words are dropped.

use domain::address;
use domain::merge::Merge;
use domain::text::{Body, Note, Summary, Title};
use leptos::prelude::*;
use messages::history as parts_of;
use messages::history::conflict as said;
use model::{ArticleHead, RevisionPage};
use prose::budget::{Budget, COMMAND, DISPLAY};
use prose::diff::{Change, words};
use prose::merge::{self, Piece};

use super::{Form, Site};
use crate::component::document::{Head, Role, document};
use crate::component::field::{self, Control, alert, control, hidden};
use crate::component::inline::{by, isolated, time};

/// A clean passage longer than this many characters is folded.
const FOLDED: usize = 600;

/// Two edits of the same revision.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// The revision that was read, if it is known.
    pub original: Option<RevisionPage>,
    /// The head that came meanwhile.
    pub theirs: RevisionPage,
    /// The edit that was sent: title, summary and text as typed.
    pub mine: [String; 3],
}

impl Conflict {
    /// What can be merged, and what is to be chosen.
    #[must_use]
    pub fn merge(&self) -> Merge {
        let original = self.original.as_ref().map_or(["", "", ""], texts);
        Merge::of(
            original,
            [&self.mine[0], &self.mine[1], &self.mine[2]],
            texts(&self.theirs),
            &Budget::of(COMMAND),
        )
    }
}

fn texts(page: &RevisionPage) -> [&str; 3] {
    [&page.line.title, &page.summary, &page.body]
}

/// The name of the choices of a part: `title`, `summary`, or the number of a passage of the text.
#[must_use]
pub fn choice_name(part: impl std::fmt::Display) -> String {
    format!("choice_{part}")
}

/// The name of the control for words of one's own.
#[must_use]
pub fn text_name(part: impl std::fmt::Display) -> String {
    format!("text_{part}")
}

/// The page. `form` holds what was chosen and written so far.
#[must_use]
pub fn conflict(site: &Site, article: &ArticleHead, conflict: &Conflict, form: &Form) -> String {
    let slug = &article.slug;
    let action = address::edit(slug).to_string();
    let head = Head {
        title: said::title(&isolated(&article.title)),
        path: action.clone(),
        role: Role::Form,
        ..Head::default()
    };
    let Conflict { original, theirs, mine } = conflict;
    let merge = conflict.merge();
    document(site, &head, || {
        let total = merge.body.iter().filter(|piece| matches!(piece, Piece::Conflict(_))).count();
        let parts = Parts { form, original: original.as_ref(), theirs };
        let whole = |name: &'static str, label: &'static str, piece: &Piece| match piece {
            Piece::Clean(_) => None,
            Piece::Conflict(texts) => Some(parts.choose(name, label, texts, 3)),
        };
        let title = whole("title", parts_of::TITLE, &merge.title);
        let summary = whole("summary", parts_of::SUMMARY, &merge.summary);
        let mut nth = 0;
        let body = merge
            .body
            .iter()
            .map(|piece| match piece {
                Piece::Clean(text) => clean(text),
                Piece::Conflict(texts) => {
                    nth += 1;
                    let rows = texts.mine.lines().count().clamp(3, 16);
                    parts.choose(nth - 1, &said::passage(nth, total), texts, rows)
                }
            })
            .collect_view();
        view! {
            <main id="main" class="sheet wide">
                <h1 dir="auto">{article.title.clone()}</h1>
                <div class="alert" role="alert">
                    <p>
                        <strong>{said::CHANGED}</strong> " "
                        {by(&theirs.line.author)}
                        {said::saved(theirs.line.number)} {time(theirs.line.at)} "."
                    </p>
                    <p>{said::MERGED}</p>
                </div>
                {alert(form, "")}
                <form
                    id="article"
                    class="resolve"
                    method="post"
                    action=action
                    data-draft=format!("resolve.{}", article.id)
                    data-label=said::draft(&isolated(&article.title))
                >
                    {field::key(site)}
                    {hidden("outbox", form.value("outbox"))}
                    {hidden("proposal", form.value("proposal"))}
                    {hidden("base", theirs.line.id.to_string())}
                    {original.as_ref().map(|page| hidden("original", page.line.id.to_string()))}
                    {hidden("resolving", "1".into())}
                    {kept("mine_title", &mine[0])}
                    {kept("mine_summary", &mine[1])}
                    {kept("mine_body", &mine[2])}
                    {title}
                    {summary}
                    <h2 id="body">{parts_of::TEXT}</h2>
                    {body}
                    {control(form, Control {
                        name: "note",
                        label: said::NOTE,
                        limit: Some(Note::LIMIT),
                        ..Control::default()
                    })}
                    <div class="acts">
                        <button class="button strong">{said::SAVE}</button>
                        <a class="button quiet" href=address::article(slug).to_string()>{parts_of::CANCEL}</a>
                    </div>
                    <p class="small">{said::limits(Title::LIMIT, Summary::LIMIT, Body::LIMIT)}</p>
                </form>
            </main>
        }
    })
}

/// A text that the form carries along, line breaks and all.
pub(super) fn kept(name: &'static str, text: &str) -> impl IntoView + use<> {
    view! { <textarea name=name hidden aria-hidden="true" tabindex="-1" autocomplete="off">{format!("\n{text}")}</textarea> }
}

fn clean(text: &str) -> AnyView {
    let shown = view! { <pre class="source" dir="auto">{text.to_owned()}</pre> };
    if text.chars().count() <= FOLDED {
        return shown.into_any();
    }
    let lines = said::merged_lines(text.lines().count());
    view! { <details class="merged"><summary>{lines}</summary>{shown}</details> }.into_any()
}

struct Parts<'a> {
    form: &'a Form,
    original: Option<&'a RevisionPage>,
    theirs: &'a RevisionPage,
}

impl Parts<'_> {
    /// One passage in three forms, and what may become of it.
    fn choose(
        &self,
        part: impl std::fmt::Display,
        legend: &str,
        texts: &merge::Conflict,
        rows: usize,
    ) -> AnyView {
        let (choice, text) = (choice_name(&part), text_name(&part));
        let chosen = self.form.value(&choice);
        let missing = self.form.problem.is_some() && chosen.is_empty();
        let written = match self.form.values.get(&text) {
            Some(written) => written.clone(),
            None => texts.mine.clone(),
        };
        let before = self.original.map(|page| {
            let title = said::original(page.line.number);
            view! { <section><h3>{title}</h3><div class="difference" dir="auto">{words_of(&texts.base)}</div></section> }
        });
        let options = [
            ("theirs", said::TAKE_THEIRS),
            ("mine", said::TAKE_YOURS),
            ("both", said::TAKE_BOTH),
            ("written", said::TAKE_NEW),
        ]
        .map(|(value, label)| {
            view! {
                <label class="choice">
                    <input type="radio" name=choice.clone() value=value required checked=chosen == value />
                    {label}
                </label>
            }
        });
        let error = missing.then(|| view! { <p class="error">{said::CHOOSE_ONE}</p> });
        let part = part.to_string();
        let numbered = part.starts_with(|c: char| c.is_ascii_digit());
        let id = if numbered { format!("passage-{part}") } else { part };
        view! {
            <fieldset class="conflict" id=id>
                <legend>{legend.to_owned()}</legend>
                {error}
                <div class="sides">
                    {before}
                    <section>
                        <h3>{said::THEIRS_BY} {by(&self.theirs.line.author)} {said::AFTER_AUTHOR}</h3>
                        {difference(&texts.base, &texts.theirs)}
                    </section>
                    <section><h3>{said::YOURS}</h3>{difference(&texts.base, &texts.mine)}</section>
                </div>
                <div class="options">{options.into_iter().collect_view()}</div>
                <textarea
                    name=text.clone()
                    id=text
                    rows=rows
                    dir="auto"
                    autocomplete="off"
                    aria-label=said::new_wording(legend)
                >
                    {format!("\n{written}")}
                </textarea>
            </fieldset>
        }
        .into_any()
    }
}

/// An empty passage says so.
fn words_of(text: &str) -> String {
    if text.trim().is_empty() { said::EMPTY.into() } else { text.to_owned() }
}

fn difference(base: &str, new: &str) -> AnyView {
    if new.trim().is_empty() {
        return view! { <p class="difference"><del dir="auto">{base.to_owned()}</del></p> }.into_any();
    }
    let spans = words(base, new, &Budget::of(DISPLAY))
        .into_iter()
        .map(|(change, text)| match change {
            Change::Same => view! { <span>{text}</span> }.into_any(),
            Change::Removed => view! { <del>{text}</del> }.into_any(),
            Change::Added => view! { <ins>{text}</ins> }.into_any(),
        })
        .collect_view();
    view! { <div class="difference" dir="auto">{spans}</div> }.into_any()
}
