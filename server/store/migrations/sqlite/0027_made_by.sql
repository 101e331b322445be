-- Who made a relation. Its author is whoever explained it last, and may be somebody else, who takes nothing back by removing it.
alter table relations add column made_by text references contributors (id);
update relations set made_by = coalesce(
    (select contributor_id from changes where subject_id = relations.id and command = 'relate'),
    (select contributor_id from changes
     where article_id in (relations.from_id, relations.to_id) and second_id = relations.id and command = 'create-article'),
    author_id);
