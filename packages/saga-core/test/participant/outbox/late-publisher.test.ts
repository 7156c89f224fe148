import { outbox, relay, type Transaction } from 'saga-core/participant';
import { expect, test } from 'vitest';
import { openEvents, waitingIn } from './open-events.ts';

test('a publisher that goes on after its time is refused, so that it can write in nobody else’s transaction', async () => {
  const database = await openEvents();
  await database.pool.query('CREATE TABLE strays (n integer)');
  const events = outbox({ source: '/test' });
  await database.transaction((tx) => events.publish(tx, { type: 'thing.made', aggregate: 'a', data: { n: 1 } }));
  const lent: Transaction[] = [];
  const slow = relay({
    pool: database.open(),
    pollEvery: 20,
    tries: 1,
    publishTimeout: 50,
    publisher: {
      publish: (_event, tx) => {
        lent.push(tx);
        return new Promise(() => {});
      },
      ready: async () => {},
    },
  });
  await slow.start();
  await expect.poll(async () => (await slow.parked.list()).length).toBe(1);
  for (const tx of lent) await expect(tx.query('INSERT INTO strays VALUES (1)')).rejects.toThrow('is over');
  await slow.stop();
  expect(await waitingIn(database.pool, 'saga_outbox')).toBe(1);
  expect((await database.pool.query('SELECT 1 FROM strays')).rowCount).toBe(0);
  await database.close();
});
