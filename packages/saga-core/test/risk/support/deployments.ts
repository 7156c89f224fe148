import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import {
  bundleWorkflowCode,
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
import { Desk } from '../../support/desk.ts';
import { fromSource } from '../../worker/from-source.ts';

/** A deployment of the versioned sagas. */
export type Deployment = 'old' | 'new' | 'old-again' | 'forgetful';

const bundles = new Map<Deployment, ReturnType<typeof bundleWorkflowCode>>();

function bundleOf(deployment: Deployment) {
  const bundled =
    bundles.get(deployment) ??
    bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL(`${deployment}-workflows.ts`, import.meta.url)),
      logger: new DefaultLogger('ERROR'),
      ...fromSource,
    });
  bundles.set(deployment, bundled);
  return bundled;
}

/** Where one deployment of the workflows takes the place of another, while the desk goes on serving. */
export interface Deployments {
  readonly desk: Desk;
  readonly sagas: SagaClient;
  readonly temporal: Client;
  readonly taskQueue: string;
  /** The deployment before has stopped, and this one serves. */
  readonly deploy: (deployment: Deployment) => Promise<void>;
}

/** Opens a task queue for the tests around it, against the run's real Temporal. Call it inside `describe`. */
export function openDeployments(options: Partial<WorkerOptions>): Deployments {
  const taskQueue = `versions-${randomUUID()}`;
  const desk = new Desk();
  const closing: (() => Promise<void>)[] = [];
  let undeploy = async () => {};
  const opened: { sagas?: SagaClient; temporal?: Client; native?: NativeConnection } = {};
  const run = async (part: Partial<WorkerOptions>) => {
    if (opened.native === undefined) throw new Error('Nothing is deployed outside tests.');
    const worker = await Worker.create({ connection: opened.native, taskQueue, ...part });
    const running = worker.run();
    return async () => {
      worker.shutdown();
      await running;
    };
  };
  beforeAll(async () => {
    // Workflow tasks fail here on purpose; what matters is asserted, not logged.
    const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
    Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter, forward: {} } } });
    const address = inject('localStack').temporalAddress;
    const [connection, native] = await Promise.all([
      Connection.connect({ address }),
      NativeConnection.connect({ address }),
    ]);
    opened.native = native;
    opened.temporal = new Client({ connection });
    opened.sagas = new SagaClient({ client: opened.temporal, taskQueue, within: 30_000 });
    // The desk is a worker of its own: what it was doing when a deployment ended it goes on doing.
    closing.push(await run({ activities: participantActivities('desk', desk.activities()) }));
    closing.push(async () => {
      await Promise.all([connection.close(), native.close()]);
    });
  });
  afterAll(async () => {
    await undeploy();
    for (const close of closing) await close();
  });
  const required = <Value>(value: Value | undefined): Value => {
    if (value === undefined) throw new Error('Nothing is deployed outside tests.');
    return value;
  };
  return {
    desk,
    taskQueue,
    get sagas() {
      return required(opened.sagas);
    },
    get temporal() {
      return required(opened.temporal);
    },
    async deploy(deployment) {
      const workflowBundle = await bundleOf(deployment);
      await undeploy();
      // A worker that has stopped is waited for as long as this, before another is given what it had in its cache.
      undeploy = await run({ workflowBundle, stickyQueueScheduleToStartTimeout: '1s', ...options });
    },
  };
}
