import { log } from '@temporalio/activity';
import { BrokenCircuitError, CircuitState, circuitBreaker, handleWhen, SamplingBreaker } from 'cockatiel';
import type { Answer } from './answer.ts';
import { HeldBack, spread } from './held-back.ts';

/** One exchange with a participant, as its circuit breaker sees it. */
export interface Exchange {
  /** Rejects when no whole answer came. */
  readonly perform: () => Promise<Answer>;
  /** Whether that it failed says anything of the participant. A call that we ourselves cut short says nothing. */
  readonly isTelling: () => boolean;
}

/** Performs an exchange, or throws {@link HeldBack} while the operation is left alone. */
export type Circuit = (exchange: Exchange) => Promise<Answer>;

/**
 * One circuit per operation of a participant. With one for all of them, refunds that would succeed wait behind the charges that
 * fail: a test of a charge keeps the circuit open, and a refund rarely is the test.
 */
export function circuits(participant: string, restMs: number): (operation: string) => Circuit {
  const made = new Map<string, Circuit>();
  return (operation) => {
    const known = made.get(operation) ?? circuit(`${participant}.${operation}`, restMs);
    made.set(operation, known);
    return known;
  };
}

/**
 * More than this part of the calls of ten seconds must fail, of at least twenty. It is high because retries get through to a
 * participant that fails every second call, and leaving it alone would only cost time; one that is down fails every call.
 */
const failing = { threshold: 0.8, duration: 10_000, minimumRps: 2 };

/** A failure that says nothing, on its way past the breaker. */
class NothingLearnt extends Error {}

/**
 * Leaves an operation alone for `restMs` when it fails most calls: no answer, a 5xx or a 429. After the rest one call goes
 * through as a test; the others wait for what it shows, in Temporal and not here.
 *
 * A refusal is an answer, whatever it says. Cockatiel takes every failure of a test that it is told to ignore as a success, so a
 * test that was cancelled would close the circuit; and it lets calls that come during a test wait, deaf to their cancellation.
 * Therefore a test's failure always counts, and during a test nothing is handed to it.
 */
function circuit(operation: string, restMs: number): Circuit {
  let openedAt = 0;
  const breaker = circuitBreaker(handleWhen((error) => !(error instanceof NothingLearnt)).orWhenResult(isTrouble), {
    breaker: new SamplingBreaker(failing),
    halfOpenAfter: restMs,
  });
  breaker.onBreak(() => {
    openedAt = Date.now();
    log.warn(`${operation} fails most calls, so it is left alone for a while`, { operation, restMs });
  });
  breaker.onReset(() => log.info(`${operation} is answered again`, { operation }));

  const leftAlone = () =>
    new HeldBack(
      'it fails most calls and is left alone for a while, so it was not sent',
      Math.max(0, openedAt + restMs - Date.now()) + spread(restMs / 2),
    );

  return async ({ perform, isTelling }) => {
    if (breaker.state === CircuitState.HalfOpen) throw leftAlone();
    const isTest = breaker.state === CircuitState.Open;
    try {
      return await breaker.execute(() =>
        perform().catch((error: unknown) => {
          throw isTest || isTelling() ? error : new NothingLearnt('', { cause: error });
        }),
      );
    } catch (error) {
      if (error instanceof BrokenCircuitError) throw leftAlone();
      throw error instanceof NothingLearnt ? error.cause : error;
    }
  };
}

function isTrouble(answer: unknown): boolean {
  const { status } = answer as Answer;
  return status >= 500 || status === 429;
}
