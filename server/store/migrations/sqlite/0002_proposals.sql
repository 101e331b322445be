-- Edits that a comment carries until somebody who may save them does.
create table proposals (
    comment_id text primary key references comments (id),
    article_id text not null references articles (id),
    -- The revision that was read.
    base_id text not null references revisions (id),
    title text not null check (length(title) between 1 and 150),
    summary text not null check (length(summary) <= 500),
    body text not null check (length(body) <= 100000),
    -- The revision that it became; null until then.
    applied_id text references revisions (id)
);
create index proposals_article on proposals (article_id);
create index proposals_applied on proposals (applied_id) where applied_id is not null;
