//! How much speaks for relating two articles: what they share, the rarer the more. Nothing here knows a language.

use std::collections::BTreeSet;

/// A term is distinctive from this weight on: it stands in at most `n` to the power of 0.6 of `n` articles.
pub const DISTINCTIVE: f64 = 0.4;
/// The least score of a suggestion: two articles that share one very rare phrase have about as much.
pub const LEAST: f64 = 1.2;
/// The least part of the best score: what is far behind the best is not worth a reader's time.
pub const MARGIN: f64 = 0.5;

/// Something that two articles share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shared {
    /// A word, and in how many articles it stands.
    Word(String, usize),
    /// Two words side by side, and in how many articles they stand so.
    Phrase(String, usize),
    /// An article that both are related to, and how many relations it has.
    Neighbour(String, usize),
    /// A source that both cite or an article that quotes both, and of how many articles that is true.
    Source(String, usize),
}

/// How distinctive a term is that stands in `with` of `all` articles: 0 if in all of them, 1 if in one.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "no one has as many articles as an f64 has whole numbers")]
pub fn weight(with: usize, all: usize) -> f64 {
    let all = all.max(2) as f64;
    ((all / (with as f64).clamp(1.0, all)).ln() / all.ln()).clamp(0.0, 1.0)
}

impl Shared {
    /// What it adds to the score. Neighbours and sources by one through the logarithm of their degree (Adamic and
    /// Adar, 'Friends and neighbors on the Web', Social Networks 25, 2003).
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "as for weights")]
    pub fn score(&self, all: usize) -> f64 {
        let rare = |with| Some(weight(with, all)).filter(|weight| *weight >= DISTINCTIVE).unwrap_or_default();
        match self {
            Self::Word(_, with) => rare(*with).powi(2),
            Self::Phrase(_, with) => 1.5 * rare(*with).powi(2),
            Self::Neighbour(_, degree) | Self::Source(_, degree) => 1.0 / (*degree.max(&2) as f64).ln(),
        }
    }
}

/// The candidates that are worth suggesting, the best first; never one of `excluded`. `all` is how many articles
/// there are.
#[must_use]
pub fn rank<T: Ord + Clone>(
    candidates: &[(T, Vec<Shared>)],
    excluded: &BTreeSet<T>,
    all: usize,
) -> Vec<(T, f64)> {
    let mut ranked: Vec<(T, f64)> = candidates
        .iter()
        .filter(|(article, _)| !excluded.contains(article))
        .map(|(article, shared)| (article.clone(), shared.iter().map(|shared| shared.score(all)).sum()))
        .collect();
    ranked.sort_by(|(a, x), (b, y)| y.total_cmp(x).then_with(|| a.cmp(b)));
    let best = ranked.first().map_or(0.0, |(_, score)| *score);
    ranked.retain(|(_, score)| *score >= LEAST.max(best * MARGIN));
    ranked
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_rarer_the_more() {
        assert!(weight(1, 26) > weight(2, 26) && weight(26, 26).abs() < 1e-9);
        assert!(Shared::Word("the".into(), 20).score(26).abs() < 1e-9);
        assert!(Shared::Neighbour("A".into(), 2).score(26) > Shared::Neighbour("B".into(), 15).score(26));
    }

    proptest! {
        #[test]
        fn what_is_excluded_is_never_suggested(
            shares in prop::collection::vec((0u8..9, 1usize..30), 0..40), excluded in prop::collection::btree_set(0u8..9, 0..5)
        ) {
            let candidates: Vec<_> =
                shares.iter().map(|(article, with)| (*article, vec![Shared::Phrase("x y".into(), *with); 3])).collect();
            let ranked = rank(&candidates, &excluded, 30);
            prop_assert!(ranked.iter().all(|(article, score)| !excluded.contains(article) && *score >= LEAST));
            prop_assert!(ranked.windows(2).all(|two| two[0].1 >= two[1].1));
            prop_assert_eq!(&ranked, &rank(&candidates, &excluded, 30));
        }
    }
}
