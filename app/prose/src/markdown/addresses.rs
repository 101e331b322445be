//! Addresses that stand bare in a text become links, by GFM's rule of extended autolinks
//! (<https://github.github.com/gfm/#autolinks-extension->), and somewhat further: an address may follow any letter that is not
//! ASCII, and ends before punctuation of scripts that are written without blanks.

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

const SCHEMES: [&str; 3] = ["https://", "http://", "www."];

/// Writes a text that stands in no link and no code, with its addresses as links. In time linear in the text.
pub(super) fn linked<'a>(text: String, out: &mut Vec<Event<'a>>) {
    let mut written = 0;
    let mut at = 0;
    while let Some(found) = next(&text, at, written) {
        match found {
            Found::Address { begin, end, target } => {
                if begin > written {
                    out.push(Event::Text(text[written..begin].to_owned().into()));
                }
                let words: CowStr<'a> = text[begin..end].to_owned().into();
                let (link_type, dest_url) = (LinkType::Autolink, target.into());
                out.push(Event::Start(Tag::Link { link_type, dest_url, title: "".into(), id: "".into() }));
                out.push(Event::Text(words));
                out.push(Event::End(TagEnd::Link));
                (written, at) = (end, end);
            }
            Found::Nothing { looked_to } => at = looked_to,
        }
    }
    if written == 0 {
        out.push(Event::Text(text.into()));
    } else if written < text.len() {
        out.push(Event::Text(text[written..].to_owned().into()));
    }
}

enum Found {
    Address {
        begin: usize,
        end: usize,
        target: String,
    },
    /// What looked like one is none; nothing before there begins another.
    Nothing {
        looked_to: usize,
    },
}

/// What begins next from a place on, not before what is written already.
fn next(text: &str, from: usize, written: usize) -> Option<Found> {
    let rest = &text[from..];
    let at = from
        + rest.bytes().enumerate().position(|(at, byte)| match byte {
            b'@' => true,
            b'h' | b'H' | b'w' | b'W' => scheme(&rest.as_bytes()[at..]).is_some(),
            _ => false,
        })?;
    Some(if text.as_bytes()[at] == b'@' { mail(text, at, written) } else { web(text, at, written) })
}

fn scheme(bytes: &[u8]) -> Option<&'static str> {
    SCHEMES.into_iter().find(|scheme| {
        bytes.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme.as_bytes()))
    })
}

fn web(text: &str, begin: usize, written: usize) -> Found {
    let scheme = scheme(&text.as_bytes()[begin..]).unwrap_or_default();
    let www = scheme == "www.";
    let after_scheme = begin + scheme.len();
    let nothing = |looked_to: usize| Found::Nothing { looked_to };
    let before = text[written..begin].chars().next_back();
    if before.is_some_and(|before| before.is_ascii_alphanumeric() || www && "/:@.-".contains(before)) {
        return nothing(after_scheme);
    }
    let domain = if www { begin } else { after_scheme };
    let domain_end = domain + text[domain..].bytes().take_while(|byte| in_domain(*byte)).count();
    if !is_domain(&text[domain..domain_end]) {
        return nothing(domain_end.max(after_scheme));
    }
    let end = domain_end + text[domain_end..].find(ends).unwrap_or(text.len() - domain_end);
    let end = begin + without_punctuation(&text[begin..end]).len();
    // Nothing of the domain is punctuation but a dot at its end.
    let words = &text[begin..end.max(after_scheme)];
    let target = if www { format!("http://{words}") } else { words.to_owned() };
    Found::Address { begin, end: begin + words.len(), target }
}

fn mail(text: &str, at: usize, written: usize) -> Found {
    let local = |byte: &u8| byte.is_ascii_alphanumeric() || b".-_+".contains(byte);
    let begin = at - text[written..at].bytes().rev().take_while(local).count();
    let domain_end = at + 1 + text[at + 1..].bytes().take_while(|byte| in_domain(*byte)).count();
    let domain = text[at + 1..domain_end].trim_end_matches('.');
    let end = at + 1 + domain.len();
    if begin == at || !is_domain(domain) || domain.ends_with(['-', '_']) {
        return Found::Nothing { looked_to: at + 1 };
    }
    Found::Address { begin, end, target: format!("mailto:{}", &text[begin..end]) }
}

const fn in_domain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') || byte >= 0x80
}

/// Parts of letters, digits and hyphens with dots between them; no underscore in the last two.
fn is_domain(domain: &str) -> bool {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    let domain = domain.split(ends).next().unwrap_or_default();
    let fits = |part: &str| part.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    domain.contains('.')
        && domain.split('.').all(|part| !part.is_empty() && fits(part))
        && domain.rsplit('.').take(2).all(|part| !part.contains('_'))
}

/// Whether an address ends before a sign wherever it stands.
fn ends(c: char) -> bool {
    c.is_whitespace()
        || c == '<'
        || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '“' | '”' | '‘' | '’' | '«' | '»' | '…')
}

/// Without what belongs to the sentence around: punctuation at the end, and brackets that were opened before.
fn without_punctuation(address: &str) -> &str {
    let count = |sign: u8| address.bytes().filter(|byte| *byte == sign).count();
    let (opened, mut closed) = (count(b'('), count(b')'));
    let mut kept = address;
    loop {
        if let Some(shorter) = kept.strip_suffix(['?', '!', '.', ',', ':', '*', '_', '~', '\'', '"', ';']) {
            kept = shorter;
        } else if let Some(shorter) = kept.strip_suffix(')').filter(|_| closed > opened) {
            kept = shorter;
            closed -= 1;
        } else {
            return kept;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::markdown::{Place, to_html};

    /// The addresses that are linked, with their words.
    fn links(markdown: &str) -> Vec<(String, String)> {
        let html = to_html(markdown, Place::Article);
        let links = html.split("<a href=\"").skip(1).map(|part| {
            let (target, rest) = part.split_once('"').unwrap();
            let words = rest.split_once('>').unwrap().1.split_once("</a>").unwrap().0;
            (target.replace("&amp;", "&"), words.replace("&amp;", "&"))
        });
        links.collect()
    }

    fn same(markdown: &str, addresses: &[&str]) {
        let expected: Vec<_> = addresses.iter().map(|one| ((*one).to_owned(), (*one).to_owned())).collect();
        assert_eq!(links(markdown), expected, "{markdown}");
    }

    #[test]
    fn bare_addresses_are_links_without_the_signs_of_their_sentence() {
        same("See https://example.org/a_(b)?x=1. Also", &["https://example.org/a_(b)?x=1"]);
        same(
            "(https://example.org/a) (see https://example.org/b).",
            &["https://example.org/a", "https://example.org/b"],
        );
        same(
            "\"http://example.org/a,b\", HTTP://EXAMPLE.ORG!",
            &["http://example.org/a,b", "HTTP://EXAMPLE.ORG"],
        );
        same(
            "*https://example.org/x_y_z*; ~https://a.example~",
            &["https://example.org/x_y_z", "https://a.example"],
        );
        same("http://example.org/?a=1&b=2#c", &["http://example.org/?a=1&b=2#c"]);
        let words: Vec<String> = links("见https://example.org/书。后“https://example.org/b”")
            .into_iter()
            .map(|(_, words)| words)
            .collect();
        assert_eq!(words, ["https://example.org/书", "https://example.org/b"]);
    }

    #[test]
    fn addresses_by_name_and_by_mail_get_their_scheme() {
        let pair = |target: &str, words: &str| (target.to_owned(), words.to_owned());
        assert_eq!(links("www.example.org, thanks"), [pair("http://www.example.org", "www.example.org")]);
        assert_eq!(
            links("to desk@mail.example.org."),
            [pair("mailto:desk@mail.example.org", "desk@mail.example.org")]
        );
    }

    #[test]
    fn what_is_none_stays_as_it_is() {
        for text in [
            "`https://example.org`",
            "    https://example.org",
            "http://",
            "https://nodot",
            "www.",
            "www",
            "xhttps://example.org",
            "a@b",
            "@example.org",
            "a@b_c.d_e",
            "http://a_b.c_d/",
            "awww.example.org",
            "http:// example.org",
        ] {
            assert!(links(text).is_empty(), "{text}: {:?}", links(text));
        }
        let once = links("[words https://example.org](https://other.example) <https://example.org/auto>");
        assert_eq!(once.len(), 2, "{once:?}");
    }
}
