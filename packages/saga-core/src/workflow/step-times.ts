import type { SagaState } from '../engine/saga-state.ts';
import type { StepStatus } from '../engine/saga-status.ts';
import type { CarriedSaga } from '../protocol/saga-start.ts';

/** A step's times, RFC 3339 in UTC. */
export interface StepTime {
  readonly startedAt?: string;
  readonly endedAt?: string;
}

const inFlight: readonly StepStatus[] = ['running', 'compensating'];

/** When each step was sent and when it last settled. Kept beside the engine's state, because the engine has no clock. */
export class StepTimes {
  readonly #times: Map<string, { startedAt: number; endedAt?: number }>;

  constructor(carried: CarriedSaga['times'] = {}) {
    this.#times = new Map(Object.entries(carried));
  }

  /** Notes at `now` what changed between two states. */
  note(before: SagaState, after: SagaState, now: number): void {
    if (before.steps === after.steps) return;
    for (const [name, step] of Object.entries(after.steps)) {
      if (before.steps[name] === step) continue;
      const was = this.#times.get(name);
      if (inFlight.includes(step.status)) this.#times.set(name, { startedAt: was?.startedAt ?? now });
      else if (was !== undefined) this.#times.set(name, { ...was, endedAt: now });
    }
  }

  of(name: string): StepTime {
    const times = this.#times.get(name);
    if (times === undefined) return {};
    const { startedAt, endedAt } = times;
    return { startedAt: rfc3339(startedAt), ...(endedAt === undefined ? {} : { endedAt: rfc3339(endedAt) }) };
  }

  /** The times as they travel to the saga's next run. */
  carried(): CarriedSaga['times'] {
    return Object.fromEntries(this.#times);
  }
}

function rfc3339(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
