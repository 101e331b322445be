//! What people do on their devices: write, edit, comment, resolve, withdraw, leave things half typed.

use std::collections::BTreeMap;

use domain::command::{
    AddComment, Command, CreateArticle, NewRelation, Proposal, Relate, ReviseArticle, WithdrawComment,
};
use domain::id::{ArticleId, CommandId, CommentId, RelationId, RevisionId};
use domain::relation::{Direction, Kind};
use domain::sync::client::{self, Draft, Entry, Fields, Item, Kept, State, Unavailable};
use domain::text::{Body, CommentBody, Explanation, Note, Summary, Title};
use serde_json::Value;

use crate::history::{History, Issued};

/// An article as somebody on a device knows it.
#[derive(Clone)]
struct Known {
    article: ArticleId,
    head: RevisionId,
    body: String,
}

fn id<T: std::str::FromStr>(value: &Value) -> T
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
    fn known(&self, device: usize) -> Vec<Known> {
        let mut known: Vec<Known> = self.devices[device]
            .replica
            .heads()
            .into_iter()
            .map(|revision| Known {
                article: id(&revision["article"]),
                head: id(&revision["id"]),
                body: revision["body"].as_str().unwrap().to_owned(),
            })
            .collect();
        for entry in client::outbox(&self.devices[device].disk).unwrap_or_default() {
            if let Kept::Item(item) = entry.kept
                && let Command::CreateArticle(create) = command_of(&item)
                && known.iter().all(|known| known.article != create.article)
            {
                let CreateArticle { article, revision, body, .. } = create;
                known.push(Known { article, head: revision, body: body.to_string() });
            }
        }
        known
    }

    /// A word that stands nowhere else.
    fn marker(&mut self) -> String {
        self.markers += 1;
        format!("w{}x", self.markers)
    }

    pub(crate) fn act(&mut self, device: usize) {
        if self.random.once_in(2) && self.resolve(device) {
            return;
        }
        let known = self.known(device);
        let article = self.random.pick(&known).cloned();
        match (self.random.below(11), article) {
            (0, _) | (_, None) => self.create(device, None),
            (1, Some(other)) => self.create(device, Some(other.article)),
            (2..=5, Some(article)) => self.edit(device, &article),
            (6..=7, Some(article)) => self.comment(device, article.article),
            (8, Some(article)) => self.relate(device, &article, &known),
            (9, _) => self.withdraw(device),
            (_, Some(article)) => self.leave_half_typed(device, &article),
        }
    }

    fn create(&mut self, device: usize, part_of: Option<ArticleId>) {
        let marker = self.marker();
        let relation = part_of.map(|other| NewRelation {
            relation: RelationId(self.random.uuid()),
            other,
            direction: Direction::Forward,
            kind: Kind::PartOf,
            explanation: Explanation::parse("It belongs there.").unwrap(),
        });
        let command = Command::CreateArticle(CreateArticle {
            article: ArticleId(self.random.uuid()),
            revision: RevisionId(self.random.uuid()),
            title: Title::parse(&format!("Article {marker}")).unwrap(),
            summary: Summary::parse("").unwrap(),
            body: Body::parse(&format!("Here {marker} stands. And there.\n\nThe end comes.")).unwrap(),
            relation,
        });
        self.send(device, &command, marker, "new".into());
    }

    fn edit(&mut self, device: usize, known: &Known) {
        let marker = self.marker();
        let body = self.changed(&known.body, &marker);
        self.revise(device, known.article, known.head, &body, marker);
    }

    fn revise(&mut self, device: usize, article: ArticleId, base: RevisionId, body: &str, marker: String) {
        let command = Command::ReviseArticle(ReviseArticle {
            article,
            revision: RevisionId(self.random.uuid()),
            base,
            title: self.title(device, article),
            summary: Summary::parse("").unwrap(),
            body: Body::parse(body).unwrap(),
            note: Note::none(),
            proposal: None,
        });
        self.send(device, &command, marker, format!("edit.{article}"));
    }

    fn title(&self, device: usize, article: ArticleId) -> Title {
        let heads = self.devices[device].replica.heads();
        let head = heads.iter().find(|head| id::<ArticleId>(&head["article"]) == article);
        match head {
            Some(head) => Title::parse(head["title"].as_str().unwrap()).unwrap(),
            None => Title::parse("An article").unwrap(),
        }
    }

    /// A paragraph more, a sentence more, or a word changed.
    fn changed(&mut self, body: &str, marker: &str) -> String {
        let mut paragraphs: Vec<String> = body.split("\n\n").map(str::to_owned).collect();
        let nth = self.random.below(paragraphs.len());
        match self.random.below(3) {
            0 => paragraphs.insert(nth, format!("Paragraph {marker} is new.")),
            1 => paragraphs[nth].push_str(&format!(" Sentence {marker} follows.")),
            _ => {
                let mut words: Vec<&str> = paragraphs[nth].split(' ').collect();
                let nth_word = self.random.below(words.len());
                let changed =
                    if words[nth_word].ends_with('.') { format!("{marker}.") } else { marker.to_owned() };
                words[nth_word] = &changed;
                paragraphs[nth] = words.join(" ");
            }
        }
        paragraphs.join("\n\n")
    }

    fn comment(&mut self, device: usize, article: ArticleId) {
        let marker = self.marker();
        let command = Command::AddComment(AddComment {
            comment: CommentId(self.random.uuid()),
            article,
            parent: None,
            body: CommentBody::parse(&format!("I say {marker}.")).unwrap(),
            quotes: Vec::new(),
            proposal: None,
        });
        self.send(device, &command, marker, format!("comment.{article}"));
    }

    fn relate(&mut self, device: usize, from: &Known, known: &[Known]) {
        let Some(to) = self.random.pick(known).map(|to| to.article) else { return };
        let marker = self.marker();
        let kinds = [Kind::Supports, Kind::Opposes, Kind::PartOf];
        let kind = *self.random.pick(&kinds).unwrap();
        let command = Command::Relate(Relate {
            relation: RelationId(self.random.uuid()),
            from: from.article,
            kind,
            to,
            explanation: Explanation::parse(&format!("Because {marker}.")).unwrap(),
        });
        self.send(device, &command, marker, format!("relate.{}", from.article));
    }

    /// Takes back a comment, perhaps one that somebody else wrote, which is refused.
    fn withdraw(&mut self, device: usize) {
        let comments: Vec<CommentId> = self.devices[device]
            .replica
            .of_type("comment")
            .iter()
            .map(|comment| id(&comment["id"]))
            .collect();
        let Some(comment) = self.random.pick(&comments).copied() else { return };
        let command = Command::WithdrawComment(WithdrawComment { comment });
        self.send(device, &command, String::new(), format!("withdraw.{comment}"));
    }

    /// Takes care of what needs its author, if anything does: resolves a conflict, or proposes what was refused.
    pub(crate) fn resolve(&mut self, device: usize) -> bool {
        let entries = client::outbox(&self.devices[device].disk).unwrap_or_default();
        let known = self.known(device);
        for Entry { key, kept } in entries {
            let Kept::Item(item) = kept else { continue };
            let (Command::ReviseArticle(revise), Item { id, state, .. }) = (command_of(&item), item) else {
                continue;
            };
            let marker =
                self.issued.iter().find(|issued| issued.id == id).map(|issued| issued.marker.clone());
            let (Some(marker), Some(known)) =
                (marker, known.iter().find(|known| known.article == revise.article))
            else {
                continue;
            };
            let mine = revise.body.as_str();
            let sent = match state {
                State::Waiting => continue,
                State::Conflict => {
                    let both = format!("{}\n\nMine was: {}", known.body, mine.replace("\n\n", " "));
                    let Ok(body) = Body::parse(&both) else { continue };
                    let revision = RevisionId(self.random.uuid());
                    let base = known.head;
                    let command =
                        Command::ReviseArticle(ReviseArticle { revision, base, body, ..revise.clone() });
                    self.send(device, &command, marker, format!("edit.{}", revise.article))
                }
                State::Refused => {
                    let proposal = Proposal {
                        base: revise.base,
                        title: revise.title.clone(),
                        summary: revise.summary.clone(),
                        body: revise.body.clone(),
                    };
                    let command = Command::AddComment(AddComment {
                        comment: CommentId(self.random.uuid()),
                        article: revise.article,
                        parent: None,
                        body: CommentBody::parse("I propose this.").unwrap(),
                        quotes: Vec::new(),
                        proposal: Some(proposal),
                    });
                    self.send(device, &command, marker, format!("edit.{}", revise.article))
                }
            };
            // Only when the words are safe elsewhere.
            if sent && client::discard(&mut self.devices[device].disk, &key).is_ok() {
                self.tally.resolved += 1;
                self.superseded.insert(id);
            }
            return true;
        }
        false
    }

    fn leave_half_typed(&mut self, device: usize, known: &Known) {
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
        if client::keep_draft(&mut self.devices[device].disk, &form, &draft).is_ok() {
            self.typed.insert((device, form), marker);
        }
    }

    fn clock(&self, device: usize) -> i64 {
        self.site.app.now().0 + self.devices[device].skew
    }

    /// Writes a command into the outbox, as a form does. Says whether it is safe there.
    fn send(&mut self, device: usize, command: &Command, marker: String, form: String) -> bool {
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
            by: None,
            written_at: typed_at,
            state: State::Waiting,
            why: None,
        };
        let disk = &mut self.devices[device].disk;
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
                self.issued.push(Issued { id: item.id, device, marker, base });
                true
            }
            Err(Unavailable::Full) => {
                self.tally.full += 1;
                false
            }
            Err(Unavailable::Off) => {
                // Killed while it was written: it may be there or not, and both are right.
                self.uncertain.insert(item.id);
                self.bury(device);
                false
            }
        }
    }
}
