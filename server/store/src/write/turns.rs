//! Commands on one article take turns.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::id::ArticleId;

/// The most articles whose turns are remembered before those that nobody waits for are forgotten.
const TURNS: usize = 256;

/// Whose turn it is to change what depends on the text of an article.
#[derive(Clone, Default)]
pub(crate) struct Turns(Arc<Mutex<HashMap<ArticleId, Arc<tokio::sync::Mutex<()>>>>>);

impl Turns {
    pub(super) async fn take(&self, article: ArticleId) -> tokio::sync::OwnedMutexGuard<()> {
        let turn = {
            let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if turns.len() >= TURNS {
                turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            }
            Arc::clone(turns.entry(article).or_default())
        };
        turn.lock_owned().await
    }
}
