-- What tells a contributor from others of the same name. It was worked out of the id, and so of a secret that a client makes up
-- itself: one could try secrets at home until the sign was that of somebody else. Now it is drawn when somebody is written down.
alter table contributors add column sign integer check (sign between 0 and 14348906);
update contributors set sign = abs(random() % 14348907);
create trigger contributors_sign after insert on contributors when new.sign is null
begin
    update contributors set sign = abs(random() % 14348907) where id = new.id;
end;
-- More letters look like others than was known: how titles look is worked out anew.
update articles set looks = null;
-- All that stands beside a name in one number: the sign, and in its last two bits 2 for a moderator, 1 for an account, 0 for a
-- guest.
alter table contributors drop column mark;
alter table contributors add column mark integer not null generated always as
    (coalesce(sign, 0) * 4 + case when role = 'moderator' then 2 when account = 1 then 1 else 0 end) virtual;
