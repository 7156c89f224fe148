import { type RollbackPreview, type SagaHandle, SagaUnavailableError, type SagaView } from 'saga-core/client';
import type { SagaSnapshot } from '../browser/wire.ts';
import { patience, requireSagaWorkflow } from './require-saga-workflow.ts';

/**
 * All that is shown of a saga. While no worker answers it is what its history tells, and why there is no more.
 *
 * @throws SagaNotFoundError when there is no such saga
 */
export async function readSnapshot(saga: SagaHandle<unknown>): Promise<SagaSnapshot> {
  const view = await unlessUnavailable(requireSagaWorkflow(saga));
  return view instanceof SagaUnavailableError
    ? { id: saga.id, timeline: await saga.timeline({ within: patience }), unavailable: view.message }
    : await snapshotOf(saga, view);
}

/** The same of a saga whose view is there already. */
export async function snapshotOf(saga: SagaHandle<unknown>, view: SagaView): Promise<SagaSnapshot> {
  const [timeline, rollback] = await Promise.all([
    saga.timeline({ within: patience }),
    unlessUnavailable<RollbackPreview>(saga.rollbackPreview({ within: patience })),
  ]);
  const { id } = saga;
  return rollback instanceof SagaUnavailableError
    ? { id, view, timeline, unavailable: rollback.message }
    : { id, view, timeline, rollback };
}

async function unlessUnavailable<Answer>(asked: Promise<Answer>): Promise<Answer | SagaUnavailableError> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof SagaUnavailableError) return error;
    throw error;
  }
}
