create table org (
  id      text primary key,
  name    text not null,
  made_at timestamptz not null
);

-- The org of the one person of a laptop, and of whoever has the token of an installation.
insert into org (id, name, made_at) values ('local', 'local', now());

-- Who belongs to an org, and as what. A person is invited by an address; the first account that the identity provider vouches
-- for with it becomes that member, and stays it whatever its address is later.
create table member (
  org      text not null references org (id),
  id       text not null,
  kind     text not null check (kind in ('PERSON', 'SERVICE')),
  role     text not null check (role in ('Owner', 'Admin', 'Builder', 'Reviewer', 'Viewer')),
  issuer   text,
  subject  text,
  added_by text not null,
  added_at timestamptz not null,
  primary key (org, id),
  check ((issuer is null) = (subject is null)),
  check (kind = 'PERSON' or subject is null)
);
create unique index member_by_account on member (issuer, subject, org) where subject is not null;
create index member_invited on member (id) where kind = 'PERSON' and subject is null;

-- A token stands for a member. Only the digest of its secret is kept.
create table access_token (
  org        text not null,
  id         text not null,
  digest     text not null,
  name       text not null,
  member     text not null,
  role       text not null check (role in ('Owner', 'Admin', 'Builder', 'Reviewer', 'Viewer')),
  made_at    timestamptz not null,
  expires_at timestamptz not null,
  primary key (org, id),
  unique (org, digest),
  foreign key (org, member) references member (org, id) on delete cascade
);
create index access_token_of_member on access_token (org, member, made_at desc);
