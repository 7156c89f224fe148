import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { bundleForEncryption } from 'saga-core/encryption';
import { fromSource } from '../../worker/from-source.ts';

/** The tests' sagas, bundled for workers that encrypt. */
export function encryptedBundle(): Promise<{ readonly code: string }> {
  return bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../support/workflows.ts', import.meta.url)),
    logger: new DefaultLogger('WARN'),
    plugins: [bundleForEncryption],
    ...fromSource,
  });
}
