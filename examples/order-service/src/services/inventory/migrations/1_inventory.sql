-- Up Migration

-- The catalogue and its stock. What was there at first is available, reserved or sold: nothing appears, nothing vanishes.
create table items (
  sku       text primary key,
  price     bigint  not null check (price >= 0),
  currency  char(3) not null,
  initial   bigint  not null,
  available bigint  not null check (available >= 0),
  reserved  bigint  not null default 0 check (reserved >= 0),
  sold      bigint  not null default 0 check (sold >= 0),
  constraint items_conserved check (initial = available + reserved + sold)
);

insert into items (sku, price, currency, initial, available) values
  ('sku-book',  1999, 'EUR', 100000, 100000),
  ('sku-pen',    250, 'EUR', 100000, 100000),
  ('sku-lamp',  4900, 'EUR', 100000, 100000),
  ('sku-rare', 99900, 'EUR',     50,     50),
  ('sku-none',  1000, 'EUR',      0,      0);

create table reservations (
  order_id text primary key,
  id       uuid not null unique,
  status   text not null default 'RESERVED' check (status in ('RESERVED', 'RELEASED', 'SOLD'))
);

-- What happened to each order's items, one row per SKU and change, written with the change.
create table stock_changes (
  order_id        text        not null references reservations,
  kind            text        not null check (kind in ('reserved', 'released', 'sold')),
  quantity        bigint      not null check (quantity > 0),
  sku             text        not null references items,
  idempotency_key text        not null,
  created_at      timestamptz not null default statement_timestamp(),
  primary key (order_id, sku, kind)
);

-- Reserved items are released or sold, never both, whatever the code does.
create unique index stock_changes_one_ending on stock_changes (order_id, sku) where kind <> 'reserved';

create view saga_ledger as
  select order_id, kind, quantity as amount_or_qty, sku, idempotency_key, created_at from stock_changes;

-- A view over one table can be written through. This one only tells.
create function saga_ledger_is_read_only() returns trigger language plpgsql as
$$ begin raise exception 'saga_ledger is read-only' using errcode = '25006'; end $$;

create trigger saga_ledger_read_only instead of insert or update or delete on saga_ledger
  for each row execute function saga_ledger_is_read_only();
