-- The relations that want an explanation, found without reading all of the others.
create index relations_unexplained on relations (id)
where explanation = '' and kind <> 'part-of' and removed_at is null;
