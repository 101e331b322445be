//! Long talk and hubs, a part at a time: what one page holds of comments, citations and relations.

use std::collections::{HashMap, HashSet};

use domain::id::{CitationId, CommentId, RelationId};
use model::{ArticlePage, CommentView};

/// The most comments of a page.
pub const COMMENTS: usize = 200;
/// So few comments are on one page whatever they say.
pub const FEW_COMMENTS: usize = 20;
/// About how many bytes of HTML the comments of a page have at most, with what they quote.
const COMMENT_BYTES: usize = 256 * 1024;
/// The most citations of a page.
pub const CITATIONS: usize = 200;
/// The most relations of a page.
pub const RELATIONS: usize = 200;

/// A part of a list that is too long for one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Its number, from 1.
    pub number: usize,
    /// How many parts there are.
    pub parts: usize,
    /// How many things there are in all parts; of comments those that were not withdrawn.
    pub total: usize,
    /// How many things stand before it.
    pub before: usize,
}

/// What an address asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted<T> {
    /// The part with that thing.
    With(T),
    /// The part of that number.
    Number(usize),
}

/// Leaves the wanted part of the comments, in the order of their threads. `None` where they are all on one page.
pub fn comments(page: &mut ArticlePage, wanted: Wanted<CommentId>) -> Option<Part> {
    let bytes: usize = page.comments.iter().map(bytes_of).sum();
    if page.comments.len() <= FEW_COMMENTS || page.comments.len() <= COMMENTS && bytes <= COMMENT_BYTES {
        return None;
    }
    let total = page.comments.iter().filter(|comment| !comment.withdrawn).count();
    let threads = threads(&page.comments);
    let mut parts: Vec<Vec<CommentId>> = vec![Vec::new()];
    let mut bytes = 0;
    for nth in threads {
        let comment = &page.comments[nth];
        let full = parts.last().is_some_and(|part| !part.is_empty() && part.len() >= COMMENTS);
        if full || bytes > COMMENT_BYTES {
            parts.push(Vec::new());
            bytes = 0;
        }
        bytes += bytes_of(comment);
        if let Some(part) = parts.last_mut() {
            part.push(comment.id);
        }
    }
    let number = chosen(wanted, parts.len(), |id| parts.iter().position(|part| part.contains(&id)));
    let before = parts[..number].iter().map(Vec::len).sum();
    let shown: HashSet<CommentId> = parts[number].iter().copied().collect();
    page.comments.retain(|comment| shown.contains(&comment.id));
    Some(Part { number: number + 1, parts: parts.len(), total, before })
}

/// About how much of a page a comment takes, with the words that it quotes.
fn bytes_of(comment: &CommentView) -> usize {
    comment.bytes + comment.quotes.iter().map(|quote| quote.exact.len()).sum::<usize>()
}

/// All comments, each before its replies.
fn threads(comments: &[CommentView]) -> Vec<usize> {
    let mut replies: HashMap<Option<CommentId>, Vec<usize>> = HashMap::new();
    for (nth, comment) in comments.iter().enumerate() {
        replies.entry(comment.parent).or_default().push(nth);
    }
    let mut open: Vec<usize> = replies.remove(&None).unwrap_or_default();
    open.reverse();
    let mut order = Vec::with_capacity(comments.len());
    while let Some(nth) = open.pop() {
        order.push(nth);
        open.extend(replies.remove(&Some(comments[nth].id)).into_iter().flatten().rev());
    }
    order
}

/// Leaves the wanted part of the citations. `None` where they are all on one page.
pub fn citations(page: &mut ArticlePage, wanted: Wanted<CitationId>) -> Option<Part> {
    cut(&mut page.citations, CITATIONS, wanted, |citation| citation.id)
}

/// Leaves the wanted part of the relations. `None` where they are all on one page.
pub fn relations(page: &mut ArticlePage, wanted: Wanted<RelationId>) -> Option<Part> {
    cut(&mut page.relations, RELATIONS, wanted, |relation| relation.id)
}

fn cut<T, Id: PartialEq>(
    all: &mut Vec<T>,
    most: usize,
    wanted: Wanted<Id>,
    id: impl Fn(&T) -> Id,
) -> Option<Part> {
    let total = all.len();
    if total <= most {
        return None;
    }
    let parts = total.div_ceil(most);
    let place = |wanted: Id| all.iter().position(|one| id(one) == wanted).map(|nth| nth / most);
    let number = chosen(wanted, parts, place);
    let before = number * most;
    all.truncate(before + most);
    all.drain(..before);
    Some(Part { number: number + 1, parts, total, before })
}

/// The number of a part, from 0; the first where what is wanted is in none.
fn chosen<T>(wanted: Wanted<T>, parts: usize, with: impl FnOnce(T) -> Option<usize>) -> usize {
    match wanted {
        Wanted::With(thing) => with(thing).unwrap_or(0),
        Wanted::Number(number) => number.clamp(1, parts) - 1,
    }
}
