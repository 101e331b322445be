-- Ids are UUID text, times Unix milliseconds. A CHECK stands behind every limit of `domain::text`, whose count of
-- characters is what `length` counts here and `char_length` in PostgreSQL.

create table contributors (
    id text primary key,
    first_name text not null check (length(first_name) <= 60),
    last_name text not null check (length(last_name) <= 60),
    -- A claim until `verified_at` is set; never shown to others, never a ground for rights by itself.
    email text check (length(email) <= 254),
    role text not null check (role in ('contributor', 'moderator')),
    created_at bigint not null,
    -- Set for accounts made by a grant or used by a sign-in link; only these are found by their address.
    account bigint not null default 0 check (account in (0, 1)),
    verified_at bigint
);
create unique index contributors_account on contributors (email) where account = 1;

create table sessions (
    token_hash text primary key,
    -- Without a foreign key: a guest has a session before the first write makes the contributor.
    contributor_id text not null,
    created_at bigint not null,
    expires_at bigint not null
);
create index sessions_ended on sessions (expires_at);

create table sign_in_links (
    token_hash text primary key,
    contributor_id text not null references contributors (id),
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint
);

create table articles (
    -- The key of the full-text index, which wants a number that never changes.
    number integer primary key,
    id text not null unique,
    slug text not null unique check (length(slug) between 1 and 96),
    -- Null only within the transaction that makes the article: its first revision refers to it. Not deferred instead,
    -- since SQLite then looks through all articles for each revision that comes.
    head_id text references revisions (id),
    -- Title and summary of the head, so that lists need not read revisions.
    title text not null check (length(title) between 1 and 150),
    summary text not null check (length(summary) <= 500),
    created_at bigint not null,
    created_by text not null references contributors (id),
    changed_at bigint not null,
    -- What it was part of first and still is: the way up, without looking through its relations.
    parent_id text references articles (id),
    -- Where that way ends, and what hangs together under one root; both counts are 0 in all but the root.
    root_id text not null references articles (id),
    discussion_articles bigint not null default 0 check (discussion_articles >= 0),
    discussion_comments bigint not null default 0 check (discussion_comments >= 0),
    -- Comments on it that were not withdrawn.
    comment_count bigint not null default 0 check (comment_count >= 0),
    lock_scope text check (lock_scope in ('editing', 'editing-and-comments')),
    lock_reason text check (length(lock_reason) between 1 and 500),
    lock_by text references contributors (id),
    lock_since bigint,
    lock_until bigint,
    check ((lock_scope is null) = (lock_reason is null)
        and (lock_scope is null) = (lock_by is null)
        and (lock_scope is null) = (lock_since is null))
);
create index articles_parent on articles (parent_id) where parent_id is not null;
create index articles_root on articles (discussion_articles desc, changed_at desc) where parent_id is null;
create index articles_locked on articles (lock_until) where lock_until is not null;

-- Every slug an article has or had; an old one redirects.
create table slugs (
    slug text primary key,
    article_id text not null references articles (id)
);

create table revisions (
    id text primary key,
    article_id text not null references articles (id),
    number bigint not null check (number >= 1),
    parent_id text references revisions (id),
    -- The second parent of a merge: the revision from which its author made it.
    merged_from_id text references revisions (id),
    author_id text not null references contributors (id),
    at bigint not null,
    title text not null check (length(title) between 1 and 150),
    summary text not null check (length(summary) <= 500),
    body text not null check (length(body) <= 100000),
    note text not null check (length(note) <= 500),
    unique (article_id, number)
);
create index revisions_author on revisions (author_id);

-- The rendered body, kept by revision; `renderer` tells which version of the renderer made it.
create table renderings (
    revision_id text primary key references revisions (id),
    renderer bigint not null,
    html text not null,
    plain_text text not null
);

create table relations (
    id text primary key,
    from_id text not null references articles (id),
    kind text not null check (kind in ('part-of', 'depends-on', 'feeds', 'elaborates', 'answers', 'supports', 'opposes', 'related-to')),
    to_id text not null references articles (id),
    explanation text not null check (length(explanation) <= 500),
    -- Who explained it last, and when.
    author_id text not null references contributors (id),
    at bigint not null,
    version bigint not null,
    removed_at bigint,
    check (from_id <> to_id)
);
create unique index relations_from on relations (from_id, kind, to_id) where removed_at is null;
create index relations_to on relations (to_id, kind, from_id) where removed_at is null;

create table comments (
    id text primary key,
    article_id text not null references articles (id),
    parent_id text references comments (id),
    author_id text not null references contributors (id),
    at bigint not null,
    body text not null check (length(body) between 1 and 10000),
    renderer bigint not null,
    html text not null,
    version bigint not null,
    edited_at bigint,
    withdrawn_at bigint
);
create index comments_article on comments (article_id, at);

create table citations (
    id text primary key,
    article_id text not null references articles (id),
    author_id text not null references contributors (id),
    at bigint not null,
    title text not null check (length(title) between 1 and 300),
    url text not null check (length(url) <= 2000 and (url = '' or lower(substr(url, 1, 7)) = 'http://' or lower(substr(url, 1, 8)) = 'https://')),
    source_author text not null check (length(source_author) <= 300),
    publisher text not null check (length(publisher) <= 300),
    date text not null check (length(date) <= 10),
    excerpt text not null check (length(excerpt) <= 2000),
    note text not null check (length(note) <= 2000),
    version bigint not null,
    edited_at bigint,
    withdrawn_at bigint
);
create index citations_article on citations (article_id, at);

-- What was reworded, edited away or merged with other words: no word is ever lost.
create table former_texts (
    thing text not null check (thing in ('relation', 'comment', 'citation', 'revision')),
    id text not null,
    version bigint not null,
    -- The text; for a citation and a revision the fields as JSON.
    text text not null,
    -- When it was replaced, and by whom.
    at bigint not null,
    replaced_by text not null references contributors (id),
    primary key (thing, id, version)
);

create table anchors (
    id text primary key,
    article_id text not null references articles (id),
    -- Where it was quoted …
    revision_id text not null references revisions (id),
    start_at bigint not null check (start_at >= 0),
    end_at bigint not null check (end_at > start_at),
    exact text not null check (length(exact) between 1 and 5000),
    prefix text not null check (length(prefix) <= 32),
    suffix text not null check (length(suffix) <= 32),
    -- … and where it stands in the head; null while it is orphaned.
    head_start bigint,
    head_end bigint,
    comment_id text references comments (id),
    citation_id text references citations (id),
    check ((comment_id is null) <> (citation_id is null)),
    check ((head_start is null) = (head_end is null))
);
create index anchors_article on anchors (article_id);
create index anchors_comment on anchors (comment_id) where comment_id is not null;
create index anchors_citation on anchors (citation_id) where citation_id is not null;

-- Every command once, with its outcome: sending it again returns that.
create table commands (
    id text primary key,
    contributor_id text not null,
    -- SHA-256 of the command as JSON: the same id for another command is a mistake of the sender.
    digest text not null,
    outcome text not null,
    at bigint not null
);

-- Browsers and programs that synchronise: whose they are, and the number of their next command.
create table clients (
    -- SHA-256 of the client's id, which is a secret.
    id text primary key,
    contributor_id text not null,
    next_number bigint not null check (next_number >= 1)
);

-- What somebody has begun to write, for themselves only: browsers may forget what they keep.
create table drafts (
    contributor_id text not null,
    key text not null check (length(key) between 1 and 200),
    text text not null check (length(text) <= 400000),
    at bigint not null,
    primary key (contributor_id, key)
);

-- The log. Everything that watches reads it.
create table changes (
    sequence bigint primary key,
    command_id text not null unique references commands (id),
    command text not null,
    contributor_id text not null references contributors (id),
    at bigint not null,
    article_id text references articles (id),
    -- The revision, relation, comment or citation that it was about.
    subject_id text,
    -- The relation that was made together with an article.
    second_id text,
    -- The public part in words, shortened.
    detail text not null
);
create index changes_article on changes (article_id, sequence);

-- The sequence is a row raised inside the transaction, never a serial: those commit out of order, and a reader
-- loses rows. The other rows count all articles, and the comments that were not withdrawn.
create table counters (
    name text primary key,
    value bigint not null
);
insert into counters (name, value) values ('sequence', 0), ('articles', 0), ('comments', 0);

-- The epoch names this history; a restore from a backup begins another.
create table settings (
    name text primary key,
    value text not null
);
insert into settings (name, value) values ('epoch', lower(hex(randomblob(16))));

create virtual table article_search using fts5 (
    title, summary, text, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
