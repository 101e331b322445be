//! Much of everything: bodies at their limit, an outbox of hundreds, pulls over a mebibyte.

use domain::command::{AddComment, Command, CreateArticle};
use domain::id::{ArticleId, CommentId, RevisionId};
use domain::testing;
use domain::text::Body;

use crate::history::History;

/// Bodies that together are more than a pull holds.
const BODIES: usize = 11;
/// Commands in an outbox: more than four pushes.
const OUTBOX: usize = 200;

impl History {
    /// Somebody without a network writes for a long time.
    pub(crate) fn write_much(&mut self, device: usize) {
        self.tally.count("large: much was written");
        let mut articles = Vec::new();
        for _ in 0..BODIES {
            let marker = self.marker();
            let line = format!("Here {marker} stands, and it goes on for long, as some texts do.\n\n");
            let body: String = line.chars().cycle().take(Body::LIMIT - 20).collect();
            let article = ArticleId(self.random.uuid());
            articles.push(article);
            let command = Command::CreateArticle(CreateArticle {
                article,
                revision: RevisionId(self.random.uuid()),
                ..testing::article(&format!("Long {marker}")).summary("").body(&body)
            });
            self.send(device, &command, marker, "new".into());
        }
        for _ in BODIES..OUTBOX {
            let article = *self.random.pick(&articles).unwrap();
            let marker = self.marker();
            let command = Command::AddComment(AddComment {
                comment: CommentId(self.random.uuid()),
                ..testing::comment(article, &format!("I say {marker}."))
            });
            self.send(device, &command, marker, format!("comment.{article}"));
        }
    }
}
