import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type BundleOptions, bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { exportedSagas } from './exported-sagas.ts';
import { joinedModules } from './joined-modules.ts';
import { workflowMistakes } from './registration-mistakes.ts';
import { SagaRegistrationError } from './saga-registration-error.ts';

/** What to bundle, and where to: all of Temporal's `BundleOptions`, and the file to write. */
export interface BundleSagaWorkflowsOptions extends BundleOptions {
  /** The path of the bundle. Its folder is made when there is none; a file that is there is replaced. */
  readonly outFile: string;
}

/** A saga that a bundle runs. */
export interface BundledSaga {
  readonly name: string;
  /** The current one first. */
  readonly versions: readonly number[];
}

/**
 * Bundles the saga workflows ahead of time, for production: a worker that is given the file (`workflowBundle: { codePath }`)
 * starts without bundling, and needs neither the sources nor webpack. What is wrong with the sagas themselves fails here
 * already; what the worker adds, its activities, it checks when it starts, with the bundle alone.
 *
 * Temporal wants bundle and worker to be of the same version of its SDK.
 *
 * @returns the sagas in the bundle
 * @throws {@link SagaRegistrationError} with every mistake in the exported sagas; then nothing is written
 * @throws {@link WorkflowBundleError} when the workflows don't load
 *
 * @example
 * ```ts
 * const sagas = await bundleSagaWorkflows({
 *   workflowsPath: fileURLToPath(new URL('workflows.js', import.meta.url)),
 *   outFile: fileURLToPath(new URL('workflow-bundle.js', import.meta.url)),
 * });
 * ```
 */
export async function bundleSagaWorkflows(options: BundleSagaWorkflowsOptions): Promise<readonly BundledSaga[]> {
  const { outFile, ...bundleOptions } = options;
  const webpackConfigHook = joinedModules(bundleOptions.webpackConfigHook);
  const { code } = await bundleWorkflowCode({ logger: new DefaultLogger('WARN'), ...bundleOptions, webpackConfigHook });
  const sagas = exportedSagas(code, options.workflowsPath);
  const mistakes = workflowMistakes(sagas);
  if (mistakes.length > 0) throw new SagaRegistrationError(mistakes);
  await mkdir(dirname(outFile), { recursive: true });
  // A worker that starts meanwhile finds the old bundle or the new one, never half of one.
  const unfinished = `${outFile}.${randomUUID()}`;
  await writeFile(unfinished, code);
  await rename(unfinished, outFile);
  return sagas.map(({ exportName, definitions }) => ({
    name: exportName,
    versions: definitions.map(({ version }) => version),
  }));
}
