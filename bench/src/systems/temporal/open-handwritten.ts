import { Client, WorkflowFailedError } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { orderFor } from '../../order/order.ts';
import type { Surroundings, System } from '../system.ts';
import { handwrittenActivities } from './handwritten-activities.ts';
import { temporalFootprint } from './temporal-footprint.ts';
import { quietRuntime, runWorker } from './worker-run.ts';

const taskQueue = 'queue-3';

/** The saga that one writes by hand, with the defaults of Temporal's SDK. */
export async function openHandwritten({
  temporalAddress,
  workflowBundle,
  participantsUrl,
}: Surroundings): Promise<System> {
  quietRuntime();
  const connection = await NativeConnection.connect({ address: temporalAddress });
  const worker = await Worker.create({
    connection,
    taskQueue,
    workflowBundle: { codePath: workflowBundle },
    activities: handwrittenActivities(participantsUrl),
  });
  const stop = runWorker(worker);
  const client = new Client({ connection });
  return {
    async runSaga(id, path) {
      try {
        await client.workflow.execute('createOrder', { taskQueue, workflowId: id, args: [orderFor(id, path)] });
        return 'success';
      } catch (error) {
        if (error instanceof WorkflowFailedError) return 'undo';
        throw error;
      }
    },
    footprint: (id) => temporalFootprint(client, id),
    async close() {
      await stop();
      await connection.close();
    },
  };
}
