import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { bundleSagaWorkflows } from 'saga-core/worker';

/** Whether saga-core runs from its sources here (Node's condition `@saga/source`) or as it was built. */
export const runsFromSource = import.meta.resolve('saga-core').endsWith('.ts');

/** Bundles the workflows of one module, as one does when one builds for production, and gives the bundle's path. */
export async function bundleWorkflows(module: URL, folder: string, by: 'saga-core' | 'temporal'): Promise<string> {
  const workflowsPath = fileURLToPath(module);
  const outFile = join(folder, `${workflowsPath.replace(/^.*[\\/]|\.[jt]s$/g, '')}.bundle.js`);
  const options = {
    workflowsPath,
    logger: new DefaultLogger('ERROR'),
    webpackConfigHook: (config: object & { resolve?: object }) =>
      runsFromSource ? { ...config, resolve: { ...config.resolve, conditionNames: ['@saga/source', '...'] } } : config,
  };
  if (by === 'saga-core') await bundleSagaWorkflows({ ...options, outFile });
  else await writeFile(outFile, (await bundleWorkflowCode(options)).code);
  return outFile;
}
