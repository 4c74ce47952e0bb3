-- What led to an effect people are asked about: prompts and models, as the runner said.
alter table approval add column origin text;

-- A damaged entry has to be found, not to make a query or an append fail: what cannot be read is null.
create function audit_text(entry text, variadic path text[]) returns text language plpgsql immutable as $$
begin
  return entry::jsonb #>> path;
exception when others then
  return null;
end
$$;
create function audit_time(entry text) returns timestamptz language plpgsql immutable as $$
begin
  return (entry::jsonb ->> 'at')::timestamptz; -- written with Z, so no setting of the session changes what it means
exception when others then
  return null;
end
$$;

-- Entries are searched by what stands in them and nothing beside it: generated, so that nobody can make an entry say one thing
-- to the chain and another to a query.
alter table audit
  add column at timestamptz generated always as (audit_time(entry)) stored,
  add column kind text generated always as (audit_text(entry, 'kind')) stored,
  add column run_id text generated always as (audit_text(entry, 'what', 'run')) stored,
  add column approval_id text generated always as (audit_text(entry, 'what', 'approval')) stored,
  add column who text generated always as (audit_text(entry, 'what', 'by')) stored;
create index audit_of_run on audit (org, run_id, seq);
create index audit_of_approval on audit (org, approval_id, seq);
create index audit_of_person on audit (org, who, seq);
