import { CompiledQuery, type Generated, Kysely, type Transaction as KyselyTransaction, PostgresDialect } from 'kysely';
import { barrierWithin, Refusal, type Transaction } from 'saga-core/participant';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ledger, openLedger } from './open-ledger.ts';
import { newStep, type StepCalls } from './saga-calls.ts';

interface Database {
  ledger: { id: Generated<number>; saga_id: string; note: string };
}

let ledger: Ledger;
let db: Kysely<Database>;
beforeAll(async () => {
  ledger = await openLedger();
  db = new Kysely({ dialect: new PostgresDialect({ pool: ledger.pool }) });
});
afterAll(async () => await ledger.close());

/** The line that makes a barrier's transaction of Kysely's. */
const asTransaction = (trx: KyselyTransaction<Database>): Transaction => ({
  query: (text, values = []) => trx.executeQuery(CompiledQuery.raw(text, [...values])),
});

/** A participant that writes with Kysely only. */
const noteWithKysely = (step: StepCalls, note: string, then?: unknown) =>
  db.transaction().execute(async (trx) => {
    const write = async () => {
      await trx.insertInto('ledger').values({ saga_id: step.sagaId, note }).execute();
      if (then !== undefined) throw then;
      return { note };
    };
    return await barrierWithin(asTransaction(trx)).handle(step.run(), { run: write });
  });

test("within a transaction of Kysely, row and effect commit together, and a duplicate gets the first one's answer", async () => {
  const step = newStep();
  const first = await noteWithKysely(step, 'first');
  expect(first).toEqual({ outcome: 'applied', result: { note: 'first' } });
  expect(await noteWithKysely(step, 'second')).toEqual(first);
  expect(await ledger.effectsOf(step.sagaId)).toEqual(['first']);
});

test('a refusal is stored, and what the handler wrote is rolled back', async () => {
  const step = newStep();
  const refused = { outcome: 'refused', code: 'NO' };
  expect(await noteWithKysely(step, 'refused', new Refusal('NO'))).toEqual(refused);
  expect(await noteWithKysely(step, 'again')).toEqual(refused);
  expect(await ledger.effectsOf(step.sagaId)).toEqual([]);
});

test('an error rolls back the row with the effect, so that the call may come again', async () => {
  const step = newStep();
  await expect(noteWithKysely(step, 'lost', new Error('not now'))).rejects.toThrow('not now');
  await noteWithKysely(step, 'kept');
  expect(await ledger.effectsOf(step.sagaId)).toEqual(['kept']);
});

test('concurrent duplicates serialise in the database, and a fence waits for them', async () => {
  const step = newStep();
  const fence = () =>
    db.transaction().execute(async (trx) => await barrierWithin(asTransaction(trx)).fence(step.fence()));
  const answers = await Promise.all([
    ...Array.from({ length: 5 }, (_, n) => noteWithKysely(step, `copy ${n}`)),
    fence(),
  ]);
  const effects = await ledger.effectsOf(step.sagaId);
  expect(new Set(answers.slice(0, 5).map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[5]).toMatchObject({ fence: effects.length === 0 ? 'never' : 'applied' });
  expect(effects.length).toBeLessThanOrEqual(1);
});
