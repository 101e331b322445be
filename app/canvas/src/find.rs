//! Finding an article by typing.

use graph::{Graph, NodeIndex};

/// The most articles that are offered.
pub const MAX_OFFERED: usize = 8;

/// The articles whose titles have all of these words, those first that begin with them.
#[must_use]
pub fn titles(graph: &Graph, typed: &str) -> Vec<NodeIndex> {
    let typed = typed.trim().to_lowercase();
    let words: Vec<&str> = typed.split_whitespace().collect();
    if words.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(u8, usize, NodeIndex)> = graph
        .node_indices()
        .filter_map(|node| {
            let title = graph.nodes[node].title.to_lowercase();
            if !words.iter().all(|word| title.contains(word)) {
                return None;
            }
            let begins =
                words.iter().all(|word| title.split([' ', '-', '(']).any(|part| part.starts_with(word)));
            let rank = match (title.starts_with(&typed), begins) {
                (true, _) => 0,
                (false, true) => 1,
                (false, false) => 2,
            };
            Some((rank, title.len(), node))
        })
        .collect();
    found.sort_unstable();
    found.into_iter().take(MAX_OFFERED).map(|(.., node)| node).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn titles_that_begin_with_what_was_typed_come_first() {
        let graph = sample::graph();
        assert_eq!(titles(&graph, "c"), [2, 1, 3].map(NodeIndex));
        assert_eq!(titles(&graph, "évi D4"), [NodeIndex(3)]);
        assert_eq!(titles(&graph, "nothing"), []);
        assert_eq!(titles(&graph, "  "), []);
    }
}
