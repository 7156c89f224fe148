import { describe, expect, it } from 'vitest';
import { bookingSaga } from '../support/booking-sagas.ts';
import { caches, openDesk } from '../support/open-desk.ts';

describe.each(caches)('R13, the happy path costs nothing extra (worker %o)', (cache) => {
  const at = openDesk(cache);

  it('writes 5 events and 6 a call, as the same calls by hand would, and nothing but activities', async () => {
    const id = at.newId();
    await at.sagas.execute(bookingSaga, { id, input: { tripId: id } });
    const { events = [] } = await at.temporal.workflow.getHandle(id).fetchHistory();
    const calls = at.desk.names(id).length;
    expect(events).toHaveLength(5 + 6 * calls);
    const kinds = new Set(
      events?.flatMap((event) =>
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
});
