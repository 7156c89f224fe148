/**
 * The workflows that a worker was given can't be read, so nothing is known of the sagas in them. The message names the
 * file and the reason.
 */
export class WorkflowBundleError extends Error {
  override readonly name = 'WorkflowBundleError';
  readonly code = 'WORKFLOW_BUNDLE';

  constructor(bundle: string, reason: string, options?: ErrorOptions) {
    super(
      `The workflow bundle ${bundle} can't be used: ${reason}. Make it with bundleSagaWorkflows, by the SDK version that runs it.`,
      options,
    );
  }
}
