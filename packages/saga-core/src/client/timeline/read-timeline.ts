import type { Client } from '@temporalio/client';
import { readFacts } from '../history/read-facts.ts';
import { runsOfSaga } from '../history/runs-of-saga.ts';
import { unwindingOf } from '../orphans/broken-off.ts';
import { CallLines } from './call-lines.ts';
import { callsUnderWay } from './calls-under-way.ts';
import { SagaEntries } from './saga-entries.ts';
import type { SagaTimeline } from './saga-timeline.ts';

/**
 * Reads a saga's timeline from its history, over all its runs. It asks no worker, and costs the workflow nothing.
 *
 * @throws WorkflowNotFoundError when Temporal does not know the saga
 */
export async function readTimeline(client: Client, id: string): Promise<SagaTimeline> {
  // The description before the history: a call that ends in between is then found ended, and not twice.
  const description = await client.workflow.getHandle(id).describe();
  const [underWay, runs] = await Promise.all([
    callsUnderWay(client, description),
    runsOfSaga(client, id, description.runId),
  ]);
  const entries = new SagaEntries();
  const calls = new CallLines();
  const runIds = new Set(runs.runIds);
  for await (const fact of readFacts(client, id, runs.runIds)) {
    runIds.add(fact.runId);
    entries.note(fact);
    calls.note(fact);
  }
  const last = entries.entries.at(-1);
  const closed = last?.kind === 'ended';
  const isBrokenOff = closed && last.as !== 'completed' && last.as !== 'compensated';
  const unwinding = isBrokenOff ? await unwindingOf(client, id) : undefined;
  return {
    id,
    runIds: [...runIds],
    complete: runs.complete,
    entries: entries.entries,
    steps: calls.lines(underWay, closed),
    ...(unwinding === undefined ? {} : { unwinding }),
  };
}
