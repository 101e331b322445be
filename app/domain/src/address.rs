//! Addresses: every path of the site is made here, percent-encoded here, and read back here.
//!
//! What is asked behind a path is put there by [`Address::query`], and the place on the page by [`Address::fragment`]; both
//! encode what they are given, so that no title, slug or word of a reader can become another part of an address. The routes
//! themselves stand in the server's router.

mod encoding;
#[cfg(test)]
mod tests;

use std::fmt;

pub(crate) use encoding::encode_doi;
pub use encoding::{decode, decode_field, encode};

use crate::id::{AnchorId, ArticleId, CitationId, CommentId, ContributorId, RelationId};
use crate::moderation::Hideable;
use crate::slug::Slug;
use crate::source::PassageLink;

/// What the path of every article begins with.
pub const ARTICLES: &str = "/a/";
/// What the path of every article begins with for programs.
const ARTICLES_FOR_PROGRAMS: &str = "/api/articles/";

/// The name of what is said once on a page, which belongs to no address that is passed on.
const NOTICE: &str = "said";

/// An address of this site: a path, what is asked there, and a place on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The path with what is asked, as both are sent.
    asked: String,
    /// The place on the page with its `#`, or nothing.
    place: String,
}

impl Address {
    /// At a path that is encoded already, such as that of the page that is open.
    #[must_use]
    pub fn at(path: impl Into<String>) -> Self {
        Self { asked: path.into(), place: String::new() }
    }

    /// An address of this site that somebody was given, to go back to; `None` for what could lead to another host.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_local = text.starts_with('/')
            && !text.starts_with("//")
            && !text.contains('\\')
            && text.bytes().all(|byte| byte.is_ascii_graphic());
        let place = text.find('#').unwrap_or(text.len());
        is_local.then(|| Self { asked: text[..place].to_owned(), place: text[place..].to_owned() })
    }

    /// With all that a request asked, encoded as it was sent.
    #[must_use]
    pub fn with_sent_query(mut self, query: Option<&str>) -> Self {
        if let Some(query) = query {
            self.asked.push('?');
            self.asked.push_str(query);
        }
        self
    }

    /// Asks for something more.
    #[must_use]
    pub fn query(self, name: &str, value: impl fmt::Display) -> Self {
        self.pair(name, &encoding::encode_value(&value.to_string()))
    }

    /// Asks for something more, as a form of the page would: blanks are plus signs. Commas and colons stay readable.
    #[must_use]
    pub fn field(self, name: &str, value: impl fmt::Display) -> Self {
        self.pair(name, &encoding::encode_field(&value.to_string()))
    }

    /// At the element of that `id`.
    #[must_use]
    pub fn fragment(mut self, id: impl fmt::Display) -> Self {
        self.place = format!("#{}", encoding::encode_value(&id.to_string()));
        self
    }

    /// Says something there, once.
    #[must_use]
    pub fn notice(self, code: &str) -> Self {
        self.query(NOTICE, code)
    }

    /// With the origin of the site, for who is elsewhere.
    #[must_use]
    pub fn on(&self, origin: impl fmt::Display) -> String {
        format!("{origin}{self}")
    }

    fn pair(mut self, name: &str, value: &str) -> Self {
        self.asked.push(if self.asked.contains('?') { '&' } else { '?' });
        self.asked.push_str(&encoding::encode_value(name));
        self.asked.push('=');
        self.asked.push_str(value);
        self
    }

    /// Below this path.
    fn below(mut self, part: &str) -> Self {
        self.asked.push('/');
        self.asked.push_str(part);
        self
    }

    /// Below this path, at a thing of that number or id.
    fn numbered(self, part: &str, number: impl fmt::Display) -> Self {
        self.below(part).below(&encode(&number.to_string()))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.asked)?;
        f.write_str(&self.place)
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.asked + &address.place
    }
}

/// The home page.
#[must_use]
pub fn home() -> Address {
    Address::at("/")
}

/// The form of a new article.
#[must_use]
pub fn new_article() -> Address {
    Address::at("/new")
}

/// Recent changes.
#[must_use]
pub fn recent() -> Address {
    Address::at("/recent")
}

/// How two articles are connected.
#[must_use]
pub fn connect() -> Address {
    Address::at("/connect")
}

/// The outline of all discussions.
#[must_use]
pub fn outline() -> Address {
    Address::at("/outline")
}

/// The outline of the discussion below an article.
#[must_use]
pub fn outline_of(slug: &Slug) -> Address {
    article(slug).below("outline")
}

/// What there is to mend in all discussions.
#[must_use]
pub fn health() -> Address {
    Address::at("/health")
}

/// What there is to mend in the discussion of an article.
#[must_use]
pub fn health_of(slug: &Slug) -> Address {
    article(slug).below("health")
}

/// The picture of all discussions.
#[must_use]
pub fn graph() -> Address {
    Address::at("/graph")
}

/// The picture of what is around an article.
#[must_use]
pub fn graph_of(slug: &Slug) -> Address {
    article(slug).below("graph")
}

/// A picture as a file, by the ending of its name; of everything, or of what is around an article.
#[must_use]
pub fn graph_image(of: Option<&Slug>, ending: &str) -> Address {
    let file = format!("graph.{ending}");
    of.map_or_else(|| Address::at(""), article).below(&file)
}

/// The search as a template of which `words` are a part (`SearchAction` of <https://schema.org>).
#[must_use]
pub fn search_template(origin: &str) -> String {
    format!("{origin}/search?q={{words}}")
}

/// A file that was built, by its path.
#[must_use]
pub fn file(path: &str) -> Address {
    Address::at("").below(path)
}

/// A part of a WebAssembly bundle, which stands in the folder `bundle`.
#[must_use]
pub fn bundled(bundle: &str, name: &str) -> Address {
    file(bundle).below(name)
}

/// The form that hides something.
#[must_use]
pub fn hide(thing: Hideable) -> Address {
    Address::at("/hide").query("thing", thing.thing().name()).query("named", thing.id())
}

/// Where somebody says who they are, and goes back from to an address of this site.
#[must_use]
pub fn welcome(back: &str) -> Address {
    Address::at("/welcome").query("back", back)
}

/// What a sign-in link leads to.
#[must_use]
pub fn sign_in(token: &str) -> Address {
    Address::at("/sign-in").below(&encode(token))
}

/// What somebody wrote.
#[must_use]
pub fn person(id: ContributorId) -> Address {
    Address::at("").numbered("people", id)
}

/// Where somebody is stopped from writing.
#[must_use]
pub fn block(id: ContributorId) -> Address {
    person(id).below("block")
}

/// Where somebody is let write again.
#[must_use]
pub fn unblock(id: ContributorId) -> Address {
    person(id).below("unblock")
}

/// Where what somebody did is undone.
#[must_use]
pub fn undo(id: ContributorId) -> Address {
    person(id).below("undo")
}

/// An article.
#[must_use]
pub fn article(slug: &Slug) -> Address {
    Address::at(format!("{ARTICLES}{}", encode(slug.as_str())))
}

/// A passage of an article.
#[must_use]
pub fn passage(slug: &Slug, passage: &PassageLink) -> Address {
    article(slug).query("passage", passage)
}

/// The Markdown of an article.
#[must_use]
pub fn source(slug: &Slug) -> Address {
    article(slug).below("source")
}

/// The discussion below an article, in full.
#[must_use]
pub fn branch(slug: &Slug) -> Address {
    article(slug).below("branch")
}

/// The form that edits an article.
#[must_use]
pub fn edit(slug: &Slug) -> Address {
    article(slug).below("edit")
}

/// The revisions of an article.
#[must_use]
pub fn history(slug: &Slug) -> Address {
    article(slug).below("history")
}

/// A revision of an article, by its number.
#[must_use]
pub fn revision(slug: &Slug, number: i64) -> Address {
    article(slug).numbered("revisions", number)
}

/// A passage of a revision, by its place in characters.
#[must_use]
pub fn passage_of_revision(slug: &Slug, number: i64, start: usize, end: usize) -> Address {
    revision(slug, number).query("passage", format_args!("{start}-{end}")).fragment("passage")
}

/// What a form asks that compares two revisions.
#[must_use]
pub fn difference(slug: &Slug) -> Address {
    article(slug).below("diff")
}

/// What changed from one revision to another, by their numbers.
#[must_use]
pub fn difference_between(slug: &Slug, from: i64, to: i64) -> Address {
    difference(slug).query("from", from).query("to", to)
}

/// Where an earlier revision becomes the newest again.
#[must_use]
pub fn restore(slug: &Slug) -> Address {
    article(slug).below("restore")
}

/// Where a change is proposed.
#[must_use]
pub fn propose(slug: &Slug) -> Address {
    article(slug).below("proposals")
}

/// A change that a comment proposes.
#[must_use]
pub fn proposal(slug: &Slug, comment: CommentId) -> Address {
    article(slug).numbered("proposals", comment)
}

/// The form that locks an article.
#[must_use]
pub fn lock(slug: &Slug) -> Address {
    article(slug).below("lock")
}

/// Where the lock of an article is taken away.
#[must_use]
pub fn unlock(slug: &Slug) -> Address {
    article(slug).below("unlock")
}

/// The form that relates an article to another.
#[must_use]
pub fn relate(slug: &Slug) -> Address {
    article(slug).below("relate")
}

/// The form of a relation.
#[must_use]
pub fn relation(slug: &Slug, id: RelationId) -> Address {
    article(slug).numbered("relations", id)
}

/// How a relation was explained.
#[must_use]
pub fn relation_history(slug: &Slug, id: RelationId) -> Address {
    relation(slug, id).below("history")
}

/// Where a relation is removed.
#[must_use]
pub fn remove_relation(slug: &Slug, id: RelationId) -> Address {
    relation(slug, id).below("remove")
}

/// Where a relation that was removed is brought back.
#[must_use]
pub fn restore_relation(slug: &Slug, id: RelationId) -> Address {
    relation(slug, id).below("restore")
}

/// The relations of an article that were removed.
#[must_use]
pub fn removed_relations(slug: &Slug) -> Address {
    article(slug).below("removed")
}

/// What an article may be related to.
#[must_use]
pub fn suggestions(slug: &Slug) -> Address {
    article(slug).below("suggestions")
}

/// Where a suggestion is dismissed.
#[must_use]
pub fn dismiss_suggestion(slug: &Slug) -> Address {
    suggestions(slug).below("dismiss")
}

/// Where a suggestion that was dismissed is brought back.
#[must_use]
pub fn restore_suggestion(slug: &Slug) -> Address {
    suggestions(slug).below("restore")
}

/// An article with its comments.
#[must_use]
pub fn comments(slug: &Slug) -> Address {
    article(slug).query("tab", "comments")
}

/// A comment where all of them are on one page.
#[must_use]
pub fn comment(slug: &Slug, id: CommentId) -> Address {
    comments(slug).fragment(format_args!("comment-{id}"))
}

/// A comment where they may be on several pages: on that which has it.
#[must_use]
pub fn comment_among_many(slug: &Slug, id: CommentId) -> Address {
    comments(slug).query("comment", id).fragment(format_args!("comment-{id}"))
}

/// Where a comment is added.
#[must_use]
pub fn add_comment(slug: &Slug) -> Address {
    article(slug).below("comments")
}

/// The form of a comment.
#[must_use]
pub fn edit_comment(slug: &Slug, id: CommentId) -> Address {
    add_comment(slug).below(&id.to_string()).below("edit")
}

/// How a comment came to be what it is.
#[must_use]
pub fn comment_history(slug: &Slug, id: CommentId) -> Address {
    add_comment(slug).below(&id.to_string()).below("history")
}

/// Where a comment is withdrawn.
#[must_use]
pub fn withdraw_comment(slug: &Slug, id: CommentId) -> Address {
    add_comment(slug).below(&id.to_string()).below("withdraw")
}

/// An article with its citations.
#[must_use]
pub fn citations(slug: &Slug) -> Address {
    article(slug).query("tab", "citations")
}

/// A citation where all of them are on one page.
#[must_use]
pub fn citation(slug: &Slug, id: CitationId) -> Address {
    citations(slug).fragment(format_args!("citation-{id}"))
}

/// A citation where they may be on several pages: on that which has it.
#[must_use]
pub fn citation_among_many(slug: &Slug, id: CitationId) -> Address {
    citations(slug).query("citation", id).fragment(format_args!("citation-{id}"))
}

/// The form that cites a source.
#[must_use]
pub fn cite(slug: &Slug) -> Address {
    article(slug).below("cite")
}

/// Where that form is filled with what a pasted reference says.
#[must_use]
pub fn fill_citation(slug: &Slug) -> Address {
    cite(slug).below("fill")
}

/// The form of a citation.
#[must_use]
pub fn edit_citation(slug: &Slug, id: CitationId) -> Address {
    article(slug).numbered("citations", id).below("edit")
}

/// How a citation came to be what it is.
#[must_use]
pub fn citation_history(slug: &Slug, id: CitationId) -> Address {
    article(slug).numbered("citations", id).below("history")
}

/// Where a citation is withdrawn.
#[must_use]
pub fn withdraw_citation(slug: &Slug, id: CitationId) -> Address {
    article(slug).numbered("citations", id).below("withdraw")
}

fn article_for_programs(slug: &Slug) -> Address {
    Address::at(format!("{ARTICLES_FOR_PROGRAMS}{}", encode(slug.as_str())))
}

/// The citations of an article as a file, by the ending of its name.
#[must_use]
pub fn citations_file(slug: &Slug, ending: &str) -> Address {
    article_for_programs(slug).below(&format!("citations.{ending}"))
}

/// The quotes of an article as annotations.
#[must_use]
pub fn annotations(slug: &Slug) -> Address {
    article_for_programs(slug).below("annotations")
}

/// A quote as an annotation.
#[must_use]
pub fn annotation(id: AnchorId) -> Address {
    Address::at("/api").numbered("annotations", id)
}

/// The graph as data.
#[must_use]
pub fn graph_data() -> Address {
    Address::at("/api/graph")
}

/// What the graph says of an article.
#[must_use]
pub fn graph_article(id: ArticleId) -> Address {
    graph_data().numbered("articles", id)
}

/// What the graph says of a relation.
#[must_use]
pub fn graph_relation(id: RelationId) -> Address {
    graph_data().numbered("relations", id)
}

/// The chains between two articles, by their slugs.
#[must_use]
pub fn graph_connections(from: &str, to: &str) -> Address {
    graph_data().below("connections").query("from", from).query("to", to)
}

/// What changed since a place in the log of an epoch, without the texts.
#[must_use]
pub fn changes(epoch: &str, since: i64) -> Address {
    Address::at("/api/sync/changes").query("epoch", epoch).query("since", since).query("texts", 0)
}

/// The draft of a form, as it is kept for its owner.
#[must_use]
pub fn draft(key: &str, owner: ContributorId) -> Address {
    Address::at("/api/sync").numbered("drafts", key).query("by", owner)
}

/// A path with what is asked, without what is said there once.
#[must_use]
pub fn without_notice(asked: &str) -> String {
    let Some((path, query)) = asked.split_once('?') else { return asked.to_owned() };
    let is_notice = |pair: &&str| pair.split_once('=').is_some_and(|(name, _)| name == NOTICE);
    let rest: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !is_notice(pair)).collect();
    if rest.is_empty() { path.to_owned() } else { format!("{path}?{}", rest.join("&")) }
}

/// The path that was meant by one with a slash too many or with capital letters.
#[must_use]
pub fn corrected(path: &str) -> Option<String> {
    let trimmed = path.trim_end_matches('/');
    let lower = match trimmed.strip_prefix("/A/").or_else(|| trimmed.strip_prefix(ARTICLES)) {
        Some(rest) => format!("{ARTICLES}{rest}"),
        None => trimmed.to_ascii_lowercase(),
    };
    // Two slashes would name another host.
    (lower.starts_with('/') && !lower.starts_with("//") && !lower.contains('\\') && lower != path)
        .then_some(lower)
}

/// The slug in an address that somebody typed or pasted, or the slug that they typed; what no article can have for anything else.
#[must_use]
pub fn slug_in(typed: &str) -> String {
    // A host may be called `a`, and so may an article.
    let path = typed.split_once("://").and_then(|(_, rest)| Some(&rest[rest.find('/')?..])).unwrap_or(typed);
    let slug = path.split_once(ARTICLES).map_or(typed, |(_, slug)| slug);
    let slug = slug.split(['?', '#', '/']).next().unwrap_or_default();
    decode(slug).unwrap_or_default().into_owned()
}

/// The path with what is asked, with the newer slug in the place of the old one, however that was encoded; the article if
/// the old one stands nowhere.
#[must_use]
pub fn renamed(asked: &str, old: &Slug, newer: &Slug) -> String {
    let (path, _) = asked.split_at(asked.find('?').unwrap_or(asked.len()));
    // An article may be called `a` or `articles`, as a part of the address before it is.
    let prefix = [ARTICLES, ARTICLES_FOR_PROGRAMS].into_iter().find(|prefix| path.starts_with(prefix));
    let below = prefix.and_then(|prefix| {
        let after = asked.strip_prefix(prefix)?;
        let (slug, rest) = after.split_at(after.find(['/', '?']).unwrap_or(after.len()));
        let is_old = decode(slug).is_some_and(|slug| slug == old.as_str());
        is_old.then(|| format!("{prefix}{}{rest}", encode(newer.as_str())))
    });
    below.unwrap_or_else(|| article(newer).into())
}
