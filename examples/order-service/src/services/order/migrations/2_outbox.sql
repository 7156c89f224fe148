-- Up Migration

-- Nothing ever read it. Events are in saga_outbox now, which saga-core brings.
drop table outbox;
