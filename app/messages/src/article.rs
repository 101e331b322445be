//! The page of an article: its parts, its tabs, what can be done with it, and what it is about.
