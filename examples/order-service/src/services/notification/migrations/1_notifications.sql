-- Up Migration

create table notifications (
  id       uuid primary key default gen_random_uuid(),
  -- The event that it tells of: never twice.
  event_id text        not null unique,
  order_id text        not null,
  kind     text        not null,
  sent_at  timestamptz not null default clock_timestamp()
);

create index notifications_of_order on notifications (order_id, sent_at);

create view saga_ledger as
  select order_id, 'sent'::text as kind, 1::bigint as amount_or_qty, kind as sku, event_id as idempotency_key, sent_at as created_at
  from notifications;

-- A view over one table can be written through. This one only tells.
create function saga_ledger_is_read_only() returns trigger language plpgsql as
$$ begin raise exception 'saga_ledger is read-only' using errcode = '25006'; end $$;

create trigger saga_ledger_read_only instead of insert or update or delete on saga_ledger
  for each row execute function saga_ledger_is_read_only();
