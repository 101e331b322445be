//! What somebody has typed into a form.

use domain::id::CommandId;
use serde::{Deserialize, Serialize};

use super::storage::{DRAFT, Fields, Shaped, Storage, Stored, Unavailable, read, write};

/// What somebody has typed into a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Version of its shape.
    pub v: u32,
    /// What a person calls the form.
    pub label: String,
    /// The page that it is on.
    pub page: String,
    /// The fields as typed.
    pub fields: Fields,
    /// The client's time in Unix milliseconds, to be shown.
    pub typed_at: i64,
    /// The command that was made of exactly this, while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<CommandId>,
}

impl Shaped for Draft {
    fn shape(&self) -> u32 {
        self.v
    }
}

/// The drafts by the keys of their forms.
///
/// # Errors
/// If storage is switched off.
pub fn drafts(storage: &impl Storage) -> Result<Vec<(String, Stored<Draft>)>, Unavailable> {
    let mut drafts = Vec::new();
    for key in storage.keys(DRAFT)? {
        if let (Some(text), Some(form)) = (storage.get(&key)?, key.strip_prefix(DRAFT)) {
            drafts.push((form.to_owned(), read(text)));
        }
    }
    Ok(drafts)
}

/// The draft of a form.
///
/// # Errors
/// If storage is switched off.
pub fn draft(storage: &impl Storage, form: &str) -> Result<Option<Draft>, Unavailable> {
    Ok(storage.get(&format!("{DRAFT}{form}"))?.and_then(|text| read(text).item()))
}

/// Keeps the draft of a form.
///
/// # Errors
/// If storage is full or switched off.
pub fn keep_draft(storage: &mut impl Storage, form: &str, draft: &Draft) -> Result<(), Unavailable> {
    storage.set(&format!("{DRAFT}{form}"), &write(draft)?)
}

/// Forgets the draft of a form.
///
/// # Errors
/// If storage is switched off.
pub fn forget_draft(storage: &mut impl Storage, form: &str) -> Result<(), Unavailable> {
    storage.remove(&format!("{DRAFT}{form}"))
}
