use super::super::{Filled, Reference};
use super::*;

fn fields(text: &str) -> Reference {
    read(text).and_then(Draft::finish).unwrap_or_else(|| panic!("{text}"))
}

fn value(fields: &[Filled], name: &str) -> String {
    fields.iter().find(|(field, _)| *field == name).map(|(_, value)| value.clone()).unwrap_or_default()
}

/// Rows of an entry, a field of the form and what stands there.
fn check(rows: &[(&str, &str, &str)]) {
    for (text, name, wanted) in rows {
        let read = fields(text);
        assert_eq!(value(&read.fields, name), *wanted, "{name} of {text}: {read:?}");
    }
}

#[test]
fn an_entry_fills_the_form() {
    let read = fields(
        "@article{key, title = {The {Role} of T\\'elecoms \\& Law}, author = {de la Cruz, Ana and Smith, Jo and {Policy Desk}},
          journal = {A Journal}, volume = 12, number = {3}, pages = {45--67}, year = 2010, month = nov, doi = {10.1000/182},
          url = {https://example.org/a_b}, urldate = {2026-11-24}, note = {Read it}, keywords = {law, sea}}",
    );
    for (name, wanted) in [
        ("source_title", "The Role of Télecoms & Law"),
        ("source_author", "de la Cruz, Ana; Smith, Jo; Policy Desk"),
        ("identifier", "doi:10.1000/182"),
        ("container", "A Journal, vol. 12, no. 3, pp. 45–67"),
        ("publisher", ""),
        ("date", "2010-11"),
        ("accessed", "2026-11-24"),
        ("url", "https://example.org/a_b"),
        ("note", "Read it"),
    ] {
        assert_eq!(value(&read.fields, name), wanted, "{name}");
    }
    assert_eq!((read.remarks, read.left), (vec![], vec!["keywords: law, sea".to_owned()]));
}

#[test]
fn files_are_read_as_programs_write_them() {
    let title = "source_title";
    check(&[
        ("Scopus\nEXPORT DATE: 12 May 2024\n\n@ARTICLE{k, title={T}, year={2020}}", title, "T"),
        ("% Encoding: UTF-8\n\n@book{k, title={T}}", title, "T"),
        ("me@example.org wrote\n@book{k, title={T}}", title, "T"),
        ("@Comment{tool-meta: order:specified;a;b;}\n@book{k, title={T}}", title, "T"),
        ("@comment{ @book{x, title={X}} }\n@book{k, title={T}}", title, "T"),
        ("@preamble{\"\\newcommand{\\x}{}\"}@book{k, title={T}}", title, "T"),
        ("@article{k, title={Software{\\emdash}Practice 1\\endash 2}}", title, "Software—Practice 1–2"),
        ("@article{k, title={$\\lozenge$P $\\hookrightarrow$ Q}}", title, "◊P ↪ Q"),
        ("@article{, title={T}, year={2020}}", title, "T"),
        ("@article{title={T}, year={2020}}", title, "T"),
        ("@article{key title={T}, year={2020}}", title, "T"),
        ("@ARTICLE(k, title={T (a)}, year=2010)", title, "T (a)"),
        ("@ARTICLE(k, title={T}, year=2010)", "date", "2010"),
        ("@ article { k , title = \"T {\"}x\" , }", title, "T \"x"),
        ("@article{k, title={T} year={2020}}", "date", "2020"),
        ("@article{k, title={T}, year=2020", "date", "2020"),
        ("@article{k,\n title={T,\n year={2020},\n}\n@book{b, title={B}}", "date", "2020"),
        ("@article{k,\n title=\"T,\n year={2020},\n}", "date", "2020"),
        ("@article{k, journal=Sea Letters, title={T}}", "container", "Sea Letters"),
        ("@article{k, title={T}, title={U}}", title, "T"),
        (
            "@string{house = \"A house\"} @book{key, title = \"On \" # house, publisher = house}",
            title,
            "On A house",
        ),
        (
            "@STRING(House = {A }) @string{both = house # \"house\"} @book{key, publisher = BOTH}",
            "publisher",
            "A house",
        ),
        ("@article{k, title={T}, journal=cacm, month=sept, year=2010}", "container", "cacm"),
        ("@article{k, title={T}, journal=cacm, month=sept, year=2010}", "date", "2010-09"),
        (
            "@inproceedings{a, title={T}, crossref={b}} @proceedings{b, title={Proceedings}, year=2010}",
            "container",
            "Proceedings",
        ),
        (
            "@inproceedings{a, title={T}, crossref={b}} @proceedings{b, title={Proceedings}, year=2010}",
            "date",
            "2010",
        ),
    ]);
    let two = fields("@book{a, title={A}} @string{x = {y}} @comment{z} @book{b, title={B}}");
    assert_eq!(two.remarks, [reference::only_first_entry(2)]);
    assert_eq!(value(&two.fields, title), "A");
}

#[test]
fn each_field_is_read_as_it_is_meant() {
    let of = |fields: &str| format!("@book{{k, {fields}}}");
    for (entry, name, wanted) in [
        (
            "title={On \\emph{Mytilus edulis} at 20~\\textdegree C}",
            "source_title",
            "On Mytilus edulis at 20 °C",
        ),
        (
            "title={Growth of <i>E. coli</i> in H<sub>2</sub>O &amp;amp; air}",
            "source_title",
            "Growth of E. coli in H2O & air",
        ),
        ("title={T}, subtitle={S}", "source_title", "T: S"),
        ("title={T?}, subtitle={S}", "source_title", "T? S"),
        ("maintitle={M}, volume=2", "source_title", "M"),
        ("title={T}, editor={Smith, Jo}", "source_author", "Smith, Jo"),
        ("title={T}, author={A, B}, editor={Smith, Jo}", "source_author", "A, B"),
        ("author={Smith, Jo and others}", "source_author", "Smith, Jo; et al."),
        (
            "author={M{\\\"u}ller, J{\\o}rgen and {\\c{S}}ahin, Ay{\\c{s}}e}",
            "source_author",
            "Müller, Jørgen; Şahin, Ayşe",
        ),
        ("doi={10.1007/978-3-000-00000-5\\_12}", "identifier", "doi:10.1007/978-3-000-00000-5_12"),
        ("doi={10.1007/3-540-00000-5{\\_}1}", "identifier", "doi:10.1007/3-540-00000-5_1"),
        ("doi={https://doi.org/10.1000/182.}", "identifier", "doi:10.1000/182"),
        ("doi={http://doi.acm.org/10.1145/6462.6463}", "identifier", "doi:10.1145/6462.6463"),
        ("doi={http://example.org/10.1145/6462.6463}", "identifier", ""),
        (
            "doi={10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O}",
            "identifier",
            "doi:10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O",
        ),
        (
            "doi={10.1002/(SICI)1097-4571(199806)49:8\\textless{}693::AID-ASI4{\\textgreater}3.0.CO;2-O}",
            "identifier",
            "doi:10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O",
        ),
        (
            "doi={10.1002/(SICI)1097-4571(199806)49:8&lt;693::AID-ASI4&gt;3.0.CO;2-O}",
            "identifier",
            "doi:10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O",
        ),
        ("isbn={0-306-40615-2 and 978-0-8044-2957-3}", "identifier", "ISBN 9780306406157"),
        ("url={https://example.org/a\\_b{\\_}c}", "url", "https://example.org/a_b_c"),
        ("url={\\url{https://example.org/~x}}", "url", "https://example.org/~x"),
        ("howpublished={\\url{https://example.org/x}}", "url", "https://example.org/x"),
        ("eprint={2101.00001}, archiveprefix={arXiv}", "url", "https://arxiv.org/abs/2101.00001"),
        ("title={T}, booktitle={B}, booksubtitle={S}, pages={1-2}", "container", "B: S, pp. 1–2"),
        ("title={T}, school={A school}", "publisher", "A school"),
        ("year={1999a}", "date", "1999"),
        ("year={c. 1999}", "date", "1999"),
        ("date={1999-5-7}", "date", "1999-05-07"),
        ("date={1999?}", "date", "1999"),
        ("date={2010-11-20/2010-11-21}, month = jan", "date", "2010-11-20"),
        ("year = 2010, month = nov", "date", "2010-11"),
        ("year = {2010}, month = {September}, day = 3", "date", "2010-09-03"),
        ("year = 2010, month = 9, day = 31", "date", "2010-09"),
        ("year = 2010, month = \"10~\" # jan", "date", "2010-01-10"),
        ("year = 2010, month = {é}, day = 3", "date", "2010"),
        ("year = 2010, month = {Jan--Feb}", "date", "2010-01"),
        ("note={One}, annote={Two}", "note", "One\nTwo"),
    ] {
        check(&[(&of(entry), name, wanted)]);
    }
}

#[test]
fn nothing_is_dropped_without_a_word() {
    for (entry, wanted) in [
        ("title={T}, doi={10.1000}", "doi: 10.1000"),
        ("title={T}, url={ftp://example.org/x}", "url: ftp://example.org/x"),
        ("title={T}, year={in press}", "year: in press"),
        ("title={T}, year={1999a}", "year: 1999a"),
        ("title={T}, year=2010, month={Jan--Feb}", "month: Jan–Feb"),
        ("title={T}, isbn={0306406152, 9780804429573}", "isbn: 9780804429573"),
        ("title={T}, doi={10.1000/182}, isbn={0306406152}", "isbn: 0306406152"),
        ("title={T}, author={A, B}, editor={Smith, Jo and Doe, Ann}", "editor: Smith, Jo and Doe, Ann"),
        ("title={T}, title={U}", "title: U"),
        ("title={T \\strange x}", "unknown command: \\strange"),
        ("title={T}, publisher={P}, organization={O}", "organization: O"),
        ("title={T}, journal={J}, booktitle={B}", "booktitle: B"),
        ("title={T}, year=2010, date={2011}", "year: 2010"),
        ("title={T}, urldate={yesterday}", "urldate: yesterday"),
    ] {
        let read = fields(&format!("@book{{k, {entry}}}"));
        assert!(read.left.iter().any(|line| line == wanted), "{wanted}: {read:?}");
    }
    let read = fields("@book{k, title={T}, editor={Smith, Jo}}");
    assert_eq!(read.remarks, [reference::no_author(reference::role::EDITORS)]);
    // What has no field at all is in the note.
    assert_eq!(fields("@book{k, edition={2}}").fields, [("note", "edition: 2".to_owned())]);
    let many =
        format!("@article{{k, title={{T}}, author={{{}}}}}", vec!["Someone, With A Name"; 200].join(" and "));
    let read = fields(&many);
    let authors = value(&read.fields, "source_author");
    assert!(authors.chars().count() <= 1_000 && authors.ends_with("; et al."), "{authors}");
    assert_eq!(read.remarks, [reference::only_first_authors(200, 45)]);
}
