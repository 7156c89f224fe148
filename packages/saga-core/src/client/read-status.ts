import type { SagaView } from '../engine/saga-view.ts';
import { statusQueryName } from '../protocol/names.ts';
import type { StatusAnswer } from '../protocol/status-answer.ts';
import { Attempts } from './attempts.ts';
import { readRun } from './history/read-run.ts';
import { runsOfSaga } from './history/runs-of-saga.ts';
import type { SagaConnection } from './saga-connection.ts';
import { sagaViewOf } from './saga-view-of.ts';

/** One query for the status; the attempts come from the history, which asks no worker. */
export async function readStatus(saga: SagaConnection, within: number | undefined): Promise<SagaView> {
  const [answer, attempts] = await Promise.all([
    saga.query<StatusAnswer>('tell its status', within, statusQueryName),
    readAttempts(saga),
  ]);
  return sagaViewOf(answer, attempts);
}

async function readAttempts({ client, id, workflow }: SagaConnection): Promise<ReadonlyMap<string, number>> {
  // In this order: a call that ends in between is then found in history, and not counted twice.
  const description = await workflow.describe();
  const { runIds } = await runsOfSaga(client, id, description.runId);
  const attempts = new Attempts(client, id);
  for (const runId of runIds)
    for await (const events of readRun(client, { workflowId: id, runId }))
      for (const event of events) await attempts.note(runId, event);
  return attempts.byStep(description);
}
