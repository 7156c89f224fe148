// Bundles the workflows when the package is built, so that a worker that is told of the file (WORKFLOW_BUNDLE) starts without
// bundling, and a mistake in a saga fails the build. Its one argument is the file to write; beside it comes the bundle for
// workers that encrypt.
import { bundleForEncryption } from 'saga-core/encryption';
import { bundleSagaWorkflows, SagaRegistrationError, WorkflowBundleError } from 'saga-core/worker';
import { encryptedBundlePath } from './encrypted-bundle-path.ts';
import { workflowsToBundle } from './workflows-to-bundle.ts';

const [outFile, ...more] = process.argv.slice(2);
if (outFile === undefined || more.length > 0) {
  console.error('bundle-workflows: give the path of the file to write, and nothing else.');
  process.exit(1);
}
try {
  const sagas = await bundleSagaWorkflows({ ...workflowsToBundle(), outFile });
  const encrypted = { outFile: encryptedBundlePath(outFile), plugins: [bundleForEncryption] };
  await bundleSagaWorkflows({ ...workflowsToBundle(), ...encrypted });
  const named = sagas.map(({ name, versions }) => `${name} (version ${versions.join(', ')})`);
  console.log(`${outFile}: ${named.join(', ')}`);
} catch (error) {
  if (!(error instanceof SagaRegistrationError || error instanceof WorkflowBundleError)) throw error;
  console.error(`bundle-workflows: ${error.message}`);
  process.exitCode = 1;
}
