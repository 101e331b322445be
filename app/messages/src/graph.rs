//! The picture of the graph, its tools and its legend.
