import type { Gauges } from '@saga/process';
import type { EventBacklog } from 'saga-core/participant';

/** What waits, by where it waits: `outbox` or `inbox`. */
export type Backlogs = Readonly<Record<string, () => Promise<EventBacklog>>>;

/** The figures of a service's outbox and inbox that an alarm is raised on. */
export function backlogGauges(backlogs: Backlogs): Gauges {
  const read = Object.entries(backlogs).map(([box, backlog]) => [box, () => backlog().then(figuresOf)] as const);
  return {
    help: {
      saga_events_waiting: 'Events not yet sent or handled, the parked ones and those behind them included.',
      saga_events_oldest_seconds: 'Seconds since the oldest of them was written; 0 when none waits.',
      saga_events_parked: 'Events that failed too often and wait for a person.',
    },
    label: 'box',
    read: Object.fromEntries(read),
  };
}

function figuresOf({ waiting, oldestSeconds, parked }: EventBacklog) {
  return { saga_events_waiting: waiting, saga_events_oldest_seconds: oldestSeconds, saga_events_parked: parked };
}
