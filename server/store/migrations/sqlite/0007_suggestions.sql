-- Pairs of articles that somebody said have nothing to do with each other: not to be suggested again.
create table dismissed_suggestions (
    first_id text not null references articles (id),
    second_id text not null references articles (id),
    author_id text not null references contributors (id),
    at bigint not null,
    primary key (first_id, second_id),
    check (first_id < second_id)
);
create index dismissed_suggestions_second on dismissed_suggestions (second_id);

-- Who else cites the same source.
create index citations_url on citations (url) where url <> '' and withdrawn_at is null;
create index citations_identifier on citations (identifier) where identifier <> '' and withdrawn_at is null;
