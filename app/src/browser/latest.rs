//! Asking while somebody types: the latest question's answer wins, whichever comes last.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

/// Numbers questions and drops every answer but that to the newest.
#[derive(Clone, Default)]
pub struct Latest(Rc<Cell<u32>>);

impl Latest {
    /// Asks, and hands on the answer unless something newer was asked (or dropped) meanwhile.
    pub fn ask<T: 'static>(
        &self,
        question: impl Future<Output = T> + 'static,
        take: impl FnOnce(T) + 'static,
    ) {
        let ticket = self.forget();
        let newest = Rc::clone(&self.0);
        spawn_local(async move {
            let answer = question.await;
            if newest.get() == ticket {
                take(answer);
            }
        });
    }

    /// Drops the answers that are still on their way.
    pub fn forget(&self) -> u32 {
        let ticket = self.0.get().wrapping_add(1);
        self.0.set(ticket);
        ticket
    }
}
