//! The marks that the renderer leaves where it would find its way when a page is hydrated.
//!
//! It writes each as `<!>`, which HTML calls an incorrectly opened comment
//! (<https://html.spec.whatwg.org/multipage/parsing.html#parse-error-incorrectly-opened-comment>). Only what stands in an island is
//! hydrated, so there they become comments that are well formed, the same to a parser; everywhere else they go.

const MARK: &str = "<!>";
const ISLAND: &str = "leptos-island";
/// Elements whose content is text to a parser: what looks like a mark there is none.
const TEXT_ONLY: [&str; 4] = ["script", "style", "textarea", "title"];

/// The document without marks that nobody follows, in one pass.
pub(super) fn without_marks(html: &str) -> String {
    let mut kept = String::with_capacity(html.len());
    let (mut islands, mut rest) = (0_usize, html);
    while let Some(at) = rest.find('<') {
        kept.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix(MARK) {
            if islands > 0 {
                kept.push_str("<!---->");
            }
            rest = after;
            continue;
        }
        let end = tag_end(rest);
        let tag = &rest[..end];
        if let Some(name) = tag.strip_prefix("</") {
            islands = islands.saturating_sub(usize::from(is(name, ISLAND)));
        } else {
            let name = &tag[1..];
            islands += usize::from(is(name, ISLAND));
            if let Some(element) = TEXT_ONLY.into_iter().find(|element| is(name, element)) {
                let close = rest[end..].find(&format!("</{element}")).map_or(rest.len(), |close| end + close);
                kept.push_str(&rest[..close]);
                rest = &rest[close..];
                continue;
            }
        }
        kept.push_str(tag);
        rest = &rest[end..];
    }
    kept.push_str(rest);
    kept
}

/// Where the tag with which the text begins ends: behind the `>` that stands in no value.
fn tag_end(text: &str) -> usize {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    text.len()
}

/// Whether a tag, from its name on, is of that element.
fn is(tag: &str, element: &str) -> bool {
    tag.strip_prefix(element)
        .is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '-'))
}

#[cfg(test)]
mod tests {
    use super::without_marks;

    #[test]
    fn marks_stay_in_islands_as_comments_and_go_elsewhere() {
        for (html, kept) in [
            ("<p>a<!>b</p><!>", "<p>ab</p>"),
            (
                "<!><leptos-island data-component=\"A\"><!>a<leptos-children>b<!></leptos-children></leptos-island><!>",
                "<leptos-island data-component=\"A\"><!---->a<leptos-children>b<!----></leptos-children></leptos-island>",
            ),
            (
                "<leptos-island><leptos-island></leptos-island><!></leptos-island><!>",
                "<leptos-island><leptos-island></leptos-island><!----></leptos-island>",
            ),
            ("<!DOCTYPE html><html><!></html>", "<!DOCTYPE html><html></html>"),
        ] {
            assert_eq!(without_marks(html), kept);
        }
    }

    #[test]
    fn what_somebody_wrote_is_no_mark() {
        for html in [
            "<a title=\"5 > 4 <!> '\" data-x='\"<!>'>a</a>",
            "<textarea><!></textarea><p>a</p>",
            "<script>const a = \"<!><p>\";</script><p>b</p>",
            "<title><!></title>",
            "<p>&lt;!&gt;</p>",
            "<scripted>a</scripted>",
            "",
            "a < b <",
            "<p title=\"",
            "<textarea>never closed <!>",
        ] {
            assert_eq!(without_marks(html), html);
        }
    }
}
