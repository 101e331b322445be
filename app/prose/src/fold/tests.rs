use std::time::Instant;

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization as _;

use super::*;

fn list(text: &str) -> Vec<String> {
    let (mut words, mut word, mut all) = (words(text), Word::default(), Vec::new());
    while words.read(&mut word) {
        all.push(word.text.clone());
    }
    all
}

/// Kind, then forms that are one word.
const SAME: &[(&str, &[&str])] = &[
    ("case", &["Reports", "reports", "REPORTS", "ｒｅｐｏｒｔｓ"]),
    ("accents of Latin", &["Café", "Cafe\u{301}", "cafe", "CAFÉ"]),
    ("more accents of Latin", &["Việt", "viet", "Vie\u{302}\u{323}t"]),
    ("sharp s", &["Straße", "STRASSE", "strasse", "STRAẞE"]),
    ("Turkish i", &["İstanbul", "ISTANBUL", "istanbul", "ıstanbul", "I\u{307}stanbul", "i\u{307}stanbul"]),
    ("Greek sigma and accents", &["Οδός", "ΟΔΟΣ", "οδοσ", "ὁδὸς"]),
    ("Cyrillic", &["ёлка", "елка", "ЁЛКА", "е\u{308}лка", "е\u{301}лка"]),
    ("ligatures", &["oﬃce", "office", "OFFICE"]),
    ("long s", &["Waſſer", "wasser"]),
    ("soft hyphens", &["Donau\u{ad}dampf\u{ad}schiff", "donaudampfschiff"]),
    ("zero width", &["zero\u{200b}width", "zero\u{2060}width", "zero\u{feff}width", "zerowidth"]),
    ("full width", &["ＡＢＣ１２３", "abc123"]),
    ("half width kana", &["ﾊﾟｿｺﾝ", "パソコン", "ハ\u{309a}ソコン"]),
    ("Hangul", &["한국어", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}\u{110b}\u{1165}"]),
    ("Arabic points", &["كِتَابٌ", "كتاب", "كــتــاب", "كـِتاب"]),
    ("alef", &["أحمد", "احمد", "ا\u{654}حمد", "إحمد", "آحمد"]),
    ("Persian letters and joiners", &["می\u{200c}کنم", "ميكنم", "میکنم"]),
    ("Arabic presentation forms", &["ﻛﺘﺎﺏ", "كتاب"]),
    ("Hebrew points", &["שָׁלוֹם", "שלום", "ש\u{5c1}\u{5b8}לו\u{5b9}ם", "שׁלום"]),
    ("letters of two parts", &["\u{16d68}", "\u{16d67}\u{16d67}"]),
    ("nukta", &["\u{958}लम", "\u{915}\u{93c}लम"]),
    ("joiners of Indic scripts", &["क्\u{200d}ष", "क्ष"]),
    ("Thai am", &["น้ำ", "น\u{e49}\u{e4d}า"]),
    ("variants of ideographs", &["葛\u{e0100}", "葛"]),
    ("Kangxi radicals", &["⼤", "大"]),
];

const OTHERS: &[(&str, &str)] = &[
    ("कि", "का"),
    ("कि", "क"),
    ("क्ष", "कष"),
    ("が", "か"),
    ("ガ", "カ"),
    ("мой", "мои"),
    ("їх", "іх"),
    ("سؤال", "سوال"),
    ("ক", "কা"),
    ("กา", "กิ"),
];

#[test]
fn what_readers_take_for_one_word_is_one_and_what_they_do_not_is_not() {
    for (kind, forms) in SAME {
        let folded: Vec<String> = forms.iter().map(|form| list(form).join(" ")).collect();
        assert!(!folded[0].is_empty() && !folded[0].contains(' '), "{kind}: {folded:?}");
        for (form, folded_form) in forms.iter().zip(&folded) {
            assert_eq!(folded_form, &folded[0], "{kind}: {form}");
        }
    }
    for (one, other) in OTHERS {
        assert_ne!(list(one), list(other), "{one} {other}");
    }
}

#[test]
fn words_end_where_they_do_and_runs_are_by_themselves() {
    for (text, expected) in [
        ("Two words, three.", "two words three"),
        ("न्यायालय का निर्णय", "न्यायालय का निर्णय"),
        ("iPhone用户abc", "iphone 用户 abc"),
        ("a\u{301}", "a"),
        ("\u{301} ़ x", "x"),
        ("⑴ ½ ﷺ", "1 1 2 صلي الله عليه وسلم"),
        ("今日は、成語", "今日は 成語"),
        ("\u{ad}\u{200b} \u{ad}a\u{ad} b", "a b"),
        ("😀 👩‍👩‍👧 1\u{fe0f}\u{20e3}", "1"),
    ] {
        assert_eq!(list(text).join(" "), expected, "{text:?}");
    }
    assert_eq!(indexed("Ab 合并冲突, 法 合并 c"), "wab 合并 并冲 冲突 合并 wc 合 并 冲 突 法 ");
    assert_eq!(joined("CAFÉ-Noir"), "cafe-noir");
}

#[test]
fn a_word_knows_where_it_stands() {
    let text = "x Donau\u{ad}dampf ｶﾞ合";
    let (mut words, mut word) = (words(text), Word::default());
    let mut places = Vec::new();
    while words.read(&mut word) {
        places.push(text[word.place.clone()].to_owned());
        for (_, place) in &word.signs {
            places.push(text[place.clone()].to_owned());
        }
    }
    assert_eq!(places, ["x", "Donau\u{ad}dampf", "ｶﾞ合", "ｶﾞ", "合"]);
}

#[test]
fn a_word_that_stands_a_thousand_times_is_written_a_hundred_times_and_nothing_moves() {
    for unit in ["the ", "言", "合并会"] {
        let text = unit.repeat(5_000);
        let (index, first) = (indexed(&text), indexed(unit.repeat(2).trim_end()));
        let count = |word: &str| index.split(' ').filter(|other| *other == word).count();
        for word in first.split(' ').filter(|word| !word.is_empty()) {
            assert!(count(word) <= 110, "{word}: {}", count(word));
        }
    }
    let text = format!("{}数据合并 {}数据合会 数据并", "数据库".repeat(2_000), "数据库".repeat(50));
    let index = indexed(&text);
    assert!(index.contains("数据 据合 合并 "), "beside something new");
    assert!(index.contains("数据 据合 合会 "), "beside something new again");
    assert!(index.contains("数据 据并 "), "at the end of a short run");
    assert_eq!(index.matches(' ').count(), 3 * 2_000 + 3 + 3 * 50 + 3 + 2 + 6, "each keeps its place");
}

proptest! {
    #[test]
    fn folding_again_changes_nothing_and_places_are_in_order(text in "(\\PC|[क-्ก-๙가-힣ぁ-ヿ\u{300}-\u{308}\u{ad}\u{64b}-\u{655} a-zİßﬁ]){0,40}") {
        let (mut words, mut word, mut last) = (words(&text), Word::default(), 0);
        while words.read(&mut word) {
            prop_assert!(!word.text.is_empty());
            prop_assert!(word.place.start >= last || word.place.start < word.place.end);
            last = word.place.start;
            prop_assert!(text.get(word.place.clone()).is_some());
            prop_assert_eq!(word.signs.last().map_or(word.text.len(), |(end, _)| *end), word.text.len());
        }
        let once = list(&text).join(" ");
        prop_assert_eq!(list(&once).join(" "), once);
        // Composed or not.
        let decomposed: String = text.nfd().collect();
        prop_assert_eq!(list(&decomposed), list(&text.nfc().collect::<String>()));
    }
}

#[test]
#[ignore = "measures"]
fn how_long_it_takes() {
    for unit in [
        "the ",
        "Größe ",
        "слово ",
        "合并会产生冲突，",
        "शब्द ",
        "คำไทย",
        "كِتاب ",
        "한국어 ",
        "a\u{301}",
        "𠀀𠀁",
    ] {
        let text = unit.repeat(100_000 / unit.chars().count());
        assert!(!indexed(&text).is_empty());
        let begun = Instant::now();
        let (mut words, mut word) = (words(&text), Word::default());
        while words.read(&mut word) {}
        let read = begun.elapsed();
        let indexed = indexed(&text);
        println!("{unit}: {read:?} {:?} {} -> {} bytes", begun.elapsed() - read, text.len(), indexed.len());
    }
}
