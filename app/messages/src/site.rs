//! What stands on every page, the home page, and search.
