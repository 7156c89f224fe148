import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import {
  DefaultLogger,
  makeTelemetryFilterString,
  NativeConnection,
  Runtime,
  Worker,
  type WorkerOptions,
} from '@temporalio/worker';
import { participantActivities } from 'saga-core/activity';
import { SagaClient } from 'saga-core/client';
import { afterAll, beforeAll, inject } from 'vitest';
import { Desk } from './desk.ts';
import { shorterRuns } from './shorter-runs.ts';

const isAll = process.env.SAGA_TESTS === 'all';
const forgetful = { maxCachedWorkflows: 0 } as const;

/**
 * How the tests' workers are set: with no cached workflow every task replays the whole history, which finds what a cache hides,
 * and takes its time: such a worker now and then loses a task that meets a query, for ten seconds.
 */
export const caches: readonly Pick<WorkerOptions, 'maxCachedWorkflows'>[] = isAll ? [forgetful, {}] : [{}];

interface Setting {
  readonly execution: 'activity' | 'adaptive';
  readonly cache: 0 | 'default';
  readonly worker: (typeof caches)[number];
}

/** How sagas are performed where the rules are tested: tried locally or not, and by a worker that forgets, or doesn't. */
export const settings: readonly Setting[] = (['activity', 'adaptive'] as const).flatMap((execution) => [
  ...(isAll ? [{ execution, cache: 0, worker: forgetful } as const] : []),
  { execution, cache: 'default', worker: {} },
]);

/** A worker of the tests' sagas, its desk, and clients. */
export interface OpenDesk {
  readonly desk: Desk;
  readonly sagas: SagaClient;
  readonly temporal: Client;
  readonly taskQueue: string;
  /** A saga id that no other test has. */
  readonly newId: () => string;
}

/**
 * Opens a desk for the tests around it, against the run's real Temporal or another one. Call it inside `describe`. Sagas that try
 * calls locally count their events themselves, and go on in a new run after about `longestRun` of them.
 */
export function openDesk(
  options: Partial<WorkerOptions> = {},
  address = () => inject('localStack').temporalAddress,
  longestRun?: number,
): OpenDesk {
  const taskQueue = `desk-${randomUUID()}`;
  const desk = new Desk();
  let close = async () => {};
  const opened: { sagas?: SagaClient; temporal?: Client } = {};
  beforeAll(async () => {
    // Tests make workflow tasks fail on purpose; what matters is asserted, not logged.
    const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
    Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter, forward: {} } } });
    const [connection, native] = await Promise.all([
      Connection.connect({ address: address() }),
      NativeConnection.connect({ address: address() }),
    ]);
    const worker = await Worker.create({
      connection: native,
      taskQueue,
      workflowBundle: { codePath: inject('workflowBundlePath') },
      activities: participantActivities('desk', desk.activities()),
      ...options,
    });
    const running = worker.run();
    opened.temporal = new Client({
      connection,
      interceptors: { workflow: longestRun ? [shorterRuns(longestRun)] : [] },
    });
    opened.sagas = new SagaClient({ client: opened.temporal, taskQueue, within: 30_000 });
    close = async () => {
      worker.shutdown();
      await running;
      await Promise.all([connection.close(), native.close()]);
    };
  });
  afterAll(() => close());
  const required = <Value>(value: Value | undefined): Value => {
    if (value === undefined) throw new Error('The desk is open only inside tests.');
    return value;
  };
  return {
    desk,
    get sagas() {
      return required(opened.sagas);
    },
    get temporal() {
      return required(opened.temporal);
    },
    taskQueue,
    newId: () => `trip-${randomUUID()}`,
  };
}
