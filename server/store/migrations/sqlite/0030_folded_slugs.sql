-- A slug folded, so that an address in another form or case of its letters leads to the article; null until it is worked out,
-- which the server does when it starts.
alter table slugs add column folded text;
alter table slugs add column folding integer not null default 0;
create index slugs_folded on slugs (folded);
create index slugs_folding on slugs (folding);
