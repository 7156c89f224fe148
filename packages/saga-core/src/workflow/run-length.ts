import type { Execution } from '../definition/saga-definition.ts';
import { taskNow } from './task-facts.ts';

/** Events. Temporal terminates a workflow whose history has 51,200. */
const longestHistory = 40_000;

/** When Temporal suggests a new run, unless its server is set otherwise: events, and bytes. */
const suggestion = { events: 4_096, bytes: 4 * 1024 * 1024 } as const;

/** About what a call or a timer costs, its answer's workflow task included; and what a local try does. */
const eventsOf = { durable: 6, local: 1 } as const;

/**
 * How long a run's history has grown, for the decision to go on in another.
 *
 * Temporal says so itself, of each workflow task. But where calls are tried locally a replay may hear in one task what came in two,
 * the first of which had nothing to send, and would read the suggestion of the second. So there the saga counts what it has been
 * told and what it has sent, which is the same for both.
 */
export class RunLength {
  readonly #isCounted: boolean;
  readonly #mostEvents: number;
  #events = 0;
  #bytes = 0;

  constructor(execution: Execution, mostEvents: number = suggestion.events) {
    this.#isCounted = execution === 'adaptive';
    this.#mostEvents = mostEvents;
  }

  /** The saga was told of something: of a local try's answer, or of what Temporal had written down. */
  told(what: keyof typeof eventsOf): void {
    this.#events += eventsOf[what];
  }

  /** An argument of that many bytes was sent. */
  sent(bytes: number): void {
    this.#bytes += bytes;
  }

  /** Time for a new run. */
  get isLong(): boolean {
    if (!this.#isCounted) return taskNow().continueAsNewSuggested;
    return this.#events >= this.#mostEvents || this.#bytes >= suggestion.bytes;
  }

  /** Soon there can be no other. */
  get isNearItsEnd(): boolean {
    return (this.#isCounted ? this.#events : taskNow().historyLength) > longestHistory;
  }
}
