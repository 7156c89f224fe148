import type { WorkerOptions } from '@temporalio/worker';
import type { WorkflowSource } from 'saga-core/worker';
import { workflowsToBundle } from './workflows-to-bundle.ts';

/** Where the worker takes its workflows from: a bundle made before, or the sources, bundled at start. */
export function workflowSource(bundle: string | undefined): WorkflowSource & Pick<WorkerOptions, 'bundlerOptions'> {
  if (bundle !== undefined) return { workflowBundle: { codePath: bundle } };
  const { workflowsPath, ...bundlerOptions } = workflowsToBundle();
  return { workflowsPath, bundlerOptions };
}
