import type { PoolClient } from 'pg';
import { type Barrier, barrier, CallInProgressError, Refusal, type SagaCall } from 'saga-core/participant';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ledger, note, openLedger } from './open-ledger.ts';
import { newStep } from './saga-calls.ts';
import { signal } from './signal.ts';
import { waitingCalls } from './waiting-calls.ts';

let ledger: Ledger;
let participant: Barrier<PoolClient>;
beforeAll(async () => {
  ledger = await openLedger();
  participant = barrier(ledger.pool);
});
afterAll(async () => await ledger.close());

/** A run that has written its effect and stands still in its transaction until `end` is called. */
async function runInProgress(call: SagaCall) {
  const written = signal();
  const ending = signal();
  let failure: Error | undefined;
  const answer = participant.handle(call, {
    run: async (tx) => {
      await note(tx, call.sagaId, 'reserved');
      written.happen();
      await ending.happened;
      if (failure) throw failure;
      return { by: 'first' };
    },
  });
  await written.happened;
  const end = (error?: Error): void => {
    failure = error;
    ending.happen();
  };
  return { answer, end };
}

const run = (call: SagaCall, by = 'second') =>
  participant.handle(call, {
    run: async (tx) => {
      await note(tx, call.sagaId, 'reserved');
      return { by };
    },
  });
const release = (call: SagaCall) =>
  participant.handle(call, { compensate: async (tx) => await note(tx, call.sagaId, 'released') });
const crash = new Error('the handler crashed');

describe('while a run is in progress', () => {
  test('a duplicate waits for it and gets its answer', async () => {
    const step = newStep();
    const first = await runInProgress(step.run());
    const second = run(step.run());
    await waitingCalls(ledger.pool, 1);
    first.end();
    expect(await second).toEqual(await first.answer);
    expect(await ledger.effectsOf(step.sagaId)).toEqual(['reserved']);
  });

  test('a duplicate waits for it, and runs itself when it fails', async () => {
    const step = newStep();
    const first = await runInProgress(step.run());
    const second = run(step.run());
    await waitingCalls(ledger.pool, 1);
    first.end(crash);
    await expect(first.answer).rejects.toBe(crash);
    expect(await second).toEqual({ outcome: 'applied', result: { by: 'second' } });
    expect(await ledger.effectsOf(step.sagaId)).toEqual(['reserved']);
  });

  test('a duplicate waits for it, and is refused with it', async () => {
    const step = newStep();
    const first = await runInProgress(step.run());
    const second = run(step.run());
    await waitingCalls(ledger.pool, 1);
    first.end(new Refusal('OUT_OF_STOCK'));
    expect(await first.answer).toEqual({ outcome: 'refused', code: 'OUT_OF_STOCK' });
    expect(await second).toEqual(await first.answer);
    expect(await ledger.effectsOf(step.sagaId)).toEqual([]);
  });

  test('its compensation waits for it and undoes it', async () => {
    const step = newStep();
    const first = await runInProgress(step.run());
    const compensation = release(step.compensate());
    await waitingCalls(ledger.pool, 1);
    first.end();
    await Promise.all([first.answer, compensation]);
    expect(await ledger.effectsOf(step.sagaId)).toEqual(['reserved', 'released']);
  });

  test('its compensation waits for it, and closes the step when it fails', async () => {
    const step = newStep();
    const first = await runInProgress(step.run());
    const compensation = release(step.compensate());
    await waitingCalls(ledger.pool, 1);
    first.end(crash);
    await expect(first.answer).rejects.toBe(crash);
    await compensation;
    expect(await run(step.run())).toMatchObject({ code: 'ALREADY_COMPENSATED' });
    expect(await ledger.effectsOf(step.sagaId)).toEqual([]);
  });

  test('a fence waits for it and says applied', async () => {
    const step = newStep();
    const first = await runInProgress(step.run());
    const fence = participant.fence(step.fence());
    await waitingCalls(ledger.pool, 1);
    first.end();
    expect(await fence).toEqual({ fence: 'applied', result: { by: 'first' } });
  });

  test('a fence waits for it and says never when it fails', async () => {
    const step = newStep();
    const first = await runInProgress(step.run());
    const fence = participant.fence(step.fence());
    await waitingCalls(ledger.pool, 1);
    first.end(crash);
    await expect(first.answer).rejects.toBe(crash);
    expect(await fence).toEqual({ fence: 'never' });
  });

  test('whoever waits gives up in time, does nothing, and may be repeated', async () => {
    const impatient = barrier(ledger.pool, { lockTimeout: 20 });
    const step = newStep();
    const first = await runInProgress(step.run());
    const duplicate = impatient.handle(step.run(), { run: async () => {} });
    const compensation = impatient.handle(step.compensate(), { compensate: async () => {} });
    const fence = impatient.fence(step.fence());
    for (const ended of await Promise.allSettled([duplicate, compensation, fence]))
      expect(ended).toMatchObject({ status: 'rejected', reason: expect.any(CallInProgressError) });
    first.end();
    expect(await run(step.run())).toEqual(await first.answer);
    await release(step.compensate());
    expect(await ledger.effectsOf(step.sagaId)).toEqual(['reserved', 'released']);
  });

  test('a run of another saga does not wait', async () => {
    const first = await runInProgress(newStep().run());
    expect(await run(newStep().run())).toMatchObject({ outcome: 'applied' });
    first.end();
    await first.answer;
  });
});

test("an operator's call in progress makes a compensation wait, which then undoes it", async () => {
  const step = newStep();
  await participant.handle(step.run(), {
    run: async () => {
      throw new Refusal('OUT_OF_STOCK');
    },
  });
  const patched = await runInProgress(step.patched('run'));
  const compensation = release(step.compensate());
  await waitingCalls(ledger.pool, 1);
  patched.end();
  await Promise.all([patched.answer, compensation]);
  expect(await ledger.effectsOf(step.sagaId)).toEqual(['reserved', 'released']);
});

test('of many duplicates at once one takes effect, and all get its answer', async () => {
  const step = newStep();
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => run(step.run(), `call ${index}`)));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(await ledger.effectsOf(step.sagaId)).toEqual(['reserved']);
});

test('of many compensations at once one takes effect', async () => {
  const step = newStep();
  await run(step.run());
  await Promise.all(Array.from({ length: 20 }, () => release(step.compensate())));
  expect(await ledger.effectsOf(step.sagaId)).toEqual(['reserved', 'released']);
});

test("the wait for the step's row does not shorten the handler's own waits for locks", async () => {
  const impatient = barrier(ledger.pool, { lockTimeout: 20 });
  const answer = await impatient.handle(newStep().run(), {
    run: async (tx) => (await tx.query('SHOW lock_timeout')).rows,
  });
  expect(answer).toEqual({ outcome: 'applied', result: [{ lock_timeout: '0' }] });
});

test('a connection that breaks under a handler loses that call only: its effect is gone, and the pool goes on without it', async () => {
  const step = newStep();
  const broken = participant.handle(step.run(), {
    run: async (tx) => {
      await note(tx, step.sagaId, 'reserved');
      await tx.query('SELECT pg_terminate_backend(pg_backend_pid())');
    },
  });
  await expect(broken).rejects.toMatchObject({ code: '57P01' });
  expect(await ledger.effectsOf(step.sagaId)).toEqual([]);
  expect(await run(step.run())).toMatchObject({ outcome: 'applied' });
  expect(await ledger.effectsOf(step.sagaId)).toEqual(['reserved']);
});

test('a connection that breaks while a handler does something else fails the call with what the server said, and does not end the process', async () => {
  const step = newStep();
  const begun = signal();
  const ended = signal();
  let pid = 0;
  const broken = participant.handle(step.run(), {
    run: async (tx) => {
      const { rows } = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      pid = rows[0]?.pid ?? 0;
      tx.once('error', ended.happen);
      begun.happen();
      await ended.happened;
    },
  });
  await begun.happened;
  await Promise.all([
    expect(broken).rejects.toThrow('terminating connection due to administrator command'),
    ledger.pool.query('SELECT pg_terminate_backend($1)', [pid]),
  ]);
  expect(await run(step.run())).toMatchObject({ outcome: 'applied' });
});
