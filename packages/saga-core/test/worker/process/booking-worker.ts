// A saga worker as a process of its own, as a user's would be, that a test stops by a signal. Its card desk answers when the
// test says so. Arguments: Temporal's address, the task queue, the bundle's path.
import { once } from 'node:events';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { createSagaWorker } from 'saga-core/worker';
import { Desk } from '../../support/desk.ts';
import { testActivities } from '../../support/test-activities.ts';

const [address = '', taskQueue = '', codePath = ''] = process.argv.slice(2);
const tell = (said: string) => process.send?.(said);

Runtime.install({ logger: new DefaultLogger('ERROR') });
const connection = await NativeConnection.connect({ address });
const worker = await createSagaWorker({
  connection,
  taskQueue,
  workflowBundle: { codePath },
  // So that the next worker soon gets what this one had in its cache.
  stickyQueueScheduleToStartTimeout: '1s',
  activities: testActivities({
    ...new Desk().activities(),
    async charge() {
      tell('charging');
      await once(process, 'message');
      return { paymentId: 'pay-of-the-stopped-worker' };
    },
  }),
});
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => tell('told to stop'));
await worker.run();
await connection.close();
process.disconnect();
