import { SagaError, type SagaHandle, SagaNotFoundError, type SagaView } from 'saga-core/client';

/** Milliseconds that one question may take: somebody looks at the page. */
export const patience = 5_000;

/**
 * A saga's status. A namespace may hold other workflows too, which the console neither shows nor cancels: one that does not tell its
 * status as a saga does is none.
 *
 * @throws SagaNotFoundError when there is no such saga
 */
export async function requireSagaWorkflow(saga: SagaHandle<unknown>, within = patience): Promise<SagaView> {
  try {
    const view = await saga.status({ within });
    if (Array.isArray(view.steps) && typeof view.status === 'string') return view;
  } catch (error) {
    throw orNoSaga(error, saga.id);
  }
  throw new SagaNotFoundError(saga.id);
}

/** What a workflow that is no saga makes of being asked as one: it does not know the query, or answers with another shape. */
export function orNoSaga(error: unknown, id: string): unknown {
  if (error instanceof SagaError || !(error instanceof Error)) return error;
  const isOther = error.name === 'QueryNotRegisteredError' || error instanceof TypeError;
  return isOther ? new SagaNotFoundError(id, { cause: error }) : error;
}
