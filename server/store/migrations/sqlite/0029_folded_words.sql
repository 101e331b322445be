-- Words are folded (domain::fold) before they come into the index, which takes them as they are. It has no copy of the texts.
-- Before each word stands a sign; its beginnings of two and three letters are indexed with it, and pairs of signs of runs are not.
drop table article_search;
create virtual table article_search using fts5 (
    title, summary, text, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '3 4'
);
-- Which way of folding the words of an article in the index have; 0 for none yet, which the server makes when it starts.
alter table articles add column folding integer not null default 0;
create index articles_folding on articles (folding);
