//! The picture of the graph, its tools and its legend.

// What pictures are called that are drawn on the server
pub mod drawn {
    pub const ALL: &str = "Graph of all discussions";
    pub const CONNECTIONS: &str = "The connections between the two articles";

    #[must_use]
    pub fn around(article: &str) -> String {
        format!("Graph of {article}")
    }

    #[must_use]
    pub fn nearest(article: &str) -> String {
        format!("{article} and its nearest articles")
    }
}
