-- What has become of a quoted passage; 'gone' if and only if it has no place in the head …
alter table anchors add column fate text not null default 'unchanged'
    check (fate in ('unchanged', 'moved', 'reworded', 'gone'));
-- … and where it stood before it moved, or where its words stood last, while they do not stand.
alter table anchors add column stood_revision_id text references revisions (id);
alter table anchors add column stood_start bigint;
alter table anchors add column stood_end bigint;

update anchors set fate = 'gone' where head_start is null;
