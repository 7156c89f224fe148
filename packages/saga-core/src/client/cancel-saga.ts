import type { SagaCause } from '../engine/saga-cause.ts';
import { SagaCompensatedError } from '../errors/saga-compensated-error.ts';
import type { CancelAnswer } from '../protocol/cancel-answer.ts';
import { cancelUpdateName } from '../protocol/names.ts';
import { executeUpdate } from './execute-update.ts';
import type { SagaConnection } from './saga-connection.ts';

/** Why a cancel is asked for, and by whom. */
export interface CancelWish {
  readonly detail?: string;
  /** A name or an id that your auditors know. */
  readonly actor?: string;
}

/** Asks Temporal to cancel, and then the saga for its answer. */
export async function cancelSaga(saga: SagaConnection, { detail, actor }: CancelWish): Promise<CancelAnswer> {
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
  // A saga needs only the detail; who asked stands in the history.
  const wish: [detail: string | undefined, actor?: string] = actor === undefined ? [detail] : [detail, actor];
  try {
    return await executeUpdate<CancelAnswer, typeof wish>(saga, cancelUpdateName, wish);
  } catch (error) {
    // The saga may end before the update reaches it. It was open when the wish came, so what is undone by now was in time.
    if (!(await saga.hasEnded(error))) throw error;
    return (await causeOf(saga)) === undefined ? { accepted: false, code: 'TOO_LATE' } : { accepted: true };
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
