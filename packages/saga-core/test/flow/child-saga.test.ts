import { describe, expect, it } from 'vitest';
import { applies, refuses, waitsFor } from '../support/desk.ts';
import { consentSaga, delegatingSaga, parentSaga } from '../support/flow-sagas.ts';
import { gate } from '../support/gate.ts';
import { caches, openDesk } from '../support/open-desk.ts';

describe.each(caches)('a saga as a step of another (worker %o)', (cache) => {
  const at = openDesk(cache);

  it('gives its output to its parent', async () => {
    const id = at.newId();
    await expect(at.sagas.execute(parentSaga, { id, input: { tripId: id } })).resolves.toBe('12');
    expect(at.desk.order(id)).toEqual(['open', 'confirm']);
    expect(at.desk.order(`${id}/bookRoom`)).toEqual(['reserve', 'charge']);
  });

  it('is unwound by its parent after it completed, last step first and with its own keys', async () => {
    const id = at.newId();
    at.desk.script(id, 'confirm', refuses('TOO_FULL'));
    await expect(at.sagas.execute(parentSaga, { id, input: { tripId: id } })).rejects.toMatchObject({
      sagaCause: { kind: 'refused', step: 'confirmTrip' },
    });
    const child = `${id}/bookRoom`;
    expect(at.desk.order(child)).toEqual(['reserve', 'charge', 'refund', 'release']);
    expect(at.desk.seen(child).at(-1)?.call.key).toBe(`${encodeURIComponent(child)}/reserveRoom/compensate`);
    expect(at.desk.names(id).at(-1)).toBe('close');
    expect((await at.temporal.workflow.getHandle(`${child}/unwind`).describe()).status.name).toBe('FAILED');
  });

  it('counts as refused when it was unwound by itself, and leaves nothing to undo', async () => {
    const id = at.newId();
    const child = `${id}/bookRoom`;
    at.desk.script(child, 'charge', refuses('CARD_DECLINED'));
    await expect(at.sagas.execute(parentSaga, { id, input: { tripId: id } })).rejects.toMatchObject({
      sagaCause: { kind: 'refused', step: 'bookRoom', code: 'CARD_DECLINED' },
    });
    expect(at.desk.order(child)).toEqual(['reserve', 'charge', 'release']);
    expect(at.desk.order(id)).toEqual(['open', 'close']);
  });

  it('is cancelled with its parent, unwinds itself, and only then its parent’s earlier steps are undone', async () => {
    const id = at.newId();
    const child = `${id}/bookRoom`;
    const held = gate();
    const undo = gate();
    at.desk.script(child, 'charge', waitsFor(held.opened));
    at.desk.script(child, 'release', waitsFor(undo.opened));
    const trip = await at.sagas.start(parentSaga, { id, input: { tripId: id } });
    await at.desk.hasSeen(child, 'charge');
    await expect(trip.cancel()).resolves.toEqual({ accepted: true });
    held.open();
    await at.desk.hasSeen(child, 'release');
    expect(at.desk.order(id)).toEqual(['open']);
    undo.open();
    await expect(trip.result()).rejects.toMatchObject({ sagaCause: { kind: 'cancelled' } });
    expect(at.desk.order(child)).toEqual(['reserve', 'charge', 'refund', 'release']);
    expect(at.desk.order(id)).toEqual(['open', 'close']);
    expect((await at.temporal.workflow.getHandle(child).describe()).status.name).toBe('CANCELLED');
  });

  it('waits for a person when the child was broken off, since nobody knows what it left behind', async () => {
    const id = at.newId();
    const child = `${id}/bookRoom`;
    const held = gate();
    at.desk.script(child, 'charge', waitsFor(held.opened));
    const trip = await at.sagas.start(parentSaga, { id, input: { tripId: id } });
    await at.desk.hasSeen(child, 'charge');
    await at.temporal.workflow.getHandle(child).terminate('a slip of the hand');
    await expect.poll(async () => (await trip.status()).status).toBe('needsAttention');
    held.open();
    const { steps } = await trip.status();
    expect(steps.find(({ name }) => name === 'bookRoom')?.parked).toMatchObject({ code: 'CHILD_BROKEN_OFF' });
    await trip.resolve({ step: 'bookRoom', action: 'resolvedElsewhere', actor: 'ops', reason: 'undone by hand' });
    await expect(trip.result()).rejects.toMatchObject({ sagaCause: { kind: 'inDoubt', step: 'bookRoom' } });
    expect(at.desk.order(id)).toEqual(['open', 'close']);
  });

  it('is started again under its own id when it was broken off, so that nothing of it is done twice', async () => {
    const id = at.newId();
    const child = `${id}/bookPaidRoom`;
    const held = gate();
    at.desk.script(child, 'charge', waitsFor(held.opened), applies({ paymentId: 'pay-1' }));
    const trip = await at.sagas.start(delegatingSaga, { id, input: { tripId: id } });
    await at.desk.hasSeen(child, 'charge');
    await at.temporal.workflow.getHandle(child).terminate('a slip of the hand');
    held.open();
    await expect.poll(async () => (await trip.status()).status).toBe('needsAttention');
    await trip.resolve({ step: 'bookPaidRoom', action: 'retry', actor: 'ops', reason: 'go on' });
    await expect(trip.result()).resolves.toBe('T1');
    const charges = at.desk.seen(child).filter(({ activity }) => activity === 'charge');
    expect(charges.map(({ call }) => call.key)).toEqual(Array(2).fill(`${encodeURIComponent(child)}/payRoom/run`));
  });

  it('waits for a person when a workflow of its id is open, which may be its own of before a reset', async () => {
    const id = at.newId();
    const child = `${id}/bookRoom`;
    const other = await at.sagas.start(consentSaga, { id: child, input: { tripId: id, insured: false, rooms: [] } });
    const trip = await at.sagas.start(parentSaga, { id, input: { tripId: id } });
    await expect.poll(async () => (await trip.status()).status).toBe('needsAttention');
    const { steps } = await trip.status();
    expect(steps.find(({ name }) => name === 'bookRoom')?.parked).toMatchObject({ code: 'CHILD_BROKEN_OFF' });
    await other.answer('consent', {});
    await trip.resolve({ step: 'bookRoom', action: 'resolvedElsewhere', actor: 'ops', reason: 'undone by hand' });
    await expect(trip.result()).rejects.toMatchObject({ sagaCause: { kind: 'inDoubt', step: 'bookRoom' } });
  });

  it('is not closed by Temporal, its work left undone, when what undoes it is too large to be returned', async () => {
    const id = at.newId();
    const child = `${id}/bookRoom`;
    at.desk.script(child, 'reserve', applies({ room: '1'.repeat(1_000_000) }));
    at.desk.script(child, 'charge', applies({ paymentId: '2'.repeat(1_200_000) }));
    const trip = await at.sagas.start(parentSaga, { id, input: { tripId: id } });
    const workflow = at.temporal.workflow.getHandle(child);
    const hasFailedTask = async () => {
      const { events } = await workflow.fetchHistory();
      return events?.some((event) => event.workflowTaskFailedEventAttributes);
    };
    await at.desk.hasSeen(child, 'charge');
    await expect.poll(hasFailedTask).toBe(true);
    expect((await workflow.describe()).status.name).toBe('RUNNING');
    expect(await trip.cancel()).toEqual({ accepted: true });
    await expect(trip.result()).rejects.toMatchObject({ sagaCause: { kind: 'cancelled' } });
    expect(at.desk.order(child)).toEqual(['reserve', 'charge', 'refund', 'release']);
  });

  it('is its parent’s pivot when it has one: done means forward, unwound means refused', async () => {
    const done = at.newId();
    await expect(at.sagas.execute(delegatingSaga, { id: done, input: { tripId: done } })).resolves.toBe('T1');
    const refused = at.newId();
    at.desk.script(`${refused}/bookPaidRoom`, 'charge', refuses('CARD_DECLINED'));
    await expect(at.sagas.execute(delegatingSaga, { id: refused, input: { tripId: refused } })).rejects.toMatchObject({
      sagaCause: { kind: 'refused', step: 'bookPaidRoom', code: 'CARD_DECLINED' },
    });
    expect(at.desk.order(refused)).toEqual(['open', 'close']);
    expect(at.desk.order(`${refused}/bookPaidRoom`)).toEqual(['reserve', 'charge', 'release']);
  });
});
