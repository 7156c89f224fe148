// `npm run start:worker`: the process that runs the sagas and performs their calls.
import { runProcess } from '@saga/process';
import { startWorker } from './start-worker.ts';

await runProcess({ service: 'worker', defaultPort: 3005, start: startWorker });
