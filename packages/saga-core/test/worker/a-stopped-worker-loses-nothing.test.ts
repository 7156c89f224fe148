import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { SagaClient } from 'saga-core/client';
import { createSagaWorker } from 'saga-core/worker';
import { expect, inject, it, onTestFinished } from 'vitest';
import { bookingSaga } from '../support/booking-sagas.ts';
import { Desk } from '../support/desk.ts';
import { testActivities } from '../support/test-activities.ts';
import { openConnection } from './open-connection.ts';

const opened = openConnection();
const program = fileURLToPath(new URL('process/booking-worker.ts', import.meta.url));

it.each<NodeJS.Signals>(['SIGTERM', 'SIGINT'])(
  'a worker that gets %s lets the activity in flight finish and ends, and its saga goes on with the next worker',
  async (signal) => {
    const { temporalAddress: address } = inject('localStack');
    const codePath = inject('workflowBundlePath');
    const taskQueue = `worker-${randomUUID()}`;
    const connection = await Connection.connect({ address });
    onTestFinished(() => connection.close());
    const sagas = new SagaClient({ client: new Client({ connection }), taskQueue, within: 30_000 });

    const worker = fork(program, [address, taskQueue, codePath]);
    onTestFinished(() => void worker.kill('SIGKILL'));
    const ended = once(worker, 'exit');
    const id = `trip-${randomUUID()}`;
    const saga = await sagas.start(bookingSaga, { id, input: { tripId: id } });
    expect(await once(worker, 'message')).toContain('charging');

    worker.kill(signal);
    expect(await once(worker, 'message')).toContain('told to stop');
    worker.send('charge now');
    expect(await ended).toEqual([0, null]);

    const desk = new Desk();
    const next = await createSagaWorker({
      connection: opened.connection,
      taskQueue,
      workflowBundle: { codePath },
      activities: testActivities(desk.activities()),
    });
    await expect(next.runUntil(saga.result())).resolves.toMatchObject({ paymentId: 'pay-of-the-stopped-worker' });
    expect(desk.names(id)).toEqual(['confirm', 'ticket']);
  },
);
