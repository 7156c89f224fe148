import { Refusal, ResultNotJsonError, TransactionLostError } from 'saga-core/participant';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { note } from './open-ledger.ts';
import { openReservations, type Reservations } from './reservations.ts';
import { newStep } from './saga-calls.ts';

let ledger: Reservations['ledger'];
let participant: Reservations['participant'];
let reserve: Reservations['reserve'];
let refuse: Reservations['refuse'];
let release: Reservations['release'];
beforeAll(async () => {
  ({ ledger, participant, reserve, refuse, release } = await openReservations());
});
afterAll(async () => await ledger.close());

const refusedWith = (code: string) => expect.objectContaining({ outcome: 'refused', code });

describe('a run', () => {
  test('takes effect once, and a duplicate gets the first answer', async () => {
    const step = newStep();
    const first = await reserve(step.run());
    expect(await reserve(step.run())).toEqual(first);
    expect(await ledger.effectsOf(step.sagaId)).toEqual(['reserved']);
  });

  test('has the same effect and answer for a duplicate that comes after the undo', async () => {
    const step = newStep();
    const first = await reserve(step.run());
    await release(step.compensate());
    expect(await reserve(step.run())).toEqual(first);
    expect(await ledger.effectsOf(step.sagaId)).toHaveLength(2);
  });

  test('of another step or another saga is another run', async () => {
    const step = newStep();
    await reserve(step.run());
    await reserve({ ...step.run(), key: `${step.sagaId}/other/run`, step: 'other' });
    expect(await ledger.effectsOf(step.sagaId)).toEqual(['reserved', 'reserved']);
  });

  test('that is refused leaves nothing but its refusal, which is the answer to every duplicate', async () => {
    const step = newStep();
    const first = await refuse(step.run());
    expect(first).toEqual({ outcome: 'refused', code: 'OUT_OF_STOCK', detail: 'sku-rare: 0 left' });
    expect(await reserve(step.run())).toEqual(first);
    expect(await ledger.effectsOf(step.sagaId)).toEqual([]);
  });

  test('may be refused because of an error of the database', async () => {
    const step = newStep();
    const answer = await participant.handle(step.run(), {
      run: async (tx) => {
        await note(tx, step.sagaId, 'reserved');
        await note(tx, step.sagaId, '').catch((cause) => {
          throw new Refusal('EMPTY_NOTE', cause.message);
        });
      },
    });
    expect(answer).toEqual(refusedWith('EMPTY_NOTE'));
    expect(await reserve(step.run())).toEqual(answer);
    expect(await ledger.effectsOf(step.sagaId)).toEqual([]);
  });

  test("that fails leaves nothing, throws the handler's own error, and can be repeated", async () => {
    const step = newStep();
    const failure = new Error('the card network is away');
    const fails = participant.handle(step.run(), {
      run: async (tx) => {
        await note(tx, step.sagaId, 'reserved');
        throw failure;
      },
    });
    await expect(fails).rejects.toBe(failure);
    expect(await reserve(step.run())).toMatchObject({ outcome: 'applied' });
    expect(await ledger.effectsOf(step.sagaId)).toEqual(['reserved']);
  });

  test('does not count as applied when its handler has caught the error of a failed statement', async () => {
    const step = newStep();
    const lost = participant.handle(step.run(), {
      run: async (tx) => {
        await note(tx, step.sagaId, 'reserved');
        await note(tx, step.sagaId, '').catch(() => {});
      },
    });
    await expect(lost).rejects.toMatchObject({ code: '25P02' });
    expect(await reserve(step.run())).toMatchObject({ outcome: 'applied' });
    expect(await ledger.effectsOf(step.sagaId)).toEqual(['reserved']);
  });

  test('does not count as applied when a query that its handler did not await fails', async () => {
    const step = newStep();
    const lost = participant.handle(step.run(), {
      run: async (tx) => {
        await note(tx, step.sagaId, 'reserved');
        note(tx, step.sagaId, '').catch(() => {});
      },
    });
    await expect(lost).rejects.toMatchObject({ code: '25P02' });
    expect(await ledger.effectsOf(step.sagaId)).toEqual([]);
  });

  test('does not count as applied when a query that its handler has left running fails at last', async () => {
    const step = newStep();
    const lost = participant.handle(step.run(), {
      run: async (tx) => {
        await note(tx, step.sagaId, 'reserved');
        tx.query('SELECT 1')
          .then(() => note(tx, step.sagaId, ''))
          .catch(() => {});
      },
    });
    await expect(lost).rejects.toThrow(TransactionLostError);
    expect(await ledger.effectsOf(step.sagaId)).toEqual([]);
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['members in any order', { zebra: 1, '2': 'two', ant: [1.5, null, { b: 1, a: 2 }] }],
    ['characters that JSON has to escape', { text: 'a\u0000b\ud800"\\\u2028' }],
  ])('answers %s alike to the first call and to a duplicate', async (_, result) => {
    const step = newStep();
    const run = () => participant.handle(step.run(), { run: async () => result });
    const [first, second] = [await run(), await run()];
    expect(first).toEqual({ outcome: 'applied', result });
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
  });

  test('gives the first caller what a duplicate would get, also where JSON changes it', async () => {
    const step = newStep();
    const run = () =>
      participant.handle<unknown>(step.run(), { run: async () => ({ at: new Date(0), gone: undefined }) });
    expect(await run()).toEqual({ outcome: 'applied', result: { at: '1970-01-01T00:00:00.000Z' } });
    expect(await run()).toEqual({ outcome: 'applied', result: { at: '1970-01-01T00:00:00.000Z' } });
  });

  test.each([
    ['a big integer', { cents: 1n }],
    ['a function', () => {}],
  ])('whose result is %s fails with a clear error, and leaves nothing', async (_, result) => {
    const step = newStep();
    const run = participant.handle<unknown>(step.run(), {
      run: async (tx) => {
        await note(tx, step.sagaId, 'reserved');
        return result;
      },
    });
    await expect(run).rejects.toThrow(ResultNotJsonError);
    expect(await ledger.effectsOf(step.sagaId)).toEqual([]);
  });
});
