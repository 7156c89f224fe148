import type { Inbox, InboxOptions } from 'saga-core/participant';
import { inbox } from 'saga-core/participant';
import { type EventDatabase, openEvents } from '../outbox/open-events.ts';

/** A consumer whose effects are rows, which nothing but the inbox keeps from being doubled. */
export interface Consumer extends EventDatabase {
  /** What was done about an aggregate, oldest first. */
  effectsOf(aggregate: string): Promise<readonly number[]>;
  /** An inbox that writes `data.n` of every event; it runs until the consumer is closed. */
  start(options?: Partial<InboxOptions>): Promise<Inbox>;
}

export async function openConsumer(): Promise<Consumer> {
  const database = await openEvents();
  await database.pool.query(
    'CREATE TABLE effects (id serial PRIMARY KEY, aggregate text NOT NULL, n integer NOT NULL)',
  );
  const inboxes: Inbox[] = [];
  return {
    ...database,
    async effectsOf(aggregate) {
      const { rows } = await database.pool.query<{ n: number }>(
        'SELECT n FROM effects WHERE aggregate = $1 ORDER BY id',
        [aggregate],
      );
      return rows.map(({ n }) => n);
    },
    async start(options = {}) {
      const started = inbox({
        pool: database.open(),
        pollEvery: 50,
        retryAfter: 1,
        handle: async (tx, { subject, data }) => {
          await tx.query('INSERT INTO effects (aggregate, n) VALUES ($1, $2)', [subject, (data as { n: number }).n]);
        },
        ...options,
      });
      inboxes.push(started);
      await started.start();
      return started;
    },
    async close() {
      await Promise.all(inboxes.splice(0).map((each) => each.stop()));
      await database.close();
    },
  };
}
