import type { AnySaga } from 'saga-core';
import { describe, expect, it } from 'vitest';
import { bookingSaga } from '../support/booking-sagas.ts';
import { parallelSaga, tourSaga } from '../support/flow-sagas.ts';
import { caches, openDesk } from '../support/open-desk.ts';

describe.each(caches)('R13, the happy path costs nothing extra (worker %o)', (cache) => {
  const at = openDesk(cache);
  const historyOf = async (id: string) => (await at.temporal.workflow.getHandle(id).fetchHistory()).events ?? [];
  const taskQueue = async (id: string) => (await at.temporal.workflow.getHandle(id).describe()).taskQueue;

  it('writes 5 events and 6 a call, and nothing but activities', async () => {
    const id = at.newId();
    await at.sagas.execute(bookingSaga, { id, input: { tripId: id } });
    const events = await historyOf(id);
    expect(events).toHaveLength(5 + 6 * at.desk.names(id).length);
    const kinds = new Set(
      events.flatMap((event) =>
        Object.keys(event).filter((key) => key.endsWith('EventAttributes') && event[key as keyof typeof event]),
      ),
    );
    expect([...kinds].sort()).toEqual([
      'activityTaskCompletedEventAttributes',
      'activityTaskScheduledEventAttributes',
      'activityTaskStartedEventAttributes',
      'workflowExecutionCompletedEventAttributes',
      'workflowExecutionStartedEventAttributes',
      'workflowTaskCompletedEventAttributes',
      'workflowTaskScheduledEventAttributes',
      'workflowTaskStartedEventAttributes',
    ]);
  });

  it.each<[string, AnySaga, object]>([
    ['bookingByHand', bookingSaga, {}],
    ['tourByHand', tourSaga, { insured: true, rooms: ['a'] }],
    ['parallelTripByHand', parallelSaga, {}],
  ])('writes not one event more than %s', async (byHand, saga, more) => {
    const [ours, theirs] = [at.newId(), at.newId()];
    await at.sagas.execute(saga, { id: ours, input: { tripId: ours, ...more } });
    await at.temporal.workflow.execute(byHand, {
      workflowId: theirs,
      taskQueue: await taskQueue(ours),
      args: [{ tripId: theirs, ...more }],
    });
    expect([...at.desk.names(ours)].sort()).toEqual([...at.desk.names(theirs)].sort());
    const kinds = async (id: string) => (await historyOf(id)).map(({ eventType }) => eventType).sort();
    const [written, allowed] = [await kinds(ours), await kinds(theirs)];
    // Answers of siblings that come at the same time share a workflow task or not, which is Temporal's affair.
    const isTask = (type: unknown) => [5, 6, 7].includes(type as number);
    expect(written.filter((type) => !isTask(type))).toEqual(allowed.filter((type) => !isTask(type)));
    if (saga !== (parallelSaga as AnySaga)) expect(written).toEqual(allowed);
  });
});
