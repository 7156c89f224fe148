import type { Client } from '@temporalio/client';
import { FactReader } from './fact-reader.ts';
import { nextRunOf } from './history-event.ts';
import { readRun } from './read-run.ts';
import type { SagaFact } from './saga-fact.ts';

/** All facts of the given runs of one workflow id, in order, and of runs that have followed since. */
export async function* readFacts(
  client: Client,
  workflowId: string,
  runIds: readonly string[],
): AsyncGenerator<SagaFact> {
  const reader = new FactReader(client, workflowId);
  const left = [...runIds];
  for (let runId = left.shift(); runId !== undefined; runId = left.shift()) {
    for await (const events of readRun(client, { workflowId, runId })) {
      for (const event of events) {
        yield* await reader.facts(runId, event);
        const next = nextRunOf(event);
        if (next !== undefined && left.length === 0) left.push(next);
      }
    }
  }
}
