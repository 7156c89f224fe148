// Bundles the worker's workflows once for the whole run, as its build does: bundling them at start costs each worker process
// two seconds, and the tests start and kill many.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

const script = fileURLToPath(new URL('../src/bundle-workflows.ts', import.meta.url));

let folder: string | undefined;

export async function setup(project: TestProject): Promise<void> {
  if (process.env.SAGA_TEST_STACK === 'off') return;
  folder = await mkdtemp(join(tmpdir(), 'saga-workers-bundle-'));
  const outFile = join(folder, 'workflows.js');
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@saga/source', script, outFile]);
  project.provide('workerBundle', outFile);
  project.provide('workerBundlingSaid', stdout);
}

export async function teardown(): Promise<void> {
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** For `WORKFLOW_BUNDLE`: the bundle of the worker's own workflows; beside it lies the one for workers that encrypt. */
    workerBundle: string;
    /** What the bundling printed. */
    workerBundlingSaid: string;
  }
}
