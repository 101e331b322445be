-- One word for one thing: the program and the pages call it so, too.
alter table anchors rename column fate to standing;
