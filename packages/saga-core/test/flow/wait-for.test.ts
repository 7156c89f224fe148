import { describe, expect, it } from 'vitest';
import { waitsFor } from '../support/desk.ts';
import { approvedSaga } from '../support/flow-sagas.ts';
import { gate } from '../support/gate.ts';
import { caches, openDesk } from '../support/open-desk.ts';

describe.each(caches)('waitFor (worker %o)', (cache) => {
  const at = openDesk(cache);
  const waiting = async (id: string) => {
    const trip = await at.sagas.start(approvedSaga, { id, input: { tripId: id } });
    await expect
      .poll(async () => (await trip.status()).steps.find(({ name }) => name === 'approval')?.status)
      .toBe('running');
    return trip;
  };

  it('goes on with the word that it waited for', async () => {
    const id = at.newId();
    const trip = await waiting(id);
    await trip.answer('approval', { value: { approvedBy: 'desk 7' } });
    await expect(trip.result()).resolves.toBe('desk 7');
    expect(at.desk.seen(id).at(-1)?.argument).toEqual({ approvedBy: 'desk 7' });
  });

  it('keeps a word that comes before its step waits for it', async () => {
    const id = at.newId();
    const held = gate();
    at.desk.script(id, 'reserve', waitsFor(held.opened));
    const trip = await at.sagas.start(approvedSaga, { id, input: { tripId: id } });
    await at.desk.hasSeen(id, 'reserve');
    await trip.answer('approval', { value: { approvedBy: 'early' } });
    held.open();
    await expect(trip.result()).resolves.toBe('early');
  });

  it('unwinds when the word is a no', async () => {
    const id = at.newId();
    const trip = await waiting(id);
    await trip.answer('approval', { refused: { code: 'NOT_APPROVED' } });
    await expect(trip.result()).rejects.toMatchObject({
      sagaCause: { kind: 'refused', step: 'approval', code: 'NOT_APPROVED' },
    });
    expect(at.desk.order(id)).toEqual(['reserve', 'release']);
  });

  it('unwinds when nobody gives a word in time', async () => {
    const id = at.newId();
    const trip = await waiting(id);
    await expect(trip.result()).rejects.toMatchObject({
      sagaCause: { kind: 'refused', step: 'approval', code: 'NO_WORD' },
    });
    expect(at.desk.order(id)).toEqual(['reserve', 'release']);
  });

  it('is given up at once by a cancel', async () => {
    const id = at.newId();
    const trip = await waiting(id);
    await expect(trip.cancel()).resolves.toEqual({ accepted: true });
    await expect(trip.result()).rejects.toMatchObject({ sagaCause: { kind: 'cancelled' } });
    expect(at.desk.order(id)).toEqual(['reserve', 'release']);
  });

  it('refuses a word that no step waits for, before it is written to history', async () => {
    const id = at.newId();
    const trip = await waiting(id);
    await expect(trip.answer('reserveRoom', { value: 1 })).rejects.toThrow(/waits for no word.*approval/);
    await trip.answer('approval', { value: { approvedBy: 'desk 7' } });
    await trip.result();
    await expect(trip.answer('approval', { value: { approvedBy: 'late' } })).rejects.toThrow();
    const { events } = await at.temporal.workflow.getHandle(id).fetchHistory();
    expect(events?.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes)).toHaveLength(1);
  });
});
