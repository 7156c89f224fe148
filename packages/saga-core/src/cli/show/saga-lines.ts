import type { SagaTimeline } from '../../client/timeline/saga-timeline.ts';
import { timelineText } from '../../client/timeline/timeline-text.ts';
import type { SagaView } from '../../engine/saga-view.ts';

/** All that is shown of a saga: how it is, as its workers say, and what happened, as its history says. As wide as the terminal. */
export function sagaLines(view: SagaView | null, timeline: SagaTimeline, zone: string): readonly string[] {
  const { columns, isTTY } = process.stdout;
  return timelineText(timeline, {
    ...(view === null ? {} : { status: view }),
    // Without a terminal lines may be long: they are searched, and not looked at.
    width: isTTY ? Math.max(40, columns || 80) : 200,
    colour: isTTY && process.stdout.hasColors(),
    zone,
  });
}
