import { setTimeout as delay, setImmediate as nextRound } from 'node:timers/promises';

/** Nobody having connected for so long counts as a pause in which the port can be closed; and how long one is waited for. */
const pauseMilliseconds = 50;
const patienceMilliseconds = 600;
const lastRoundsMilliseconds = 150;

/**
 * Accepts who comes until a port can be closed, which resets everybody who has connected and was not accepted yet. The event loop accepts
 * one connection a round, so hold requests back meanwhile: the rounds are short then, and callers who come again only once they were
 * answered make a pause. Who comes steadily makes none: after 0.6 s those who wait are accepted, for 0.15 s at most, and that is all.
 *
 * A connection that is made between the last round and the close is reset nevertheless, as the kernel had accepted it for us. That is a
 * matter of microseconds, and only a load balancer that sends nobody here any more can avoid it.
 *
 * @param accepted how many connections were accepted until now.
 * @param share of these times that may be taken, 0 to 1.
 */
export async function untilNobodyComes(accepted: () => number, share: number): Promise<void> {
  const patience = performance.now() + patienceMilliseconds * share;
  for (let before = -1; before !== accepted() && performance.now() < patience; ) {
    before = accepted();
    await delay(pauseMilliseconds * share);
  }
  const end = performance.now() + lastRoundsMilliseconds * share;
  for (let before = -1; before !== accepted() && performance.now() < end; ) {
    before = accepted();
    // The first may still be in the round that runs; there is a look at the port between two.
    await nextRound();
    await nextRound();
  }
}
