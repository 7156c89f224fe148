import { setImmediate as turn } from 'node:timers/promises';
import type { OperationName, Operations } from '../order/operations.ts';
import { declinedCard } from '../order/order.ts';
import type { CallCounts } from './participants-api.ts';

/** What a call is answered: what it gave, a definite no, or what became of the run that a fence asks about. */
export type LedgerAnswer =
  | { readonly outcome: 'applied'; readonly result: unknown }
  | { readonly outcome: 'refused'; readonly code: string }
  | { readonly outcome: 'fenced'; readonly body: unknown };

/** A call as its headers and its body tell it. */
export interface LedgerCall {
  readonly operation: OperationName;
  readonly argument: unknown;
  readonly key: string;
  /** The saga and its step: they join a run, its compensation and its fence. */
  readonly step: string;
  readonly kind: 'run' | 'compensate' | 'fence';
}

const effects: { readonly [Name in OperationName]: (argument: Parameters<Operations[Name]>[0]) => LedgerAnswer } = {
  createOrder: ({ items }) =>
    applied({ total: items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0) }),
  cancelOrder: () => applied(),
  reserveItems: ({ orderId }) => applied({ reservationId: `reservation-${orderId}` }),
  releaseItems: () => applied(),
  commitItems: () => applied(),
  chargePayment: ({ orderId, paymentMethod }) =>
    paymentMethod === declinedCard ? refused('CARD_DECLINED') : applied({ paymentId: `payment-${orderId}` }),
  refundPayment: () => applied(),
  confirmOrder: () => applied(),
  note: () => applied(),
};

/**
 * The participants of all systems, in memory: what is measured is what stands before them. They keep the promises of a barrier
 * (a duplicate gets the first answer, a run after its compensation or its fence is refused), as systems rely on that.
 */
export class Ledger {
  readonly #answers = new Map<string, LedgerAnswer>();
  readonly #runs = new Map<string, LedgerAnswer | 'closed'>();
  readonly #keys = new Set<string>();
  readonly #orders = new Set<string>();
  #byOperation = new Map<OperationName, number>();
  #calls = 0;

  async perform(call: LedgerCall): Promise<LedgerAnswer> {
    this.#count(call);
    // A real participant answers after it has waited for its database: never in the turn in which the request came.
    await turn();
    if (call.kind === 'fence') return this.#fence(call.step);
    const known = this.#answers.get(call.key);
    if (known !== undefined) return known;
    const answer = this.#runs.get(call.step) === 'closed' && call.kind === 'run' ? refused('CLOSED') : effectOf(call);
    this.#answers.set(call.key, answer);
    if (call.kind === 'run') this.#runs.set(call.step, answer);
    else if (!this.#runs.has(call.step)) this.#runs.set(call.step, 'closed');
    return answer;
  }

  /** What was called since the last time, and forgets all of it. */
  takeCounts(): CallCounts {
    const counts = {
      calls: this.#calls,
      keys: this.#keys.size,
      sagas: this.#orders.size,
      byOperation: Object.fromEntries(this.#byOperation),
    };
    this.#calls = 0;
    this.#byOperation = new Map();
    for (const kept of [this.#keys, this.#orders, this.#answers, this.#runs]) kept.clear();
    return counts;
  }

  #count({ operation, argument, key }: LedgerCall): void {
    this.#calls += 1;
    this.#keys.add(key);
    this.#orders.add((argument as { readonly orderId: string }).orderId);
    this.#byOperation.set(operation, (this.#byOperation.get(operation) ?? 0) + 1);
  }

  #fence(step: string): LedgerAnswer {
    const run = this.#runs.get(step) ?? 'closed';
    this.#runs.set(step, run);
    const isApplied = run !== 'closed' && run.outcome === 'applied';
    return { outcome: 'fenced', body: isApplied ? { fence: 'applied', result: run.result } : { fence: 'never' } };
  }
}

export function isOperation(name: string): name is OperationName {
  return Object.hasOwn(effects, name);
}

function effectOf({ operation, argument }: LedgerCall): LedgerAnswer {
  return (effects[operation] as (argument: unknown) => LedgerAnswer)(argument);
}

function applied(result?: unknown): LedgerAnswer {
  return { outcome: 'applied', result };
}

function refused(code: string): LedgerAnswer {
  return { outcome: 'refused', code };
}
