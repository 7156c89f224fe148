import type { Client } from '@temporalio/client';
import type { Footprint } from '../system.ts';

/** A workflow's history: its events by type, and its size as the server counts it, of all runs where it continued as new. */
export async function temporalFootprint(client: Client, id: string): Promise<Footprint> {
  const kinds: Record<string, number> = {};
  let events = 0;
  let bytes = 0;
  for (let runId: string | undefined, more = true; more; ) {
    const handle = client.workflow.getHandle(id, runId);
    const [description, history] = await Promise.all([handle.describe(), handle.fetchHistory()]);
    bytes += description.historySize ?? 0;
    runId = undefined;
    for (const event of history.events ?? []) {
      events += 1;
      // Each type of event has attributes of its own, by the name of which it is told here.
      const kind = Object.keys(event)
        .find((key) => key.endsWith('EventAttributes'))
        ?.replace('EventAttributes', '');
      kinds[kind ?? 'unknown'] = (kinds[kind ?? 'unknown'] ?? 0) + 1;
      runId ??= event.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
    }
    more = runId !== undefined;
  }
  return { events, bytes, kinds };
}
