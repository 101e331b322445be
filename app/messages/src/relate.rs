//! Relations: their kinds, explanations, suggestions, and connections between two articles.
