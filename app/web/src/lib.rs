//! The WebAssembly entry point. Empty on any other target, so that no host build mixes server and browser.
#![cfg(target_arch = "wasm32")]

// The islands export themselves; without this line they would not be linked.
use app as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page's script once the module is there; the script then hydrates island by island.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
