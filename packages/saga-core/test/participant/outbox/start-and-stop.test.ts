import { expect, it } from 'vitest';
import { startAndStop } from '../../../src/participant/outbox/start-and-stop.ts';

/** Counts what runs; each beginning waits for its turn of the event loop, as one that asks a database does. */
function counted({ failing = 0 } = {}) {
  const seen = { begun: 0, running: 0 };
  const made = startAndStop(async () => {
    seen.begun += 1;
    await new Promise(setImmediate);
    if (seen.begun <= failing) throw new Error('The table is missing.');
    seen.running += 1;
    return async () => {
      await new Promise(setImmediate);
      seen.running -= 1;
    };
  });
  return { ...made, seen };
}

it('runs once when it is started twice at the same time', async () => {
  const { start, stop, seen } = counted();
  await Promise.all([start(), start()]);
  await start();
  expect(seen).toEqual({ begun: 1, running: 1 });
  await stop();
  expect(seen.running).toBe(0);
});

it('has ended for everybody who stopped it, also for the second who did at the same time', async () => {
  const { start, stop, seen } = counted();
  await start();
  const first = stop();
  await stop();
  expect(seen.running).toBe(0);
  await first;
  await start();
  expect(seen).toEqual({ begun: 2, running: 1 });
  await stop();
  expect(seen.running).toBe(0);
});

it('leaves nothing running when it is stopped while it starts', async () => {
  const { start, stop, seen } = counted();
  await Promise.all([start(), stop()]);
  expect(seen).toEqual({ begun: 1, running: 0 });
});

it('tells every caller why it could not start, and starts when it can', async () => {
  const { start, stop, seen } = counted({ failing: 1 });
  const told = await Promise.allSettled([start(), start(), stop()]);
  expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  await start();
  expect(seen).toEqual({ begun: 2, running: 1 });
  await stop();
  await stop();
  expect(seen.running).toBe(0);
});
