-- SHA-256 of the secret of the browser that asked; null for links that the command line printed.
alter table sign_in_links add column browser_hash text;
-- One open link an account: the newest.
delete from sign_in_links where rowid not in (select max(rowid) from sign_in_links group by contributor_id);
create unique index sign_in_links_account on sign_in_links (contributor_id);
