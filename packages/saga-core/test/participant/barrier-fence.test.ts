import { barrier, type FenceAnswer } from 'saga-core/participant';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openReservations, type Reservation, type Reservations } from './reservations.ts';
import { newStep } from './saga-calls.ts';

let ledger: Reservations['ledger'];
let participant: Reservations['participant'];
let reserve: Reservations['reserve'];
let refuse: Reservations['refuse'];
beforeAll(async () => {
  ({ ledger, participant, reserve, refuse } = await openReservations());
});
afterAll(async () => await ledger.close());

const never: FenceAnswer<unknown> = { fence: 'never' };
const refusedWith = (code: string) => expect.objectContaining({ outcome: 'refused', code });

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
