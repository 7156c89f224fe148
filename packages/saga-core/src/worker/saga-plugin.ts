import type { WorkerOptions, WorkerPlugin } from '@temporalio/worker';
import { boundLocalAnswers } from './bound-local-answers.ts';
import { withBuildId } from './build-id.ts';
import { bundleCode } from './bundle-code.ts';
import { exportedSagas } from './exported-sagas.ts';
import { joinedModules } from './joined-modules.ts';
import { registrationMistakes } from './registration-mistakes.ts';
import { SagaRegistrationError } from './saga-registration-error.ts';
import { warnOfNoCache } from './warn-of-no-cache.ts';
import { warnOfStatusAttribute } from './warn-of-status-attribute.ts';
import { whenBundled } from './when-bundled.ts';

/** Longer than an attempt of a call takes by default (5 s), shorter than the 10 s after which many supervisors kill. */
const shutdownGraceTime = '6s';

/**
 * What sagas need of a worker, for those who call Temporal's `Worker.create` themselves; {@link createSagaWorker} has it
 * in it. It looks at the very bundle that the worker will run, so it makes no difference who bundled, and where.
 *
 * - Before the worker takes any work, everything is checked that would else go wrong one saga at a time: every saga
 *   is exported under its own name; names, versions and fingerprints belong to one definition each; every child saga is
 *   exported; every activity that a step may call is registered. All mistakes are reported in one error.
 * - A worker that is told to stop gives activities in flight 6 s to finish, unless `shutdownGraceTime` says otherwise
 *   (Temporal's own default is to cancel them at once).
 * - A local try whose answer is too large to leave with its workflow task (64 KiB) goes on as a normal activity.
 * - A worker that is to keep no workflow in memory (`maxCachedWorkflows: 0`) while its sagas try calls locally is said as a
 *   warning in the runtime's log.
 * - When the worker starts to run, a missing search attribute `SagaStatus` is said as a warning in the runtime's log,
 *   with the command that registers it. Sagas do without it, but then can't be listed by their status.
 *
 * Give it last: what a later plugin adds, it doesn't see. A worker without workflows has nothing to check.
 *
 * `Worker.create` throws {@link SagaRegistrationError} with every mistake, or {@link WorkflowBundleError} when the
 * workflows can't be loaded.
 *
 * @example
 * ```ts
 * const worker = await Worker.create({ connection, taskQueue, workflowsPath, activities, plugins: [sagaPlugin()] });
 * await worker.run();
 * ```
 */
export function sagaPlugin(): WorkerPlugin {
  return {
    name: 'saga-core',
    configureWorker,
    async runWorker(worker, next) {
      // Beside the run and not before it: nobody who stops a worker expects one that is about to start.
      const warned = warnOfStatusAttribute(worker);
      try {
        await next(worker);
      } finally {
        await warned;
      }
    },
  };
}

async function configureWorker(given: WorkerOptions): Promise<WorkerOptions> {
  const options: WorkerOptions = {
    ...given,
    shutdownGraceTime: given.shutdownGraceTime ?? shutdownGraceTime,
    // The outermost: it sees what all others make of an answer.
    interceptors: { ...given.interceptors, activity: [boundLocalAnswers, ...(given.interceptors?.activity ?? [])] },
  };
  const { workflowBundle, workflowsPath, bundlerOptions, activities = {} } = options;
  const check = (code: string, bundle: string) => {
    const sagas = exportedSagas(code, bundle);
    const mistakes = registrationMistakes(sagas, activities);
    if (mistakes.length > 0) throw new SagaRegistrationError(mistakes);
    warnOfNoCache(options.maxCachedWorkflows, sagas);
  };
  if (workflowBundle !== undefined) {
    const { code, bundle } = await bundleCode(workflowBundle);
    check(code, bundle);
    return withBuildId(options, code);
  }
  if (workflowsPath === undefined) return options;
  const webpackConfigHook = whenBundled(
    (code) => check(code, workflowsPath),
    joinedModules(bundlerOptions?.webpackConfigHook),
  );
  return { ...options, bundlerOptions: { ...bundlerOptions, webpackConfigHook } };
}
