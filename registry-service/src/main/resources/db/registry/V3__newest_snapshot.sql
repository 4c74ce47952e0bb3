-- The newest snapshot is asked for with each delivery of a webhook.
create index snapshot_newest on snapshot (org, project, stored_at desc, digest);
