import type { FenceAnswer } from 'saga-core/participant';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

const never: FenceAnswer<unknown> = { fence: 'never' };
const refusedWith = (code: string) => expect.objectContaining({ outcome: 'refused', code });

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
