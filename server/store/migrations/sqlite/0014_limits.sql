-- Drafts end when they were left alone, and with their owner's last session.
create index drafts_touched on drafts (at);

-- Outcomes keep 200 characters of what was wrong with a command.
update commands
set outcome = json_set(outcome, '$.problem.detail', substr(json_extract(outcome, '$.problem.detail'), 1, 200))
where length(outcome) > 1000 and json_valid(outcome) and json_extract(outcome, '$.problem.code') = 'malformed';
