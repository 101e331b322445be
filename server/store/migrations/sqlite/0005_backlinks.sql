-- 1 for the passage of another article that a citation has as its source, 0 for a passage that something is said of.
alter table anchors add column source integer not null default 0 check (source in (0, 1));
