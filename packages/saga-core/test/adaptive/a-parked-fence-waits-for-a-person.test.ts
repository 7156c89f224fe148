// Whether the pivot has happened is asked of its participant before anything is undone. When that gives no answer, a person does: the
// saga goes neither forward nor back until then, and neither does the cancel's caller get an answer that may turn out wrong.
import { describe, expect, it } from 'vitest';
import { applies, refuses, waitsFor } from '../support/desk.ts';
import { gate } from '../support/gate.ts';
import { openDesk } from '../support/open-desk.ts';
import { fencedSaga } from './edge-sagas.ts';

const by = { actor: 'desk-4', reason: 'asked the hotel' };
const step = 'confirmTrip';

describe('a fence that is parked', () => {
  const at = openDesk();

  /** A saga that was cancelled while its first calls were tried, and whose fence has been refused. */
  async function parkedFence() {
    const id = at.newId();
    const held = gate();
    at.desk.script(id, 'reserve', waitsFor(held.opened, applies({ room: '1' })));
    at.desk.script(id, 'fenceConfirm', refuses('NOT_NOW'), applies({ fence: 'never' }));
    const trip = await at.sagas.start(fencedSaga, { id, input: { tripId: id } });
    // The local try was given up, and the call goes on as a normal activity.
    await expect.poll(() => at.desk.names(id).filter((name) => name === 'reserve').length).toBe(2);
    const cancelled = trip.cancel({ within: 60_000 });
    cancelled.catch(() => undefined);
    await at.desk.hasSeen(id, 'fenceConfirm');
    held.open();
    await expect.poll(async () => (await trip.status()).status).toBe('needsAttention');
    const { steps } = await trip.status();
    expect(steps.find(({ name }) => name === step)).toMatchObject({
      status: 'parked',
      parked: { operation: 'fence', code: 'NOT_NOW' },
    });
    expect(at.desk.order(id)).toEqual(['open', 'reserve', 'fenceConfirm']);
    return { id, trip, cancelled };
  }

  it('is asked again on a retry, and its answer undoes what was done', async () => {
    const { id, trip, cancelled } = await parkedFence();
    await trip.resolve({ step, action: 'retry', ...by });
    expect(await cancelled).toEqual({ accepted: true });
    await expect(trip.result()).rejects.toMatchObject({ sagaCause: { kind: 'cancelled' } });
    expect(at.desk.order(id)).toEqual(['open', 'reserve', 'fenceConfirm', 'release', 'close']);
  });

  it('is answered by a person who knows that the pivot never happened, and all is undone', async () => {
    const { id, trip, cancelled } = await parkedFence();
    await trip.resolve({ step, action: 'resolvedElsewhere', outcome: 'refused', ...by });
    expect(await cancelled).toEqual({ accepted: true });
    await expect(trip.result()).rejects.toMatchObject({ sagaCause: { kind: 'cancelled' } });
    expect(at.desk.order(id)).toEqual(['open', 'reserve', 'fenceConfirm', 'release', 'close']);
  });

  it('is answered by a person who knows that the pivot has happened, and the saga completes: the cancel came too late', async () => {
    const { id, trip, cancelled } = await parkedFence();
    await trip.resolve({ step, action: 'resolvedElsewhere', outcome: 'applied', ...by });
    expect(await cancelled).toEqual({ accepted: false, code: 'TOO_LATE' });
    expect(await trip.result()).toBe('done');
    // Asked for its result under its key, as for any call of which only that it happened is known.
    expect(at.desk.order(id)).toEqual(['open', 'reserve', 'fenceConfirm', 'confirm']);
  });

  it('can be neither skipped nor given another argument, nor be resolved without an outcome', async () => {
    const { id, trip, cancelled } = await parkedFence();
    const refused = { code: 'DECISION_MISFIT' };
    await expect(trip.resolve({ step, action: 'skip', ...by })).rejects.toMatchObject(refused);
    await expect(trip.resolve({ step, action: 'retry', argument: {}, ...by })).rejects.toMatchObject(refused);
    await expect(trip.resolve({ step, action: 'resolvedElsewhere', ...by })).rejects.toMatchObject(refused);
    const { entries } = await trip.timeline();
    expect(entries.filter(({ kind }) => kind === 'decided')).toEqual([]);
    await trip.resolve({ step, action: 'retry', ...by });
    expect(await cancelled).toEqual({ accepted: true });
    await expect(trip.result()).rejects.toMatchObject({ sagaCause: { kind: 'cancelled' } });
    expect(at.desk.order(id)).toEqual(['open', 'reserve', 'fenceConfirm', 'release', 'close']);
  });
});
