use std::panic::{AssertUnwindSafe, catch_unwind};

use super::*;

const PAGE: &str = "<!doctype html><html lang=\"en\"><head><title>A &amp; B</title></head><body><nav>Home</nav><main>
    <h1>A<!> &amp;\n   B</h1><p class=\"first\">One <b>two</b>three<br>four</p><p>Five</p><script>secret()</script>
    <form action=\"/new\"><textarea name=\"body\">\nMine.\n</textarea><select name=\"kind\"><option value=\"x\">X</option>
    <option value=\"y\" selected>Y</option></select><input type=\"radio\" name=\"choice\" value=\"1\">
    <input type=\"radio\" name=\"choice\" value=\"2\" checked><input name=\"base\" value=\"a&quot;b\"></form>
    <ul><li><a href=\"/a?b=c&amp;d=e\">A</a></li><li><a href=\"/b\">B</a></li></ul></main></body></html>";

/// What a failure says.
fn failure(page: &Page, check: impl Fn(&Page)) -> String {
    let failed = catch_unwind(AssertUnwindSafe(|| check(page))).expect_err("it was to fail");
    *failed.downcast::<String>().expect("a message")
}

#[test]
fn what_is_read_is_what_a_browser_shows() {
    let page = Page::of(PAGE);
    assert_eq!((page.text("h1"), page.text("title")), ("A & B".to_owned(), "A & B".to_owned()));
    assert_eq!(page.texts("p"), ["One twothree four", "Five"]);
    assert_eq!(page.links("li a"), ["/a?b=c&d=e", "/b"]);
    assert_eq!(page.part_saying("li", "B").link("a"), "/b");
    page.has("html[lang='en']");
    page.has_text("p", "Five");
    page.says("four Five");
    page.has_nowhere("secrets");
    page.has_no_markup("A & B");
    page.part(".first").has_nowhere("Five");
    page.part("form").has_no("p");
}

#[test]
fn values_are_those_that_a_form_would_send() {
    let page = Page::of(PAGE);
    let values = ["body", "kind", "choice", "base"].map(|name| page.value(name));
    assert_eq!(values, ["Mine.\n", "y", "2", "a\"b"]);
}

#[test]
fn what_fails_shows_the_part_that_was_looked_at() {
    let page = Page::of(PAGE);
    let missing = failure(&page, |page| page.has("table"));
    assert!(missing.contains("no `table` in <main>") && !missing.contains("<nav>"), "{missing}");
    let several = failure(&page, |page| drop(page.text("p")));
    assert!(several.starts_with("2 of `p`, where one is meant"), "{several}");
    let there = failure(&page, |page| page.has_no(".first"));
    assert!(there.contains("<p class=\"first\">One <b>") && !there.contains("Five"), "{there}");
    let elsewhere = failure(&page, |page| page.part(".first").says("Five"));
    assert_eq!(elsewhere, "'Five' is not said by: One twothree four");
    let hidden = failure(&page, |page| page.has_nowhere("secret"));
    assert!(hidden.contains("'secret' stands in:") && hidden.contains("<script>"), "{hidden}");
    assert!(failure(&page, |page| page.has("..")).contains("is no selector"));
    assert!(failure(&page, |page| drop(page.value("nothing"))).contains("nothing is []"));
}
