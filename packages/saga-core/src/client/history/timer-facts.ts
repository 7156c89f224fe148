import type { SerializationContext } from '@temporalio/common';
import type { HistoryEvent } from './history-event.ts';
import type { PayloadReader } from './payload-reader.ts';
import type { BareFact } from './saga-fact.ts';

/** What a timer's event says. `earlier` keeps the events that its later ones refer to. */
export async function timerFact(
  event: HistoryEvent,
  earlier: Map<string, HistoryEvent>,
  payloads: PayloadReader,
  context: SerializationContext,
): Promise<BareFact | undefined> {
  const started = event.timerStartedEventAttributes;
  if (started) earlier.set(`timer ${started.timerId}`, event);
  const fired = event.timerFiredEventAttributes;
  if (!fired) return undefined;
  const timer = fired.timerId ?? '';
  const start = earlier.get(`timer ${timer}`);
  const length = start?.timerStartedEventAttributes?.startToFireTimeout;
  const milliseconds = Number(length?.seconds ?? 0) * 1_000 + Math.round((length?.nanos ?? 0) / 1_000_000);
  const name = await payloads.value(start?.userMetadata?.summary, context);
  return { kind: 'timerFired', timer, milliseconds, ...(typeof name === 'string' ? { name } : {}) };
}
