// The worker of the guide's saga, as a process of its own, to be killed.
import { NativeConnection } from '@temporalio/worker';
import pg from 'pg';
import { participantActivities } from 'saga-core/activity';
import { createSagaWorker } from 'saga-core/worker';
import { cardActivities } from './card-activities.ts';
import { seatActivities } from './seat-activities.ts';

const { TEMPORAL_ADDRESS = '', TASK_QUEUE = '', BUNDLE = '', PROVIDER_URL = '', SEATS_URL } = process.env;
const pool = new pg.Pool({ connectionString: SEATS_URL });
pool.on('error', () => {});
const worker = await createSagaWorker({
  connection: await NativeConnection.connect({ address: TEMPORAL_ADDRESS }),
  taskQueue: TASK_QUEUE,
  workflowBundle: { codePath: BUNDLE },
  activities: {
    ...participantActivities('card', cardActivities({ url: PROVIDER_URL, patience: 400 })),
    ...participantActivities('seat', seatActivities(pool)),
  },
});
console.log('ready');
await worker.run();
