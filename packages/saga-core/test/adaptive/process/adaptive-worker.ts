// A worker of the ledger's sagas as a process of its own, which a test kills or stops. Arguments: Temporal's address, the
// bundle's path, the bank's address, and the task queues.
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { createSagaWorker } from 'saga-core/worker';
import { Desk } from '../../support/desk.ts';
import { testActivities } from '../../support/test-activities.ts';
import { bankOverHttp } from '../bank-over-http.ts';

const [address = '', codePath = '', bank = '', cache = '', ...taskQueues] = process.argv.slice(2);

Runtime.install({ logger: new DefaultLogger('ERROR') });
const connection = await NativeConnection.connect({ address });
const workers = await Promise.all(
  taskQueues.map((taskQueue) =>
    createSagaWorker({
      connection,
      taskQueue,
      workflowBundle: { codePath },
      ...(cache === 'none' ? { maxCachedWorkflows: 0 } : {}),
      // So that the next worker soon gets what this one had in its cache.
      stickyQueueScheduleToStartTimeout: '1s',
      activities: testActivities(new Desk().activities(), bankOverHttp(bank)),
    }),
  ),
);
process.send?.('ready');
await Promise.all(workers.map((worker) => worker.run()));
await connection.close();
process.disconnect?.();
