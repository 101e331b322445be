-- The order in which things came, which no clock changes: the number of the change that made them, or made them what
-- they are.
alter table comments add column sequence bigint not null default 0;
alter table citations add column sequence bigint not null default 0;
alter table articles add column changed_in bigint not null default 0;

create index changes_by_subject on changes (subject_id);
update comments set sequence =
    coalesce((select min(g.sequence) from changes g where g.subject_id = comments.id), 0);
update citations set sequence =
    coalesce((select min(g.sequence) from changes g where g.subject_id = citations.id), 0);
update articles set changed_in =
    coalesce((select min(g.sequence) from changes g where g.subject_id = articles.head_id), 0);
drop index changes_by_subject;

drop index comments_article;
create index comments_article on comments (article_id, sequence);
drop index articles_root;
create index articles_root on articles (discussion_articles desc, changed_in desc) where parent_id is null;

-- Drafts are no changes: each that is kept is newer than its owner's others.
alter table drafts add column turn bigint not null default 0;
update drafts set turn = (
    select count(*) from drafts d
    where d.contributor_id = drafts.contributor_id and (d.at < drafts.at or d.at = drafts.at and d.key <= drafts.key)
);
