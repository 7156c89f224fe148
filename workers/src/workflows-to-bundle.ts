import { fileURLToPath } from 'node:url';
import type { BundleOptions } from '@temporalio/worker';

/** Where this package has its workflows, and how to bundle them. */
export type WorkflowsToBundle = Pick<BundleOptions, 'workflowsPath' | 'webpackConfigHook'>;

/**
 * `workflows` beside this file. Run from source, the bundler must take the packages' sources too, as Node does by
 * `--conditions=@saga/source`.
 */
export function workflowsToBundle(): WorkflowsToBundle {
  const fromSource = import.meta.url.endsWith('.ts');
  const workflowsPath = fileURLToPath(new URL(fromSource ? './workflows.ts' : './workflows.js', import.meta.url));
  if (!fromSource) return { workflowsPath };
  return {
    workflowsPath,
    webpackConfigHook: (config) => ({
      ...config,
      resolve: { ...config.resolve, conditionNames: ['@saga/source', '...'] },
    }),
  };
}
