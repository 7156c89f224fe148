-- Up Migration

-- Every order that was ever accepted, from the moment that the customer's wish is priced and saved. It is kept for ever:
-- the same idempotency key must give the same order long after Temporal has forgotten the saga.
create table order_intents (
  order_id            uuid primary key,
  customer_id         text not null,
  idempotency_key     text not null,
  request_fingerprint text not null,
  lines               jsonb not null,
  total               bigint not null check (total >= 0),
  currency            char(3) not null,
  payment_method      text not null,
  shipping_address    jsonb,

  status              text not null default 'PENDING' check (status in ('PENDING', 'CONFIRMED', 'CANCELLED', 'FAILED')),
  failure             jsonb,
  -- The saga as it was last seen, and whether that was after its end, so that nothing of it can change any more.
  saga                jsonb,
  saga_final          boolean not null default false,

  -- How many starts were sent or may have been. While it is 0 no saga of this order can exist anywhere.
  start_attempts      integer not null default 0,
  -- Until then somebody is at work on the start; the sweep and duplicates leave it alone.
  starting_until      timestamptz,
  -- When the saga was known to be durably started.
  started_at          timestamptz,
  -- The customer asked to cancel while it could not be known whether the saga had started.
  cancel_requested_at timestamptz,
  -- Until then the instance that started the saga is expected to record its ending; after that every instance follows it.
  followed_until      timestamptz,

  created_at          timestamptz not null default date_trunc('milliseconds', clock_timestamp()),
  terminal_at         timestamptz,

  constraint order_intents_customer_key unique (customer_id, idempotency_key),
  check ((status = 'PENDING') = (terminal_at is null)),
  check ((status = 'FAILED') = (failure is not null))
);

create index order_intents_of_customer on order_intents (customer_id, created_at desc, order_id desc);
create index order_intents_unstarted on order_intents (created_at) where started_at is null and terminal_at is null;
create index order_intents_open on order_intents (created_at) where started_at is not null and terminal_at is null;

-- Down Migration

drop table order_intents;
