import type { PoolClient } from 'pg';
import {
  type Barrier,
  barrier,
  type FenceAnswer,
  Refusal,
  ResultNotJsonError,
  type SagaCall,
} from 'saga-core/participant';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ledger, note, openLedger } from './open-ledger.ts';
import { newStep } from './saga-calls.ts';

interface Reservation {
  readonly reservationId: string;
}

let ledger: Ledger;
let participant: Barrier<PoolClient>;
beforeAll(async () => {
  ledger = await openLedger();
  participant = barrier(ledger.pool);
});
afterAll(async () => await ledger.close());

let reservations = 0;
const reserve = (call: SagaCall) =>
  participant.handle<Reservation>(call, {
    run: async (tx) => {
      await note(tx, call.sagaId, 'reserved');
      reservations += 1;
      return { reservationId: `r${reservations}` };
    },
  });
const refuse = (call: SagaCall, code = 'OUT_OF_STOCK') =>
  participant.handle(call, {
    run: async (tx) => {
      await note(tx, call.sagaId, 'reserved');
      throw new Refusal(code, 'sku-rare: 0 left');
    },
  });
const release = (call: SagaCall) =>
  participant.handle<Reservation>(call, {
    compensate: async (tx, ran) => await note(tx, call.sagaId, `released ${ran.result.reservationId} of ${ran.key}`),
  });
const never: FenceAnswer<unknown> = { fence: 'never' };
const empty = { outcome: 'applied', result: undefined };
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

describe('a compensation', () => {
  test('undoes the run with its key and result, once, and a duplicate gets the same answer', async () => {
    const step = newStep();
    const ran = await reserve(step.run());
    expect(await release(step.compensate())).toEqual(empty);
    expect(await release(step.compensate())).toEqual(empty);
    const { reservationId } = (ran as { result: Reservation }).result;
    expect(await ledger.effectsOf(step.sagaId)).toEqual(['reserved', `released ${reservationId} of ${step.run().key}`]);
  });

  test('for a run that never came is accepted, and the late run is refused ALREADY_COMPENSATED', async () => {
    const step = newStep();
    expect(await release(step.compensate())).toEqual(empty);
    expect(await reserve(step.run())).toEqual(refusedWith('ALREADY_COMPENSATED'));
    expect(await release(step.compensate())).toEqual(empty);
    expect(await ledger.effectsOf(step.sagaId)).toEqual([]);
  });

  test('for a refused run is accepted and does nothing', async () => {
    const step = newStep();
    const first = await refuse(step.run());
    expect(await release(step.compensate())).toEqual(empty);
    expect(await reserve(step.run())).toEqual(first);
    expect(await ledger.effectsOf(step.sagaId)).toEqual([]);
  });

  test('that is refused is answered and forgotten, with its effects, so that a retry can succeed', async () => {
    const step = newStep();
    await reserve(step.run());
    const refused = await participant.handle(step.compensate(), {
      compensate: async (tx) => {
        await note(tx, step.sagaId, 'released');
        throw new Refusal('ALREADY_SHIPPED');
      },
    });
    expect(refused).toEqual({ outcome: 'refused', code: 'ALREADY_SHIPPED' });
    expect(await ledger.effectsOf(step.sagaId)).toEqual(['reserved']);
    expect(await release(step.compensate())).toEqual(empty);
    expect(await ledger.effectsOf(step.sagaId)).toHaveLength(2);
  });

  test('that fails leaves nothing and can be repeated', async () => {
    const step = newStep();
    await reserve(step.run());
    const fails = participant.handle(step.compensate(), {
      compensate: async (tx) => {
        await note(tx, step.sagaId, 'released');
        throw new Error('not now');
      },
    });
    await expect(fails).rejects.toThrow('not now');
    await release(step.compensate());
    expect(await ledger.effectsOf(step.sagaId)).toHaveLength(2);
  });
});

describe('a call that must succeed', () => {
  test('is refused, forgotten with its effects, and may succeed when it comes again', async () => {
    const step = newStep();
    expect(await refuse(step.run({ mustSucceed: true }))).toEqual(refusedWith('OUT_OF_STOCK'));
    expect(await ledger.effectsOf(step.sagaId)).toEqual([]);
    expect(await reserve(step.run({ mustSucceed: true }))).toMatchObject({ outcome: 'applied' });
    expect(await ledger.effectsOf(step.sagaId)).toEqual(['reserved']);
  });
});

describe('a call with another argument from an operator', () => {
  test('runs where its first form was refused, and its undo gets the key under which it ran', async () => {
    const step = newStep();
    await refuse(step.run());
    const applied = await reserve(step.patched('run'));
    expect(applied).toMatchObject({ outcome: 'applied' });
    expect(await reserve(step.patched('run'))).toEqual(applied);
    await release(step.compensate());
    expect(await ledger.effectsOf(step.sagaId)).toEqual(['reserved', expect.stringMatching(/run~1$/)]);
  });

  test('leaves the first refusal as it is when it is refused itself', async () => {
    const step = newStep();
    const first = await refuse(step.run());
    expect(await refuse(step.patched('run'), 'STILL_OUT')).toEqual(refusedWith('STILL_OUT'));
    expect(await reserve(step.run())).toEqual(first);
    expect(await reserve(step.patched('run', 2))).toMatchObject({ outcome: 'applied' });
  });

  test('has no second effect where its first form was applied after all', async () => {
    const step = newStep();
    const first = await reserve(step.run());
    expect(await reserve(step.patched('run'))).toEqual(first);
    expect(await ledger.effectsOf(step.sagaId)).toEqual(['reserved']);
  });

  test('cannot run any more once the step was compensated or fenced, also where its first form was refused', async () => {
    const compensated = newStep();
    await refuse(compensated.run());
    await release(compensated.compensate());
    expect(await reserve(compensated.patched('run'))).toEqual(refusedWith('ALREADY_COMPENSATED'));
    const fenced = newStep();
    await refuse(fenced.run());
    expect(await participant.fence(fenced.fence())).toEqual(never);
    expect(await reserve(fenced.patched('run'))).toEqual(refusedWith('FENCED'));
    expect(await ledger.effectsOf(fenced.sagaId)).toEqual([]);
  });

  test('undoes a step only once, whichever form of the compensation comes first', async () => {
    const step = newStep();
    await reserve(step.run());
    await release(step.patched('compensate'));
    await release(step.compensate());
    expect(await ledger.effectsOf(step.sagaId)).toHaveLength(2);
  });
});

describe('a fence', () => {
  test('says never where no run was, and the late run is refused FENCED', async () => {
    const step = newStep('confirmOrder');
    expect(await participant.fence(step.fence())).toEqual(never);
    expect(await reserve(step.run())).toEqual(refusedWith('FENCED'));
    expect(await participant.fence(step.fence())).toEqual(never);
  });

  test('says applied with the result of a run that was applied', async () => {
    const step = newStep('confirmOrder');
    const { result } = (await reserve(step.run())) as { result: Reservation };
    expect(await participant.fence(step.fence())).toEqual({ fence: 'applied', result });
  });

  test('says never of a refused run, whose duplicates keep their answer', async () => {
    const step = newStep('confirmOrder');
    const first = await refuse(step.run());
    expect(await participant.fence(step.fence())).toEqual(never);
    expect(await reserve(step.run())).toEqual(first);
  });
});

describe('a deadline', () => {
  const passed = { notAfter: 1 };

  test('that has passed refuses a run that had not begun, and stores that', async () => {
    const step = newStep();
    const first = await reserve(step.run(passed));
    expect(first).toEqual(refusedWith('DEADLINE_PASSED'));
    expect(await reserve(step.run())).toEqual(first);
    expect(await ledger.effectsOf(step.sagaId)).toEqual([]);
  });

  test('that has passed changes nothing for a run that was applied in time', async () => {
    const step = newStep();
    const first = await reserve(step.run({ notAfter: Date.now() + 60_000 }));
    expect(first).toMatchObject({ outcome: 'applied' });
    expect(await reserve(step.run(passed))).toEqual(first);
  });

  test('that has passed is not stored for a call that must succeed', async () => {
    const step = newStep();
    expect(await reserve(step.run({ ...passed, mustSucceed: true }))).toEqual(refusedWith('DEADLINE_PASSED'));
    expect(await reserve(step.run({ mustSucceed: true }))).toMatchObject({ outcome: 'applied' });
  });
});

describe('the barrier', () => {
  test("says so when it has no handler for the call's operation", async () => {
    const step = newStep();
    await expect(participant.handle(step.compensate(), { run: async () => {} })).rejects.toMatchObject({
      code: 'WRONG_OPERATION',
    });
    await expect(participant.handle(step.fence(), { run: async () => {} })).rejects.toMatchObject({
      code: 'WRONG_OPERATION',
    });
    await expect(participant.fence(step.run())).rejects.toMatchObject({ code: 'WRONG_OPERATION' });
  });

  test('does not take a lock timeout of zero, which would mean to wait for ever', () => {
    expect(() => barrier(ledger.pool, { lockTimeout: 0 })).toThrow(RangeError);
  });
});
