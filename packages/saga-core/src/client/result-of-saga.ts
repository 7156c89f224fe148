import { SagaNeedsAttentionError } from '../errors/saga-needs-attention-error.ts';
import type { SagaConnection } from './saga-connection.ts';
import { watchSaga } from './watch-saga.ts';

/** How a saga's end is waited for. */
export interface ResultOptions {
  /**
   * What to do when a call is parked and waits for a person's decision. `wait` goes on waiting, for that decision too;
   * `throw` rejects with {@link SagaNeedsAttentionError}. Default `wait`.
   */
  readonly onNeedsAttention?: 'wait' | 'throw';
}

/** Waits for a saga's end. */
export async function resultOfSaga(
  saga: SagaConnection,
  { onNeedsAttention = 'wait' }: ResultOptions,
): Promise<unknown> {
  if (onNeedsAttention === 'throw') await untilClosed(saga);
  try {
    return await saga.workflow.result();
  } catch (error) {
    throw saga.translated(error, 'tell its result');
  }
}

async function untilClosed(saga: SagaConnection): Promise<void> {
  for await (const { status, steps } of watchSaga(saga, {})) {
    if (status !== 'needsAttention') continue;
    const parked = steps.flatMap(({ name, parked }) => (parked === undefined ? [] : [{ step: name, ...parked }]));
    throw new SagaNeedsAttentionError(saga.id, parked);
  }
}
