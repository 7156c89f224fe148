import { createApp, finish, type StartContext, StartError, type StartedProcess } from '@saga/process';
import { Client } from '@temporalio/client';
import { TransportError } from '@temporalio/worker';
import { PlainBundleError, payloadEncryption } from 'saga-core/encryption';
import { createSagaWorker, SagaRegistrationError, WorkflowBundleError } from 'saga-core/worker';
import { readWorkerConfig } from './config.ts';
import { connectTemporal } from './connect-temporal.ts';
import { healthChecks } from './health.ts';
import { openMessages } from './messages.ts';
import { allActivities } from './participant-activities.ts';
import { reportEndedSagas } from './report-ended-sagas.ts';
import { installRuntime } from './runtime-log.ts';
import { temporalReason } from './temporal-reason.ts';
import { untilPolling } from './until-polling.ts';
import { workflowSource } from './workflow-source.ts';

/** After this a task that hears nothing is left to another worker. */
const shutdownForceTime = '20s';

/** On a cluster whose task queues have many partitions Temporal may list a worker late, or never. It polls all the same. */
const pollingPatienceMilliseconds = 10_000;

/**
 * Starts the worker, and resolves when it truly polls. Stopping it takes no new tasks and finishes those at hand; an
 * activity that still runs after the grace is cancelled, and Temporal gives it to another worker.
 *
 * @throws ConfigError and StartError when the environment is wrong, or the sagas that it is given.
 */
export async function startWorker({ logger, stopping, fail }: StartContext): Promise<StartedProcess> {
  const config = readWorkerConfig();
  const messages = openMessages(config);
  const activities = allActivities(config, messages);
  installRuntime(logger);
  const { connection, namespace } = await connectTemporal();
  const { taskQueue, workflowBundle, serviceUrls, encryptionKeys: keys } = config;
  const plugins = keys === undefined ? [] : [payloadEncryption({ keys })];
  const worker = await createSagaWorker({
    connection,
    namespace,
    taskQueue,
    activities,
    ...workflowSource(workflowBundle),
    shutdownForceTime,
    plugins,
  }).catch((error: unknown) => {
    throw startErrorFor(error, namespace);
  });

  const client = new Client({ connection, namespace, plugins });
  const replies = messages?.follow(client.activity, { namespace, logger });
  const sweeping = reportEndedSagas({ client, config, logger });
  const running = worker.run();
  const { identity } = worker.options;
  const patience = AbortSignal.any([stopping, AbortSignal.timeout(pollingPatienceMilliseconds)]);
  const seen = await Promise.race([untilPolling(connection, { namespace, taskQueue, identity }, patience), running]);
  if (seen !== true && !stopping.aborted)
    logger.warn({ taskQueue, identity }, 'Temporal does not list this worker yet');
  running.catch(fail);

  return {
    app: finish(
      createApp({
        service: 'worker',
        logger,
        checks: healthChecks({ connection, namespace, worker, serviceUrls }),
      }),
    ),
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
      await Promise.all([replies?.stop(), sweeping.stop()]);
      await connection.close();
    },
  };
}

function startErrorFor(error: unknown, namespace: string): unknown {
  if (
    error instanceof SagaRegistrationError ||
    error instanceof WorkflowBundleError ||
    error instanceof PlainBundleError
  ) {
    return new StartError(error.code, error.message, { cause: error });
  }
  if (!(error instanceof TransportError)) return error;
  return new StartError(
    'TEMPORAL_NAMESPACE_UNUSABLE',
    `Temporal does not let this worker use the namespace "${namespace}" (${temporalReason(error)}). Set TEMPORAL_NAMESPACE to one that exists, or create it.`,
    { cause: error },
  );
}
