//! What must be so of the database and the pages as a whole: everything that is kept beside the rows that it follows from
//! is as it would be if it were made anew.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use sqlx::{Connection as _, SqliteConnection};

use crate::history::History;

/// Each counts what there may be none of.
const NONE_OF: &[(&str, &str)] = &[
    ("dangling references", "select count(*) from pragma_foreign_key_check"),
    (
        "changes without their outcome",
        "select count(*) from changes where command_id not in (select id from commands)",
    ),
    (
        "applied commands without their change",
        "select count(*) from commands where json_extract(outcome, '$.sequence') is not null
         and id not in (select command_id from changes)",
    ),
    (
        "articles with a wrong count of comments",
        "select count(*) from articles a where comment_count <>
             (select count(*) from comments c where c.article_id = a.id and withdrawn_at is null)",
    ),
    (
        "a wrong count of all articles",
        "select count(*) from counters where name = 'articles'
         and value <> (select count(*) from articles where hidden_at is null)",
    ),
    (
        "a wrong count of all comments",
        "select count(*) from counters where name = 'comments'
         and value <> (select count(*) from comments where withdrawn_at is null)",
    ),
    (
        "a wrong number of the newest change",
        "select count(*) from counters where name = 'sequence'
         and value <> (select coalesce(max(sequence), 0) from changes)",
    ),
    (
        "discussions with wrong counts",
        "select count(*) from articles a where
             discussion_articles <> case when parent_id is null
                 then (select count(*) from articles m where m.root_id = a.id) else 0 end
             or discussion_comments <> case when parent_id is null
                 then (select coalesce(sum(comment_count), 0) from articles m where m.root_id = a.id) else 0 end",
    ),
    (
        "articles whose root is not that of what they are part of",
        "select count(*) from articles a left join articles p on p.id = a.parent_id
         where a.root_id <> coalesce(p.root_id, a.id)",
    ),
    (
        "articles that are part of what they are not related to",
        "select count(*) from articles a where parent_id is not null and not exists (
             select 1 from relations r where r.kind = 'part-of' and r.from_id = a.id and r.to_id = a.parent_id
             and r.removed_at is null)",
    ),
    (
        "articles that are not as their newest revision",
        "select count(*) from articles a join revisions r on r.id = a.head_id
         where a.title <> r.title or a.summary <> r.summary
         or r.number <> (select max(number) from revisions n where n.article_id = a.id)",
    ),
    (
        "articles that search does not find",
        "select count(*) from articles where hidden_at is null and number not in (select rowid from article_search)",
    ),
    (
        "articles in the search that are hidden or not there",
        "select count(*) from article_search
         where rowid not in (select number from articles where hidden_at is null)",
    ),
    (
        "hidden articles that others are related to",
        "select count(*) from articles a join relations r on a.id in (r.from_id, r.to_id)
         where a.hidden_at is not null and r.removed_at is null",
    ),
    (
        "newest revisions that are hidden",
        "select count(*) from articles a join revisions r on r.id = a.head_id where r.hidden_at is not null",
    ),
    (
        "things that are hidden with an article that is not",
        "select count(*) from articles a where hidden_at is null and (
             exists (select 1 from comments m where m.hidden_with = a.id)
             or exists (select 1 from citations m where m.hidden_with = a.id)
             or exists (select 1 from relations r where r.hidden_with = a.id))",
    ),
    (
        "articles that are part of another than the first that they are related to",
        "select count(*) from articles a where parent_id is not
             (select r.to_id from relations r where r.from_id = a.id and r.kind = 'part-of' and r.removed_at is null
              order by r.id limit 1)",
    ),
    (
        "addresses that lead elsewhere",
        "select count(*) from articles a where not exists (
             select 1 from slugs s where s.slug = a.slug and s.article_id = a.id)",
    ),
    (
        "quotes that are gone and have a place, or the other way round",
        "select count(*) from anchors where (standing = 'gone') <> (head_start is null)",
    ),
    (
        // What was withdrawn is carried no more: nobody sees it.
        "quotes whose words do not stand where they are said to",
        "select count(*) from anchors q join articles a on a.id = q.article_id
         join renderings x on x.revision_id = a.head_id
         where q.standing in ('unchanged', 'moved')
         and substr(x.plain_text, q.head_start + 1, q.head_end - q.head_start) <> q.exact
         and not exists (select 1 from comments c where c.id = q.comment_id and c.withdrawn_at is not null)
         and not exists (select 1 from citations c where c.id = q.citation_id and c.withdrawn_at is not null)",
    ),
    (
        "open proposals that became a revision",
        "select count(*) from proposals p where applied_id is not null and applied_id not in (select id from revisions)",
    ),
];

/// A page without what differs each time it is made: its nonce, and the key of its forms.
fn comparable(page: &str) -> String {
    let mut text = page.to_owned();
    for (before, after) in [("nonce=\"", "\""), ("name=\"form\" value=\"", "\"")] {
        let Some(secret) = text.split(before).nth(1).and_then(|rest| rest.split(after).next()) else {
            continue;
        };
        let secret = secret.to_owned();
        if !secret.is_empty() {
            text = text.replace(&secret, "…");
        }
    }
    text
}

impl History {
    async fn addresses(&self) -> Vec<String> {
        let mut connection = self.site.connect().await;
        let slugs: Vec<String> =
            sqlx::query_scalar("select slug from articles where hidden_at is null order by slug")
                .fetch_all(&mut connection)
                .await
                .unwrap();
        connection.close().await.unwrap();
        let mut addresses: Vec<String> =
            ["/", "/recent", "/outline", "/health", "/search?q=stands"].map(str::to_owned).to_vec();
        for slug in slugs {
            let parts = ["", "?tab=comments", "?tab=citations", "/history", "/outline"];
            addresses.extend(parts.map(|part| format!("/a/{slug}{part}")));
        }
        addresses
    }

    /// What is kept of a page is what would be made of it now.
    async fn compare(&mut self, address: &str) {
        let beside = self.site.without_cache();
        // Read first: a page does without what is not there in time.
        beside.app.graph.snapshot().await.unwrap();
        self.site.app.graph.snapshot().await.unwrap();
        let (status, fresh) = beside.page(address).await;
        assert_eq!(status, StatusCode::OK, "{address}");
        for visit in ["made", "kept"] {
            let (_, page) = self.site.page(address).await;
            assert_same(address, visit, &comparable(&page), &comparable(&fresh));
        }
    }

    /// A newcomer looks at a page, so that it is kept.
    pub(crate) async fn look_at_a_page(&mut self) {
        let addresses = self.addresses().await;
        let address = self.random.pick(&addresses).unwrap().clone();
        self.tally.count("looked at pages");
        if self.random.once_in(4) {
            self.compare(&address).await;
        } else {
            let (status, _) = self.site.page(&address).await;
            assert_eq!(status, StatusCode::OK, "{address}");
        }
    }

    async fn the_graph_is_as_read_anew(&self) {
        let kept = self.site.app.graph.snapshot().await.unwrap();
        let anew = self.site.app.graph.read_anew().await.unwrap();
        let [kept, anew] = [kept.most_important(1_000), anew.most_important(1_000)]
            .map(|graph| serde_json::to_value(&graph).unwrap());
        assert_eq!(kept, anew, "the graph in memory (left) is another than the one read anew");
    }

    /// A page and the graph are looked at before and after the clock changes.
    pub(crate) async fn look_while_the_clock_changes(&mut self) {
        let addresses = self.addresses().await;
        let address = self.random.pick(&addresses).unwrap().clone();
        self.change_clock();
        for _ in 0..2 {
            self.compare(&address).await;
            self.the_graph_is_as_read_anew().await;
            self.change_clock();
        }
        self.compare(&address).await;
        self.the_graph_is_as_read_anew().await;
        self.tally.count("looked at pages while the clock changed");
    }

    /// Everything, made anew.
    pub(crate) async fn look_at_everything(&mut self) {
        self.tally.count("looked at everything");
        let mut connection = self.site.connect().await;
        let whole: String =
            sqlx::query_scalar("pragma integrity_check").fetch_one(&mut connection).await.unwrap();
        assert_eq!(whole, "ok", "integrity");
        sqlx::query("insert into article_search (article_search) values ('integrity-check')")
            .execute(&mut connection)
            .await
            .unwrap_or_else(|error| panic!("the index of the search is damaged: {error}"));
        for (what, query) in NONE_OF {
            let count: i64 = sqlx::query_scalar(*query).fetch_one(&mut connection).await.unwrap();
            assert_eq!(count, 0, "{what}");
        }
        search_finds_what_is_written(&mut connection).await;
        connection.close().await.unwrap();
        self.the_graph_is_as_read_anew().await;
        self.what_is_gone_is_nowhere(8).await;
        let addresses: BTreeSet<String> = self.addresses().await.into_iter().collect();
        let addresses: Vec<String> = addresses.into_iter().collect();
        for _ in 0..4 {
            let address = self.random.pick(&addresses).unwrap().clone();
            self.compare(&address).await;
        }
    }
}

/// Each word of the index, with the number of its article, its column and its place there.
type Indexed = Vec<(i64, String, i64, String)>;

async fn search_finds_what_is_written(connection: &mut SqliteConnection) {
    sqlx::query("create virtual table temp.indexed using fts5vocab ('main', 'article_search', 'instance')")
        .execute(&mut *connection)
        .await
        .unwrap();
    let mut indexed: Indexed = sqlx::query_as("select doc, col, offset, term from temp.indexed")
        .fetch_all(&mut *connection)
        .await
        .unwrap();
    let articles: Vec<(i64, String, String, String)> = sqlx::query_as(
        "select a.number, a.title, a.summary, x.plain_text
         from articles a join renderings x on x.revision_id = a.head_id where a.hidden_at is null",
    )
    .fetch_all(connection)
    .await
    .unwrap();
    let mut written = Indexed::new();
    for (number, title, summary, text) in articles {
        for (column, text) in [("title", title), ("summary", summary), ("text", text)] {
            let words = prose::fold::indexed(&text);
            let words = words.split_whitespace().zip(0..);
            written.extend(words.map(|(word, place)| (number, column.to_owned(), place, word.to_owned())));
        }
    }
    indexed.sort();
    written.sort();
    let other = indexed.iter().zip(&written).find(|(indexed, written)| indexed != written);
    assert!(
        indexed.len() == written.len() && other.is_none(),
        "search finds other words than theirs: {other:?}"
    );
}

fn assert_same(address: &str, visit: &str, page: &str, fresh: &str) {
    if page == fresh {
        return;
    }
    let at = page.bytes().zip(fresh.bytes()).take_while(|(a, b)| a == b).count();
    let near = |text: &str| {
        String::from_utf8_lossy(&text.as_bytes()[at.saturating_sub(80)..(at + 80).min(text.len())])
            .into_owned()
    };
    panic!("{address}, {visit}: the page is\n{}\nand made anew\n{}", near(page), near(fresh));
}
