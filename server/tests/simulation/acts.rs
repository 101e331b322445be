//! Every kind of command, as people on their devices come to write it.

use domain::anchor::Passage;
use domain::command::{
    AddCitation, AddComment, Command, CreateArticle, EditCitation, EditComment, NewAnchor, NewRelation,
    Relate, RemoveRelation, ReviseArticle, RewordRelation, Source, Suggestion, Target, UnlockArticle,
    WithdrawCitation, WithdrawComment,
};
use domain::id::{AnchorId, ArticleId, CitationId, CommentId, RelationId, RevisionId};
use domain::lock::Scope;
use domain::moderation::{Hide, Hideable, RestoreRelation, Unhide};
use domain::relation::{Direction, Kind};
use domain::source::Stance;
use domain::testing::{self, text};
use domain::text::{Body, Note, Quote, WebUrl};
use prose::html::plain_text;
use prose::markdown::{Place, to_html};
use serde_json::Value;

use crate::history::History;
use crate::people::{Known, id};

impl History {
    pub(crate) fn act(&mut self, device: usize) {
        if self.random.once_in(2) && self.resolve(device) {
            return;
        }
        let known = self.known(device);
        let article = self.random.pick(&known).cloned();
        match (self.random.below(30), article) {
            (0, _) | (_, None) => self.create(device, None),
            (1, Some(other)) => self.create(device, Some(other.article)),
            (2..=8, Some(article)) => self.edit(device, &article),
            (9..=11, Some(article)) => self.comment(device, &article),
            (12..=13, Some(article)) => self.cite(device, &article, &known),
            (14..=15, Some(article)) => self.relate(device, &article, &known),
            (16..=17, Some(_)) => self.change_relation(device),
            (18..=20, Some(_)) => self.change_comment(device),
            (21..=22, Some(_)) => self.change_citation(device),
            (23..=24, Some(article)) => self.judge_a_suggestion(device, &article, &known),
            (25, Some(_)) => self.introduce(device),
            (26, Some(article)) => self.try_to_lock(device, &article),
            (27, Some(article)) => self.try_to_moderate(device, &article),
            (28, Some(_)) => self.bring_back(device),
            (_, Some(article)) => self.leave_half_typed(device, &article),
        }
    }

    fn create(&mut self, device: usize, part_of: Option<ArticleId>) {
        let marker = self.marker();
        let relation = part_of.map(|other| NewRelation {
            relation: RelationId(self.random.uuid()),
            other,
            direction: if self.random.once_in(4) { Direction::Backward } else { Direction::Forward },
            kind: if self.random.once_in(4) { Kind::Supports } else { Kind::PartOf },
            explanation: text("It belongs there."),
        });
        // Some have the same title, and so addresses that are to be told apart.
        let title =
            if self.random.once_in(4) { "The same title".to_owned() } else { format!("Article {marker}") };
        let body = format!("Here {marker} stands. And there.\n\nThe end comes.");
        let command = Command::CreateArticle(CreateArticle {
            article: ArticleId(self.random.uuid()),
            revision: RevisionId(self.random.uuid()),
            relation,
            ..testing::article(&title).summary("").body(&body)
        });
        self.send(device, &command, marker, "new".into());
    }

    fn edit(&mut self, device: usize, known: &Known) {
        let marker = self.marker();
        let Ok(body) = Body::parse(&self.changed(&known.body, &marker)) else { return };
        let title = match self.random.below(6) {
            0 => text(&format!("Renamed {marker}")),
            1 => text("The same title"),
            _ => known.title.clone(),
        };
        let summary =
            if self.random.once_in(8) { text(&format!("About {marker}.")) } else { known.summary.clone() };
        let command = Command::ReviseArticle(ReviseArticle {
            article: known.article,
            revision: RevisionId(self.random.uuid()),
            base: known.head,
            title,
            summary,
            body,
            note: Note::none(),
            proposal: None,
        });
        self.send(device, &command, marker, format!("edit.{}", known.article));
    }

    /// A paragraph more, a sentence more, a word changed, or a paragraph less.
    fn changed(&mut self, body: &str, marker: &str) -> String {
        let mut paragraphs: Vec<String> = body.split("\n\n").map(str::to_owned).collect();
        let nth = self.random.below(paragraphs.len());
        match self.random.below(7) {
            0 | 1 => paragraphs.insert(nth, format!("Paragraph {marker} is new.")),
            2 | 3 => paragraphs[nth].push_str(&format!(" Sentence {marker} follows.")),
            4 | 5 => {
                let mut words: Vec<&str> = paragraphs[nth].split(' ').collect();
                let nth_word = self.random.below(words.len());
                let changed =
                    if words[nth_word].ends_with('.') { format!("{marker}.") } else { marker.to_owned() };
                words[nth_word] = &changed;
                paragraphs[nth] = words.join(" ");
            }
            _ => paragraphs[nth] = format!("Instead {marker} stands here."),
        }
        paragraphs.join("\n\n")
    }

    /// Some words of the article as it is known here; `None` where it is too short.
    fn quote(&mut self, known: &Known) -> Option<NewAnchor> {
        let text = plain_text(&to_html(&known.body, Place::Article));
        let line = self.random.pick(&text.lines().collect::<Vec<_>>()).map(|line| (*line).to_owned())?;
        let words: Vec<&str> = line.split(' ').collect();
        let from = self.random.below(words.len());
        let exact = words[from..(from + 1 + self.random.below(3)).min(words.len())].join(" ");
        let at = text.find(&line)? + line.find(&exact)?;
        let start = text[..at].chars().count();
        let end = start + exact.chars().count();
        let passage = Passage::cut(known.head, &text, start..end)?;
        let exact = Quote::parse(&exact).ok()?;
        let target = match self.random.below(3) {
            0 => Target::Words { exact },
            1 => Target::Selector {
                exact,
                prefix: passage.prefix.clone(),
                suffix: passage.suffix.clone(),
                start: Some(start),
            },
            _ => Target::Passage(passage),
        };
        Some(NewAnchor { anchor: AnchorId(self.random.uuid()), target })
    }

    fn comment(&mut self, device: usize, known: &Known) {
        let marker = self.marker();
        let others = self.of(device, "comment", |comment| comment["article"] == known.article.to_string());
        let parent = self
            .random
            .pick(&others)
            .filter(|_| self.markers.is_multiple_of(3))
            .map(|other| id(&other["id"]));
        let quotes = (0..self.random.below(3)).filter_map(|_| self.quote(known)).collect();
        let command = Command::AddComment(AddComment {
            comment: CommentId(self.random.uuid()),
            parent,
            quotes,
            ..testing::comment(known.article, &format!("I say {marker}."))
        });
        self.send(device, &command, marker, format!("comment.{}", known.article));
    }

    fn relate(&mut self, device: usize, from: &Known, known: &[Known]) {
        let Some(to) = self.random.pick(known).map(|to| to.article) else { return };
        let marker = self.marker();
        let kind = if self.random.once_in(2) { Kind::PartOf } else { *self.random.pick(&Kind::ALL).unwrap() };
        let command = Command::Relate(Relate {
            relation: RelationId(self.random.uuid()),
            ..testing::relate(from.article, kind, to).because(&format!("Because {marker}."))
        });
        self.send(device, &command, marker, format!("relate.{}", from.article));
    }

    fn change_relation(&mut self, device: usize) {
        let relations = self.of(device, "relation", |_| true);
        let Some(relation) = self.random.pick(&relations).cloned() else { return };
        let (relation, base) = (id(&relation["id"]), relation["version"].as_i64().unwrap());
        if self.random.once_in(2) {
            let command = Command::RemoveRelation(RemoveRelation { relation });
            self.send(device, &command, String::new(), format!("remove.{relation}"));
        } else {
            let marker = self.marker();
            let explanation = text(&format!("Rather {marker}."));
            let command = Command::RewordRelation(RewordRelation { relation, base, explanation });
            self.send(device, &command, marker, format!("reword.{relation}"));
        }
    }

    /// Changes or takes back a comment, perhaps one that somebody else wrote, which is refused.
    fn change_comment(&mut self, device: usize) {
        let comments = self.of(device, "comment", |_| true);
        let Some(comment) = self.random.pick(&comments).cloned() else { return };
        let (comment, base) = (id(&comment["id"]), comment["version"].as_i64().unwrap());
        if self.random.once_in(2) {
            let command = Command::WithdrawComment(WithdrawComment { comment });
            self.send(device, &command, String::new(), format!("withdraw.{comment}"));
        } else {
            let marker = self.marker();
            let body = text(&format!("I rather say {marker}."));
            let command = Command::EditComment(EditComment { comment, base, body });
            self.send(device, &command, marker, format!("comment.edit.{comment}"));
        }
    }

    /// A source, which may be a passage of another article here.
    fn source(&mut self, marker: &str, known: &[Known]) -> Source {
        let url = match self.random.below(3) {
            0 => self.random.pick(known).map(|known| format!("http://127.0.0.1:3000{}", known.address)),
            1 => Some(format!("https://example.org/{marker}")),
            _ => None,
        };
        Source {
            url: url.map(|url| WebUrl::parse(&url).unwrap()),
            stance: *self.random.pick(&Stance::ALL).unwrap(),
            note: text("It bears on it."),
            ..testing::source(&format!("Source {marker}"))
        }
    }

    fn cite(&mut self, device: usize, article: &Known, known: &[Known]) {
        let Some(quote) = self.quote(article) else { return };
        let marker = self.marker();
        let command = Command::AddCitation(AddCitation {
            citation: CitationId(self.random.uuid()),
            article: article.article,
            quote,
            source: self.source(&marker, known),
        });
        self.send(device, &command, marker, format!("cite.{}", article.article));
    }

    fn change_citation(&mut self, device: usize) {
        let citations = self.of(device, "citation", |_| true);
        let Some(citation) = self.random.pick(&citations).cloned() else { return };
        let (citation, base) = (id(&citation["id"]), citation["version"].as_i64().unwrap());
        if self.random.once_in(2) {
            let command = Command::WithdrawCitation(WithdrawCitation { citation });
            self.send(device, &command, String::new(), format!("uncite.{citation}"));
        } else {
            let marker = self.marker();
            let known = self.known(device);
            let source = self.source(&marker, &known);
            let command = Command::EditCitation(EditCitation { citation, base, source });
            self.send(device, &command, marker, format!("cite.edit.{citation}"));
        }
    }

    fn judge_a_suggestion(&mut self, device: usize, article: &Known, known: &[Known]) {
        let Some(other) = self.random.pick(known) else { return };
        let suggestion = Suggestion { article: article.article, other: other.article };
        let command = if self.random.once_in(3) {
            Command::RestoreSuggestion(suggestion)
        } else {
            Command::DismissSuggestion(suggestion)
        };
        self.send(device, &command, String::new(), format!("suggest.{}", article.article));
    }

    fn introduce(&mut self, device: usize) {
        let names = ["Policy", "Water", "Harbour"];
        let name = format!("{} desk", self.random.pick(&names).unwrap());
        let command = Command::Introduce(testing::introduce(&name));
        self.send(device, &command, String::new(), "welcome".into());
    }

    /// Which is for moderators only.
    fn try_to_lock(&mut self, device: usize, known: &Known) {
        let article = known.article;
        let command = if self.random.once_in(2) {
            Command::LockArticle(testing::lock(article, Scope::Editing, "It is mine."))
        } else {
            Command::UnlockArticle(UnlockArticle { article })
        };
        self.send(device, &command, String::new(), format!("lock.{article}"));
    }

    /// Which is for moderators only, too.
    fn try_to_moderate(&mut self, device: usize, known: &Known) {
        let thing = if self.random.once_in(2) {
            Hideable::Article(known.article)
        } else {
            Hideable::Revision(known.head)
        };
        let reason = text("I do not like it.");
        let command = if self.random.once_in(2) {
            Command::Hide(Hide { thing, reason })
        } else {
            Command::Unhide(Unhide { thing })
        };
        self.send(device, &command, String::new(), format!("hide.{}", known.article));
    }

    /// A relation that was removed, perhaps one that its author or a moderator removed, which is refused.
    fn bring_back(&mut self, device: usize) {
        let removed = self.of(device, "relation", |relation| relation["removed"] == true);
        let Some(relation) = self.random.pick(&removed).map(|relation| id(&relation["id"])) else { return };
        let command = Command::RestoreRelation(RestoreRelation { relation });
        self.send(device, &command, String::new(), format!("restore.{relation}"));
    }

    /// Things of a kind as the device knows them.
    fn of(&self, device: usize, kind: &str, wanted: impl Fn(&Value) -> bool) -> Vec<Value> {
        let things = self.devices[device].profile.replica.of_type(kind).into_iter();
        things.filter(|thing| wanted(thing)).cloned().collect()
    }
}
