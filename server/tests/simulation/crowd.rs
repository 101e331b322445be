//! Requests at once, as the last thing of a history: they wait together behind a lock, so that one commit takes many of
//! them; one of them fails, some are given up by their senders while they wait, and some come twice.
//!
//! Who sends what in which order follows from the seed. Which of them meets which in one commit is up to the threads, as
//! it is with a server, so nothing else follows it but the checks.

use domain::id::Timestamp;
use std::collections::BTreeMap;

use domain::command::{AddComment, Command, CreateArticle, Relate, ReviseArticle};
use domain::id::{ArticleId, CommentId, RelationId, RevisionId};
use domain::relation::Kind;
use domain::testing::{self, text};
use domain::text::{Body, Note};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection as _};
use sync::client::{Cursor, Reply, SHAPE};
use sync::message::{Push, Pushed};

use crate::history::History;
use crate::people::Known;

/// How often others have their turn before the next request comes.
const ROUNDS: usize = 20;

impl History {
    fn anything(&mut self, known: &[Known]) -> Option<Command> {
        let article = self.random.pick(known).cloned()?;
        let marker = self.marker();
        Some(match self.random.below(6) {
            0 => Command::CreateArticle(CreateArticle {
                article: ArticleId(self.random.uuid()),
                revision: RevisionId(self.random.uuid()),
                ..testing::article("The same title").summary("").body(&format!("In a crowd {marker} stands."))
            }),
            1 | 2 => Command::ReviseArticle(ReviseArticle {
                article: article.article,
                revision: RevisionId(self.random.uuid()),
                base: article.head,
                title: article.title,
                summary: article.summary,
                body: Body::parse(&format!("{}\n\nIn a crowd {marker} stands.", article.body)).ok()?,
                note: Note::none(),
                proposal: None,
            }),
            3 => Command::Relate(Relate {
                relation: RelationId(self.random.uuid()),
                from: article.article,
                kind: *self.random.pick(&Kind::ALL).unwrap(),
                to: self.random.pick(known)?.article,
                explanation: text(&format!("In a crowd {marker}.")),
            }),
            _ => Command::AddComment(AddComment {
                comment: CommentId(self.random.uuid()),
                ..testing::comment(article.article, &format!("In a crowd {marker}."))
            }),
        })
    }

    pub(crate) async fn crowd(&mut self) {
        let known = self.known(0);
        let most = if self.random.once_in(4) { 63 } else { 12 };
        let size = 2 + self.random.below(most);
        let mut pushes: Vec<Push> = Vec::new();
        for _ in 0..size {
            // Some come twice, at once.
            let push = match self.random.pick(&pushes).cloned() {
                Some(push) if self.random.once_in(8) => push,
                _ => match self.anything(&known) {
                    Some(command) => self.strange_push(command),
                    // There is nothing to write about, or no room.
                    None => return,
                },
            };
            pushes.push(push);
        }
        self.tally.count("crowd: at once");
        let broken =
            self.random.once_in(2).then(|| pushes[self.random.below(size)].commands[0]["id"].clone());
        let given_up: Vec<usize> = (0..size).filter(|_| self.random.once_in(6)).collect();
        self.tally.count_many("crowd: given up while it waits", given_up.len() as u64);
        let answers = self.all_at_once(&pushes, broken.as_ref(), &given_up).await;
        if broken.is_some() {
            self.tally.count("crowd: one of them fails");
        }
        self.check_crowd(&pushes, &answers, broken.as_ref()).await;
    }

    async fn all_at_once(
        &mut self,
        pushes: &[Push],
        broken: Option<&Value>,
        given_up: &[usize],
    ) -> BTreeMap<usize, Reply<Pushed>> {
        self.site.failing = true;
        let mut lock = self.site.connect().await;
        if let Some(id) = broken {
            // A number that is drawn here, and no text of anybody.
            let text = format!(
                "create trigger broken before insert on commands when new.id = '{}'
                 begin select raise(rollback, 'it is broken'); end",
                id.as_str().unwrap()
            );
            sqlx::query(AssertSqlSafe(text)).execute(&mut lock).await.unwrap();
        }
        sqlx::query("begin immediate").execute(&mut lock).await.unwrap();
        // The writer waits for the lock, and everybody for the writer.
        let store = self.site.app.store.clone();
        let opener = tokio::spawn(async move { store.close_session("nobody", Timestamp(1)).await });
        let mut requests = Vec::new();
        for push in pushes {
            requests.push(tokio::spawn(self.site.push_of_its_own(push)));
            for _ in 0..ROUNDS {
                tokio::task::yield_now().await;
            }
        }
        for number in given_up {
            requests[*number].abort();
        }
        // Whoever reads does not wait for whoever writes.
        let cursor = Cursor { v: SHAPE, epoch: self.site.app.store.epoch(), next: 0 };
        let pulled = self.site.pull(&cursor, 50).await;
        assert!(matches!(pulled, Reply::Done(_)), "a pull waits for the writer: {pulled:?}");
        sqlx::query("rollback").execute(&mut lock).await.unwrap();
        opener.await.unwrap().unwrap();
        let mut answers = BTreeMap::new();
        for (number, request) in requests.into_iter().enumerate() {
            // One that was given up is an error here.
            if let Ok(reply) = request.await {
                answers.insert(number, reply);
            }
        }
        if broken.is_some() {
            sqlx::query("drop trigger broken").execute(&mut lock).await.unwrap();
        }
        lock.close().await.unwrap();
        self.site.failing = false;
        answers
    }

    /// Whoever was answered has the effect that they were told of, and whoever asks again gets that answer.
    async fn check_crowd(
        &mut self,
        pushes: &[Push],
        answers: &BTreeMap<usize, Reply<Pushed>>,
        broken: Option<&Value>,
    ) {
        let mut connection = self.site.connect().await;
        for (number, push) in pushes.iter().enumerate() {
            let id = &push.commands[0]["id"];
            let again = self.site.push(push, None, None).await.reply;
            let Reply::Done(again) = again else { panic!("{id} gets no answer: {again:?}") };
            match answers.get(&number) {
                Some(Reply::Done(first)) => {
                    assert_ne!(Some(id), broken, "{id} was told of an effect that failed");
                    let [first, again] = [first, &again].map(|pushed| &pushed.answers[0].outcome);
                    assert_eq!(first, again, "{id} was told something else first");
                }
                Some(other) => assert_eq!(Some(id), broken, "{id} failed with another: {other:?}"),
                // Its sender had given up.
                None => {}
            }
            let outcome = &again.answers[0].outcome;
            let took_effect = outcome.get("sequence").is_some();
            let effects: i64 = sqlx::query_scalar("select count(*) from changes where command_id = $1")
                .bind(id.as_str().unwrap())
                .fetch_one(&mut connection)
                .await
                .unwrap();
            assert_eq!(effects, i64::from(took_effect), "{id}: told {outcome}, {effects} effects");
        }
        connection.close().await.unwrap();
    }
}
