use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;

fn fields(text: &str) -> Vec<Filled> {
    read(text).unwrap_or_else(|problem| panic!("{text}: {problem}")).fields
}

fn value(fields: &[Filled], name: &str) -> String {
    fields.iter().find(|(field, _)| *field == name).map(|(_, value)| value.clone()).unwrap_or_default()
}

#[test]
fn a_number_or_an_address_is_known_by_its_form() {
    let doi = fields(" doi:10.1000/182 ");
    assert_eq!(
        doi,
        [("identifier", "doi:10.1000/182".to_owned()), ("url", "https://doi.org/10.1000/182".to_owned())]
    );
    assert_eq!(fields("0-306-40615-2"), [("identifier", "ISBN 9780306406157".to_owned())]);
    assert_eq!(fields("https://example.org/x"), [("url", "https://example.org/x".to_owned())]);
    for text in [
        "",
        "hello",
        "@",
        "@article{",
        "{}",
        "[]",
        "[1]",
        "{\"title\":",
        "0-306-40615-3",
        "\u{0}",
        "see <that> book",
    ] {
        assert!(read(text).is_err(), "{text:?}");
    }
}

#[test]
fn of_other_words_a_number_or_an_address_is_found() {
    let list = "Cruz, A. (2019). On tides. Sea Letters 12(3), 45–67. ";
    for (text, name, is) in [
        ("https://doi.org/10.1000/182.", "identifier", "doi:10.1000/182"),
        ("doi:10.1000/182)", "identifier", "doi:10.1000/182"),
        ("(https://example.org/10.1000/182).", "url", "https://example.org/10.1000/182"),
        ("ISBN 978-0-306-40615-7.", "identifier", "ISBN 9780306406157"),
    ] {
        let read = read(&format!("{list}{text}")).unwrap();
        assert_eq!(value(&read.fields, name), is, "{text}");
        assert_eq!(read.remarks.len(), 1);
    }
}

#[test]
fn a_mark_at_the_start_of_a_file_is_passed() {
    for text in
        ["@book{k, title={T}}", "{\"title\":\"T\"}", "[{\"title\":\"T\"}]", "TY  - BOOK\nTI  - T\nER  - "]
    {
        assert_eq!(value(&fields(&format!("\u{FEFF}{text}")), "source_title"), "T", "{text}");
    }
}

#[test]
fn a_work_that_cites_many_others_is_read() {
    let cited: Vec<String> =
        (0..4_000).map(|nth| format!("{{\"key\":\"ref{nth}\",\"year\":\"2010\"}}")).collect();
    let cited = cited.join(",");
    assert!(cited.len() > MAX_BYTES);
    let work = |abstracts: &str| {
        format!("{{\"message\":{{\"title\":[\"T\"],\"abstract\":\"{abstracts}\",\"reference\":[{cited}]}}}}")
    };
    assert_eq!(value(&fields(&work("A")), "source_title"), "T");
    assert!(read(&work(&"a".repeat(MAX_BYTES))).is_err());
    assert!(read(&format!("{} ", work("A")).repeat(20)).is_err());
}

#[test]
fn no_reference_makes_the_server_run_away() {
    let doubled: String = (1..60)
        .map(|nth| format!("@string{{a{nth} = a{} # a{}}}", nth - 1, nth - 1))
        .chain(["@string{a0 = \"ha\"} @book{k, title = a59, year = 2010}".to_owned()])
        .collect();
    let nested = format!("@book{{k, title = {{{}{}}}}}", "\\x{".repeat(12_000), "}".repeat(12_000));
    let repeated =
        format!("@string{{a = \"{}\"}} @book{{k, title = a{}}}", "x".repeat(9_000), " # a".repeat(25_000));
    for text in [
        "@string{a = a} @book{k, title = a}",
        "@string{a = b} @string{b = a} @book{k, title = a}",
        "@book{a, crossref = {b}, year = 2010} @book{b, crossref = {a}, year = 2010}",
        "@book{a, crossref = a, title = {T}}",
        "@book{a, xdata = {a}, ids = {a,a,{}}, title = {T}}",
        "@book{a, ids = 1 # 2, title = {T}}",
        &doubled,
        &nested,
        &repeated,
        &"{".repeat(50_000),
        &format!("@book{}", "{".repeat(50_000)),
        &"[".repeat(100_000),
        &"@".repeat(200_000),
        "@book{k, year = {- 2010}}",
        "@book{k, date = {2010/+ {2011}}}",
        "@book{k, year = {20102010}}",
        "@book{k, year = 2010, month = {jan 999}}",
        "@book{k, year = 2010, month = 0, day = 0}",
    ] {
        // What it is read as is of no matter: that it is read is.
        let _ = read(text);
    }
    assert!(read(&nested).is_err());
    assert_eq!(value(&fields("@book{a, crossref = a, title = {T}}"), "source_title"), "T");
    assert_eq!(value(&fields("@book{k, title = {T}, year = {20102010}}"), "date"), "");
}

/// Shapes of which a reader could need a time that grows with their square.
#[test]
fn the_time_grows_with_the_text() {
    let of = |part: &str| part.repeat(MAX_BYTES / part.len() - 1);
    for part in [
        "@book{",
        "@book{k,",
        "@book{k, a=",
        "{\n",
        "a={}\n,",
        "\"\n",
        "a=\"\n",
        "<i",
        "<",
        "&amp;",
        "&",
        "\\'",
        "\\a ",
        "$",
        "^",
        "$\\",
        " and ",
        "A, B and ",
        ";",
        "(",
        "10.1000/a ",
        "10.",
        "https://",
        "isbn ",
        "TY  - \n",
        "AU  - A\n",
        "@string{a=a}",
        "\n",
        "\ntitle",
        "\ntitle=",
        "@comment{",
        "@comment(",
        "#",
        "a#",
        "{}",
        "1999 ",
        "%25",
        ")",
        "\\frac",
        "\\href",
    ] {
        let body = of(part);
        for text in [
            body.clone(),
            format!("@book{{k, title={{{body}}}}}"),
            format!("@book{{k, author={{{body}}}}}"),
            format!("@book{{k, doi={{{body}}}, isbn={{{body}}}}}"),
            format!("@book{{k, {body}"),
            format!("@book{{k, crossref={{b}}}} @book{{b, {body}"),
            format!("TY  - BOOK\nTI  - {body}"),
            serde_json::json!({ "title": body, "DOI": body, "issued": body, "author": body }).to_string(),
        ] {
            // Where the time grew with the square of the text, this would not end within minutes.
            let _ = read(text.get(..MAX_BYTES).unwrap_or(&text));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(24), ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_pasted_is_read_or_refused(
        parts in proptest::collection::vec(
            prop::sample::select(vec![
                "@", "@book", "@string", "{", "}", "{", "}", "\"", ",", "=", " # ", "\\", "\\'", "\\^", "$", "key", "a",
                "title", "author", "date", "year", "month", "urldate", "isbn", "doi", " and ", " ", "-", "/", "2010", "..",
                "é", "\u{301}", "😀", "~", "%", "\n", "jan", "x", "&", "others", "{\\x", ":", "<i>", "</", "&lt;", "&#0;", "10.1000/",
                "(", ")", "TY  - ", "\nAU  - ", "[", "]", "\\frac", "\\href", "\\noopsort", "^{", "--", "``", ";", "family=", "T", "ISBN",
            ]),
            0..40,
        ),
    ) {
        let text = parts.concat();
        let _ = read(&text);
        for field in ["title", "author", "date", "year", "urldate", "isbn", "url", "doi", "month", "pages"] {
            let _ = read(&format!("@book{{k, {field} = {{{text}}}}}"));
            let _ = read(&format!("@book{{k, year = 2010, {field} = \"{text}\"}}"));
        }
        for member in ["title", "author", "issued", "ISBN", "URL", "DOI", "page"] {
            let _ = read(&serde_json::json!({ member: text, "note": [text] }).to_string());
            let _ = read(&serde_json::json!({ "title": "T", member: [{ "family": text, "literal": text, "date-parts": [[text]] }] }).to_string());
        }
        let _ = read(&format!("TY  - BOOK\nTI  - {text}\nPY  - {text}\n"));
    }
}
