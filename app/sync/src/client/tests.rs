use std::collections::BTreeMap;

use domain::id::{ClientId, CommandId, ContributorId};
use uuid::Uuid;

use super::outcome::settle;
use super::storage::write;
use super::*;
use crate::message::{Answer, News, Pulled, Pushed, Refusal};

#[derive(Default)]
struct Memory(BTreeMap<String, String>);

impl Storage for Memory {
    fn keys(&self, prefix: &str) -> Result<Vec<String>, Unavailable> {
        Ok(self.0.keys().filter(|key| key.starts_with(prefix)).cloned().collect())
    }

    fn get(&self, key: &str) -> Result<Option<String>, Unavailable> {
        Ok(self.0.get(key).cloned())
    }

    fn set(&mut self, key: &str, text: &str) -> Result<(), Unavailable> {
        self.0.insert(key.to_owned(), text.to_owned());
        Ok(())
    }

    fn remove(&mut self, key: &str) -> Result<(), Unavailable> {
        self.0.remove(key);
        Ok(())
    }
}

/// What version 1 wrote; it must be readable for ever.
const ITEM: &str = r#"{"v":1,"id":"01900000-0000-7000-8000-000000000001","command":{"article":"01900000-0000-7000-8000-000000000003","body":"Half an hour later.","command":"add-comment","comment":"01900000-0000-7000-8000-000000000002","parent":null,"quotes":[]},"draft":"comment.a32","label":"Comment on A32","page":"/a/a32","action":"/a/a32/comments","fields":{"body":"Half an hour later."},"by":null,"written_at":1800000000000,"state":"waiting"}"#;
const DRAFT_1: &str = r#"{"v":1,"label":"Comment on A32","page":"/a/a32","fields":{"body":"Half a sent"},"typed_at":1800000000000}"#;
const CLIENT_1: &str = r#"{"v":1,"client":"01900000-0000-7000-8000-000000000009","next":7}"#;
const CURSOR_1: &str = r#"{"v":1,"epoch":"a0","next":41}"#;

fn fresh() -> ClientId {
    ClientId(Uuid::from_u128(77))
}

fn first_version() -> Memory {
    Memory(BTreeMap::from([
        (format!("{OUTBOX}0000000003.01900000-0000-7000-8000-000000000001"), ITEM.to_owned()),
        (format!("{DRAFT}comment.a32"), DRAFT_1.to_owned()),
        (CLIENT.to_owned(), CLIENT_1.to_owned()),
        (CURSOR.to_owned(), CURSOR_1.to_owned()),
    ]))
}

#[test]
fn what_the_first_version_kept_is_understood_and_sent() {
    let mut storage = first_version();
    assert_eq!(status(&storage).unwrap(), Status { waiting: 1, needs_you: 0 });
    assert_eq!(draft(&storage, "comment.a32").unwrap().unwrap().fields["body"], "Half a sent");
    let (actions, done) = Client::default().step(&mut storage, Input::Lead, 0, fresh());
    assert_eq!(done, Ok(()));
    let [Action::Push(push)] = actions.as_slice() else { panic!("{actions:?}") };
    assert_eq!((push.first, push.client.to_string().as_str()), (7, "01900000-0000-7000-8000-000000000009"));
    assert_eq!(push.commands[0]["body"], "Half an hour later.");
}

#[test]
fn what_is_written_today_is_what_the_fixtures_say() {
    let storage = first_version();
    let entry = outbox(&storage).unwrap().remove(0);
    let Stored::Item(item) = entry.kept else { panic!("unreadable") };
    assert_eq!(write(&item).unwrap(), ITEM);
    assert_eq!(write(&draft(&storage, "comment.a32").unwrap().unwrap()).unwrap(), DRAFT_1);
}

#[test]
fn what_a_newer_version_or_nobody_wrote_is_left_alone_and_shown() {
    let mut storage = Memory::default();
    let newer = ITEM.replace("\"v\":1", "\"v\":2");
    storage.0.insert(format!("{OUTBOX}0000000001.a"), newer.clone());
    storage.0.insert(format!("{OUTBOX}0000000002.b"), "damaged".into());
    let (actions, done) = Client::default().step(&mut storage, Input::Lead, 0, fresh());
    assert_eq!((actions, done), (Vec::new(), Ok(())));
    assert_eq!(status(&storage).unwrap().needs_you, 2);
    let kept: Vec<_> = outbox(&storage).unwrap().into_iter().map(|entry| entry.kept).collect();
    assert_eq!(kept, [Stored::Unreadable(newer), Stored::Unreadable("damaged".into())]);
}

#[test]
fn a_new_item_goes_behind_those_that_are_there() {
    let mut storage = first_version();
    let Stored::Item(item) = outbox(&storage).unwrap().remove(0).kept else { panic!("unreadable") };
    // Its id sorts before the first one's; its place decides.
    let second = Item { id: CommandId(Uuid::from_u128(1)), ..item.clone() };
    enqueue(&mut storage, &second).unwrap();
    let ids: Vec<_> =
        outbox(&storage).unwrap().into_iter().filter_map(|entry| entry.kept.item()).map(|i| i.id).collect();
    assert_eq!(ids, [item.id, second.id]);
}

fn unreachable() -> Input {
    Input::Pushed(Reply::Unreachable { retry_after: None })
}

#[test]
fn waits_grow_and_are_never_longer_than_five_minutes() {
    let (mut client, mut storage) = (Client::default(), first_version());
    let mut longest = Vec::new();
    for _ in 0..20 {
        assert_eq!(client.step(&mut storage, Input::Lead, 0, fresh()).1, Ok(()));
        let (actions, _) = client.step(&mut storage, unreachable(), u32::MAX, fresh());
        let [Action::Wait { millis }] = actions.as_slice() else { panic!("{actions:?}") };
        longest.push(*millis);
    }
    assert!(longest[0] < 1_000 && longest.is_sorted());
    assert!((299_000..=300_000).contains(longest.last().unwrap()));
    assert_eq!(client.step(&mut storage, Input::Wake, 0, fresh()).1, Ok(()));
    let asked = Input::Pushed(Reply::Unreachable { retry_after: Some(600) });
    let (actions, _) = client.step(&mut storage, asked, 0, fresh());
    assert_eq!(actions, [Action::Wait { millis: 600_000 }], "a server that says when is believed");
}

#[test]
fn a_draft_typed_on_after_it_was_sent_stays() {
    let mut storage = first_version();
    let Stored::Item(item) = outbox(&storage).unwrap().remove(0).kept else { panic!("unreadable") };
    let sent = Draft { fields: item.fields.clone(), ..draft(&storage, "comment.a32").unwrap().unwrap() };
    for typed_on in [false, true] {
        keep_draft(&mut storage, "comment.a32", &sent).unwrap();
        storage.0.retain(|key, _| !key.starts_with(OUTBOX));
        enqueue(&mut storage, &item).unwrap();
        assert_eq!(draft(&storage, "comment.a32").unwrap().unwrap().sent, Some(item.id));
        if typed_on {
            keep_draft(&mut storage, "comment.a32", &sent).unwrap();
        }
        let answer = Answer {
            id: item.id,
            outcome: serde_json::json!({ "status": "applied", "sequence": 42 }),
            words: None,
            location: None,
        };
        assert!(settle(&mut storage, answer).unwrap().is_some());
        assert_eq!(draft(&storage, "comment.a32").unwrap().is_some(), typed_on);
        assert_eq!(outbox(&storage).unwrap(), []);
    }
}

#[test]
fn a_tab_that_was_taken_for_dead_sends_no_more() {
    let (mut client, mut storage) = (Client::default(), first_version());
    assert_eq!(client.step(&mut storage, Input::Lead, 0, fresh()).1, Ok(()));
    assert_eq!(
        client.step(&mut storage, Input::Pushed(Reply::Unreachable { retry_after: None }), 0, fresh()).1,
        Ok(())
    );
    assert_eq!(client.step(&mut storage, Input::Follow, 0, fresh()), (Vec::new(), Ok(())));
    assert_eq!(client.step(&mut storage, Input::Wake, 0, fresh()), (Vec::new(), Ok(())));
    let (actions, _) = client.step(&mut storage, Input::Lead, 0, fresh());
    assert!(matches!(actions[..], [Action::Push(_), ..]), "what waits is sent when it leads again");
}

#[test]
fn whoever_leads_with_a_newer_page_says_that_changes_were_skipped() {
    let at = |epoch: &str, next| Cursor { v: 1, epoch: epoch.into(), next };
    for (page, skipped, after) in [
        (at("a0", 40), Skipped::Nothing, at("a0", 41)),
        (at("a0", 41), Skipped::Nothing, at("a0", 41)),
        (at("a0", 42), Skipped::Changes, at("a0", 42)),
        (at("b1", 7), Skipped::Changes, at("b1", 7)),
    ] {
        let mut storage = first_version();
        assert_eq!(skip_to(&mut storage, &page), Ok(skipped), "{page:?}");
        assert_eq!(cursor(&storage), Ok(Some(after)));
    }
    // Nobody can have missed what nobody followed.
    assert_eq!(skip_to(&mut Memory::default(), &at("a0", 42)), Ok(Skipped::Nothing));
}

#[test]
fn another_history_is_noticed_by_the_first_word_of_it() {
    let (mut client, mut storage) = (Client::default(), first_version());
    storage.0.retain(|key, _| !key.starts_with(OUTBOX));
    assert_eq!(client.step(&mut storage, Input::Lead, 0, fresh()).1, Ok(()));
    let news = |epoch: &str, sequence| Input::News(News { sequence, epoch: epoch.into() });
    let (actions, _) = client.step(&mut storage, news("a0", 43), 0, fresh());
    assert_eq!(actions, [Action::Pull(Cursor { v: 1, epoch: "a0".into(), next: 41 })]);
    let (actions, _) = client.step(&mut storage, news("b1", 12), 0, fresh());
    assert_eq!(actions, [Action::Forget], "though its numbers are smaller");
    assert_eq!(cursor(&storage).unwrap(), None);
}

#[test]
fn news_that_outruns_an_answer_is_not_forgotten() {
    let (mut client, mut storage) = (Client::default(), first_version());
    storage.0.retain(|key, _| !key.starts_with(OUTBOX));
    assert_eq!(client.step(&mut storage, Input::Lead, 0, fresh()).1, Ok(()));
    let pull = [Action::Pull(Cursor { v: 1, epoch: "a0".into(), next: 41 })];
    let news = |sequence| Input::News(News { sequence, epoch: "a0".into() });
    assert_eq!(client.step(&mut storage, news(42), 0, fresh()).0, pull);
    assert_eq!(client.step(&mut storage, news(43), 0, fresh()).0, [], "it is being asked already");
    let before = Pulled { epoch: "a0".into(), changes: Vec::new(), next: 41, more: false };
    let (actions, _) = client.step(&mut storage, Input::Pulled(Reply::Done(before)), 0, fresh());
    assert_eq!(actions, [Action::Wait { millis: 0 }]);
    assert_eq!(client.step(&mut storage, Input::Wake, 0, fresh()).0, pull);
}

#[test]
fn an_answer_that_was_cut_off_is_none() {
    let whole = r#"{"answers":[],"next":3,"sequence":2,"epoch":"a0"}"#;
    assert!(matches!(Reply::<Pushed>::of(200, whole, None), Reply::Done(_)));
    for end in 0..whole.len() {
        let cut = Reply::<Pushed>::of(200, &whole[..end], None);
        assert_eq!(cut, Reply::Unreachable { retry_after: None }, "{end}");
    }
    let refused = r#"{"title":"x","refusal":{"code":"out-of-order","next":4}}"#;
    let expected = Reply::<Pushed>::Refused(Refusal::OutOfOrder { next: 4 });
    assert_eq!(Reply::of(409, refused, None), expected);
    assert_eq!(Reply::<Pushed>::of(403, "<html>", Some(9)), Reply::Unreachable { retry_after: Some(9) });
}

#[test]
fn what_waits_becomes_a_draft_again_unless_the_form_has_other_words() {
    let mut storage = first_version();
    let entry = outbox(&storage).unwrap().remove(0);
    let Stored::Item(item) = entry.kept else { panic!("version 1") };
    assert_eq!(take_back(&mut storage, &entry.key, &item), Ok(false), "half a sentence stands there");
    assert_eq!(draft(&storage, "comment.a32").unwrap().unwrap().fields["body"], "Half a sent");
    assert_eq!(outbox(&storage).unwrap().len(), 1);
    storage.0.insert(format!("{DRAFT}comment.a32"), "{damaged".into());
    assert_eq!(take_back(&mut storage, &entry.key, &item), Ok(false), "nobody knows what stands there");
    forget_draft(&mut storage, "comment.a32").unwrap();
    assert_eq!(take_back(&mut storage, &entry.key, &item), Ok(true));
    assert_eq!(draft(&storage, "comment.a32").unwrap().unwrap().fields["body"], "Half an hour later.");
    assert!(outbox(&storage).unwrap().is_empty());
}

#[test]
fn what_several_people_wrote_is_told_apart_and_adopted_only_when_they_say_so() {
    let (first, second) = (ContributorId(Uuid::from_u128(5)), ContributorId(Uuid::from_u128(6)));
    let by = |who: ContributorId| ITEM.replace("\"by\":null", &format!("\"by\":\"{who}\""));
    let mut storage = Memory::default();
    for (place, text) in [ITEM.to_owned(), by(first), by(first), by(second)].into_iter().enumerate() {
        storage.0.insert(format!("{OUTBOX}000000000{place}.a"), text);
    }
    let mut client = Client::default();
    let (actions, _) = client.step(&mut storage, Input::Lead, 0, fresh());
    let [Action::Push(push)] = actions.as_slice() else { panic!("{actions:?}") };
    assert_eq!((push.by, push.commands.len()), (None, 1));

    storage.0.remove(&format!("{OUTBOX}0000000000.a"));
    let mut client = Client::default();
    let (actions, _) = client.step(&mut storage, Input::Lead, 0, fresh());
    let [Action::Push(push)] = actions.as_slice() else { panic!("{actions:?}") };
    assert_eq!((push.by, push.commands.len()), (Some(first), 2));
    let details = format!(r#"{{"refusal":{{"code":"somebody-else","now":"{second}"}}}}"#);
    let refused = Input::Pushed(Reply::of(409, &details, None));
    let (actions, _) = client.step(&mut storage, refused, 0, fresh());
    assert_eq!(actions, [Action::Halted(Halt::SomebodyElse { now: Some(second) })]);
    assert_eq!(client.halted(), Some(Halt::SomebodyElse { now: Some(second) }));
    let (actions, _) = client.step(&mut storage, Input::Pulled(Reply::OtherEpoch), 0, fresh());
    assert!(!actions.iter().any(|action| matches!(action, Action::Push(_))), "{actions:?}");

    // In another tab, which does not lead.
    let client_id = ClientId(Uuid::from_u128(78));
    let adopt = Input::Adopt { client: client_id, by: Some(second) };
    let (actions, _) = Client::default().step(&mut storage, adopt, 0, fresh());
    assert_eq!(actions, []);
    let (actions, _) = client.step(&mut storage, Input::Wake, 0, fresh());
    let Some(Action::Push(push)) = actions.first() else { panic!("{actions:?}") };
    assert_eq!((push.client, push.by, push.commands.len()), (client_id, Some(second), 3));
    assert_eq!(client.halted(), None);
}

fn somebody(number: u128) -> ContributorId {
    ContributorId(Uuid::from_u128(number))
}

fn forms(storage: &Memory, owner: Option<ContributorId>) -> Vec<String> {
    begun(storage, owner).unwrap().into_iter().map(|(form, _)| form).collect()
}

#[test]
fn what_waits_is_not_listed_as_a_draft_at_any_moment() {
    let mut storage = Memory::default();
    let of_first = first_version();
    let Stored::Item(item) = outbox(&of_first).unwrap().remove(0).kept else { panic!("unreadable") };
    let form = item.draft.clone().unwrap();
    let draft = Draft { fields: item.fields.clone(), ..draft(&of_first, &form).unwrap().unwrap() };
    keep_draft(&mut storage, &form, &draft).unwrap();
    assert_eq!(forms(&storage, None), std::slice::from_ref(&form), "it is not sent yet");
    // As another tab sees it between the two writes of `enqueue`.
    let key = format!("{OUTBOX}0000000001.{}", item.id);
    storage.set(&key, &write(&item).unwrap()).unwrap();
    assert!(forms(&storage, None).is_empty());
    storage.remove(&key).unwrap();
    enqueue(&mut storage, &item).unwrap();
    assert!(forms(&storage, None).is_empty());
    let typed_since = Draft { fields: Fields::from([("body".into(), "More".into())]), ..draft };
    keep_draft(&mut storage, &form, &typed_since).unwrap();
    assert_eq!(forms(&storage, None), [form]);
}

#[test]
fn drafts_are_of_their_owner_and_those_of_nobody_yet_of_whoever_gets_a_name() {
    let mut storage = first_version();
    let (first, second) = (somebody(1), somebody(2));
    let begun_as_nobody = draft(&storage, "comment.a32").unwrap().unwrap();
    storage.remove(&outbox(&storage).unwrap()[0].key).unwrap();
    claim(&mut storage, first).unwrap();
    let own = owned("comment.a32", Some(first));
    assert_eq!(draft(&storage, &own).unwrap(), Some(begun_as_nobody.clone()));
    assert_eq!(forms(&storage, Some(first)), std::slice::from_ref(&own));
    for other in [Some(second), None] {
        assert!(forms(&storage, other).is_empty(), "{other:?}");
    }
    // What one types does not take the place of what the other typed.
    let later =
        Draft { fields: Fields::from([("body".into(), "Another".into())]), ..begun_as_nobody.clone() };
    keep_draft(&mut storage, &owned("comment.a32", Some(second)), &later).unwrap();
    keep_draft(&mut storage, "comment.a32", &later).unwrap();
    claim(&mut storage, first).unwrap();
    assert_eq!(draft(&storage, &own).unwrap(), Some(begun_as_nobody));
    assert_eq!(draft(&storage, "comment.a32").unwrap(), Some(later), "nothing is written over");
}

#[test]
fn whoever_signs_out_leaves_nothing_and_what_others_wrote_stays() {
    let (first, second) = (Some(somebody(1)), Some(somebody(2)));
    let mut storage = first_version();
    let Stored::Item(item) = outbox(&storage).unwrap().remove(0).kept else { panic!("unreadable") };
    let begun = draft(&storage, "comment.a32").unwrap().unwrap();
    for (number, by) in [(21, first), (22, second)] {
        enqueue(
            &mut storage,
            &Item { id: CommandId(Uuid::from_u128(number)), by, draft: None, ..item.clone() },
        )
        .unwrap();
        keep_draft(&mut storage, &owned("new", by), &begun).unwrap();
    }
    storage.set("folkmoot.v1.identity", "{}").unwrap();
    storage.set("somebody.elses", "{}").unwrap();
    let before = storage.0.clone();
    assert_eq!(leave(&mut storage, first, Leave::Ask), Ok(4), "two texts, and two of when there was no name");
    assert_eq!(storage.0, before, "asking changes nothing");
    assert_eq!(leave(&mut storage, first, Leave::Go), Ok(4));
    let left: Vec<_> = storage.0.keys().map(String::as_str).collect();
    let of_second = format!("{DRAFT}{}", owned("new", second));
    assert_eq!(left.len(), 3, "{left:?}");
    assert!(left.contains(&of_second.as_str()) && left.contains(&"somebody.elses"));
    assert!(matches!(&outbox(&storage).unwrap()[0].kept, Stored::Item(item) if item.by == second));
    assert_eq!(leave(&mut storage, first, Leave::Ask), Ok(0));
}
