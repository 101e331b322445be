//! Every form with every fault, by both ways in: the browser, which makes a command of it before the network is asked, and the
//! server, which makes one of what was sent, find the same wrong with it.

use std::collections::BTreeMap;

use app::browser::compose::Form;
use axum::http::StatusCode;
use domain::command::{Command, Envelope};
use domain::compose::Composed;
use domain::id::{CommandId, ContributorId};
use domain::outcome::Outcome;
use domain::problem::Problem;
use uuid::Uuid;

use crate::client::Site;

/// A form of a page: where it is sent, what the page says of it, and what is typed.
struct Sample {
    path: String,
    about: Vec<(&'static str, String)>,
    fields: Vec<(&'static str, String)>,
}

/// What a field has instead of what was typed; nothing where it is left out.
type Spoil = fn(&str) -> Option<String>;

/// What becomes of one field.
const FAULTS: [(&str, Spoil); 4] = [
    ("missing", |_| None),
    ("blank", |_| Some(" \n ".to_owned())),
    ("not of its form", |_| Some("\u{7}no:thing".to_owned())),
    ("too long", |typed| Some(typed.to_owned() + &"é".repeat(100_001))),
];

/// Which forms have which fields.
async fn samples(site: &Site) -> Vec<Sample> {
    let mut writer = site.visitor();
    writer.become_moderator().await;
    let address = writer.write("Ships at night", "Some ships carry lights.").await;
    let other = writer.write("Harbours", "Where ships are.").await;
    writer.comment(&address, "A comment.").await;
    let source = [("quote", "carry lights"), ("source_title", "A log"), ("url", "https://example.org/log")];
    writer.post(&format!("{address}/cite"), &source).await;
    let related = [("relation", "supports:forward"), ("other", other.as_str()), ("explanation", "Because.")];
    writer.post(&format!("{address}/relate"), &related).await;
    let (page, elsewhere) = (site.article(&address).await, site.article(&other).await);
    let (article, head) = (page.id.to_string(), page.head.to_string());
    let comment = page.comments[0].id.to_string();
    let (citation, relation) = (page.citations[0].id.to_string(), page.relations[0].id.to_string());
    let texts =
        [("title", "Ships in the dark"), ("summary", "Short."), ("body", "Other words."), ("note", "Why.")];
    let cited = [
        ("source_title", "Another log"),
        ("url", "https://example.org/other"),
        ("source_author", "Harbour office"),
        ("identifier", "10.1000/182"),
        ("container", "Logs, 3"),
        ("publisher", "The harbour"),
        ("date", "2024-05"),
        ("accessed", "2025-01-02"),
        ("stance", "supports"),
        ("excerpt", "Lights."),
        ("note", "See there."),
    ];
    let mut all = Vec::new();
    let mut add =
        |path: &str, command: &str, about: &[(&'static str, &str)], fields: &[(&'static str, &str)]| {
            let owned = |pairs: &[(&'static str, &str)]| {
                pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect::<Vec<_>>()
            };
            let mut about = owned(about);
            about.push(("command", command.to_owned()));
            all.push(Sample { path: path.to_owned(), about, fields: owned(fields) });
        };
    add("/new", "create-article", &[], &texts[..3]);
    let from = [
        ("from", address.trim_start_matches("/a/")),
        ("relation", "supports:backward"),
        ("explanation", "So."),
    ];
    add("/new", "create-article", &[("other", &article)], &[&texts[..3], &from].concat());
    let own = [("article", article.as_str())];
    // The address stays where it is.
    let edited = [("title", "Ships at night"), texts[1], texts[2], texts[3]];
    let edit = [&edited[..], &[("base", head.as_str()), ("proposal", "")]].concat();
    add(&format!("{address}/edit"), "revise-article", &own, &edit);
    add(&format!("{address}/proposals"), "propose-edit", &own, &edit[..5]);
    let id = elsewhere.id.to_string();
    let relate = [("relation", "elaborates:forward"), ("other_id", id.as_str()), ("explanation", "So.")];
    add(&format!("{address}/relate"), "relate", &own, &relate);
    let wording = [("explanation", "For another reason."), ("base", "1")];
    add(&format!("{address}/relations/{relation}"), "reword-relation", &[("relation", &relation)], &wording);
    let quoted = [
        ("quote", "Some ships"),
        ("quote_revision", head.as_str()),
        ("quote_start", "0"),
        ("quote_end", "10"),
    ];
    let comments = [&[("body", "I agree."), ("parent", comment.as_str())], &quoted[..]].concat();
    add(&format!("{address}/comments"), "add-comment", &own, &comments);
    let edited = [("body", "I differ."), ("base", "1")];
    add(&format!("{address}/comments/{comment}/edit"), "edit-comment", &[("comment", &comment)], &edited);
    add(&format!("{address}/cite"), "add-citation", &own, &[&quoted[..], &cited[..]].concat());
    let described = [&cited[..], &[("base", "1")]].concat();
    add(
        &format!("{address}/citations/{citation}/edit"),
        "edit-citation",
        &[("citation", &citation)],
        &described,
    );
    let locks = [("scope", "editing"), ("reason", "It is agreed."), ("until", "2030-12-31T18:00")];
    add(&format!("{address}/lock"), "lock-article", &own, &locks);
    all
}

fn in_the_browser(sample: &Sample, fields: &[(&str, String)]) -> Composed {
    let fields: BTreeMap<String, String> =
        fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let about =
        |name: &str| sample.about.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
    Form { fields: &fields, about: &about }.compose(&mut Uuid::now_v7)
}

/// What is wrong with a command that the browser pushes, if anything.
async fn taken(site: &Site, author: ContributorId, command: Command) -> Option<Problem> {
    let id = CommandId(Uuid::now_v7());
    match site.app.store.submit(Envelope { id, author, at: site.app.now(), command }).await.unwrap() {
        Outcome::Rejected { problem } => Some(problem),
        _ => None,
    }
}

#[tokio::test]
async fn every_fault_of_every_form_is_found_alike_in_the_browser_and_on_the_server() {
    // What is applied changes what there is, so each form has a site of its own.
    let count = samples(&Site::new().await).await.len();
    let mut refused = 0;
    for nth in 0..count {
        let site = Site::new().await;
        let sample = samples(&site).await.swap_remove(nth);
        let mut sender = site.visitor();
        sender.become_moderator().await;
        for (faulty, _) in &sample.fields {
            for (fault, spoil) in FAULTS {
                let fields = sample.fields.iter().filter_map(|(name, value)| {
                    let typed = if name == faulty { spoil(value)? } else { value.clone() };
                    Some((*name, typed))
                });
                let fields: Vec<(&str, String)> = fields.collect();
                let case = format!("{} with {faulty} {fault}", sample.path);
                let problem = match in_the_browser(&sample, &fields) {
                    Composed::Refused(problem) => Some(problem),
                    Composed::Command(command) => taken(&site, sender.who().await.unwrap(), *command).await,
                    // Named in words: only the server can understand it.
                    Composed::Unclear => {
                        assert_eq!(*faulty, "other_id", "{case}");
                        continue;
                    }
                };
                let mut sent: Vec<(&str, &str)> =
                    fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                sent.push(("similar_seen", "1"));
                let there = sender.post(&sample.path, &sent).await;
                let page = there.page();
                let Some(problem) = problem else {
                    assert_ne!(there.status, StatusCode::BAD_REQUEST, "{case}: {page}");
                    continue;
                };
                refused += 1;
                assert_eq!(there.status.as_u16(), problem.status(), "{case}: {problem} {page}");
                let sentences = match &problem {
                    Problem::Invalid { fields } => fields.iter().map(ToString::to_string).collect(),
                    other => vec![other.to_string()],
                };
                for sentence in sentences {
                    assert!(page.words().contains(&sentence), "{case}: '{sentence}' is not in {page}");
                }
            }
        }
    }
    assert!(refused > 100, "only {refused} faults were found");
}
