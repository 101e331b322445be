//! Islands: what reacts in the browser.
