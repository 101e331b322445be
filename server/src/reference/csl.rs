//! CSL-JSON (<https://docs.citationstyles.org/en/stable/specification.html>), and what Crossref and Zotero give under its name.
//!
//! Read as JSON of any shape and not as `citationberg`'s items: those refuse an item for one member that they do not know.

use messages::talk::reference::{self, role};
use serde_json::{Map, Value};

use super::draft::{Draft, MAX_BYTES, joined};
use super::names;
use super::place::Place;
use super::words::{ET_AL, is_others, person, plain};

/// Who stands in place of the authors where there are none: the member, and what it is called.
const IN_PLACE_OF_AUTHORS: [(&str, &str); 6] = [
    ("editor", role::EDITORS),
    ("collection-editor", role::SERIES_EDITORS),
    ("director", role::DIRECTORS),
    ("translator", role::TRANSLATORS),
    ("composer", role::COMPOSERS),
    ("interviewer", role::INTERVIEWERS),
];
/// Members that tell an item from what stands around it.
const OF_ITEMS: [&str; 14] = [
    "title",
    "DOI",
    "doi",
    "ISBN",
    "URL",
    "url",
    "author",
    "editor",
    "issued",
    "container-title",
    "itemType",
    "creators",
    "publisher",
    "note",
];
/// Where answers of catalogues have their items.
const AROUND: [&str; 6] = ["message", "items", "data", "references", "records", "csl"];
/// What catalogues keep for themselves. It says nothing of the source that a reader would miss.
const BOOKKEEPING: [&str; 41] = [
    "id",
    "type",
    "itemType",
    "key",
    "library",
    "links",
    "meta",
    "indexed",
    "reference-count",
    "references-count",
    "content-domain",
    "short-container-title",
    "created",
    "source",
    "is-referenced-by-count",
    "prefix",
    "member",
    "deposited",
    "score",
    "resource",
    "relation",
    "journal-issue",
    "published",
    "published-print",
    "published-online",
    "license",
    "link",
    "reference",
    "assertion",
    "update-policy",
    "alternative-id",
    "issn-type",
    "isbn-type",
    "custom",
    "citation-key",
    "citation-label",
    "dateAdded",
    "dateModified",
    "collections",
    "relations",
    "published-other",
];

/// The first item of a text in JSON, with what else it says; `None` if it is none, has no item, or one of more than
/// [`MAX_BYTES`] without what it cites.
#[must_use]
pub(super) fn read(text: &str) -> Option<Draft> {
    // What follows the first value is another value, or was pasted by mistake.
    let value = serde_json::Deserializer::from_str(text).into_iter::<Value>().next()?.ok()?;
    let (item, count) = first(&value)?;
    let mut item = item.clone();
    if text.len() > MAX_BYTES {
        item.remove("reference");
        serde_json::to_string(&item).ok().filter(|item| item.len() <= MAX_BYTES)?;
    }
    let mut draft = draft(item);
    if count > 1 {
        draft.remarks.insert(0, reference::only_first_entry(count));
    }
    Some(draft)
}

/// The first item within a value, and how many there are.
fn first(value: &Value) -> Option<(&Map<String, Value>, usize)> {
    /// An answer has few layers.
    const LAYERS: usize = 6;
    let (mut value, mut count) = (value, 1);
    for _ in 0..LAYERS {
        value = match value {
            Value::Array(items) => {
                count = items.iter().filter(|item| item.is_object()).count();
                items.iter().find(|item| item.is_object())?
            }
            Value::Object(members) => match members.get("data") {
                Some(data @ Value::Object(_)) => data,
                _ if OF_ITEMS.iter().any(|name| members.contains_key(*name))
                    || members.get("type").is_some_and(Value::is_string) =>
                {
                    return Some((members, count));
                }
                _ => match AROUND.iter().find_map(|name| members.get(*name)) {
                    Some(inner) => inner,
                    // Items by their ids.
                    None => {
                        count = members.values().filter(|item| item.is_object()).count();
                        members.values().find(|item| item.is_object())?
                    }
                },
            },
            _ => return None,
        };
    }
    None
}

/// The members of an item, until they are taken.
struct Item(Map<String, Value>);

impl Item {
    /// The first of these that says something.
    fn take(&mut self, names: &[&str]) -> Option<(String, Value)> {
        let name = names.iter().find(|name| self.0.get(**name).is_some_and(says_something))?;
        self.0.remove(*name).map(|value| ((*name).to_owned(), value))
    }

    /// Words, as text, as a number, or as the first of a list. What else is in a list stays.
    fn text(&mut self, names: &[&str]) -> String {
        let Some((name, value)) = self.take(names) else { return String::new() };
        match value {
            Value::Array(items) => {
                let mut words = items.into_iter().filter(says_something);
                let first = words.next().map(|first| said(&first)).unwrap_or_default();
                let others: Vec<Value> = words.collect();
                if !others.is_empty() {
                    self.0.insert(name, Value::Array(others));
                }
                plain(&first)
            }
            value => plain(&said(&value)),
        }
    }

    /// All of a list, with commas.
    fn listed(&mut self, names: &[&str]) -> String {
        self.take(names).map(|(_, value)| said(&value)).unwrap_or_default()
    }
}

fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(words) => !words.trim().is_empty(),
        Value::Array(items) => items.iter().any(says_something),
        Value::Object(members) => members.values().any(says_something),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

/// A value as words.
fn said(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(words) => words.clone(),
        Value::Array(items)
            if items.iter().any(Value::is_object) && items.iter().all(|item| name(item).is_some()) =>
        {
            items.iter().filter_map(name).collect::<Vec<_>>().join("; ")
        }
        Value::Array(items) => {
            items.iter().map(said).filter(|words| !words.is_empty()).collect::<Vec<_>>().join(", ")
        }
        value => value.to_string(),
    }
}

fn draft(item: Map<String, Value>) -> Draft {
    let mut item = Item(item);
    let mut draft = Draft::default();
    let title = item.text(&["title", "caseName", "nameOfAct"]);
    let subtitle = item.text(&["subtitle"]);
    let container = item.text(&[
        "container-title",
        "publicationTitle",
        "bookTitle",
        "proceedingsTitle",
        "encyclopediaTitle",
        "dictionaryTitle",
        "websiteTitle",
        "blogTitle",
        "journal",
        "short-container-title",
        "journalAbbreviation",
        "container-title-short",
    ]);
    let title =
        if title.is_empty() { item.text(&["title-short", "shortTitle", "short-title"]) } else { title };
    draft.set_title(&title, &subtitle);
    let volume = item.text(&["volume"]);
    let issue = item.text(&["issue", "number"]);
    let pages = item.text(&["page", "pages", "article-number", "page-first"]);
    if title.is_empty() {
        draft.title = joined(&container, "");
        draft.place = Place { title: String::new(), volume, issue, pages: Place::dashed(&pages) };
    } else {
        draft.place = Place { title: container, volume, issue, pages: Place::dashed(&pages) };
    }
    draft.publisher =
        item.text(&["publisher", "institution", "university", "studio", "label", "distributor"]);
    people(&mut item, &mut draft);
    if let Some((_, issued)) = item.take(&["issued", "date"]) {
        day(&issued, "issued", &mut draft, Draft::set_date);
    }
    for name in ["published", "published-print", "published-online", "submitted"] {
        if draft.date.is_empty()
            && let Some((_, day_of)) = item.take(&[name])
        {
            day(&day_of, name, &mut draft, Draft::set_date);
        }
    }
    if let Some((name, accessed)) = item.take(&["accessed", "accessDate"]) {
        day(&accessed, &name, &mut draft, Draft::set_accessed);
    }
    let doi = item.listed(&["DOI", "doi"]);
    if !doi.is_empty() {
        draft.set_doi("DOI", &doi);
    }
    let isbn = item.listed(&["ISBN", "isbn"]);
    if !isbn.is_empty() {
        draft.set_isbn("ISBN", &isbn);
    }
    let url = item.listed(&["URL", "url"]);
    if !url.is_empty() {
        draft.set_url("URL", &url);
    }
    for name in ["note", "annote", "extra"] {
        let words = item.listed(&[name]);
        draft.add_note(&words);
    }
    for (name, value) in &item.0 {
        // That of Zotero's record is a number, that of a program or a law words.
        let counted = name == "version" && value.is_number();
        if !counted && !BOOKKEEPING.contains(&name.as_str()) {
            draft.leave(name, &said(value));
        }
    }
    draft
}

fn people(item: &mut Item, draft: &mut Draft) {
    // Zotero has all of them in one list.
    if let Some((_, Value::Array(creators))) = item.take(&["creators"]) {
        for creator in creators {
            let kind = creator.get("creatorType").and_then(Value::as_str).unwrap_or("author").to_owned();
            match item.0.entry(kind).or_insert_with(|| Value::Array(Vec::new())) {
                Value::Array(others) => others.push(creator),
                other => *other = creator,
            }
        }
    }
    let named = |item: &mut Item, names: &[&str]| match item.take(names) {
        Some((_, Value::Array(people))) => people.iter().filter_map(name).collect(),
        Some((_, Value::String(people))) => names::read(&people),
        Some((_, one)) => name(&one).into_iter().collect(),
        None => Vec::new(),
    };
    draft.authors = named(item, &["author"]);
    if draft.authors.is_empty() {
        for (name, people) in IN_PLACE_OF_AUTHORS {
            draft.authors = named(item, &[name]);
            if !draft.authors.is_empty() {
                draft.remarks.push(reference::no_author(people));
                break;
            }
        }
    }
    let more = item.0.get("custom").and_then(|custom| custom.get("et-al")).and_then(Value::as_bool);
    if more == Some(true) && !draft.authors.is_empty() {
        draft.authors.push(ET_AL.to_owned());
    }
}

/// A person or a body as the form has one.
fn name(value: &Value) -> Option<String> {
    let members = match value {
        Value::String(words) => {
            return Some(plain(words).replace(';', ",")).filter(|words| !words.is_empty());
        }
        Value::Object(members) => members,
        _ => return None,
    };
    let part = |names: &[&str]| {
        names.iter().find_map(|name| members.get(*name)?.as_str()).unwrap_or_default().to_owned()
    };
    let whole = part(&["literal", "name"]);
    let (family, given) = (part(&["family", "lastName"]), part(&["given", "firstName"]));
    let read = if family.is_empty() && given.is_empty() {
        if is_others(&whole) { ET_AL.to_owned() } else { person(&[&whole], "", "") }
    } else if family == "others" && given.is_empty() {
        ET_AL.to_owned()
    } else {
        let particles = [part(&["dropping-particle"]), part(&["non-dropping-particle"])];
        person(&[&particles[0], &particles[1], &family], &part(&["suffix"]), &given)
    };
    Some(read).filter(|name| !name.is_empty())
}

fn day(value: &Value, name: &str, draft: &mut Draft, set: fn(&mut Draft, &str, &str)) {
    let members = match value {
        Value::Object(members) => members,
        value => return set(draft, name, &said(value)),
    };
    let parts = members.get("date-parts").and_then(Value::as_array).map(|parts| {
        parts
            .iter()
            .filter_map(Value::as_array)
            .map(|day| numbers(day))
            .filter(|day| !day.is_empty())
            .collect::<Vec<_>>()
    });
    match parts.as_deref() {
        Some([day]) => set(draft, name, day),
        // A span from its first day to its last.
        Some([start, end, ..]) => set(draft, name, &format!("{start}/{end}")),
        _ => {
            let words = ["raw", "literal", "string", "date-time"];
            if let Some(words) =
                words.iter().find_map(|name| members.get(*name)).filter(|words| says_something(words))
            {
                set(draft, name, &said(words));
            }
        }
    }
    for more in ["season", "circa"] {
        let found = members.get(more).filter(|value| says_something(value) && **value != Value::Bool(false));
        if let Some(found) = found {
            draft.leave(&format!("{name}, {more}"), &said(found));
        }
    }
}

/// `2019-5-3` of the numbers of a day, as far as there are some.
fn numbers(day: &[Value]) -> String {
    let parts = day.iter().map_while(|part| match part {
        Value::Number(number) => Some(number.to_string()).filter(|number| number != "0"),
        Value::String(words) => {
            Some(words.trim().to_owned()).filter(|words| !words.is_empty() && words != "0")
        }
        _ => None,
    });
    parts.take(3).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::super::{Filled, Reference};
    use super::*;

    fn fields(text: &str) -> Reference {
        read(text).and_then(Draft::finish).unwrap_or_else(|| panic!("{text}"))
    }

    fn value(fields: &[Filled], name: &str) -> String {
        fields.iter().find(|(field, _)| *field == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }

    #[test]
    fn what_catalogues_give_is_read_with_members_that_nobody_knows() {
        let crossref = r#"{"type":"journal-article","title":"On tides","container-title":"Sea Letters","publisher":"A house",
            "DOI":"10.1000/182","ISSN":["1234-5679"],"author":[{"given":"Ana","family":"Cruz","sequence":"first","affiliation":[]}],
            "issued":{"date-parts":[[2019,5]]},"score":1.0,"is-referenced-by-count":70000,"relation":{},"volume":"12","issue":"3",
            "page":"45-67","link":[{"URL":"https://example.org/x"}],"content-domain":{"domain":[],"crossmark-restriction":false}}"#;
        let changed = |from: &str, to: &str| {
            assert!(crossref.contains(from), "{from}");
            crossref.replace(from, to)
        };
        for (text, name, wanted) in [
            (crossref.to_owned(), "date", "2019-05"),
            (changed("\"On tides\"", "[\"On tides\"]"), "source_title", "On tides"),
            (changed("[[2019,5]]", "[[null]]"), "date", ""),
            (changed("[[2019,5]]", "[[\"2019\",\"5\"]]"), "date", "2019-05"),
            (changed("{\"date-parts\":[[2019,5]]}", "{\"literal\":\"May 2019\"}"), "date", "2019-05"),
            (
                changed("{\"date-parts\":[[2019,5]]}", "{\"raw\":\"2019-05-03/2019-05-04\"}"),
                "date",
                "2019-05-03",
            ),
            (
                changed("{\"date-parts\":[[2019,5]]}", "{\"date-parts\":[[2019]],\"season\":2}"),
                "date",
                "2019",
            ),
            (
                changed("{\"given\":\"Ana\",\"family\":\"Cruz\",", "{\"name\":\"Tide Office\","),
                "source_author",
                "Tide Office",
            ),
            (
                changed("\"score\":1.0", "\"custom\":{\"a\":[true,null]},\"categories\":[\"x\"]"),
                "identifier",
                "doi:10.1000/182",
            ),
            (format!("{{\"status\":\"ok\",\"message\":{crossref}}}"), "source_author", "Cruz, Ana"),
            (
                format!("{{\"message\":{{\"items\":[{crossref}]}}}}"),
                "container",
                "Sea Letters, vol. 12, no. 3, pp. 45–67",
            ),
            (format!("{{\"ITEM-1\":{crossref}}}"), "publisher", "A house"),
            (r#"{"id":"ITEM-1","type":"book","page":"1-3"}"#.to_owned(), "container", "pp. 1–3"),
            (r#"{"id":"ITEM-1","type":"book","edition":5}"#.to_owned(), "note", "edition: 5"),
            (format!("[{crossref},{crossref}]"), "source_title", "On tides"),
            (format!("{crossref}\n{crossref}"), "source_title", "On tides"),
            (
                changed("\"On tides\"", "\"Growth of <i>E. coli</i> in H<sub>2</sub>O &amp;amp; air\""),
                "source_title",
                "Growth of E. coli in H2O & air",
            ),
            (
                changed("\"On tides\"", "[\"On tides\"],\"subtitle\":[\"A study\"]"),
                "source_title",
                "On tides: A study",
            ),
            (changed("\"ISSN\"", "\"editor\":[{\"family\":\"Vo\"}],\"x\""), "source_author", "Cruz, Ana"),
            (changed("\"author\"", "\"editor\""), "source_author", "Cruz, Ana"),
            (
                changed(
                    "\"family\":\"Cruz\",\"sequence\":\"first\",\"affiliation\":[]}",
                    "\"family\":\"Cruz\"},{\"literal\":\"others\"}",
                ),
                "source_author",
                "Cruz, Ana; et al.",
            ),
        ] {
            assert_eq!(value(&fields(&text).fields, name), wanted, "{text}");
        }
        assert_eq!(fields(crossref).left, ["ISSN: 1234-5679"]);
        let two = fields(&format!("[{crossref},{crossref}]"));
        assert_eq!(two.remarks[0], reference::only_first_entry(2));
        let season =
            fields(&changed("{\"date-parts\":[[2019,5]]}", "{\"date-parts\":[[2019]],\"season\":2}"));
        assert!(season.left.contains(&"issued, season: 2".to_owned()), "{:?}", season.left);
    }

    #[test]
    fn zoteros_own_items_are_read() {
        let read = fields(
            r#"[{"key":"A","version":3,"data":{"key":"A","itemType":"journalArticle","title":"On tides","creators":[
                {"creatorType":"author","firstName":"Ana","lastName":"Cruz"},{"creatorType":"editor","name":"Tide Office"}],
                "publicationTitle":"Sea Letters","volume":"12","pages":"45-67","date":"May 3, 2019","accessDate":"2020-01-02T03:04:05Z",
                "DOI":"https://doi.org/10.1000/182","tags":[],"extra":"Cited often"}}]"#,
        );
        for (name, wanted) in [
            ("source_title", "On tides"),
            ("source_author", "Cruz, Ana"),
            ("identifier", "doi:10.1000/182"),
            ("container", "Sea Letters, vol. 12, pp. 45–67"),
            ("date", "2019-05-03"),
            ("accessed", "2020-01-02"),
            ("note", "Cited often"),
        ] {
            assert_eq!(value(&read.fields, name), wanted, "{name}");
        }
        assert_eq!(read.left, ["editor: Tide Office"]);
    }
}
