-- For row level security: a statement sees and writes the rows of the org in whose name its transaction is, and fails in nobody's name.
-- '*' is the name of a service that does something for all orgs. Here rather than in a migration, so that every schema has it before
-- the first of its own that needs it.
create or replace function in_the_name_of() returns text language plpgsql stable parallel safe as $$
declare
  org text := current_setting('builderos.org', true);
begin
  if org is null or org = '' then
    raise insufficient_privilege using message = 'this transaction is in the name of no org';
  end if;
  return org;
end
$$;
