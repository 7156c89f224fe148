import { type NativeConnection, Worker, type WorkerOptions, type WorkflowBundleOption } from '@temporalio/worker';
import { sagaPlugin } from './saga-plugin.ts';
import { SagaRegistrationError } from './saga-registration-error.ts';

/** Where a worker takes its workflows from: a file that is bundled at start, or a bundle made before. */
export type WorkflowSource =
  | { readonly workflowsPath: string; readonly workflowBundle?: never }
  | { readonly workflowBundle: WorkflowBundleOption; readonly workflowsPath?: never };

/** What a saga worker is made of: all of Temporal's `WorkerOptions`, of which these are needed. */
export type SagaWorkerOptions = Omit<WorkerOptions, 'workflowsPath' | 'workflowBundle'> & {
  readonly connection: NativeConnection;
  /** By name, `<participant>.<activity>`: `participantActivities` of `saga-core/activity` names them. */
  readonly activities: object;
} & WorkflowSource;

/**
 * Makes Temporal's own `Worker`, with {@link sagaPlugin}: whatever could not work is refused before the worker takes any
 * work, with all mistakes at once, and stopping lets activities in flight finish.
 *
 * `run()` ends when the worker has stopped: after `shutdown()`, or SIGTERM or SIGINT, which Temporal's runtime
 * heeds by itself (unless it was installed with other `shutdownSignals`). A stopping worker takes no new work, gives
 * activities in flight `shutdownGraceTime` (default 6 s) to finish, and then cancels them; sagas under way go on with
 * the next worker where they are. Set `shutdownForceTime` as well if an activity may not heed its cancellation.
 *
 * For production bundle the workflows when you build ({@link bundleSagaWorkflows}), and give `workflowBundle`.
 *
 * @throws {@link SagaRegistrationError} with every mistake in the exported sagas and the activities
 * @throws {@link WorkflowBundleError} when the workflows can't be loaded
 *
 * @example
 * ```ts
 * const connection = await NativeConnection.connect({ address: '127.0.0.1:7233' });
 * const worker = await createSagaWorker({
 *   connection,
 *   taskQueue: 'trips',
 *   workflowsPath: fileURLToPath(new URL('workflows.ts', import.meta.url)),
 *   activities: { ...participantActivities('hotel', hotel), ...participantActivities('bank', bank) },
 * });
 * await worker.run();
 * await connection.close();
 * ```
 */
export async function createSagaWorker(options: SagaWorkerOptions): Promise<Worker> {
  if (options.workflowsPath === undefined && options.workflowBundle === undefined) {
    // Without types this is easily forgotten, and Temporal would make a worker that runs activities only.
    const message =
      'no workflows were given; give the file that exports them as `workflowsPath`, or a `workflowBundle`.';
    throw new SagaRegistrationError([{ code: 'NO_SAGA', message }]);
  }
  return Worker.create({ ...options, plugins: [...(options.plugins ?? []), sagaPlugin()] });
}
