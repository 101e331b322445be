//! Comments: threads, and the form to add to them.

use std::collections::{HashMap, HashSet};

use domain::address;
use domain::id::CommentId;
use domain::moderation::Hideable;
use domain::slug::Slug;
use domain::text::CommentBody;
use leptos::prelude::*;
use messages::talk::{comment as words, compose as form_words};
use model::{ArticlePage, CommentView, ProposalState};

use super::passages::{Passages, quoted};
use crate::component::field::{self, Control, Kind, Need, alert, control, error_of, quote_instead};
use crate::component::inline::{by, comment_address, face, isolated, time};
use crate::component::parts::parts;
use crate::page::{ArticleView, Me, Part, Site};

/// How deep a thread is indented; deeper replies stand below each other.
const DEPTH: usize = 4;

/// All threads, and the form.
pub fn comments(
    site: &Site,
    page: &ArticlePage,
    view: &ArticleView,
    passages: &Passages,
) -> impl IntoView + use<> {
    let slug = &page.slug;
    let shown: HashSet<CommentId> = page.comments.iter().map(|comment| comment.id).collect();
    let mut replies: HashMap<Option<CommentId>, Vec<&CommentView>> = HashMap::new();
    for comment in &page.comments {
        // What it replies to may stand on the page before.
        let parent = comment.parent.filter(|parent| shown.contains(parent));
        replies.entry(parent).or_default().push(comment);
    }
    let (me, part) = (site.reader.me(), view.talk);
    let thread = Thread { page, slug, passages, replies: &replies, shown: &shown, me, part };
    let list = thread.list(None, 1);
    let empty = page.comments.is_empty().then(|| {
        view! { <p class="empty">{words::EMPTY}</p> }
    });
    let replied_to = view.reply_to.and_then(|id| page.comments.iter().find(|comment| comment.id == id));
    let closed = page.lock.as_ref().is_some_and(|lock| {
        lock.in_force(site.now)
            && lock.scope == domain::lock::Scope::EditingAndComments
            && !site.reader.moderates()
    });
    // A form that came back is shown whatever the lock says: its words are not to be lost.
    let form = if closed && view.comment_form.values.is_empty() {
        view! { <p class="empty">{words::CLOSED}</p> }.into_any()
    } else {
        compose(site, page, view, replied_to).into_any()
    };
    let turn = |number: usize| address::comments(slug).query("page", number).fragment("talk").to_string();
    let parts = parts(view.talk.as_ref(), words::PAGES, turn);
    view! {
        <div class="comments">
            <div data-live="thread">{empty} {list} {parts}</div>
            {form}
        </div>
    }
}

struct Thread<'a> {
    page: &'a ArticlePage,
    slug: &'a Slug,
    passages: &'a Passages,
    replies: &'a HashMap<Option<CommentId>, Vec<&'a CommentView>>,
    shown: &'a HashSet<CommentId>,
    me: Option<&'a Me>,
    part: Option<Part>,
}

impl Thread<'_> {
    fn list(&self, parent: Option<CommentId>, depth: usize) -> Option<AnyView> {
        let comments = self.replies.get(&parent)?;
        let items = comments
            .iter()
            .map(|comment| {
                let below = if depth < DEPTH { self.list(Some(comment.id), depth + 1) } else { None };
                let beside = if depth < DEPTH { Vec::new() } else { self.flat(comment.id) };
                view! {
                    <li>{self.comment(comment)} {below}</li>
                    {beside.into_iter().map(|comment| view! { <li>{self.comment(comment)}</li> }.into_any()).collect_view()}
                }
                .into_any()
            })
            .collect_view();
        let class = if parent.is_none() { "thread" } else { "replies" };
        Some(view! { <ol class=class>{items}</ol> }.into_any())
    }

    /// Everything below a comment, in the order of the thread.
    fn flat(&self, parent: CommentId) -> Vec<&CommentView> {
        let mut all = Vec::new();
        let mut open: Vec<&CommentView> =
            self.replies.get(&Some(parent)).into_iter().flatten().rev().copied().collect();
        while let Some(next) = open.pop() {
            all.push(next);
            open.extend(self.replies.get(&Some(next.id)).into_iter().flatten().rev().copied());
        }
        all
    }

    fn comment(&self, comment: &CommentView) -> AnyView {
        let id = format!("comment-{}", comment.id);
        if comment.withdrawn {
            return view! {
                <article class="comment withdrawn" id=id>
                    <p>
                        {words::WITHDRAWN}
                        <a href=address::comment_history(self.slug, comment.id).to_string()>{words::WITHDRAWN_BY}</a>
                    </p>
                </article>
            }
            .into_any();
        }
        let slug = self.slug;
        let continued = comment.parent.filter(|parent| !self.shown.contains(parent)).map(|parent| {
            view! { <p class="small"><a href=comment_address(slug, parent, self.part)>{words::IN_REPLY_TO_EARLIER}</a></p> }
        });
        let link = match self.part {
            None => format!("#comment-{}", comment.id),
            part => comment_address(slug, comment.id, part),
        };
        let mine = self.me.is_some_and(|me| me.id == comment.author.id);
        let edited = comment.edited_at.map(|at| {
            let history = address::comment_history(slug, comment.id).to_string();
            view! { <a class="small" href=history>{words::EDITED}{time(at)}</a> }
        });
        let quotes =
            comment.quotes.iter().map(|quote| quoted(self.page, self.passages, quote)).collect_view();
        let edit = mine
            .then(|| view! { <a href=address::edit_comment(slug, comment.id).to_string()>{words::EDIT}</a> });
        let withdraw = mine.then(|| {
            view! { <a href=address::edit_comment(slug, comment.id).fragment("withdraw").to_string()>{words::WITHDRAW}</a> }
        });
        let hide = self.me.is_some_and(|me| me.moderator).then(|| {
            view! { <a href=address::hide(Hideable::Comment(comment.id)).to_string()>{messages::article::act::HIDE}</a> }
        });
        let proposal = comment.proposal.as_ref().map(|state| {
            let (label, adapted_by) = match state {
                ProposalState::Open => (words::PROPOSAL.to_owned(), None),
                ProposalState::Applied { number, adapted_by } => {
                    (words::applied(*number), adapted_by.as_ref())
                }
            };
            let adapted = adapted_by.map(|person| view! { {words::ADAPTED_BY} {by(person)} });
            view! {
                <p class="proposal"><a href=address::proposal(slug, comment.id).to_string()>{label}</a> {adapted}</p>
            }
        });
        view! {
            <article class="comment" id=id>
                <header>{face(&comment.author)} " " {time(comment.at)} " " {edited}</header>
                {continued}
                {quotes}
                <div class="said" dir="auto" inner_html=comment.html.clone()></div>
                {proposal}
                <footer>
                    <a href=address::comments(slug).query("reply", comment.id).fragment("comment").to_string()>{words::REPLY}</a>
                    <a href=link>{words::LINK}</a>
                    {edit}
                    {withdraw}
                    {hide}
                </footer>
            </article>
        }
        .into_any()
    }
}

fn compose(
    site: &Site,
    page: &ArticlePage,
    view: &ArticleView,
    replied_to: Option<&CommentView>,
) -> impl IntoView + use<> {
    let (form, slug) = (&view.comment_form, &page.slug);
    let title = isolated(&page.title);
    let (key, waiting, label, send) = match replied_to {
        Some(comment) => (
            format!("reply.{}", comment.id),
            form_words::reply_on(&title),
            form_words::REPLY,
            form_words::SEND_REPLY,
        ),
        None => (
            format!("comment.{}", page.id),
            form_words::comment_on(&title),
            form_words::COMMENT,
            form_words::SEND_COMMENT,
        ),
    };
    let reply = replied_to.map(|comment| {
        view! {
            <p class="replying">
                {form_words::REPLYING_TO}
                {by(&comment.author)}
                " · "
                <a href=address::comments(slug).fragment("comment").to_string()>{form_words::CANCEL_REPLY}</a>
            </p>
            {field::hidden("parent", comment.id.to_string())}
        }
    });
    let quote_open = !form.value("quote").is_empty() || error_of(form, "quote").is_some();
    let position = |name: &'static str, id: &'static str| {
        view! { <input type="hidden" name=name id=id value=form.value(name) /> }
    };
    view! {
        <form
            id="comment"
            class="compose"
            method="post"
            action=address::add_comment(slug).to_string()
            data-command="add-comment"
            data-article=page.id.to_string()
            data-draft=key
            data-label=waiting
        >
            {alert(form, "comment-")}
            {field::key(site)}
            {reply}
            <details class="quote-field" open=quote_open>
                <summary>{form_words::QUOTE}</summary>
                {control(form, Control {
                    name: "quote",
                    id: Some("comment-quote"),
                    label: form_words::QUOTED,
                    help: form_words::QUOTED_HELP,
                    kind: Kind::Lines(2),
                    ..Control::default()
                })}
                {quote_instead(form)}
                {position("quote_revision", "comment-quote-revision")}
                {position("quote_start", "comment-quote-start")}
                {position("quote_end", "comment-quote-end")}
            </details>
            {control(form, Control {
                name: "body",
                id: Some("comment-body"),
                label,
                kind: Kind::Lines(4),
                limit: Some(CommentBody::LIMIT),
                need: Need::Required,
                ..Control::default()
            })}
            <div class="acts">
                <button class="button strong">{send}</button>
                <span class="small">{form_words::MARKDOWN}</span>
            </div>
        </form>
    }
}
