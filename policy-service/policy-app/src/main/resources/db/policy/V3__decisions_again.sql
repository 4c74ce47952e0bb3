-- A decision remembers what it was made of, so that another policy can be asked about the same. Null in older rows.
alter table decision
  add column project text,
  add column effect  text,
  add column context text,
  add column taint   text,
  add column shadow  text;
create index decision_of_project on decision (org, project, decided_at, run_id, step_id, call_id, effect_digest)
  where effect is not null;
create index decision_of_run on decision (org, run_id);

-- A pinned policy stands with the one of the org that bounded it then.
alter table pinned_policy
  add column org_path text,
  add column org_body text,
  add check ((org_path is null) = (org_body is null));

-- Policies that stand beside those of the projects: shadow_of is empty for the policy of the org.
create table standing_policy (
  org       text not null,
  shadow_of text not null,
  path      text not null,
  body      text not null,
  digest    text not null,
  set_by    text not null,
  set_at    timestamptz not null default now(),
  primary key (org, shadow_of)
);

-- A person may want something else instead of what is asked.
alter table approval
  add column asked text,
  drop constraint approval_state_check,
  add check (state in ('PENDING', 'GRANTED', 'DENIED', 'EDITED', 'EXPIRED', 'WITHDRAWN'));
