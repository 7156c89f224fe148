import { refusal, type SagaCall } from 'saga-core/activity';
import type { DeskActivities } from './booking-sagas.ts';

/** What the desk does with one try of a call. */
export type Behaviour = (call: SagaCall) => Promise<unknown>;

/** It happens, and its answer arrives. */
export const applies =
  (result?: unknown): Behaviour =>
  async () =>
    result;

/** A definite no. */
export const refuses =
  (code: string): Behaviour =>
  async () => {
    throw refusal({ code });
  };

/** Nobody knows: the answer is an error that says nothing of the effect. */
export const fails =
  (message = 'connection reset'): Behaviour =>
  async () => {
    throw new Error(message);
  };

/** It is held until `gate` opens, then goes on as `then`. */
export const waitsFor =
  (gate: Promise<unknown>, then: Behaviour = applies()): Behaviour =>
  async (call) => {
    await gate;
    return then(call);
  };

/** One try that the desk saw. */
export interface SeenCall {
  readonly activity: keyof DeskActivities;
  readonly argument: unknown;
  readonly call: SagaCall;
}

const results: Partial<Record<keyof DeskActivities, unknown>> = {
  reserve: { room: '12' },
  charge: { paymentId: 'pay-1' },
  ticket: { ticket: 'T1' },
  lookup: { kind: 'unknown' },
  recall: { kind: 'unknown' },
  fenceConfirm: { fence: 'never' },
};

/**
 * The participant of the tests' sagas: applies every call unless a test says otherwise for its own saga, and keeps what it saw.
 * One desk serves all sagas of a test file, so a script belongs to one saga id.
 */
export class Desk {
  readonly #scripts = new Map<string, Behaviour[]>();
  readonly #seen: SeenCall[] = [];
  readonly #watchers = new Set<() => void>();

  /** The tries of `activity` by saga `sagaId` go as `behaviours` say, the last of them for ever. */
  script(sagaId: string, activity: keyof DeskActivities, ...behaviours: Behaviour[]): void {
    this.#scripts.set(`${sagaId} ${activity}`, behaviours);
  }

  /** The activities that one saga had tried, in order, with repeats. */
  seen(sagaId: string): readonly SeenCall[] {
    return this.#seen.filter(({ call }) => call.sagaId === sagaId);
  }

  /** The names of `seen`. */
  names(sagaId: string): readonly string[] {
    return this.seen(sagaId).map(({ activity }) => activity);
  }

  /**
   * The calls that one saga had tried, in the order in which each was tried first, by the names of their activities. A call
   * that is tried locally, or in a workflow task that is lost, is tried again under its key, however it went.
   */
  order(sagaId: string): readonly string[] {
    const first = new Map<string, string>();
    for (const { activity, call } of this.seen(sagaId)) {
      const key = `${call.step}/${call.operation}`;
      if (!first.has(key)) first.set(key, activity);
    }
    return [...first.values()];
  }

  /** Resolves as soon as the desk has seen `activity` for that saga. */
  async hasSeen(sagaId: string, activity: keyof DeskActivities): Promise<void> {
    while (!this.names(sagaId).includes(activity)) {
      await new Promise<void>((resolve) => {
        const watcher = () => {
          this.#watchers.delete(watcher);
          resolve();
        };
        this.#watchers.add(watcher);
      });
    }
  }

  activities(): DeskActivities {
    const names: (keyof DeskActivities)[] = [
      'open',
      'close',
      'reserve',
      'release',
      'charge',
      'refund',
      'confirm',
      'ticket',
      'lookup',
      'recall',
      'fenceConfirm',
    ];
    return Object.fromEntries(
      names.map((activity) => [
        activity,
        (argument: unknown, call: SagaCall) => this.#perform(activity, argument, call),
      ]),
    ) as unknown as DeskActivities;
  }

  async #perform(activity: keyof DeskActivities, argument: unknown, call: SagaCall): Promise<unknown> {
    this.#seen.push({ activity, argument, call });
    for (const watcher of [...this.#watchers]) watcher();
    const script = this.#scripts.get(`${call.sagaId} ${activity}`) ?? [];
    const behaviour = script.length > 1 ? script.shift() : script[0];
    return (await behaviour?.(call)) ?? results[activity];
  }
}
