import { BulkheadRejectedError, bulkhead as cockatielBulkhead } from 'cockatiel';
import { HeldBack, spread } from './held-back.ts';

/** Performs what it is given, or throws {@link HeldBack} when too much of it is under way already. */
export type Bulkhead = <Result>(perform: () => Promise<Result>) => Promise<Result>;

/** A call takes milliseconds, so room comes soon. */
const soonMs = 400;

/**
 * Bounds how many calls to one participant are under way at once: one that hangs then can't take all of a worker's slots, and
 * the sagas that don't need it go on.
 *
 * What is too much is not queued. A call that waits here uses up its attempt's time and a slot; Temporal keeps it better.
 */
export function bulkhead(most: number): Bulkhead {
  const policy = cockatielBulkhead(most, 0);
  return async (perform) => {
    try {
      return await policy.execute(perform);
    } catch (error) {
      if (!(error instanceof BulkheadRejectedError)) throw error;
      throw new HeldBack(`${most} calls to it are under way already, so it was not sent`, spread(soonMs));
    }
  };
}
