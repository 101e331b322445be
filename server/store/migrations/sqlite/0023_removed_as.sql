-- In which role somebody removed a relation: what a moderator removed stays theirs to bring back after they are none any more.
alter table relations add column removed_as text check (removed_as in ('contributor', 'moderator'));
update relations set removed_as = (select role from contributors where id = removed_by) where removed_at is not null;
