-- Up Migration

create table orders (
  id               text primary key,
  customer_id      text        not null,
  status           text        not null default 'PENDING' check (status in ('PENDING', 'CONFIRMED', 'CANCELLED', 'FAILED')),
  total            bigint      not null check (total >= 0),
  currency         char(3)     not null,
  payment_method   text        not null,
  shipping_address jsonb,
  failure_code     text,
  failure_detail   text,
  created_at       timestamptz not null default clock_timestamp(),
  ended_at         timestamptz,
  check ((status = 'PENDING') = (ended_at is null)),
  check ((status = 'FAILED') = (failure_code is not null))
);

create table order_lines (
  order_id   text    not null references orders,
  line       integer not null,
  sku        text    not null,
  quantity   bigint  not null check (quantity > 0),
  unit_price bigint  not null check (unit_price >= 0),
  primary key (order_id, line)
);

-- What happened to each order, one row per change, written with the change.
create table order_changes (
  order_id        text        not null references orders,
  kind            text        not null check (kind in ('created', 'confirmed', 'cancelled', 'failed')),
  amount          bigint      not null,
  idempotency_key text        not null,
  created_at      timestamptz not null default clock_timestamp(),
  primary key (order_id, kind)
);

-- An order ends at most once, whatever the code does.
create unique index order_changes_one_ending on order_changes (order_id) where kind <> 'created';

-- Events that others are to learn of, written with the change; a relay publishes them in the order of their ids.
create table outbox (
  id           bigint generated always as identity primary key,
  aggregate_id text        not null,
  type         text        not null,
  payload      jsonb       not null,
  created_at   timestamptz not null default clock_timestamp(),
  published_at timestamptz
);

create index outbox_unpublished on outbox (id) where published_at is null;

create view saga_ledger as
  select order_id, kind, amount as amount_or_qty, null::text as sku, idempotency_key, created_at from order_changes;

-- A view over one table can be written through. This one only tells.
create function saga_ledger_is_read_only() returns trigger language plpgsql as
$$ begin raise exception 'saga_ledger is read-only' using errcode = '25006'; end $$;

create trigger saga_ledger_read_only instead of insert or update or delete on saga_ledger
  for each row execute function saga_ledger_is_read_only();
