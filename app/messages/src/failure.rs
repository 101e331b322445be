//! Answers instead of the page that was asked for: what went wrong, and what to do.
