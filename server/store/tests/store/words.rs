//! Words in every script, found as readers compare them.

use std::time::{Duration, Instant};

use domain::slug::Slug;
use domain::text::Title;
use model::Hit;
use store::read::Found;
use store::{Options, Store};

use super::common::Fixture;

/// Kind, a title, and what finds it.
const FOUND: &[(&str, &str, &[&str])] = &[
    (
        "Chinese",
        "三方合并会产生冲突",
        &["合并", "冲突", "合并会产生", "三", "突", "并", "三方合并会产生冲突", "合并 冲突"],
    ),
    ("Japanese", "今日は成語しりとりをした", &["しりとり", "成語", "今日", "は", "した", "しりとりをした"]),
    ("half width Japanese", "ﾊﾟｿｺﾝの修理", &["パソコン", "ソコ", "ン", "パソコンの修理", "ﾊﾟｿｺﾝ"]),
    ("Korean", "한국어문법을 배우기", &["문법", "한국어", "법", "문법을", "배우", "국어 배우기"]),
    ("Thai", "ภาษาไทยสนุกมาก", &["ไทย", "สนุก", "ภาษา", "ก", "าก", "ไทยสนุก"]),
    ("Lao", "ພາສາລາວ", &["ລາວ", "ພາສາ", "ລ"]),
    ("Khmer", "ភាសាខ្មែរ", &["ខ្មែរ", "ភាសា"]),
    ("Myanmar", "မြန်မာဘာသာ", &["ဘာသာ", "မြန်မာ"]),
    ("mixed", "iPhone用户iOS手册", &["用户", "iphone", "手册", "IPHONE用户"]),
    ("pointed Arabic", "كِتَابٌ مُفيد", &["كتاب", "كِتَابٌ", "كـتـاب", "مفيد"]),
    ("Arabic", "كتاب جديد", &["كتاب", "كِتَاب", "جَديد"]),
    ("pointed Hebrew", "שָׁלוֹם רב", &["שלום", "שָׁלוֹם"]),
    ("Hebrew", "שלום עולם", &["שָׁלוֹם", "שלום", "עוֹלָם"]),
    ("Hindi", "न्यायालय का निर्णय", &["न्यायालय", "निर्णय", "न्या", "का"]),
    ("Tamil", "தமிழ் மொழி", &["தமிழ்", "மொழி"]),
    ("sharp s", "Die Straße", &["Strasse", "STRASSE", "straße", "STRAẞE"]),
    ("ligatures", "The ﬁnal oﬃce report", &["final office", "ﬁnal", "OFFICE"]),
    ("full width", "ＡＢＣ１２３", &["ABC123", "abc", "ａｂｃ"]),
    (
        "soft hyphens",
        "Donau\u{ad}dampf\u{ad}schiff",
        &["Donaudampfschiff", "donau\u{ad}dampfschiff", "donau"],
    ),
    ("Turkish", "İstanbul ışık", &["istanbul", "ISTANBUL", "İSTANBUL", "IŞIK", "isik"]),
    ("Greek", "Οδός Αθηνών", &["ΟΔΟΣ", "οδος", "οδοσ", "αθηνων"]),
    ("Latin", "Café Ångström", &["cafe", "CAFE\u{301}", "angstrom", "ÅNGSTRÖM"]),
    ("Cyrillic", "Зелёная ёлка", &["елка", "ЗЕЛЕНАЯ", "зелёная"]),
];

/// A title, and what does not find it.
const NOT_FOUND: &[(&str, &[&str])] = &[
    ("कि", &["का", "की"]),
    ("का", &["कि"]),
    ("न्यायालय", &["नयायालय", "यायालय"]),
    ("三方合并会产生冲突", &["并合", "三合", "冲突会", "法"]),
    ("合并，冲突", &["并冲", "合并冲突"]),
    ("かき", &["がき", "ガキ"]),
    ("한국어", &["국한", "하"]),
];

fn has(titles: &[String], title: &str) -> bool {
    titles.iter().any(|other| other == title)
}

#[tokio::test]
async fn words_of_every_script_are_found_by_search_picker_and_similar_titles() {
    let fixture = Fixture::new().await;
    for (_, title, _) in FOUND {
        fixture.article(&as_title(title), "Text.").await;
    }
    fixture.article("In the body", &FOUND.map_titles()).await;
    for (kind, title, words) in FOUND {
        let title = as_title(title);
        for words in *words {
            let hits = fixture.store.search(words, 30).await.unwrap();
            let titles: Vec<String> = hits.iter().map(|hit| hit.article.title.clone()).collect();
            assert!(has(&titles, &title), "{kind}, search {words}: {titles:?}");
            let body = hits.iter().find(|hit| hit.article.title == "In the body");
            let snippet = body.map(|hit| hit.snippet.clone()).unwrap_or_default();
            assert!(snippet.contains(Hit::MARK), "{kind}, snippet for {words}: {snippet}");
            let choices = fixture.store.find(words, 30).await.unwrap();
            let titles: Vec<String> = choices.into_iter().map(|choice| choice.title).collect();
            assert!(has(&titles, &title), "{kind}, picker {words}: {titles:?}");
        }
    }
    for (kind, title, words) in FOUND.iter().take(8) {
        for words in *words {
            let similar = fixture.store.similar(words, None).await.unwrap();
            let titles: Vec<String> = similar.into_iter().map(|choice| choice.title).collect();
            assert!(has(&titles, title), "{kind}, similar {words}: {titles:?}");
        }
    }
    for (kind, title, words) in FOUND.iter().skip(9) {
        // Half of a title, in another form.
        let similar = fixture.store.similar(&format!("{} {}", words[0], words[1]), None).await.unwrap();
        let title = as_title(title);
        let titles: Vec<String> = similar.into_iter().map(|choice| choice.title).collect();
        assert!(has(&titles, &title), "{kind}, similar {}: {titles:?}", words[0]);
    }
}

/// Nobody can write a title with what is not seen; a text can have it.
fn as_title(text: &str) -> String {
    Title::parse(&text.replace('\u{ad}', "")).unwrap().as_str().to_owned()
}

trait Titles {
    fn map_titles(&self) -> String;
}

impl Titles for [(&str, &str, &[&str])] {
    /// Each in a paragraph.
    fn map_titles(&self) -> String {
        self.iter().map(|(_, title, _)| format!("{title}\n\n")).collect()
    }
}

#[tokio::test]
async fn letters_that_are_others_to_their_readers_do_not_find_each_other() {
    let fixture = Fixture::new().await;
    for (title, _) in NOT_FOUND {
        fixture.article(title, "Text.").await;
    }
    for (title, words) in NOT_FOUND {
        for words in *words {
            let hits = fixture.store.search(words, 30).await.unwrap();
            assert!(hits.iter().all(|hit| hit.article.title != *title), "{words} finds {title}");
        }
    }
}

#[tokio::test]
async fn an_address_in_another_form_or_case_leads_to_the_article() {
    let fixture = Fixture::new().await;
    for title in ["Café noir", "Die Straße", "Οδός", "İstanbul", "ＡＢＣ", "न्यायालय", "Donaudampf"]
    {
        fixture.article(title, "Text.").await;
    }
    for (asked, meant) in [
        ("CAFÉ-NOIR", "café-noir"),
        ("cafe-noir", "café-noir"),
        ("Cafe\u{301}-Noir", "café-noir"),
        ("DIE-STRASSE", "die-straße"),
        ("die-straẞe", "die-straße"),
        ("ΟΔΌΣ", "οδός"),
        ("İSTANBUL", "istanbul"),
        ("न्या\u{200d}यालय", "न्यायालय"),
        ("donau\u{ad}dampf", "donaudampf"),
        ("abc", "ａｂｃ"),
    ] {
        match fixture.store.head(&Slug::parse(asked).unwrap()).await.unwrap() {
            Some(Found::Moved(newer)) => assert_eq!(newer.as_str(), meant, "{asked}"),
            other => panic!("{asked}: {other:?}"),
        }
        let link = fixture.store.link_of(&Slug::parse(asked).unwrap()).await.unwrap().unwrap();
        assert_eq!(link.slug.as_str(), meant);
    }
    // Its own comes first, then what differs in case only; where it could be several, none.
    fixture.article("Cafe noir", "Text.").await;
    for (asked, meant) in
        [("CAFÉ-NOIR", Some("café-noir")), ("CAFE-noir", Some("cafe-noir")), ("càfe-noir", None)]
    {
        let found = fixture.store.head(&Slug::parse(asked).unwrap()).await.unwrap();
        let newer = found.map(|found| match found {
            Found::Moved(newer) => newer.as_str().to_owned(),
            other => panic!("{asked}: {other:?}"),
        });
        assert_eq!(newer.as_deref(), meant, "{asked}");
    }
    assert!(matches!(
        fixture.store.head(&Slug::parse("cafe-noir").unwrap()).await.unwrap(),
        Some(Found::Here(_))
    ));
}

#[tokio::test]
async fn what_was_written_before_is_found_too_and_keeps_its_address() {
    let fixture = Fixture::new().await;
    let (article, _) = fixture.article("三方合并会产生冲突", "Straße.").await;
    let file = fixture.folder.path().join("test.db");
    fixture.store.close().await;
    let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    // As the versions before left it, with a slug that no title makes any more.
    sqlx::raw_sql(
        "drop table article_search;
         create virtual table article_search using fts5 (title, summary, text, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
         insert into article_search (rowid, title, summary, text)
         select a.number, a.title, a.summary, x.plain_text from articles a join renderings x on x.revision_id = a.head_id;
         drop index articles_folding; drop index slugs_folding; drop index slugs_folded;
         alter table articles drop column folding; alter table slugs drop column folding; alter table slugs drop column folded;
         update articles set slug = 'donau-dampf-schiff';
         update slugs set slug = 'donau-dampf-schiff';
         delete from _sqlx_migrations where version in (29, 30)",
    )
    .execute(&pool)
    .await
    .unwrap();
    pool.close().await;
    let store = Store::open(&file, Options::default()).await.unwrap();
    for words in ["合并", "strasse"] {
        assert_eq!(store.search(words, 5).await.unwrap()[0].article.id, article, "{words}");
    }
    let found = store.head(&Slug::parse("donau-dampf-schiff").unwrap()).await.unwrap();
    assert!(matches!(found, Some(Found::Here(_))), "{found:?}");
    let found = store.head(&Slug::parse("Donau-Dampf-SCHIFF").unwrap()).await.unwrap();
    assert!(matches!(found, Some(Found::Moved(_))), "{found:?}");
    store.close().await;
}

/// How long a search may take, in a build that is not optimised.
const MAX_TIME: Duration = Duration::from_millis(500);

#[tokio::test]
async fn a_search_is_quick_whatever_is_stored() {
    let fixture = Fixture::new().await;
    let n = std::env::var("ARTICLES").ok().and_then(|n| n.parse().ok()).unwrap_or(300);
    for unit in ["the ", "the ", "ab ", "言", "合并会"] {
        let body = unit.repeat(80_000 / unit.chars().count());
        for _ in 0..2 {
            fixture.article("Bomb", &body).await;
        }
    }
    for number in 0..n {
        fixture
            .article(&format!("The article {number}"), &"all of the words, 合并会产生冲突. ".repeat(20))
            .await;
    }
    for words in [
        "the",
        "th",
        "t",
        "the article",
        "言",
        "合",
        "合并",
        "合并会合并会",
        "a b c d e f g h i j k l m n o p",
        "all of the words",
    ] {
        // The first of three that is quick enough: others work on the machine, too.
        let mut took = Duration::MAX;
        let mut hits = Vec::new();
        for _ in 0..3 {
            let begun = Instant::now();
            hits = fixture.store.search(words, 30).await.unwrap();
            took = took.min(begun.elapsed());
        }
        let begun = Instant::now();
        fixture.store.find(words, 8).await.unwrap();
        println!("{words}: {took:?}, picker {:?}, {} hits", begun.elapsed(), hits.len());
        assert!(took < MAX_TIME, "{words}: {took:?}");
    }
}
