-- When an article took a slug, in the order of the log: it keeps the newest ten of its former ones.
alter table slugs add column taken bigint not null default 0;
update slugs set taken = rowid;
create index slugs_article on slugs (article_id, taken);

-- Whoever applied a proposal with another text than was proposed; null for one that stands as it was proposed.
alter table proposals add column adapted_by text references contributors (id);
update proposals set adapted_by = (select author_id from revisions where id = proposals.applied_id)
where applied_id is not null and exists (
    -- What was merged is compared as it was sent.
    select 1
    from revisions r left join former_texts f on f.thing = 'revision' and f.id = r.id and f.version = 1
    where r.id = proposals.applied_id
      and (coalesce(json_extract(f.text, '$.title'), r.title) <> proposals.title
        or coalesce(json_extract(f.text, '$.summary'), r.summary) <> proposals.summary
        or coalesce(json_extract(f.text, '$.body'), r.body) <> proposals.body)
);

-- What stands beside a name and cannot be a part of it: 2 for a moderator, 1 for an account, 0 for a guest.
alter table contributors add column mark integer not null generated always as
    (case when role = 'moderator' then 2 when account = 1 then 1 else 0 end) virtual;
create index contributors_moderators on contributors (id) where role = 'moderator';
