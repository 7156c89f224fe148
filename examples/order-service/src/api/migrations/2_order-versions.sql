-- Up Migration

-- Counts what a customer can see change, and nothing else: an event stream gives it as the event's id, so that who comes back
-- with one is told exactly what is new to them. It also tells who saw a saga whether somebody wrote a later look meanwhile.
alter table order_intents add column version integer not null default 1;

-- When an instance last looked after the saga of an open order by itself.
alter table order_intents add column looked_at timestamptz;

-- What operators list by. Until a saga was seen it is running.
alter table order_intents add column saga_status text not null
  generated always as (coalesce(saga ->> 'status', 'running')) stored;

create function count_order_version() returns trigger language plpgsql as $$
declare
  seen jsonb[] := array[old.saga, new.saga];
begin
  for i in 1..2 loop
    seen[i] := (
      select jsonb_build_array(seen[i] -> 'status', jsonb_agg(jsonb_build_array(
        step -> 'name', step -> 'status', step -> 'attempts', step -> 'startedAt', step -> 'endedAt') order by place))
      from jsonb_array_elements(seen[i] -> 'steps') with ordinality as steps (step, place));
  end loop;
  if (old.status, old.failure, seen[1]) is distinct from (new.status, new.failure, seen[2]) then
    new.version := old.version + 1;
  end if;
  return new;
end $$;

create trigger order_intents_version before update on order_intents
  for each row when ((old.status, old.failure, old.saga) is distinct from (new.status, new.failure, new.saga))
  execute function count_order_version();

create index order_intents_newest on order_intents (created_at desc, order_id desc);
create index order_intents_by_saga_status on order_intents (saga_status, created_at desc, order_id desc);

-- Down Migration

drop index order_intents_by_saga_status;
drop index order_intents_newest;
drop trigger order_intents_version on order_intents;
drop function count_order_version();
alter table order_intents drop column saga_status, drop column looked_at, drop column version;
