-- Policies by digest of their text. A text never changes.
create table pinned_policy (
  org       text not null,
  digest    text not null,
  path      text not null,
  body      text not null,
  pinned_by text not null,
  pinned_at timestamptz not null default now(),
  primary key (org, digest)
);

-- What was decided; written before it is answered.
create table decision (
  org           text not null,
  run_id        text not null,
  step_id       text not null,
  call_id       text not null,
  effect_digest text not null,
  policy_digest text not null,
  verdict       text not null check (verdict in ('ALLOW', 'ASK', 'DENY')),
  rule_id       text not null,
  sentence      text not null,
  requirement   text,
  tool          text not null,
  agent         text not null,
  environment   text,
  requested_by  text not null,
  decided_at    timestamptz not null default now(),
  primary key (org, run_id, step_id, call_id, effect_digest),
  check ((verdict = 'ASK') = (requirement is not null))
);

-- JSON stands in text columns: jsonb would rewrite numbers, and with them the digest of an effect.
create table approval (
  org           text not null,
  id            text not null,
  project       text not null,
  run_id        text not null,
  step_id       text not null,
  state         text not null check (state in ('PENDING', 'GRANTED', 'DENIED', 'EXPIRED', 'WITHDRAWN')),
  effect        text not null,
  effect_digest text not null,
  policy_digest text not null,
  requirement   text not null,
  card          text not null,
  requested_by  text not null,
  requested_at  timestamptz not null,
  expires_at    timestamptz not null,
  answers       text not null,
  primary key (org, id)
);
create index approval_newest on approval (org, requested_at desc, id desc);
create index approval_of_run on approval (org, run_id);
create index approval_pending on approval (expires_at) where state = 'PENDING';

-- One chain per org: hash = sha256(0x01 || hash before || seq as 8 bytes || entry). The head's row lock orders appends.
create table audit_head (
  org  text primary key,
  seq  bigint not null,
  hash text not null
);
create table audit (
  org   text not null,
  seq   bigint not null,
  entry text not null,
  hash  text not null,
  primary key (org, seq)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end
$$;
create trigger audit_is_append_only before update or delete or truncate on audit
  for each statement execute function refuse_change();
create trigger decisions_stay before update or delete or truncate on decision
  for each statement execute function refuse_change();
create trigger policies_stay before update or delete or truncate on pinned_policy
  for each statement execute function refuse_change();
