import { expect, test } from 'vitest';
import { closedLoop, type LoopOptions } from '../src/measure/closed-loop.ts';

const options: LoopOptions = { path: 'success', inFlight: 1, prefix: 'order', limit: { sagas: 5 }, processes: {} };

test('with one in flight every saga is measured', async () => {
  const ids: string[] = [];
  const facts = await closedLoop(options, async (id) => void ids.push(id));
  expect(ids).toEqual([1, 2, 3, 4, 5].map((number) => `order-00000${number}`));
  expect(facts).toMatchObject({ sagas: 5, sampleIds: ids });
  expect(facts.latencies).toHaveLength(5);
});

test('under load as many sagas as are in flight end before the measured part, and those under way at its end are waited for', async () => {
  let running = 0;
  let most = 0;
  let ended = 0;
  const facts = await closedLoop({ ...options, inFlight: 4 }, async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    ended += 1;
  });
  expect(most).toBe(4);
  expect(running).toBe(0);
  expect(facts.latencies).toHaveLength(5);
  expect(facts.sagas).toBe(ended);
  expect(facts.sagas).toBeGreaterThanOrEqual(4 + 5);
});

test('a saga that fails ends the measurement with its error', async () => {
  const failing = async (id: string) => {
    if (id.endsWith('3')) throw new Error(`${id} is lost`);
  };
  await expect(closedLoop(options, failing)).rejects.toThrow('order-000003 is lost');
});
