import { fileURLToPath } from 'node:url';
import type { WorkerOptions } from '@temporalio/worker';

/**
 * Where the worker takes its workflows from: a bundle made before, or `workflows` beside this file, bundled at start.
 * Run from source, the bundler must take the packages' sources too, as Node does by `--conditions=@saga/source`.
 */
export function workflowSource(
  bundle: string | undefined,
): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath' | 'bundlerOptions'> {
  if (bundle !== undefined) return { workflowBundle: { codePath: bundle } };
  const fromSource = import.meta.url.endsWith('.ts');
  const workflowsPath = fileURLToPath(new URL(fromSource ? './workflows.ts' : './workflows.js', import.meta.url));
  if (!fromSource) return { workflowsPath };
  return {
    workflowsPath,
    bundlerOptions: {
      webpackConfigHook: (config) => ({
        ...config,
        resolve: { ...config.resolve, conditionNames: ['@saga/source', '...'] },
      }),
    },
  };
}
