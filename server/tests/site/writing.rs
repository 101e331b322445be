//! Forms: what they do, and that nothing typed is ever lost.

use axum::http::StatusCode;

use crate::client::Site;

#[tokio::test]
async fn an_article_is_written_edited_and_moves_with_its_title() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let address = visitor.write("A first title", "The text.").await;
    assert_eq!(address, "/a/a-first-title");
    let editor = visitor.get(&format!("{address}/edit")).await;
    let base = editor.hidden("base");
    let fields = [
        ("title", "A second title"),
        ("summary", "S"),
        ("body", "The text, longer."),
        ("note", "Why"),
        ("base", &base),
    ];
    let saved = visitor.post(&format!("{address}/edit"), &fields).await;
    assert!(saved.location().starts_with("/a/a-second-title"));
    let moved = visitor.get(&format!("{address}/history?x=1")).await;
    assert_eq!(
        (moved.status, moved.location().as_str()),
        (StatusCode::PERMANENT_REDIRECT, "/a/a-second-title/history?x=1")
    );
    assert_eq!(visitor.page("/a/a-second-title").await.text(".prose"), "The text, longer.");
    let title = visitor.page("/a/a-second-title/diff?from=1&to=2").await.part_saying("section", "Title");
    assert_eq!((title.text("ins"), title.text("del")), ("second".into(), "first".into()));
}

#[tokio::test]
async fn a_refused_form_comes_back_with_every_word_and_every_problem() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let summary = "s".repeat(501);
    let fields = [("title", ""), ("summary", summary.as_str()), ("body", "Kept & <safe>.")];
    let answer = visitor.post("/new", &fields).await;
    let page = answer.page_of(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!((page.value("summary"), page.value("body")), (summary.clone(), "Kept & <safe>.".into()));
    page.part("#title-error").says("Please enter a title");
    page.part("#summary-error").says("1 character too long (501 of 500)");
    assert!(visitor.cookie.is_none(), "nothing was written, so nobody is remembered");
}

#[tokio::test]
async fn limits_name_the_field_the_limit_and_the_size() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let address = visitor.write("An article", "The text.").await;
    let other = visitor.write("Something else entirely", "Other.").await;
    let long = |count: usize| "é".repeat(count);
    for (path, fields, expected) in [
        ("/new".to_owned(), vec![("title", long(151))], "Title is 1 character too long (151 of 150)."),
        (
            "/new".to_owned(),
            vec![("title", "T".into()), ("body", long(100_001))],
            "Text is 1 character too long (100,001 of 100,000).",
        ),
        (
            format!("{address}/comments"),
            vec![("body", long(10_001))],
            "Comment is 1 character too long (10,001 of 10,000).",
        ),
        (
            format!("{address}/relate"),
            vec![
                ("relation", "supports:forward".into()),
                ("other", other.clone()),
                ("explanation", long(501)),
            ],
            "Explanation is 1 character too long (501 of 500).",
        ),
        ("/new".to_owned(), vec![("title", "a\u{7}b".into())], "invisible character (U+0007) at position 2"),
    ] {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = visitor.post(&path, &fields).await;
        answer.page_of(StatusCode::UNPROCESSABLE_ENTITY).part("[role='alert'] a").says(expected);
    }
}

#[tokio::test]
async fn the_same_form_sent_twice_is_one_comment_and_a_changed_one_is_another() {
    let site = Site::new().await;
    let mut author = site.visitor();
    let address = author.write("An article", "The text.").await;
    let mut reader = site.visitor();
    let path = format!("{address}/comments");
    for _ in 0..2 {
        // Without a session yet: both clicks come from the same cached page.
        reader.cookie = None;
        let answer = reader.post_exactly(&path, &[("form", "page-1"), ("body", "Once.")]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
    for _ in 0..2 {
        reader.post_exactly(&path, &[("form", "page-1"), ("body", "Twice.")]).await;
    }
    assert_eq!(reader.page(&address).await.texts(".comment .said"), ["Once.", "Twice."]);
}

#[tokio::test]
async fn two_edits_of_one_revision_conflict_and_both_texts_are_shown() {
    let site = Site::new().await;
    let mut first = site.visitor();
    let address = first.write("An article", "The old words.").await;
    let base = first.get(&format!("{address}/edit")).await.hidden("base");
    let edit = |body: &'static str, base: String| {
        let fields = [("title", "An article"), ("summary", "S"), ("body", body)];
        (fields, base)
    };
    let (fields, of) = edit("The new words.", base.clone());
    let path = format!("{address}/edit");
    let saved = first.post(&path, &[&fields[..], &[("base", of.as_str())]].concat()).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let mut second = site.visitor();
    let (fields, of) = edit("My words.", base);
    let conflict = second.post(&path, &[&fields[..], &[("base", of.as_str())]].concat()).await;
    let page = conflict.page_of(StatusCode::CONFLICT);
    assert_eq!(page.value("mine_body"), "My words.");
    let theirs = page.part_saying(".sides section", messages::history::conflict::THEIRS_BY.trim_end());
    assert_eq!((theirs.text("del"), theirs.text("ins")), ("old".into(), "new".into()));
    let (theirs, original) = (conflict.hidden("base"), conflict.hidden("original"));
    let mine = [
        ("base", theirs.as_str()),
        ("original", original.as_str()),
        ("resolving", "1"),
        ("mine_title", "An article"),
        ("mine_summary", "S"),
        ("mine_body", "My words."),
    ];
    let unchosen = second.post(&path, &mine).await;
    let unchosen = unchosen.page_of(StatusCode::UNPROCESSABLE_ENTITY);
    unchosen.part("#problem").says("1 conflict is still open");
    let chosen = [("choice_0", "written"), ("text_0", "Our\r\nwords.")];
    let saved = second.post(&path, &[&mine[..], &chosen[..]].concat()).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    assert_eq!(second.page(&address).await.part(".prose p").raw_text(), "Our\nwords.");
}

#[tokio::test]
async fn edits_of_different_sentences_are_merged_and_shown_as_such() {
    let site = Site::new().await;
    let mut first = site.visitor();
    let address = first.write("An article", "One here.\n\nTwo there.").await;
    let path = format!("{address}/edit");
    let base = first.get(&path).await.hidden("base");
    let of =
        |body| [("title", "An article"), ("summary", "A summary."), ("body", body), ("base", base.as_str())];
    assert_eq!(first.post(&path, &of("One here.\n\nTwo, changed.")).await.status, StatusCode::SEE_OTHER);
    let mut second = site.visitor();
    let merged = second.post(&path, &of("One, changed.\r\n\r\nTwo there.")).await;
    assert_eq!(merged.location(), format!("{address}/diff?from=2&to=3&said=merged"));
    let shown = second.page(&merged.location()).await;
    shown.part(".notice").says(messages::notice::MERGED);
    shown.has_text("ins", "changed");
    shown.has_text("form[action$='/restore'] button", &messages::history::restore(2));
    assert_eq!(second.page(&address).await.texts(".prose p"), ["One, changed.", "Two, changed."]);
    second
        .page(&format!("{address}/history"))
        .await
        .part(".revisions")
        .says(messages::history::merged::WITH.trim());
}

#[tokio::test]
async fn a_conflict_names_only_revisions_of_its_article() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let address = visitor.write("An article", "Text.").await;
    let other = visitor.write("Another", "Secret.").await;
    let foreign = visitor.get(&format!("{other}/edit")).await.hidden("base");
    let fields = [("base", foreign.as_str()), ("resolving", "1"), ("mine_title", "T"), ("mine_body", "B")];
    let answer = visitor.post(&format!("{address}/edit"), &fields).await;
    answer.page_of(StatusCode::NOT_FOUND).has_nowhere("Secret.");
}

#[tokio::test]
async fn a_pasted_quote_is_found_and_one_that_is_not_there_is_refused() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let address = visitor.write("An article", "Some **bold** words of the text. And some more.").await;
    let path = format!("{address}/comments");
    let answer = visitor.post(&path, &[("body", "Well."), ("quote", "bold words\r\nof")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = visitor.page(&address).await;
    page.has_text(".prose strong > mark.quoted[data-to='#quoted-1']", "bold");
    for (quote, expected) in [("nowhere", "is not in the article"), ("e", "occurs")] {
        let answer = visitor.post(&path, &[("body", "Kept."), ("quote", quote)]).await;
        let page = answer.page_of(StatusCode::UNPROCESSABLE_ENTITY);
        page.part("#comment-quote-error").says(expected);
        assert_eq!((page.value("body"), page.value("quote")), ("Kept.".into(), quote.into()));
    }
}

#[tokio::test]
async fn relations_that_can_not_be_are_refused_with_a_reason() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let part = visitor.write("The part", "Text.").await;
    let whole = visitor.write("The whole thing", "Text.").await;
    let relate = |other: &str| {
        [
            ("relation", "part-of:forward".to_owned()),
            ("other", other.to_owned()),
            ("explanation", "Why.".into()),
        ]
    };
    let mut send = async |from: &str, other: &str| {
        let fields = relate(other);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        visitor.post(&format!("{from}/relate"), &fields).await
    };
    assert_eq!(send(&part, &whole).await.status, StatusCode::SEE_OTHER);
    for (from, other, status, expected) in [
        (&part, whole.as_str(), StatusCode::CONFLICT, "This relation already exists"),
        (&whole, part.as_str(), StatusCode::UNPROCESSABLE_ENTITY, "part of itself"),
        (&part, part.as_str(), StatusCode::UNPROCESSABLE_ENTITY, "cannot be related to itself"),
        (&part, "no such thing", StatusCode::UNPROCESSABLE_ENTITY, "there is no such article"),
    ] {
        let answer = send(from, other).await;
        let page = answer.page_of(status);
        page.part("[role='alert']").says(expected);
        assert_eq!(page.value("explanation"), "Why.");
    }
}

#[tokio::test]
async fn only_its_author_changes_a_comment() {
    let site = Site::new().await;
    let mut author = site.visitor();
    let address = author.write("An article", "Text.").await;
    let said = author.post(&format!("{address}/comments"), &[("body", "Mine.")]).await;
    let id = said.location().rsplit_once("#comment-").unwrap().1.to_owned();
    let path = format!("{address}/comments/{id}/edit");
    let mut other = site.visitor();
    let refused = other.post(&path, &[("body", "Stolen."), ("base", "1")]).await;
    assert_eq!(refused.page_of(StatusCode::FORBIDDEN).value("body"), "Stolen.");
    assert_eq!(author.post(&path, &[("body", "Better."), ("base", "1")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(author.post(&path, &[("body", "Late."), ("base", "1")]).await.status, StatusCode::CONFLICT);
    let withdrawn = author.post(&format!("{address}/comments/{id}/withdraw"), &[]).await;
    assert_eq!(withdrawn.status, StatusCode::SEE_OTHER);
    author.page(&address).await.has_nowhere("Better.");
}

/// A quote of a number that does not stand there was attached to the one that does.
#[tokio::test]
async fn a_quote_that_says_something_else_is_refused_with_what_stands_there() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let text =
        "The levy is 15 percent of the yearly turnover. Members must vote twice. The ﬁnal oﬃce report.";
    let address = visitor.write("An article", text).await;
    for (quote, there) in [
        ("The levy is 25 percent of the yearly turnover", "where you have “25”, the article has “15”"),
        ("Members must not vote twice", "where you have “not”, the article has nothing"),
    ] {
        let fields = [("body", "My own words."), ("quote", quote)];
        let answer = visitor.post(&format!("{address}/comments"), &fields).await;
        let page = answer.page_of(StatusCode::UNPROCESSABLE_ENTITY);
        page.part("#comment-quote-error").says(there);
        // What was typed comes back.
        assert_eq!((page.value("body"), page.value("quote")), ("My own words.".into(), quote.into()));
    }
    let fields = [("body", "My own words."), ("quote", "The final office report")];
    let answer = visitor.post(&format!("{address}/comments"), &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
}

#[tokio::test]
async fn a_text_that_is_wrapped_anew_keeps_its_quotes_and_marks_nothing() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let old = "One two three\nfour five.\n\n- 委员会应当每年\n  公布预算报告。\n\n> Six seven\n> eight.\n\nThe end.";
    let new = "One two\nthree four\nfive.\n\n- 委员会应当\n  每年公布预算报告。\n\n> Six\n> seven eight.\n\nThe end.";
    let address = visitor.write("An article", old).await;
    for quote in ["two three four", "每年 公布", "seven eight"] {
        let answer =
            visitor.post(&format!("{address}/comments"), &[("body", "Well."), ("quote", quote)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{quote}: {}", answer.text());
    }
    visitor.edit(&address, "An article", new).await;
    let shown = visitor.page(&format!("{address}/diff?from=1&to=2")).await;
    shown.has_text("section .empty", messages::history::ONLY_LINE_BREAKS);
    shown.has_no("ins, del");
    let page = visitor.page(&address).await;
    assert_eq!(page.count(".quote-count"), 3, "{page}");
    for said in [messages::talk::quote::REWORDED, messages::talk::quote::MOVED, "no longer"] {
        page.has_nowhere(said);
    }
}

#[tokio::test]
async fn a_text_of_which_nothing_can_be_seen_is_refused_and_comes_back() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let address = visitor.write("An article", "One sentence.").await;
    for nothing in ["[a]: https://example.org/never", "\u{200b}\u{ad}", "&#8203;"] {
        let fields = [("title", "Another"), ("summary", ""), ("body", nothing), ("similar_seen", "1")];
        for (path, fields) in
            [("/new".to_owned(), &fields[..]), (format!("{address}/comments"), &[("body", nothing)])]
        {
            let refused = visitor.post(&path, fields).await;
            let page = refused.page_of(StatusCode::UNPROCESSABLE_ENTITY);
            page.part("p.error").says("is empty for readers: nothing of it can be seen");
            assert_eq!(page.value("body"), nothing, "{path}");
        }
    }
    visitor.comment(&address, "***").await;
}
