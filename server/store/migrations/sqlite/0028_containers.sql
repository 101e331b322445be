-- What a source is a part of: a journal or a book, with volume, number and pages.
alter table citations add column container text not null default '' check (length(container) <= 500);
