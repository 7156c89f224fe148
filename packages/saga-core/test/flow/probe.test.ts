import { describe, expect, it } from 'vitest';
import { applies, fails } from '../support/desk.ts';
import { probedSaga } from '../support/flow-sagas.ts';
import { caches, openDesk } from '../support/open-desk.ts';

describe.each(caches)('a probe settles what is in doubt (worker %o)', (cache) => {
  const at = openDesk(cache);

  it('asks by the run’s key, and goes on with the result when it happened', async () => {
    const id = at.newId();
    at.desk.script(id, 'charge', fails());
    at.desk.script(id, 'lookup', applies({ kind: 'applied', result: { paymentId: 'found' } }));
    await expect(at.sagas.execute(probedSaga, { id, input: { tripId: id } })).resolves.toBe('found');
    const asked = at.desk.seen(id).find(({ activity }) => activity === 'lookup');
    expect(asked?.argument).toEqual({ key: `${id}/chargeCard/run` });
    expect(asked?.call).toMatchObject({ operation: 'probe', key: `${id}/chargeCard/run` });
    expect(at.desk.names(id)).not.toContain('refund');
  });

  it('undoes nothing of a step that was refused after all', async () => {
    const id = at.newId();
    at.desk.script(id, 'charge', fails());
    at.desk.script(id, 'lookup', applies({ kind: 'refused', code: 'CARD_DECLINED' }));
    await expect(at.sagas.execute(probedSaga, { id, input: { tripId: id } })).rejects.toMatchObject({
      sagaCause: { kind: 'refused', step: 'chargeCard', code: 'CARD_DECLINED' },
    });
    expect(at.desk.names(id).slice(-1)).toEqual(['release']);
    expect(at.desk.names(id)).not.toContain('refund');
  });

  it.each([
    ['knows nothing', applies({ kind: 'unknown' })],
    ['does not answer', fails()],
    ['answers what is no answer', applies('maybe')],
  ])('undoes a step in doubt when the participant %s: a request may still arrive', async (_, lookup) => {
    const id = at.newId();
    at.desk.script(id, 'charge', fails());
    at.desk.script(id, 'lookup', lookup);
    await expect(at.sagas.execute(probedSaga, { id, input: { tripId: id } })).rejects.toMatchObject({
      sagaCause: { kind: 'inDoubt', step: 'chargeCard' },
    });
    expect(at.desk.seen(id).find(({ activity }) => activity === 'refund')?.argument).toEqual({
      outcome: 'inDoubt',
      runKey: `${id}/chargeCard/run`,
    });
  });

  it('spares a person the question of a pivot in doubt', async () => {
    const id = at.newId();
    at.desk.script(id, 'confirm', fails());
    at.desk.script(id, 'recall', applies({ kind: 'applied', result: null }));
    await expect(at.sagas.execute(probedSaga, { id, input: { tripId: id } })).resolves.toBe('pay-1');
  });
});
