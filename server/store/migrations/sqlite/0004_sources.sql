-- Who wrote a source, of several with semicolons between them: longer than one author's name.
alter table citations add column authors text not null default '' check (length(authors) <= 1000);
update citations set authors = source_author;
alter table citations drop column source_author;

-- A DOI or an ISBN, when it was read, and what it does to the passage that it is cited for.
alter table citations add column identifier text not null default '' check (length(identifier) <= 200);
alter table citations add column accessed text not null default '' check (length(accessed) <= 10);
alter table citations add column stance text not null default 'context'
    check (stance in ('context', 'supports', 'disputes'));
