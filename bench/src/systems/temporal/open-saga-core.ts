import { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { SagaClient, SagaCompensatedError } from 'saga-core/client';
import { createSagaWorker } from 'saga-core/worker';
import { orderFor } from '../../order/order.ts';
import type { Surroundings, System } from '../system.ts';
import { createOrderSaga } from './create-order-saga.ts';
import { deskActivities } from './desk-activities.ts';
import { temporalFootprint } from './temporal-footprint.ts';
import { quietRuntime, runWorker } from './worker-run.ts';

/** saga-core as it comes. */
export const openAdaptive = (surroundings: Surroundings) => openSagaCore(createOrderSaga(), 'queue-1', surroundings);

/** saga-core with every call as a normal activity. */
export const openActivity = (surroundings: Surroundings) =>
  openSagaCore(createOrderSaga({ execution: 'activity' }), 'queue-2', surroundings);

async function openSagaCore(
  saga: ReturnType<typeof createOrderSaga>,
  taskQueue: string,
  { temporalAddress, workflowBundle, participantsUrl }: Surroundings,
): Promise<System> {
  quietRuntime();
  const connection = await NativeConnection.connect({ address: temporalAddress });
  const worker = await createSagaWorker({
    connection,
    taskQueue,
    workflowBundle: { codePath: workflowBundle },
    activities: deskActivities(participantsUrl),
  });
  const stop = runWorker(worker);
  const client = new Client({ connection });
  const sagas = new SagaClient({ client, taskQueue, within: 60_000 });
  return {
    async runSaga(id, path) {
      try {
        await sagas.execute(saga, { id, input: orderFor(id, path) });
        return 'success';
      } catch (error) {
        if (error instanceof SagaCompensatedError) return 'undo';
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
