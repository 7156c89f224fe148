// Bundles the tests' workflows once for the whole run: each bundling costs a worker two seconds.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import type { TestProject } from 'vitest/node';

let folder: string | undefined;

export async function setup(project: TestProject): Promise<void> {
  if (process.env.SAGA_TEST_STACK === 'off') return;
  const { code } = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('workflows.ts', import.meta.url)),
    logger: new DefaultLogger('WARN'),
    webpackConfigHook: (config) => ({
      ...config,
      resolve: { ...config.resolve, conditionNames: ['@saga/source', '...'] },
    }),
  });
  folder = await mkdtemp(join(tmpdir(), 'saga-core-bundle-'));
  const codePath = join(folder, 'workflows.js');
  await writeFile(codePath, code);
  project.provide('workflowBundlePath', codePath);
}

export async function teardown(): Promise<void> {
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}

declare module 'vitest' {
  export interface ProvidedContext {
    workflowBundlePath: string;
  }
}
