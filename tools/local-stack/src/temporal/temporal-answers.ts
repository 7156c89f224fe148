import { Connection } from '@temporalio/client';

const answerWithin = '5s';

/** True when a Temporal server answers at `address` and has the namespace. */
export async function temporalAnswers(address: string, namespace: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: answerWithin });
    try {
      await connection.withDeadline(Date.now() + 5_000, () =>
        connection.workflowService.describeNamespace({ namespace }),
      );
      return true;
    } finally {
      await connection.close();
    }
  } catch {
    return false; // Not yet, or not Temporal: the caller decides how long to ask, and says so when it gives up.
  }
}
