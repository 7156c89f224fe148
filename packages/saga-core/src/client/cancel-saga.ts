import type { SagaCause } from '../engine/saga-cause.ts';
import { SagaCompensatedError } from '../errors/saga-compensated-error.ts';
import type { CancelAnswer } from '../protocol/cancel-answer.ts';
import { cancelUpdateName } from '../protocol/names.ts';
import { executeUpdate } from './execute-update.ts';
import type { SagaConnection } from './saga-connection.ts';

/** Asks Temporal to cancel, and then the saga for its answer. */
export async function cancelSaga(saga: SagaConnection, detail: string | undefined): Promise<CancelAnswer> {
  // Temporal's own cancel first: it is durable even with no worker there, and lets the workflow close as Canceled.
  // The update then says whether it came in time.
  const isOpen = await saga.workflow.cancel().then(
    () => true,
    async (error) => {
      if (await saga.hasEnded(error)) return false;
      throw error;
    },
  );
  if (!isOpen) return tooLate(saga);
  try {
    return await executeUpdate<CancelAnswer, [string | undefined]>(saga, cancelUpdateName, [detail]);
  } catch (error) {
    // The saga may have nothing to undo, and end before the update reaches it.
    if (!(await saga.hasEnded(error))) throw error;
    const answer = await tooLate(saga);
    return (await causeOf(saga))?.kind === 'cancelled' ? { accepted: true } : answer;
  }
}

// A saga that was closed from outside did not end: saying "too late" of it would hide that nothing was undone.
async function tooLate(saga: SagaConnection): Promise<CancelAnswer> {
  await causeOf(saga);
  return { accepted: false, code: 'TOO_LATE' };
}

async function causeOf(saga: SagaConnection): Promise<SagaCause | undefined> {
  try {
    await saga.workflow.result();
    return undefined;
  } catch (error) {
    const translated = saga.translated(error, 'tell its result');
    if (translated instanceof SagaCompensatedError) return translated.sagaCause;
    throw translated;
  }
}
