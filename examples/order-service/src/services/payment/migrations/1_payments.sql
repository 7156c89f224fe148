-- Up Migration

-- Double entry: every transfer takes from one account what it gives to another, so the sum of all balances is 0 for ever.
-- New customers get their opening balance from the account of kind `opening`, which therefore goes below zero.
create table accounts (
  id         text primary key,
  kind       text        not null check (kind in ('customer', 'merchant', 'opening')),
  balance    bigint      not null default 0,
  created_at timestamptz not null default clock_timestamp(),
  check (balance >= 0 or kind = 'opening')
);

insert into accounts (id, kind) values ('merchant', 'merchant'), ('opening-balances', 'opening');

create table transfers (
  id              bigint generated always as identity primary key,
  kind            text        not null check (kind in ('opening', 'charge', 'refund')),
  debited         text        not null references accounts,
  credited        text        not null references accounts,
  amount          bigint      not null check (amount >= 0),
  created_at      timestamptz not null default clock_timestamp(),
  check (debited <> credited)
);

-- At most one charge per order, and never more refunded than charged, whatever the code does.
create table charges (
  payment_id      uuid primary key,
  order_id        text        not null unique,
  customer_id     text        not null references accounts,
  payment_method  text        not null,
  amount          bigint      not null check (amount >= 0),
  refunded        bigint      not null default 0,
  idempotency_key text        not null unique,
  created_at      timestamptz not null default clock_timestamp(),
  constraint charges_not_over_refunded check (refunded between 0 and amount)
);

create table refunds (
  id              bigint generated always as identity primary key,
  payment_id      uuid        not null references charges,
  amount          bigint      not null check (amount >= 0),
  idempotency_key text        not null unique,
  created_at      timestamptz not null default clock_timestamp()
);

create index refunds_of_payment on refunds (payment_id);

-- How often a charge by a flaky payment method was tried.
create table flaky_attempts (
  idempotency_key text primary key,
  attempts        integer not null
);

create view saga_ledger as
  select order_id, 'charged'::text as kind, amount as amount_or_qty, null::text as sku, idempotency_key, created_at
  from charges
  union all
  select c.order_id, 'refunded', r.amount, null, r.idempotency_key, r.created_at
  from refunds r join charges c using (payment_id);

-- A union cannot be written through as it is; this says so in the same words as the other services' ledgers.
create function saga_ledger_is_read_only() returns trigger language plpgsql as
$$ begin raise exception 'saga_ledger is read-only' using errcode = '25006'; end $$;

create trigger saga_ledger_read_only instead of insert or update or delete on saga_ledger
  for each row execute function saga_ledger_is_read_only();
