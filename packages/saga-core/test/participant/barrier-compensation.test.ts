import { Refusal } from 'saga-core/participant';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { note } from './open-ledger.ts';
import { accepted, openReservations, type Reservation, type Reservations } from './reservations.ts';
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

describe('a compensation', () => {
  test('undoes the run with its key and result, once, and a duplicate gets the same answer', async () => {
    const step = newStep();
    const ran = await reserve(step.run());
    expect(await release(step.compensate())).toEqual(accepted);
    expect(await release(step.compensate())).toEqual(accepted);
    const { reservationId } = (ran as { result: Reservation }).result;
    expect(await ledger.effectsOf(step.sagaId)).toEqual(['reserved', `released ${reservationId} of ${step.run().key}`]);
  });

  test('for a run that never came is accepted, and the late run is refused ALREADY_COMPENSATED', async () => {
    const step = newStep();
    expect(await release(step.compensate())).toEqual(accepted);
    expect(await reserve(step.run())).toEqual(refusedWith('ALREADY_COMPENSATED'));
    expect(await release(step.compensate())).toEqual(accepted);
    expect(await ledger.effectsOf(step.sagaId)).toEqual([]);
  });

  test('for a refused run is accepted and does nothing', async () => {
    const step = newStep();
    const first = await refuse(step.run());
    expect(await release(step.compensate())).toEqual(accepted);
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
    expect(await release(step.compensate())).toEqual(accepted);
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
