-- Row level security: a statement sees and writes the rows of the org in whose name its transaction is, and fails in nobody's name. '*'
-- is the name of a service that does something for all orgs. Owners are bound as well, migrations therefore have to say it, too.
create function in_the_name_of() returns text language plpgsql stable parallel safe as $$
declare
  org text := current_setting('builderos.org', true);
begin
  if org is null or org = '' then
    raise insufficient_privilege using message = 'this transaction is in the name of no org';
  end if;
  return org;
end
$$;

alter table pinned_policy enable row level security, force row level security;
create policy of_org on pinned_policy using ((select policy.in_the_name_of()) in (org, '*'));
alter table decision enable row level security, force row level security;
create policy of_org on decision using ((select policy.in_the_name_of()) in (org, '*'));
alter table approval enable row level security, force row level security;
create policy of_org on approval using ((select policy.in_the_name_of()) in (org, '*'));
alter table audit_head enable row level security, force row level security;
create policy of_org on audit_head using ((select policy.in_the_name_of()) in (org, '*'));
alter table audit enable row level security, force row level security;
create policy of_org on audit using ((select policy.in_the_name_of()) in (org, '*'));
alter table standing_policy enable row level security, force row level security;
create policy of_org on standing_policy using ((select policy.in_the_name_of()) in (org, '*'));
