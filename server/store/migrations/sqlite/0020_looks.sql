-- How a title looks (Unicode TS 39), so that another one that looks the same is found; null until it is worked out, which
-- the server does when it starts.
alter table articles add column looks text;
create index articles_looks on articles (looks) where looks <> '';
create index articles_without_looks on articles (number) where looks is null;
