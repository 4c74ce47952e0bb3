-- A page of runs is found by what narrows it most. Runs that went well are many and found soon without an index of their own.
create index run_by_project on run (org, project, id desc);
create index run_by_pipeline on run (org, pipeline, id desc);
create index run_by_requester on run (org, requested_by, id desc);
create index run_by_state on run (org, state, id desc) where state <> 'SUCCEEDED';
