//! How people come to send something: through the outbox of their browser, with drafts, and again after a refusal.

use std::collections::BTreeMap;

use domain::command::{AddComment, Command, CreateArticle, ReviseArticle};
use domain::id::{ArticleId, CommandId, CommentId, RevisionId};
use domain::testing;
use domain::text::{Body, Summary, Title};
use serde_json::Value;
use sync::client::{self, Draft, Entry, Fields, Item, State, Stored, Unavailable};

use crate::history::{History, Issued};

/// An article as somebody on a device knows it.
#[derive(Clone)]
pub(crate) struct Known {
    pub(crate) article: ArticleId,
    pub(crate) head: RevisionId,
    pub(crate) title: Title,
    pub(crate) summary: Summary,
    pub(crate) body: String,
    /// The address of a revision of it.
    pub(crate) address: String,
}

pub(crate) fn id<T: std::str::FromStr>(value: &Value) -> T
where
    T::Err: std::fmt::Debug,
{
    value.as_str().unwrap().parse().unwrap()
}

fn command_of(item: &Item) -> Command {
    serde_json::from_value(item.command.clone()).unwrap()
}

impl History {
    /// Articles that were pulled, and those written here that wait.
    pub(crate) fn known(&self, device: usize) -> Vec<Known> {
        let profile = &self.devices[device].profile;
        let text = |revision: &Value, name: &str| revision[name].as_str().unwrap().to_owned();
        let mut known: Vec<Known> = profile
            .replica
            .heads()
            .into_iter()
            .map(|revision| Known {
                article: id(&revision["article"]),
                head: id(&revision["id"]),
                title: Title::parse(&text(revision, "title")).unwrap(),
                summary: Summary::parse(&text(revision, "summary")).unwrap(),
                body: text(revision, "body"),
                address: format!("/a/any/revisions/{}", revision["number"]),
            })
            .collect();
        for entry in client::outbox(&profile.disk).unwrap_or_default() {
            if let Stored::Item(item) = entry.kept
                && let Command::CreateArticle(create) = command_of(&item)
                && known.iter().all(|known| known.article != create.article)
            {
                let CreateArticle { article, revision, title, summary, body, .. } = create;
                let (body, address) = (body.to_string(), "/a/any".to_owned());
                known.push(Known { article, head: revision, title, summary, body, address });
            }
        }
        known
    }

    /// A word that stands nowhere else.
    pub(crate) fn marker(&mut self) -> String {
        self.markers += 1;
        format!("w{}x", self.markers)
    }

    /// Takes care of what needs its author, if anything does: resolves a conflict, proposes what was refused, or takes
    /// it back into its form.
    pub(crate) fn resolve(&mut self, device: usize) -> bool {
        let entries = client::outbox(&self.devices[device].profile.disk).unwrap_or_default();
        let known = self.known(device);
        for Entry { key, kept } in entries {
            let Stored::Item(item) = kept else { continue };
            if item.state == State::Waiting {
                continue;
            }
            let Command::ReviseArticle(revise) = command_of(&item) else {
                if self.take_back(device, &key, &item) {
                    return true;
                }
                continue;
            };
            let Item { id, state, .. } = item;
            let marker =
                self.issued.iter().find(|issued| issued.id == id).map(|issued| issued.marker.clone());
            let (Some(marker), Some(known)) =
                (marker, known.iter().find(|known| known.article == revise.article))
            else {
                continue;
            };
            let mine = revise.body.as_str();
            let form = format!("edit.{}", revise.article);
            let command = if state == State::Conflict {
                let both = format!("{}\n\nMine was: {}", known.body, mine.replace("\n\n", " "));
                let Ok(body) = Body::parse(&both) else { continue };
                let revision = RevisionId(self.random.uuid());
                let base = known.head;
                Command::ReviseArticle(ReviseArticle { revision, base, body, ..revise })
            } else {
                Command::AddComment(AddComment {
                    comment: CommentId(self.random.uuid()),
                    ..testing::comment(revise.article, "I propose this.").proposing(revise)
                })
            };
            // Only when the words are safe elsewhere.
            if let Some(new) = self.send(device, &command, marker, form)
                && client::discard(&mut self.devices[device].profile.disk, &key).is_ok()
            {
                self.tally.count("client: resolved");
                self.superseded.insert(id, new);
            }
            return true;
        }
        false
    }

    /// Makes a draft of it again.
    fn take_back(&mut self, device: usize, key: &str, item: &Item) -> bool {
        let taken = client::take_back(&mut self.devices[device].profile.disk, key, item);
        if taken != Ok(true) {
            return false;
        }
        self.tally.count("client: taken back");
        // From now on the words stand in a draft, and may be typed over.
        self.forgotten.insert(item.id);
        if let Some(form) = &item.draft {
            self.typed.insert((device, form.clone()), item.fields["body"].clone());
        }
        true
    }

    pub(crate) fn leave_half_typed(&mut self, device: usize, known: &Known) {
        let marker = self.marker();
        let form = format!("comment.{}", known.article);
        let draft = Draft {
            v: client::SHAPE,
            label: "A comment".into(),
            page: "/".into(),
            fields: Fields::from([("body".into(), format!("Half a sent {marker}"))]),
            typed_at: self.clock(device),
            sent: None,
        };
        if client::keep_draft(&mut self.devices[device].profile.disk, &form, &draft).is_ok() {
            self.typed.insert((device, form), marker);
        }
    }

    fn clock(&self, device: usize) -> i64 {
        self.site.app.now().0 + self.devices[device].skew
    }

    /// Writes a command into the outbox, as a form does. Answers its id if it is safe there.
    pub(crate) fn send(
        &mut self,
        device: usize,
        command: &Command,
        marker: String,
        form: String,
    ) -> Option<CommandId> {
        let fields = BTreeMap::from([("body".to_owned(), marker.clone())]);
        let typed_at = self.clock(device);
        let draft = Draft {
            v: client::SHAPE,
            label: String::new(),
            page: "/".into(),
            fields: fields.clone(),
            typed_at,
            sent: None,
        };
        let item = Item {
            v: client::SHAPE,
            id: CommandId(self.random.uuid()),
            command: serde_json::to_value(command).unwrap(),
            draft: Some(form.clone()),
            label: "Something".into(),
            page: "/".into(),
            action: "/".into(),
            fields,
            by: self.devices[device].profile.knows,
            written_at: typed_at,
            state: State::Waiting,
            why: None,
        };
        let disk = &mut self.devices[device].profile.disk;
        // What was typed last stands in the draft; what stood there before was typed over.
        if client::keep_draft(disk, &form, &draft).is_ok() {
            self.typed.remove(&(device, form));
        }
        match client::enqueue(disk, &item) {
            Ok(()) => {
                let base = match command {
                    Command::ReviseArticle(revise) => Some(revise.base),
                    _ => None,
                };
                self.names.entry(item.id).or_default().insert(item.by);
                self.issued.push(Issued { id: item.id, device, marker, base });
                Some(item.id)
            }
            Err(Unavailable::Full) => {
                self.tally.count("client: storage full");
                None
            }
            Err(Unavailable::Off) => {
                // Killed while it was written: it may be there or not, and both are right.
                self.uncertain.insert(item.id);
                self.bury(device);
                None
            }
        }
    }
}
