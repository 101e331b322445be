-- When a session was last used: it ends when it is not used for long. Those that there are begin to count now.
alter table sessions add column seen_at bigint not null default 0;
update sessions set seen_at = max(created_at, cast(strftime('%s', 'now') as integer) * 1000);
-- When somebody ended it. Its row stays for a while, so that what proved who its guest was proves nothing any more.
alter table sessions add column ended_at bigint;
-- When it was first found to have ended, by the clock and by the log: it is swept when both have gone on by much, as a
-- clock alone may be wrong.
alter table sessions add column stale_at bigint;
alter table sessions add column stale_sequence bigint;
create index sessions_contributor on sessions (contributor_id);
