import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { type BarrierSweep, httpBarrierSweep } from 'saga-core/client';
import { barrier, barrierSweep, sweepEndpoint } from 'saga-core/participant';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Ledger, openLedger } from './open-ledger.ts';
import { newStep } from './saga-calls.ts';

let ledger: Ledger;
let at: BarrierSweep;
beforeAll(async () => {
  ledger = await openLedger();
  at = barrierSweep(ledger.pool, { keepFor: 0 });
});
afterEach(async () => {
  await ledger.pool.query('DELETE FROM saga_barrier');
});
afterAll(async () => await ledger.close());

/** A saga with the row of one run. */
async function sagaWithRow(): Promise<string> {
  const step = newStep();
  await barrier(ledger.pool).handle(step.run(), { run: async () => {} });
  return step.sagaId;
}

async function listed(sweep: BarrierSweep, limit: number): Promise<readonly string[]> {
  const found: string[] = [];
  for (;;) {
    const page = await sweep.sagaIds({ ...(found.length > 0 && { after: found.at(-1) ?? '' }), limit });
    if (page.length === 0) return found;
    expect(page.length).toBeLessThanOrEqual(limit);
    found.push(...page);
  }
}

test('every saga that has rows is listed once, over as many pages as there are', async () => {
  const ids = await Promise.all(Array.from({ length: 7 }, sagaWithRow));
  const step = newStep();
  await barrier(ledger.pool).handle(step.run(), { run: async () => {} });
  await barrier(ledger.pool).handle(step.compensate(), { compensate: async () => {} });
  expect([...(await listed(at, 3))].sort()).toEqual([...ids, step.sagaId].sort());
});

test('what is reported goes, everything else stays', async () => {
  const [ended, other] = [await sagaWithRow(), await sagaWithRow()];
  expect(await at.removeEnded([ended, 'a-saga-without-rows'])).toBe(1);
  expect(await listed(at, 500)).toEqual([other]);
});

test('more rows than one statement removes all go', async () => {
  await ledger.pool.query(
    `INSERT INTO saga_barrier (saga_id, step, operation, key, outcome)
     SELECT 'long-saga', 'step/' || n, 'run', 'key', 'applied' FROM generate_series(1, 2500) AS n`,
  );
  expect(await at.removeEnded(['long-saga'])).toBe(2_500);
  expect(await listed(at, 500)).toEqual([]);
});

test('a saga that wrote a row lately keeps them all, whatever is reported', async () => {
  const id = await sagaWithRow();
  await ledger.pool.query(
    `INSERT INTO saga_barrier (saga_id, step, operation, key, outcome, created_at)
     VALUES ($1, 'early', 'run', 'key', 'applied', now() - interval '2 hours')`,
    [id],
  );
  const careful = barrierSweep(ledger.pool, { keepFor: 3_600_000 });
  expect(await listed(careful, 500)).toEqual([]);
  expect(await careful.removeEnded([id])).toBe(0);
  await ledger.pool.query(`UPDATE saga_barrier SET created_at = now() - interval '2 hours' WHERE saga_id = $1`, [id]);
  expect(await careful.removeEnded([id])).toBe(2);
});

test('a row that a call has locked is left to the next sweep, which does not wait for it', async () => {
  const step = newStep();
  await barrier(ledger.pool).handle(step.run(), { run: async () => {} });
  const call = await ledger.pool.connect();
  await call.query('BEGIN');
  await call.query('SELECT FROM saga_barrier WHERE saga_id = $1 FOR UPDATE', [step.sagaId]);
  const other = await sagaWithRow();
  expect(await at.removeEnded([step.sagaId, other])).toBe(1);
  await call.query('COMMIT');
  call.release();
  expect(await at.removeEnded([step.sagaId])).toBe(1);
});

test('a compensatable run that comes when the rows are gone still does nothing, nor does its undo', async () => {
  const step = newStep();
  const deeds: string[] = [];
  const handlers = {
    run: async () => void deeds.push('run'),
    compensate: async () => void deeds.push('undo'),
  };
  const late = step.run({ notAfter: Date.now() - 1 });
  await barrier(ledger.pool).handle(step.run({ notAfter: 4e12 }), handlers);
  await at.removeEnded([step.sagaId]);
  expect(await barrier(ledger.pool).handle(late, handlers)).toMatchObject({ code: 'DEADLINE_PASSED' });
  expect(await barrier(ledger.pool).handle(step.compensate(), handlers)).toMatchObject({ outcome: 'applied' });
  expect(deeds).toEqual(['run']);
  expect(await listed(at, 500)).toEqual([step.sagaId]);
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('keepFor of %d is refused', (keepFor) => {
  expect(() => barrierSweep(ledger.pool, { keepFor })).toThrow('it must be milliseconds');
});

describe('over HTTP', () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    const sweep = sweepEndpoint(at);
    const app = express();
    app
      .route('/ended-sagas')
      .get(sweep)
      .post(express.json({ limit: '512kb' }), sweep);
    app.use('/moved', (_request, response) => response.redirect('/ended-sagas'));
    app.use('/other', (_request, response) => void response.json({ hello: 'you' }));
    server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => await new Promise((resolve) => server.close(resolve)));

  test('the sagas are the same, whatever is in their ids', async () => {
    const strange = ['a/b c', 'é&after=x', '50%', 'line\nbreak', '"'];
    for (const sagaId of strange)
      await ledger.pool.query(
        `INSERT INTO saga_barrier (saga_id, step, operation, key, outcome) VALUES ($1, 's', 'run', 'k', 'applied')`,
        [sagaId],
      );
    const sweep = httpBarrierSweep({ url: `${url}/ended-sagas` });
    expect([...(await listed(sweep, 2))].sort()).toEqual([...strange].sort());
    expect(await sweep.removeEnded(strange)).toBe(strange.length);
    expect(await listed(sweep, 2)).toEqual([]);
  });

  test.each(['after=%00', 'after=', 'limit=0', 'limit=501', 'limit=x', 'limit=1&limit=2', 'after=a&after=b'])(
    'GET ?%s is a 400 that says what is wrong',
    async (query) => {
      const response = await fetch(`${url}/ended-sagas?${query}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        code: 'SWEEP_MALFORMED',
        detail: expect.stringMatching(/must be/),
      });
    },
  );

  test.each([
    ['{}'],
    ['{"ended":"a"}'],
    ['{"ended":[1]}'],
    ['{"ended":[""]}'],
    ['{"ended":["\\u0000"]}'],
    ['{"ended":["\\ud800"]}'],
    [JSON.stringify({ ended: [`${'a'.repeat(1_025)}`] })],
    [JSON.stringify({ ended: Array.from({ length: 501 }, (_, n) => `saga-${n}`) })],
  ])('POST %.40s is a 400, and nothing goes', async (body) => {
    const id = await sagaWithRow();
    const response = await fetch(`${url}/ended-sagas`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'SWEEP_MALFORMED' });
    expect(await listed(at, 500)).toEqual([id]);
  });

  test.each(['/moved', '/other', '/nothing'])('an answer of %s is not believed', async (path) => {
    const sweep = httpBarrierSweep({ url: `${url}${path}` });
    await expect(sweep.sagaIds({ limit: 1 })).rejects.toThrow();
    await expect(sweep.removeEnded(['a'])).rejects.toThrow();
  });
});
