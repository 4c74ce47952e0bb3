-- Runs of one concurrency group do not run beside each other: that at most one holds a group is for the index to say, whatever
-- runners believe. A run that is set aside blocks nobody; it cannot come back while another holds the group.
alter table run
  add run_group       text,
  add priority        smallint not null default 1,
  add cancels_earlier boolean  not null default false,
  add group_turn      bigint,
  add group_held      boolean  not null default false;

-- The order in which runs came to their groups, by no runner's clock.
create sequence group_turn;

create unique index run_group_holder on run (org, project, run_group) where group_held and quarantined is null;
create index run_in_group on run (org, project, run_group, priority desc, group_turn)
  where run_group is not null and not closed;
