import { temporal } from '@temporalio/proto';
import { describe, expect, it } from 'vitest';
import { bookings } from '../support/booking-sagas.ts';
import { waitsFor } from '../support/desk.ts';
import { gate } from '../support/gate.ts';
import { openDesk } from '../support/open-desk.ts';

const { TimeoutType } = temporal.api.enums.v1;

describe('a worker with one slot for local activities', () => {
  const at = openDesk({ maxConcurrentLocalActivityExecutions: 1 });

  it('keeps no workflow task waiting for it: a try that finds none goes on as a normal activity', async () => {
    const ids = Array.from({ length: 8 }, () => at.newId());
    const held = gate();
    for (const id of ids) at.desk.script(id, 'open', waitsFor(held.opened));
    const trips = await Promise.all(
      ids.map((id) => at.sagas.start(bookings.adaptive.bookingSaga, { id, input: { tripId: id } })),
    );
    await Promise.all(ids.map((id) => at.desk.hasSeen(id, 'open')));
    held.open();
    await Promise.all(trips.map((trip) => trip.result()));
    const histories = await Promise.all(ids.map((id) => at.temporal.workflow.getHandle(id).fetchHistory()));
    const timeouts = histories.map(
      ({ events }) =>
        events?.find((event) => event.markerRecordedEventAttributes?.failure)?.markerRecordedEventAttributes?.failure
          ?.timeoutFailureInfo?.timeoutType,
    );
    expect(timeouts).toContain(TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START);
  });
});
