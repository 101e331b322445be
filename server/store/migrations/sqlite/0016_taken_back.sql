-- What moderators hide, undoably. A hidden comment or citation is withdrawn as well, so that whatever leaves out withdrawn
-- things leaves out hidden ones. What stands on a hidden article is withdrawn, or removed, together with it and names it in
-- `hidden_with`, which brings it back with the article.
alter table articles add column hidden_at bigint;
alter table articles add column hidden_by text references contributors (id);
alter table articles add column hidden_reason text check (length(hidden_reason) between 1 and 500);
alter table revisions add column hidden_at bigint;
alter table revisions add column hidden_by text references contributors (id);
alter table revisions add column hidden_reason text check (length(hidden_reason) between 1 and 500);
alter table comments add column hidden_by text references contributors (id);
alter table comments add column hidden_reason text check (length(hidden_reason) between 1 and 500);
alter table comments add column hidden_with text references articles (id);
alter table citations add column hidden_by text references contributors (id);
alter table citations add column hidden_reason text check (length(hidden_reason) between 1 and 500);
alter table citations add column hidden_with text references articles (id);
alter table relations add column hidden_with text references articles (id);
-- Who removed a relation: the words of what its author took back come back by nobody else's click.
alter table relations add column removed_by text references contributors (id);
update relations set removed_by = g.contributor_id
from (select subject_id, contributor_id, max(sequence) from changes where command = 'remove-relation' group by subject_id) g
where g.subject_id = relations.id and relations.removed_at is not null;

create index relations_removed_from on relations (from_id) where removed_at is not null;
create index relations_removed_to on relations (to_id) where removed_at is not null;
create index articles_hidden on articles (hidden_at) where hidden_at is not null;
create index revisions_hidden on revisions (hidden_at) where hidden_at is not null;
create index comments_hidden on comments (withdrawn_at) where hidden_by is not null;
create index citations_hidden on citations (withdrawn_at) where hidden_by is not null;
