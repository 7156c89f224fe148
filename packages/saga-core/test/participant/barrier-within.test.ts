import type { PoolClient } from 'pg';
import { barrierWithin, CallInProgressError, Refusal, type Transaction } from 'saga-core/participant';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Ledger, note, openLedger } from './open-ledger.ts';
import { newStep } from './saga-calls.ts';

let ledger: Ledger;
let client: PoolClient;
beforeAll(async () => {
  ledger = await openLedger();
});
beforeEach(async () => {
  client = await ledger.pool.connect();
  await client.query('BEGIN');
});
afterEach(() => client.release());
afterAll(async () => await ledger.close());

describe('within a transaction of the user', () => {
  test('row and effect commit together with what else the transaction did', async () => {
    const step = newStep();
    await note(client, step.sagaId, 'mine');
    const run = async (tx: PoolClient) => await note(tx, step.sagaId, 'reserved');
    await barrierWithin(client).handle(step.run(), { run });
    await client.query('COMMIT');
    expect(await ledger.effectsOf(step.sagaId)).toEqual(['mine', 'reserved']);
    await client.query('BEGIN');
    await barrierWithin(client).handle(step.run(), { run });
    await client.query('COMMIT');
    expect(await ledger.effectsOf(step.sagaId)).toEqual(['mine', 'reserved']);
  });

  test('row and effect are gone together when the user rolls back', async () => {
    const step = newStep();
    await barrierWithin(client).handle(step.run(), { run: async (tx) => await note(tx, step.sagaId, 'reserved') });
    await client.query('ROLLBACK');
    const { rows } = await ledger.pool.query('SELECT FROM saga_barrier WHERE saga_id = $1', [step.sagaId]);
    expect(rows).toEqual([]);
    expect(await ledger.effectsOf(step.sagaId)).toEqual([]);
  });

  test.each([
    ['a handler fails', new Error('not now'), undefined],
    ['a refusal is forgotten', new Refusal('NOT_NOW'), { outcome: 'refused', code: 'NOT_NOW' }],
  ])('when %s, the call leaves nothing and the rest of the transaction stays', async (_, thrown, answer) => {
    const step = newStep();
    await note(client, step.sagaId, 'mine');
    const handled = barrierWithin(client).handle(step.run({ mustSucceed: true }), {
      run: async (tx) => {
        await note(tx, step.sagaId, 'reserved');
        throw thrown;
      },
    });
    if (answer) expect(await handled).toEqual(answer);
    else await expect(handled).rejects.toBe(thrown);
    await client.query('COMMIT');
    expect(await ledger.effectsOf(step.sagaId)).toEqual(['mine']);
    const { rows } = await ledger.pool.query('SELECT FROM saga_barrier WHERE saga_id = $1', [step.sagaId]);
    expect(rows).toEqual([]);
  });

  test('the lock timeout that the user has set stands afterwards, however the call ended', async () => {
    await client.query("SET LOCAL lock_timeout = '1234ms'");
    const within = barrierWithin(client);
    const step = newStep();
    await within.handle(step.run(), { run: async () => {} });
    await within.handle(step.run(), { run: async () => {} });
    await within.fence(step.fence());
    await within.handle(step.compensate(), { compensate: async () => Promise.reject(new Refusal('NOT_NOW')) });
    await within.handle(step.compensate(), { compensate: async () => {} });
    const { rows } = await client.query('SHOW lock_timeout');
    expect(rows).toEqual([{ lock_timeout: '1234ms' }]);
    await client.query('ROLLBACK');
  });

  test('a call that could not wait any longer leaves the transaction usable', async () => {
    const step = newStep();
    await barrierWithin(client).handle(step.run(), { run: async () => {} });
    const other = await ledger.pool.connect();
    await other.query('BEGIN');
    const waiting = barrierWithin(other, { lockTimeout: 20 }).handle(step.run(), { run: async () => {} });
    await expect(waiting).rejects.toThrow(CallInProgressError);
    await note(other, step.sagaId, 'mine');
    await other.query('COMMIT');
    other.release();
    await client.query('ROLLBACK');
    expect(await ledger.effectsOf(step.sagaId)).toEqual(['mine']);
  });

  test('anything that can send a query will do, as the transaction of a query builder', async () => {
    const step = newStep();
    const built: Transaction = {
      query: async (text, values = []) => ({ rows: (await client.query(text, [...values])).rows }),
    };
    const answer = await barrierWithin(built).handle(step.run(), {
      run: async (tx) => (await tx.query('SELECT $1::text AS said', ['hello'])).rows,
    });
    await client.query('COMMIT');
    expect(answer).toEqual({ outcome: 'applied', result: [{ said: 'hello' }] });
  });

  test.each(['REPEATABLE READ', 'SERIALIZABLE'])(
    'under %s a duplicate of what the snapshot cannot see is told to start over',
    async (level) => {
      await client.query('ROLLBACK');
      await client.query(`BEGIN ISOLATION LEVEL ${level}`);
      await client.query('SELECT 1');
      const step = newStep();
      const other = await ledger.pool.connect();
      await other.query('BEGIN');
      await barrierWithin(other).handle(step.run(), { run: async () => {} });
      await other.query('COMMIT');
      other.release();
      await expect(barrierWithin(client).handle(step.run(), { run: async () => {} })).rejects.toMatchObject({
        code: '40001',
      });
      await client.query('ROLLBACK');
    },
  );
});
