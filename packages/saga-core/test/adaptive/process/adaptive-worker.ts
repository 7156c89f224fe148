// A worker of the ledger's sagas as a process of its own, which a test kills or stops. Arguments: Temporal's address, the
// bundle's path, the bank's address, and the task queues.
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { refusal, type SagaCall } from 'saga-core/activity';
import { createSagaWorker } from 'saga-core/worker';
import { Desk } from '../../support/desk.ts';
import { testActivities } from '../../support/test-activities.ts';
import { type BankActivities, bankActivities } from '../ledger-trip.ts';

const [address = '', codePath = '', bank = '', cache = '', ...taskQueues] = process.argv.slice(2);

const perform = (activity: string) => async (argument: unknown, call: SagaCall) => {
  const response = await fetch(bank, { method: 'POST', body: JSON.stringify({ activity, argument, call }) });
  if (response.status === 409) throw refusal((await response.json()) as { code: string });
  if (!response.ok) throw new Error(`The bank answered ${response.status}.`);
  return await response.json();
};
const activities = Object.fromEntries(bankActivities.map((name) => [name, perform(name)])) as unknown as BankActivities;

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
      activities: testActivities(new Desk().activities(), activities),
    }),
  ),
);
process.send?.('ready');
await Promise.all(workers.map((worker) => worker.run()));
await connection.close();
process.disconnect?.();
