import { BulkheadRejectedError, bulkhead as cockatielBulkhead } from 'cockatiel';
import { HeldBack, spread } from './held-back.ts';

/**
 * Performs what it is given, or throws {@link HeldBack} when too much of it is under way already. `isOwed`: it must succeed sooner or
 * later, so that places are kept for it.
 */
export type Bulkhead = <Result>(perform: () => Promise<Result>, isOwed: boolean) => Promise<Result>;

/** A call takes milliseconds, so room comes soon. */
const soonMs = 400;

/** One place of so many is for calls that are owed. */
const placesPerOwed = 5;

/**
 * Bounds how many calls to one participant are under way at once: one that hangs then can't take all of a worker's slots, and
 * the sagas that don't need it go on. Runs that may be undone get at most four fifths of the places (of a single one, all), because
 * hanging charges would else fill them all, again and again, and the refunds would find none.
 *
 * What is too much is not queued. A call that waits here uses up its attempt's time and a slot; Temporal keeps it better.
 */
export function bulkhead(most: number): Bulkhead {
  const mostUnowed = Math.max(1, most - Math.ceil(most / placesPerOwed));
  const [all, unowed] = [cockatielBulkhead(most, 0), cockatielBulkhead(mostUnowed, 0)];
  return async (perform, isOwed) => {
    try {
      return await (isOwed ? all.execute(perform) : unowed.execute(() => all.execute(perform)));
    } catch (error) {
      if (!(error instanceof BulkheadRejectedError)) throw error;
      const bound = isOwed ? most : mostUnowed;
      throw new HeldBack(`${bound} such calls to it are under way already, so it was not sent`, spread(soonMs));
    }
  };
}
