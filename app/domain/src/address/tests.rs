use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::text::Title;

/// Words that would be another part of an address, or none, if they stood there as they are.
const HOSTILE: [&str; 20] = [
    "100% sure",
    "%2F%2e%2e",
    "a/b",
    "//evil.example",
    "what? why?",
    "# heading",
    "..",
    "../../new",
    "a&b=c;d+e",
    "\"quoted\" 'words' `here`",
    "<script>",
    "back\\slash",
    "u\u{308}ber",
    "über",
    "ελλάδα",
    "שָׁלוֹם",
    "كِتَابٌ",
    "\u{202e}turned",
    "😀 𝒳 日本",
    "a.b,c:d~e_f-g",
];

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// The parts of an address as a server and a browser read them: the path, what is asked, and the place.
fn read(address: &Address) -> (Vec<String>, Vec<(String, String)>, Option<String>) {
    let text = address.to_string();
    assert!(text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"'<>\\`{}|^".contains(&byte)), "{text}");
    let (rest, place) = text.split_once('#').map_or((&*text, None), |(rest, place)| (rest, Some(place)));
    let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
    let part = |text: &str| decode(text).unwrap().into_owned();
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap();
        (decode_field(name.as_bytes()).unwrap(), decode_field(value.as_bytes()).unwrap())
    };
    let path = path.strip_prefix('/').unwrap().split('/').map(part).collect();
    (path, query.map_or_else(Vec::new, |query| query.split('&').map(pair).collect()), place.map(part))
}

/// Slugs that titles make, and others that `Slug::parse` lets through.
fn slugs() -> Vec<Slug> {
    let titles = HOSTILE.iter().map(|title| Slug::from_title(&Title::parse(title).unwrap()));
    let typed = ["u\u{308}ber-2", "\u{202e}a", "“quoted”", "a\u{2028}b", "😀", "日本／語", "．．", "a"];
    titles.chain(typed.map(|slug| Slug::parse(slug).unwrap())).collect()
}

#[test]
fn every_path_of_an_article_reads_back_to_what_it_was_made_of() {
    let relation_id = RelationId(id(1));
    let (comment_id, citation_id) = (CommentId(id(2)), CitationId(id(3)));
    let one = relation_id.to_string();
    let (two, three) = (comment_id.to_string(), citation_id.to_string());
    for slug in slugs() {
        let s = &slug;
        let of = |parts: &[&str]| {
            let all = ["a", s.as_str()].into_iter().chain(parts.iter().copied());
            (all.map(str::to_owned).collect::<Vec<_>>(), Vec::<(String, String)>::new(), None::<String>)
        };
        for (address, parts) in [
            (article(s), &[][..]),
            (outline_of(s), &["outline"]),
            (health_of(s), &["health"]),
            (branch(s), &["branch"]),
            (graph_of(s), &["graph"]),
            (graph_image(Some(s), "svg"), &["graph.svg"]),
            (source(s), &["source"]),
            (history(s), &["history"]),
            (difference(s), &["diff"]),
            (revision(s, 7), &["revisions", "7"]),
            (edit(s), &["edit"]),
            (restore(s), &["restore"]),
            (propose(s), &["proposals"]),
            (proposal(s, comment_id), &["proposals", &two]),
            (relate(s), &["relate"]),
            (relation(s, relation_id), &["relations", &one]),
            (relation_history(s, relation_id), &["relations", &one, "history"]),
            (remove_relation(s, relation_id), &["relations", &one, "remove"]),
            (restore_relation(s, relation_id), &["relations", &one, "restore"]),
            (removed_relations(s), &["removed"]),
            (suggestions(s), &["suggestions"]),
            (dismiss_suggestion(s), &["suggestions", "dismiss"]),
            (restore_suggestion(s), &["suggestions", "restore"]),
            (add_comment(s), &["comments"]),
            (edit_comment(s, comment_id), &["comments", &two, "edit"]),
            (comment_history(s, comment_id), &["comments", &two, "history"]),
            (withdraw_comment(s, comment_id), &["comments", &two, "withdraw"]),
            (cite(s), &["cite"]),
            (fill_citation(s), &["cite", "fill"]),
            (edit_citation(s, citation_id), &["citations", &three, "edit"]),
            (citation_history(s, citation_id), &["citations", &three, "history"]),
            (withdraw_citation(s, citation_id), &["citations", &three, "withdraw"]),
            (lock(s), &["lock"]),
            (unlock(s), &["unlock"]),
        ] {
            assert_eq!(read(&address), of(parts), "{address}");
            assert_eq!(slug_in(&address.on("https://moot.example")), s.as_str(), "{address}");
        }
        let programs = |part: &str| ["api", "articles", s.as_str(), part].map(str::to_owned).to_vec();
        assert_eq!(read(&citations_file(s, "bib")).0, programs("citations.bib"));
        assert_eq!(read(&annotations(s)).0, programs("annotations"));
    }
}

#[test]
fn what_is_asked_and_where_on_the_page_read_back_too() {
    let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let revision = crate::id::RevisionId(id(4));
    let link = PassageLink { revision, place: 3..9 };
    let (comment_id, citation_id, who) = (CommentId(id(2)), CitationId(id(3)), ContributorId(id(5)));
    let (two, three, five) = (comment_id.to_string(), citation_id.to_string(), who.to_string());
    for slug in &slugs() {
        for (address, asked, place) in [
            (difference_between(slug, 1, 2), &[("from", "1"), ("to", "2")][..], None),
            (comments(slug).notice("saved"), &[("tab", "comments"), ("said", "saved")], None),
            (comment(slug, comment_id), &[("tab", "comments")], Some(format!("comment-{two}"))),
            (
                comment_among_many(slug, comment_id).notice("commented"),
                &[("tab", "comments"), ("comment", &two), ("said", "commented")],
                Some(format!("comment-{two}")),
            ),
            (citation(slug, citation_id), &[("tab", "citations")], Some(format!("citation-{three}"))),
            (
                citation_among_many(slug, citation_id),
                &[("tab", "citations"), ("citation", &three)],
                Some(format!("citation-{three}")),
            ),
            (passage(slug, &link), &[("passage", &link.to_string())], None),
            (passage_of_revision(slug, 2, 3, 9), &[("passage", "3-9")], Some("passage".to_owned())),
        ] {
            assert_eq!(read(&address).1, pairs(asked), "{address}");
            assert_eq!(read(&address).2, place, "{address}");
        }
        let url = crate::text::WebUrl::parse(&passage(slug, &link).on("https://moot.example")).unwrap();
        assert_eq!(PassageLink::of(&url), Some(link.clone()));
    }
    for words in HOSTILE {
        for address in [
            connect().query("from", words).query("to", "a"),
            connect().field("from", words).field("to", "a"),
            graph_connections(words, "a"),
        ] {
            assert_eq!(read(&address).1, pairs(&[("from", words), ("to", "a")]), "{address}");
        }
        assert_eq!(read(&welcome(words)).1, pairs(&[("back", words)]));
        assert_eq!(read(&sign_in(words)).0, ["sign-in", words]);
        assert_eq!(read(&home().fragment(words)).2.as_deref(), Some(words));
        assert_eq!(read(&home().query(words, words)).1, pairs(&[(words, words)]));
        let kept = draft(words, who);
        assert_eq!(read(&kept).0, ["api", "sync", "drafts", words]);
        assert_eq!(read(&kept).1, pairs(&[("by", &five)]));
        assert_eq!(read(&changes(words, 7)).1, pairs(&[("epoch", words), ("since", "7"), ("texts", "0")]));
    }
}

#[test]
fn other_paths_read_back() {
    let who = ContributorId(id(5));
    let five = who.to_string();
    let (article, relation, anchor) = (ArticleId(id(6)), RelationId(id(7)), AnchorId(id(8)));
    for (address, parts) in [
        (home(), &[""][..]),
        (new_article(), &["new"]),
        (recent(), &["recent"]),
        (connect(), &["connect"]),
        (outline(), &["outline"]),
        (health(), &["health"]),
        (graph(), &["graph"]),
        (graph_image(None, "png"), &["graph.png"]),
        (file("assets/main.css"), &["assets", "main.css"]),
        (bundled("pkg/1", "app.js"), &["pkg", "1", "app.js"]),
        (hide(Hideable::Article(article)), &["hide"]),
        (person(who), &["people", &five]),
        (block(who), &["people", &five, "block"]),
        (unblock(who), &["people", &five, "unblock"]),
        (undo(who), &["people", &five, "undo"]),
        (annotation(anchor), &["api", "annotations", &anchor.to_string()]),
        (graph_data(), &["api", "graph"]),
        (graph_article(article), &["api", "graph", "articles", &article.to_string()]),
        (graph_relation(relation), &["api", "graph", "relations", &relation.to_string()]),
    ] {
        assert_eq!(read(&address).0, parts, "{address}");
    }
}

#[test]
fn addresses_are_written_as_they_always_were() {
    let slug = Slug::parse("straße-2").unwrap();
    let comment_id = CommentId(id(2));
    for (address, text) in [
        (article(&slug), "/a/stra%C3%9Fe-2"),
        (comments(&slug).query("page", 2).fragment("talk"), "/a/stra%C3%9Fe-2?tab=comments&page=2#talk"),
        (welcome("/a/x?tab=about"), "/welcome?back=/a/x%3Ftab%3Dabout"),
        (
            new_article().query("from", &slug).field("relation", "answers:forward"),
            "/new?from=stra%C3%9Fe-2&relation=answers:forward",
        ),
        (
            graph().field("words", "näher & ran").field("at", "1.0,2.0"),
            "/graph?words=n%C3%A4her+%26+ran&at=1.0,2.0",
        ),
        (graph().query("words", "näher & ran"), "/graph?words=n%C3%A4her%20%26%20ran"),
        (
            comment_among_many(&slug, comment_id),
            "/a/stra%C3%9Fe-2?tab=comments&comment=00000000-0000-0000-0000-000000000002\
             #comment-00000000-0000-0000-0000-000000000002",
        ),
        (graph_image(None, "svg"), "/graph.svg"),
        (
            hide(Hideable::Comment(comment_id)),
            "/hide?thing=comment&named=00000000-0000-0000-0000-000000000002",
        ),
    ] {
        assert_eq!(address.to_string(), text);
        assert_eq!(String::from(address), text);
    }
}

#[test]
fn one_goes_back_within_the_site_only() {
    for good in ["/", "/a/slug?tab=about", "/a/slug?tab=comments#talk"] {
        assert_eq!(Address::parse(good).unwrap().to_string(), good);
    }
    let said = Address::parse("/a/slug?tab=about#talk").unwrap().notice("welcome");
    assert_eq!(said.to_string(), "/a/slug?tab=about&said=welcome#talk");
    for bad in ["", "https://evil.example", "//evil.example", "/\\evil.example", "/a\r\nSet-Cookie: x", "a"] {
        assert_eq!(Address::parse(bad), None, "{bad:?}");
    }
}

#[test]
fn slips_of_the_hand_lead_on_and_never_to_another_host() {
    for (path, expected) in [
        ("/a/x/", Some("/a/x")),
        ("/A/x", Some("/a/x")),
        ("/Recent", Some("/recent")),
        ("//evil.example/", None),
        ("/\\evil.example/", None),
        ("/nowhere", None),
    ] {
        assert_eq!(corrected(path).as_deref(), expected, "{path}");
    }
}

#[test]
fn what_is_said_once_is_left_out() {
    for (asked, rest) in [
        ("/a/x", "/a/x"),
        ("/a/x?said=saved", "/a/x"),
        ("/a/x?tab=comments&said=saved", "/a/x?tab=comments"),
        ("/a/x?said=saved&tab=comments&saids=1", "/a/x?tab=comments&saids=1"),
    ] {
        assert_eq!(without_notice(asked), rest);
    }
}

#[test]
fn a_slug_is_found_in_what_somebody_types() {
    for (typed, slug) in [
        ("a32", "a32"),
        ("/a/a32", "a32"),
        ("https://moot.example/a/stra%C3%9Fe-2/history?from=1#x", "straße-2"),
        ("/a/straße-2?tab=about", "straße-2"),
        ("moot.example/a/a32", "a32"),
        ("https://a/a/a/history", "a"),
        ("https://moot.example", "https:"),
        ("/a/%FF", ""),
    ] {
        assert_eq!(slug_in(typed), slug, "{typed}");
    }
}

#[test]
fn an_old_address_leads_to_the_same_page_of_the_newer_one() {
    let (old, newer) = (Slug::parse("älter").unwrap(), Slug::parse("new").unwrap());
    for (here, expected) in [
        ("/a/älter", "/a/new"),
        ("/a/%C3%A4lter", "/a/new"),
        ("/a/%c3%a4lter/history?from=1&to=2", "/a/new/history?from=1&to=2"),
        ("/a/%C3%A4lter?tab=comments", "/a/new?tab=comments"),
        ("/api/articles/%C3%A4lter", "/api/articles/new"),
        ("/api/articles/%C3%A4lter/annotations?page=2", "/api/articles/new/annotations?page=2"),
        ("/api/articles/%C3%A4lter/citations.bib", "/api/articles/new/citations.bib"),
        ("/connect?from=%C3%A4lter", "/a/new"),
    ] {
        assert_eq!(renamed(here, &old, &newer), expected, "{here}");
    }
    let (old, newer) = (Slug::parse("articles").unwrap(), Slug::parse("a").unwrap());
    assert_eq!(
        renamed("/api/articles/articles/citations.json", &old, &newer),
        "/api/articles/a/citations.json"
    );
}

#[test]
fn a_percent_sign_that_encodes_nothing_stands_for_itself() {
    assert_eq!(decode("100%+f%").as_deref(), Some("100%+f%"));
    assert_eq!(decode("%2525").as_deref(), Some("%25"));
    assert_eq!(decode("%FF"), None);
    assert_eq!(decode_field(b"a+b%2Bc%2").unwrap(), "a b+c%2");
    assert!(decode_field(b"%FF").is_err());
}

proptest! {
    #[test]
    fn whatever_is_put_into_an_address_is_read_there(words in "\\PC{0,40}", title in "\\PC{1,150}") {
        let address = Address::at("/x").query(&words, &words).field(&words, &words).fragment(&words);
        let (path, asked, place) = read(&address);
        prop_assert_eq!(path, ["x"]);
        prop_assert_eq!(asked, vec![(words.clone(), words.clone()); 2]);
        prop_assert_eq!(place, Some(words.clone()));
        let part = encode(&words);
        prop_assert_eq!(decode(&part).unwrap(), words);
        if let Ok(title) = Title::parse(&title) {
            let slug = Slug::from_title(&title);
            prop_assert_eq!(slug_in(&article(&slug).to_string()), slug.as_str());
        }
    }
}
