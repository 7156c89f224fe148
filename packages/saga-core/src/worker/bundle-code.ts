import { readFile } from 'node:fs/promises';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { WorkflowBundleError } from './workflow-bundle-error.ts';

/** The code of a prebuilt bundle, and its place for messages. */
export async function bundleCode(option: WorkflowBundleOption): Promise<{ code: string; bundle: string }> {
  if ('code' in option) return { code: option.code, bundle: '`workflowBundle.code`' };
  const { codePath } = option;
  try {
    return { code: await readFile(codePath, 'utf8'), bundle: codePath };
  } catch (cause) {
    throw new WorkflowBundleError(codePath, `it can't be read (${(cause as Error).message})`, { cause });
  }
}
