import { describe, expect, it } from 'vitest';
import { ticketsSaga } from '../adaptive/edge-sagas.ts';
import { refuses, waitsFor } from '../support/desk.ts';
import { earlyRuns } from '../support/early-runs.ts';
import { gate } from '../support/gate.ts';
import { openDesk } from '../support/open-desk.ts';

// After so few events that what follows from the decision is held for the next run.
const temporalAddress = earlyRuns(10);

describe('the search attribute SagaStatus of a saga that goes on in a new run', () => {
  const at = openDesk({}, temporalAddress);

  it('is written there, when the decision was the last thing of the run before', async () => {
    const id = at.newId();
    const held = gate();
    at.desk.script(id, 'ticket', refuses('NO_PAPER'), waitsFor(held.opened));
    const trip = await at.sagas.start(ticketsSaga, { id, input: { tripId: id } });
    const workflow = at.temporal.workflow.getHandle(id);
    const written = async () =>
      (await workflow.describe()).typedSearchAttributes.getAll().find(({ key }) => key.name === 'SagaStatus')?.value;
    await expect.poll(written).toBe('needsAttention');
    const { runId } = await workflow.describe();
    await trip.resolve({ step: 'sendTicket', action: 'skip', actor: 'desk-4', reason: 'handed over' });
    await expect.poll(written).toBe('running');
    expect((await workflow.describe()).runId).not.toBe(runId);
    held.open();
    expect(await trip.result()).toBe('done');
  });
});
