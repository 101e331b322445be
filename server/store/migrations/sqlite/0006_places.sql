-- Where articles stand in the picture of everything: derived from the relations, so that no change tells of it.
create table places (
    article_id text primary key references articles (id),
    x bigint not null,
    y bigint not null
);
