//! The page of an article: its parts, its tabs, what can be done with it, and what it is about.

/// The switch that shows explanations.
pub mod explain {
    pub const SWITCH: &str = "Explain";
}

/// What others do while an article is open.
pub mod live {
    #[must_use]
    pub fn changed_by(name: &str) -> String {
        format!("{name} just changed this article.")
    }
}
