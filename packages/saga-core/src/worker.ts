export {
  type BundledSaga,
  type BundleSagaWorkflowsOptions,
  bundleSagaWorkflows,
} from './worker/bundle-saga-workflows.ts';
export { createSagaWorker, type SagaWorkerOptions, type WorkflowSource } from './worker/create-saga-worker.ts';
export type { SagaMistake, SagaMistakeCode } from './worker/saga-mistake.ts';
export { sagaPlugin } from './worker/saga-plugin.ts';
export { SagaRegistrationError } from './worker/saga-registration-error.ts';
export { WorkflowBundleError } from './worker/workflow-bundle-error.ts';
