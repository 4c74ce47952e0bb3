-- A list shows which runs take over what another did, and which only replay another.
alter table run
  add fork_of   uuid,
  add replay_of uuid;
