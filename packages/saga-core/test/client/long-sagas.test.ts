import { Client, Connection } from '@temporalio/client';
import { SagaClient, type SagaView } from 'saga-core/client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { applies, fails, refuses, waitsFor } from '../support/desk.ts';
import { earlyRuns } from '../support/early-runs.ts';
import { longTourSaga } from '../support/flow-sagas.ts';
import { gate } from '../support/gate.ts';
import { openDesk } from '../support/open-desk.ts';
import { slowLine } from './slow-line.ts';

const rooms = Array.from({ length: 40 }, (_, index) => `room-${index}`);

// Temporal suggests a new run when a history has grown large: here after so few events that it truly happens.
const temporalAddress = earlyRuns(60);

describe('a saga that goes on over several runs, for whoever looks at it from outside', () => {
  const at = openDesk({}, temporalAddress, 60);
  const inputOf = (id: string) => ({ tripId: id, insured: false, rooms });

  it('has one timeline, with every call of every run', async () => {
    const id = at.newId();
    const trip = await at.sagas.start(longTourSaga, { id, input: inputOf(id) });
    await trip.result();
    const timeline = await trip.timeline();
    expect(timeline.runIds.length).toBeGreaterThan(2);
    expect(timeline.complete).toBe(true);
    expect(timeline.steps.map(({ step }) => step).sort()).toEqual(
      ['chargeCard', 'openTrip', ...rooms.map((room) => `reserveRoom/${room}`)].sort(),
    );
    expect(timeline.steps.flatMap(({ calls }) => calls).every(({ outcome }) => outcome.kind === 'applied')).toBe(true);
    const kinds = timeline.entries.map(({ kind }) => kind);
    expect(kinds[0]).toBe('started');
    expect(kinds.filter((kind) => kind === 'continuedAsNew')).toHaveLength(timeline.runIds.length - 1);
    expect(kinds.at(-1)).toBe('ended');
  });

  it('is watched to its end, with the tries of earlier runs', async () => {
    const id = at.newId();
    at.desk.script(id, 'open', fails('line busy'), applies());
    const trip = await at.sagas.start(longTourSaga, { id, input: inputOf(id) });
    let last: SagaView | undefined;
    for await (const view of trip.watch()) last = view;
    expect(last?.status).toBe('completed');
    expect(last?.steps.find(({ name }) => name === 'openTrip')?.attempts).toBe(2);
    expect(last).toEqual(await trip.status());
    for await (const view of trip.watch()) expect(view).toEqual(last);
  });

  // Ended, with one step of its first run that was tried twice.
  async function ended() {
    const id = at.newId();
    at.desk.script(id, 'open', fails('line busy'), applies());
    const trip = await at.sagas.start(longTourSaga, { id, input: inputOf(id) });
    await trip.result();
    return { id, view: await trip.status() };
  }

  async function watchedOver(connection: Connection, id: string): Promise<readonly SagaView[]> {
    onTestFinished(() => connection.close());
    const sagas = new SagaClient({ client: new Client({ connection }), taskQueue: 'unused', within: 5_000 });
    const seen: SagaView[] = [];
    for await (const view of sagas.handle(longTourSaga, id).watch()) seen.push(view);
    return seen;
  }

  it('is watched over a slow line, where all of its runs together take longer than any one answer may', async () => {
    const { id, view } = await ended();
    expect(await watchedOver(await slowLine(temporalAddress(), 250), id)).toEqual([view]);
  });

  it('is watched with each try counted once, when the answer about one of its runs is lost', async () => {
    const { id, view } = await ended();
    const connection = await Connection.connect({ address: temporalAddress() });
    const { workflowService } = connection;
    const answered = workflowService.getWorkflowExecutionHistory;
    let pages = 0;
    const losing = async (request: Parameters<typeof answered>[0]) => {
      const answer = await answered.call(workflowService, request);
      // Those of one event only look for the runs.
      if (request.maximumPageSize !== 1) pages += 1;
      if (request.maximumPageSize === 1 || pages !== 2) return answer;
      throw Object.assign(new Error('14 UNAVAILABLE: no connection'), { code: 14, details: '', metadata: {} });
    };
    Object.defineProperty(workflowService, 'getWorkflowExecutionHistory', { value: losing });
    expect(await watchedOver(connection, id)).toEqual([view]);
    expect(pages).toBeGreaterThan(2);
  });

  it('is unwound by the histories of all its runs when it was broken off', async () => {
    const id = at.newId();
    const held = gate();
    at.desk.script(id, 'charge', waitsFor(held.opened));
    await at.sagas.start(longTourSaga, { id, input: inputOf(id) });
    await at.desk.hasSeen(id, 'charge');
    await at.temporal.workflow.getHandle(id).terminate('by mistake');
    held.open();
    const unwinding = await at.sagas.unwind(longTourSaga, id);
    await expect(unwinding.result()).rejects.toMatchObject({ code: 'SAGA_COMPENSATED' });
    const undone = at.desk.seen(id).filter(({ call }) => call.operation === 'compensate');
    const sent = at.desk.seen(id).filter(({ activity }) => activity === 'reserve');
    expect(undone.map(({ call }) => call.step)).toEqual([
      'chargeCard',
      ...rooms.map((room) => `reserveRoom/${room}`).reverse(),
      'openTrip',
    ]);
    expect(sent).toHaveLength(rooms.length);
    expect(undone.every(({ call }) => call.key === `${id}/${call.step}/compensate`)).toBe(true);
  });

  it('is unwound on from where its unwinding, of several runs too, was broken off', async () => {
    const id = at.newId();
    const held = gate();
    at.desk.script(id, 'charge', refuses('CARD_DECLINED'));
    // Its second try is a normal activity, so by then all that was undone before is in the history.
    at.desk.script(id, 'close', fails('line busy'), waitsFor(held.opened), applies());
    await at.sagas.start(longTourSaga, { id, input: inputOf(id) });
    await expect.poll(() => at.desk.names(id).filter((name) => name === 'close')).toHaveLength(2);
    await at.temporal.workflow.getHandle(id).terminate('by mistake');
    held.open();
    const before = at.desk.seen(id).length;
    const unwinding = await at.sagas.unwind(longTourSaga, id);
    await unwinding.result().catch(() => undefined);
    expect(at.desk.names(id).slice(before)).toEqual(['close']);
  });

  it('is told as far as its runs are kept, and unwound all the same', {
    tags: ['long'],
    timeout: 120_000,
  }, async () => {
    const id = at.newId();
    const held = gate();
    at.desk.script(id, 'charge', waitsFor(held.opened));
    const trip = await at.sagas.start(longTourSaga, { id, input: inputOf(id) });
    await at.desk.hasSeen(id, 'charge');
    const [runId = ''] = (await trip.timeline()).runIds;
    await at.temporal.workflow.getHandle(id).terminate('by mistake');
    held.open();
    // As the namespace's retention does in the end.
    await at.temporal.workflowService.deleteWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: id, runId },
    });
    await expect.poll(async () => (await trip.timeline()).complete, { timeout: 60_000 }).toBe(false);
    expect((await trip.timeline()).runIds).not.toContain(runId);
    const unwinding = await at.sagas.unwind(longTourSaga, id);
    await unwinding.result().catch(() => undefined);
    expect(at.desk.names(id).filter((name) => name === 'release')).toHaveLength(rooms.length);
    expect(at.desk.names(id).slice(-1)).toEqual(['close']);
  });
});
