import type { Pool, PoolClient } from 'pg';
import { barrier, barrierSweep, barrierWithin, CallInProgressError, type Transaction } from 'saga-core/participant';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ledger, note, openLedger } from './open-ledger.ts';
import { newStep, type StepCalls } from './saga-calls.ts';
import { waitingCalls } from './waiting-calls.ts';

let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger();
});
afterAll(async () => await ledger.close());

/** How many sagas meet calls and sweeps at once: `SAGA_SWEEP_RACES=5000 npx vitest run barrier-sweep-races` for more. */
const races = Number(process.env.SAGA_SWEEP_RACES ?? 150);

const run = (step: StepCalls, options = {}) =>
  barrier(ledger.pool).handle(step.run(options), { run: async (tx) => await note(tx, step.sagaId, 'run') });
const undo = (step: StepCalls) =>
  barrier(ledger.pool).handle(step.compensate(), {
    compensate: async (tx) => await note(tx, step.sagaId, 'undo'),
  });
const sweep = (step: StepCalls, pool: Pool = ledger.pool) =>
  barrierSweep(pool, { keepFor: 0 }).removeEnded([step.sagaId]);

async function rowsOf({ sagaId }: StepCalls): Promise<readonly string[]> {
  const { rows } = await ledger.pool.query<{ row: string }>(
    `SELECT operation || ' ' || outcome AS row FROM saga_barrier WHERE saga_id = $1 ORDER BY operation DESC, step`,
    [sagaId],
  );
  return rows.map(({ row }) => row);
}

/** The pool, where something happens before the sweep's second statement, when it has its locks. */
function interrupted(before: () => Promise<void>): Pool {
  const around = (client: PoolClient) =>
    new Proxy(client, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        if (name !== 'query') return value.bind(target);
        return async (text: string, values?: unknown[]) => {
          if (text.startsWith('DELETE')) await before();
          return await target.query(text, values);
        };
      },
    });
  return { connect: async () => around(await ledger.pool.connect()) } as Pool;
}

test('a late duplicate of a compensation that is at work keeps all rows of its saga, and does not undo again', async () => {
  const step = newStep();
  await run(step);
  await undo(step);
  const client = await ledger.pool.connect();
  await client.query('BEGIN');
  const removed: number[] = [];
  // The sweep comes when the duplicate has locked the run's row, and has not looked for the compensation's.
  const tx: Transaction = {
    async query(text, values = []) {
      if (text.includes("'compensate'")) removed.push(await sweep(step));
      return await client.query(text, [...values]);
    },
  };
  await barrierWithin(tx).handle(step.compensate(), {
    compensate: async () => await note(client, step.sagaId, 'undo'),
  });
  await client.query('COMMIT');
  client.release();
  expect(removed).toEqual([0]);
  expect(await ledger.effectsOf(step.sagaId)).toEqual(['run', 'undo']);
  expect(await rowsOf(step)).toEqual(['run applied', 'compensate applied']);
  expect(await sweep(step)).toBe(2);
});

test('a compensation that comes while the sweep has its locks waits, and then finds nothing to undo', async () => {
  const step = newStep();
  await run(step);
  let undoing: Promise<unknown> = Promise.resolve();
  const pool = interrupted(async () => {
    undoing = undo(step).catch((error: unknown) => error);
    await waitingCalls(ledger.pool, 1);
  });
  expect(await sweep(step, pool)).toBe(1);
  expect(await undoing).toBeInstanceOf(CallInProgressError);
  await undo(step);
  expect(await ledger.effectsOf(step.sagaId)).toEqual(['run']);
  expect(await rowsOf(step)).toEqual(['run tombstone', 'compensate empty']);
});

test('a row that comes while the sweep has its locks keeps those of its saga', async () => {
  const step = newStep();
  await run(step);
  const other = { ...step.run(), step: 'other', key: `${step.sagaId}/other/run` };
  const pool = interrupted(async () => {
    await barrier(ledger.pool).handle(other, { run: async () => {} });
  });
  expect(await sweep(step, pool)).toBe(0);
  expect(await rowsOf(step)).toEqual(['run applied', 'run applied']);
  expect(await sweep(step)).toBe(2);
});

test('whatever late duplicates meet whichever sweep, nothing takes effect twice, and no compensation stands without its run', async () => {
  for (let race = 0; race < races; race += 1) {
    const step = newStep();
    await run(step);
    await undo(step);
    let calling = true;
    // Not every moment lets a call have its answer: one that meets the removal is to be repeated, which here nobody does.
    const duplicates = [undo(step), undo(step), run(step, { notAfter: 1 }), undo(step)].map((call) =>
      call.catch((error: unknown) => expect(error).toBeInstanceOf(CallInProgressError)),
    );
    const sweeping = async () => {
      while (calling) await sweep(step);
    };
    const sweeps = [sweeping(), sweeping()];
    await Promise.all(duplicates).finally(() => {
      calling = false;
    });
    await Promise.all(sweeps);
    expect(await ledger.effectsOf(step.sagaId)).toEqual(['run', 'undo']);
    const rows = await rowsOf(step);
    expect(rows.some((row) => row.startsWith('compensate'))).toBe(rows.length === 2);
    expect(await sweep(step)).toBe(rows.length);
  }
});
