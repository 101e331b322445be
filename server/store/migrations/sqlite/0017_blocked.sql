-- Who may not write any more, by whom and why.
alter table contributors add column blocked_at bigint;
alter table contributors add column blocked_by text references contributors (id);
alter table contributors add column blocked_reason text check (length(blocked_reason) between 1 and 500);
create index contributors_blocked on contributors (blocked_at) where blocked_at is not null;

-- From which network a guest came, for seven days, so that what many guests of one network did can be undone together. Never
-- an address: 24 bits of a keyed hash of it, which as many as 256 addresses of IPv4 share.
create table newcomers (
    contributor_id text primary key,
    network text not null check (length(network) = 6),
    at bigint not null
);
create index newcomers_network on newcomers (network);
create index newcomers_at on newcomers (at);
insert into settings (name, value) values ('network-key', lower(hex(randomblob(32))));

-- What belongs to an undoing names the change that began it.
alter table changes add column undo bigint references changes (sequence);
create index changes_undo on changes (undo) where undo is not null;
create index changes_contributor on changes (contributor_id, sequence);
