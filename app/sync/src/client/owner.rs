//! What is of one person, where several use one browser.

use domain::id::ContributorId;

use super::draft::{Draft, draft, drafts, forget_draft, keep_draft};
use super::outbox::{Entry, Item, outbox};
use super::storage::{DRAFT, EVERYTHING, OUTBOX, OWNED, Storage, Stored, Unavailable, read};

/// The key of somebody's draft of a form, who may have no name yet. Each person has drafts of their own: whoever comes
/// next in the same browser neither sees them nor writes over them.
#[must_use]
pub fn owned(form: &str, owner: Option<ContributorId>) -> String {
    owner.map_or_else(|| form.to_owned(), |owner| format!("{form}{OWNED}{owner}"))
}

/// Whether a draft is of that person, or of nobody yet.
fn is_of(form: &str, owner: Option<ContributorId>) -> bool {
    form.split_once(OWNED).is_none_or(|(_, id)| owner.is_some_and(|owner| owner.to_string() == id))
}

/// What somebody has begun and not sent. What waits in the outbox is no draft any more, also where another tab was not
/// yet told so.
///
/// # Errors
/// If storage is switched off.
pub fn begun(
    storage: &impl Storage,
    owner: Option<ContributorId>,
) -> Result<Vec<(String, Stored<Draft>)>, Unavailable> {
    let waiting = outbox(storage)?;
    let waits = |form: &str, draft: &Draft| {
        let made_of = |entry: &Entry| matches!(&entry.kept, Stored::Item(item) if item.draft.as_deref() == Some(form) && item.fields == draft.fields);
        draft.sent.is_some() || waiting.iter().any(made_of)
    };
    let mut begun = drafts(storage)?;
    begun.retain(|(form, kept)| {
        is_of(form, owner) && !matches!(kept, Stored::Item(draft) if waits(form, draft))
    });
    Ok(begun)
}

/// Gives drafts that were begun before their author had a name to that author.
///
/// # Errors
/// If storage is full or switched off.
pub fn claim(storage: &mut impl Storage, owner: ContributorId) -> Result<(), Unavailable> {
    for (form, kept) in begun(storage, None)? {
        let own = owned(&form, Some(owner));
        if let Stored::Item(begun) = kept
            && draft(storage, &own)?.is_none()
        {
            keep_draft(storage, &own, &begun)?;
            forget_draft(storage, &form)?;
        }
    }
    Ok(())
}

/// Whether somebody who signs out is asked, or goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// Only counts.
    Ask,
    /// Forgets.
    Go,
}

/// Forgets what somebody leaves on the device who signs out: who the client is, their outbox and their drafts. What
/// others wrote stays. Says how many texts of theirs are not sent.
///
/// # Errors
/// If storage is switched off.
pub fn leave(
    storage: &mut impl Storage,
    owner: Option<ContributorId>,
    leave: Leave,
) -> Result<usize, Unavailable> {
    let mut unsent = 0;
    for key in storage.keys(EVERYTHING)? {
        let text = storage.get(&key)?.unwrap_or_default();
        if let Some(form) = key.strip_prefix(DRAFT) {
            if !is_of(form, owner) {
                continue;
            }
            unsent += usize::from(read::<Draft>(text).item().is_none_or(|draft| draft.sent.is_none()));
        } else if key.starts_with(OUTBOX) {
            if read::<Item>(text).item().is_some_and(|item| item.by.is_some() && item.by != owner) {
                continue;
            }
            unsent += 1;
        }
        if leave == Leave::Go {
            storage.remove(&key)?;
        }
    }
    Ok(unsent)
}
