import type { Client } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { refuses, waitsFor } from '../support/desk.ts';
import { earlyRuns } from '../support/early-runs.ts';
import { consentedTourSaga, consentSaga, longTourSaga, overseenTourSaga } from '../support/flow-sagas.ts';
import { gate } from '../support/gate.ts';
import { caches, openDesk } from '../support/open-desk.ts';

// Temporal suggests a new run when a history has grown large: here after so few events that it truly happens.
const suggestAfter = 60;
const rooms = Array.from({ length: 40 }, (_, index) => `room-${index}`);

const temporalAddress = earlyRuns(suggestAfter);

describe.each(caches)('a saga whose history grows large goes on in a new run (worker %o)', (cache) => {
  const at = openDesk(cache, temporalAddress, suggestAfter);
  /** The steps whose calls had this activity tried, each once, however often Temporal tried it. */
  const stepsOf = (id: string, activity: string) => {
    const tried = at.desk.seen(id).filter((seen) => seen.activity === activity);
    return [...new Map(tried.map(({ call }) => [call.key, call.step])).values()];
  };

  it('does every call exactly once, under the same keys', async () => {
    const id = at.newId();
    const input = { tripId: id, insured: false, rooms };
    await expect(at.sagas.execute(longTourSaga, { id, input })).resolves.toBe(rooms.length);
    expect(await runsOf(at.temporal, id)).toBeGreaterThan(2);
    expect(stepsOf(id, 'reserve').sort()).toEqual(rooms.map((room) => `reserveRoom/${room}`).sort());
    expect(new Set(at.desk.seen(id).map(({ call }) => call.key)).size).toBe(rooms.length + 2);
    expect(at.desk.seen(id).every(({ call }) => call.sagaId === id)).toBe(true);
    // The last run knows as well as the first with which definition the saga was started.
    const { memo } = await at.temporal.workflow.getHandle(id).describe();
    expect(memo).toMatchObject({ sagaFingerprint: expect.stringMatching(/^1-/) });
  });

  it('carries the undo stack over: everything is undone once, in reverse start order, the last one last', async () => {
    const id = at.newId();
    at.desk.script(id, 'charge', refuses('CARD_DECLINED'));
    const trip = await at.sagas.start(longTourSaga, { id, input: { tripId: id, insured: false, rooms } });
    await expect(trip.result()).rejects.toMatchObject({ sagaCause: { kind: 'refused', step: 'chargeCard' } });
    expect(stepsOf(id, 'release')).toEqual(rooms.map((room) => `reserveRoom/${room}`).reverse());
    expect(at.desk.order(id).at(-1)).toBe('close');
    expect(at.desk.order(id).filter((name) => name === 'close')).toHaveLength(1);
  });

  it('loses no cancel, whenever it comes', async () => {
    const ids = await Promise.all(
      [3, 9, 17, 30].map(async (count) => {
        const id = at.newId();
        const trip = await at.sagas.start(longTourSaga, { id, input: { tripId: id, insured: false, rooms } });
        await expect.poll(() => stepsOf(id, 'reserve').length, { interval: 5 }).toBeGreaterThanOrEqual(count);
        expect(await trip.cancel()).toEqual({ accepted: true });
        await expect(trip.result()).rejects.toMatchObject({ sagaCause: { kind: 'cancelled' } });
        return id;
      }),
    );
    for (const id of ids) {
      // A call that was cancelled before the desk saw it is undone too: nobody can know.
      expect(stepsOf(id, 'release')).toEqual(expect.arrayContaining(stepsOf(id, 'reserve')));
      expect(at.desk.order(id).at(-1)).toBe('close');
    }
  });

  it('keeps a parked undo, and the decision reaches it', async () => {
    const id = at.newId();
    at.desk.script(id, 'charge', refuses('CARD_DECLINED'));
    let refused = 0;
    at.desk.script(id, 'release', async (call) => {
      if (call.step === 'reserveRoom/room-39' && refused++ === 0) return await refuses('LOCKED')(call);
      return undefined;
    });
    const trip = await at.sagas.start(longTourSaga, { id, input: { tripId: id, insured: false, rooms } });
    await expect.poll(() => new Set(stepsOf(id, 'release')).size).toBe(rooms.length);
    await expect.poll(async () => (await trip.status()).status).toBe('needsAttention');
    expect(at.desk.names(id)).not.toContain('close');
    await trip.resolve({ step: 'reserveRoom/room-39', action: 'retry', actor: 'ops', reason: 'unlocked' });
    await expect(trip.result()).rejects.toMatchObject({ sagaCause: { step: 'chargeCard' } });
    expect(at.desk.order(id).slice(-2)).toEqual(['release', 'close']);
  });

  it('does not stand still for a child saga that waits: it is let grow, and goes on in a new run when the child is done', async () => {
    const id = at.newId();
    const trip = await at.sagas.start(consentedTourSaga, { id, input: { tripId: id, insured: false, rooms } });
    await expect.poll(() => stepsOf(id, 'reserve').length, { timeout: 30_000 }).toBe(rooms.length);
    expect(await runsOf(at.temporal, id)).toBe(1);
    await at.sagas.handle(consentSaga, `${id}/askConsent`).answer('consent', {});
    await expect(trip.result()).resolves.toBe('granted');
  });

  it('goes on counting a timer that was started in an earlier run, and hears a word in a later one', async () => {
    const heard = at.newId();
    const silent = at.newId();
    const start = (id: string) =>
      at.sagas.start(overseenTourSaga, { id, input: { tripId: id, insured: false, rooms: rooms.slice(0, 25) } });
    const held = gate();
    // The last room keeps both going until their runs have changed.
    for (const id of [heard, silent])
      at.desk.script(id, 'reserve', async (call) =>
        call.step === 'reserveRoom/room-24' ? await waitsFor(held.opened)(call) : undefined,
      );
    const [told, untold] = await Promise.all([start(heard), start(silent)]);
    for (const id of [heard, silent]) await expect.poll(() => stepsOf(id, 'reserve')).toContain('reserveRoom/room-24');
    expect(await runsOf(at.temporal, heard)).toBeGreaterThan(1);
    await told.answer('approval', { value: { approvedBy: 'desk 7' } });
    held.open();
    await expect(told.result()).resolves.toBe('desk 7');
    await expect(untold.result()).rejects.toMatchObject({ sagaCause: { step: 'approval', code: 'NO_WORD' } });
    expect(new Set(stepsOf(silent, 'release')).size).toBe(25);
  });
});

async function runsOf(temporal: Client, id: string): Promise<number> {
  let runs = 0;
  let runId: string | undefined = (await temporal.workflow.getHandle(id).describe()).runId;
  while (runId) {
    runs += 1;
    const { events } = await temporal.workflow.getHandle(id, runId).fetchHistory();
    runId = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
  }
  return runs;
}
