import type { Client } from '@temporalio/client';
import type { Footprint } from '../system.ts';

/** A workflow's history: its events by type, and its size as the server counts it. */
export async function temporalFootprint(client: Client, id: string): Promise<Footprint> {
  const handle = client.workflow.getHandle(id);
  const [description, history] = await Promise.all([handle.describe(), handle.fetchHistory()]);
  const events = history.events ?? [];
  const kinds: Record<string, number> = {};
  for (const event of events) {
    // Each type of event has attributes of its own, by the name of which it is told here.
    const kind = Object.keys(event)
      .find((key) => key.endsWith('EventAttributes'))
      ?.replace('EventAttributes', '');
    kinds[kind ?? 'unknown'] = (kinds[kind ?? 'unknown'] ?? 0) + 1;
  }
  return { events: events.length, bytes: description.historySize ?? 0, kinds };
}
