//! How much speaks for relating two articles: what they share, the rarer the more. Nothing here knows a language.

use std::collections::{BTreeMap, BTreeSet};

use messages::relate::evidence as sentences;

/// A term is distinctive from this weight on: it stands in at most `n` to the power of 0.6 of `n` articles.
pub const DISTINCTIVE: f64 = 0.4;
/// The least score of a suggestion: two articles that share one very rare phrase have about as much.
pub const MIN_SCORE: f64 = 1.2;
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
    /// A source that both cite, and how many articles do.
    Source(String, usize),
    /// An article that quotes both, and how many it quotes.
    Quoted(String, usize),
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
            Self::Neighbour(_, degree) | Self::Source(_, degree) | Self::Quoted(_, degree) => {
                1.0 / (*degree.max(&2) as f64).ln()
            }
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
    ranked.retain(|(_, score)| *score >= MIN_SCORE.max(best * MARGIN));
    ranked
}

/// What speaks for it in sentences, such as 'Shared words: incident reporting. Both are quoted by A33.', the strongest
/// of each sort. Short enough to be the explanation of a relation.
#[must_use]
pub fn evidence(shared: &[Shared], all: usize) -> String {
    let mut sorted: Vec<&Shared> = shared.iter().filter(|shared| shared.score(all) > 0.0).collect();
    sorted.sort_by(|a, b| b.score(all).total_cmp(&a.score(all)));
    let mut terms: Vec<&str> = Vec::new();
    for term in sorted.iter().filter_map(|shared| match shared {
        Shared::Word(term, _) | Shared::Phrase(term, _) => Some(term.as_str()),
        _ => None,
    }) {
        let words = |term: &str| term.split(' ').map(str::to_owned).collect::<BTreeSet<_>>();
        // One that says nothing new, or goes on from another.
        if terms.len() < TERMS && terms.iter().all(|said| words(said).is_disjoint(&words(term))) {
            terms.push(term);
        }
    }
    let first = |pick: fn(&Shared) -> Option<&str>| sorted.iter().find_map(|shared| pick(shared)).map(cut);
    let mut parts = Vec::new();
    if !terms.is_empty() {
        let terms: Vec<String> = terms.into_iter().map(cut).collect();
        parts.push(sentences::shared_words(&terms));
    }
    let source = |shared: &Shared| matches!(shared, Shared::Source(..));
    if sorted.iter().any(|shared| source(shared)) {
        let title = first(|shared| if let Shared::Source(title, _) = shared { Some(title) } else { None });
        parts.push(sentences::both_cite(&title.unwrap_or_default()));
    }
    if let Some(title) =
        first(|shared| if let Shared::Quoted(title, _) = shared { Some(title) } else { None })
    {
        parts.push(sentences::both_quoted_by(&title));
    }
    if let Some(title) =
        first(|shared| if let Shared::Neighbour(title, _) = shared { Some(title) } else { None })
    {
        parts.push(sentences::both_related_to(&title));
    }
    parts.join(" ")
}

/// The most terms that a sentence names.
const TERMS: usize = 3;
/// The most characters of anything that a sentence names.
const NAMED: usize = 70;

fn cut(name: &str) -> String {
    if name.chars().count() <= NAMED {
        return name.to_owned();
    }
    let start: String = name.chars().take(NAMED - 1).collect();
    format!("{}…", start.rsplit_once(' ').map_or(start.as_str(), |(words, _)| words))
}

/// The most different words of an article that are looked at.
pub const WORDS: usize = 500;

/// What a text is about, as far as its words tell: those that stand in its first two lines, which are title and summary,
/// or more than once in all of it, each once and in the order in which they come first. A word has a letter, and in
/// Latin letters at least three of them.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let head = text.match_indices('\n').nth(1).map_or(text, |(end, _)| &text[..end]);
    let head: BTreeSet<String> = tokens(head).flatten().collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let all: Vec<String> = tokens(text).flatten().filter(|word| is_word(word)).collect();
    for word in &all {
        *counts.entry(word.clone()).or_default() += 1;
    }
    let mut words = Vec::new();
    for word in all {
        let count = counts.remove(&word).unwrap_or_default();
        if count > 1 || count == 1 && head.contains(&word) {
            words.push(word);
        }
    }
    words.truncate(WORDS);
    words
}

/// Two words side by side, both of them `chosen`; each pair once.
#[must_use]
pub fn phrases(text: &str, chosen: impl Fn(&str) -> bool) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut phrases = Vec::new();
    let mut before: Option<String> = None;
    for word in tokens(text) {
        let word = word.filter(|word| is_word(word));
        if let (Some(first), Some(second)) = (&before, &word)
            && chosen(first)
            && chosen(second)
        {
            let phrase = format!("{first} {second}");
            if phrases.len() < WORDS && seen.insert(phrase.clone()) {
                phrases.push(phrase);
            }
        }
        before = word;
    }
    phrases
}

fn is_word(word: &str) -> bool {
    word.chars().any(char::is_alphabetic) && (!word.is_ascii() || word.len() >= 3)
}

/// Whether a character does not part words: marks are of the letter before them, and soft hyphens and joiners are not seen.
fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric()
        || prose::text::is_mark(c)
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}')
}

/// Words in small letters; `None` where something other than space or a hyphen parts two of them.
fn tokens(text: &str) -> impl Iterator<Item = Option<String>> {
    text.split_inclusive(|c: char| !is_of_a_word(c)).flat_map(|piece| {
        let word = piece.trim_end_matches(|c: char| !is_of_a_word(c));
        let after = piece[word.len()..].chars().next();
        let parted = after.is_some_and(|c| !c.is_whitespace() && c != '-' || c == '\n');
        let word = (!word.is_empty()).then(|| Some(word.to_lowercase()));
        word.into_iter().chain(parted.then_some(None))
    })
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

    #[test]
    fn the_evidence_is_a_sentence() {
        let shared = [
            Shared::Word("reporting".into(), 3),
            Shared::Phrase("incident reporting".into(), 2),
            Shared::Word("hotline".into(), 2),
            Shared::Quoted("A33".into(), 2),
            Shared::Word("the".into(), 30),
        ];
        assert_eq!(
            evidence(&shared, 30),
            "Shared words: incident reporting, hotline. Both are quoted by A33."
        );
        assert_eq!(evidence(&[], 30), "");
        let long = "word ".repeat(60);
        let all =
            [Shared::Source(long.clone(), 2), Shared::Quoted(long.clone(), 2), Shared::Neighbour(long, 2)];
        assert!(evidence(&all, 30).chars().count() <= domain::text::Explanation::LIMIT);
    }

    #[test]
    fn words_and_phrases_stop_where_a_sentence_does() {
        let text = "Incident reporting. In 2010 the EU's Cyber-crime unit\n\nincident reporting, étude";
        assert_eq!(words(text), ["incident", "reporting", "the", "cyber", "crime", "unit"]);
        assert_eq!(phrases(text, |word| word != "the"), ["incident reporting", "cyber crime", "crime unit"],);
    }

    proptest! {
        #[test]
        fn what_is_excluded_is_never_suggested(
            shares in prop::collection::vec((0u8..9, 1usize..30), 0..40), excluded in prop::collection::btree_set(0u8..9, 0..5)
        ) {
            let candidates: Vec<_> =
                shares.iter().map(|(article, with)| (*article, vec![Shared::Phrase("x y".into(), *with); 3])).collect();
            let ranked = rank(&candidates, &excluded, 30);
            prop_assert!(ranked.iter().all(|(article, score)| !excluded.contains(article) && *score >= MIN_SCORE));
            prop_assert!(ranked.windows(2).all(|two| two[0].1 >= two[1].1));
            prop_assert_eq!(&ranked, &rank(&candidates, &excluded, 30));
        }
    }
}
