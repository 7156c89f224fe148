import type { CallEnding } from '../history/call-ending.ts';
import type { CallId, SagaFact } from '../history/saga-fact.ts';
import type { CallOutcome, CallTimeline, StepTimeline } from './saga-timeline.ts';

/** What the server says of a call that is under way: history has no event for a try before the call ends. */
export interface CallUnderWay {
  readonly activityId: string;
  readonly attempts: number;
  readonly startedAt?: string;
  readonly lastFailure?: string;
}

type Line = { -readonly [Key in keyof CallTimeline]: CallTimeline[Key] };

/** Collects the calls of a saga, step by step. */
export class CallLines {
  readonly #steps = new Map<string, Line[]>();
  readonly #calls = new Map<CallId, Line>();

  note(fact: SagaFact): void {
    if (fact.kind === 'callSent') {
      const { operation, activity, execution, key, at } = fact;
      const line: Line = {
        operation,
        activity,
        execution,
        key,
        scheduledAt: at,
        attempts: 0,
        outcome: { kind: 'inFlight' },
      };
      this.#calls.set(fact.call, line);
      this.#steps.set(fact.step, [...(this.#steps.get(fact.step) ?? []), line]);
    } else if (fact.kind === 'callOverran' || fact.kind === 'callTried' || fact.kind === 'callEnded') {
      const line = this.#calls.get(fact.call);
      if (line === undefined) return;
      if (fact.kind === 'callOverran') line.execution = 'activity';
      else if (fact.kind === 'callTried') Object.assign(line, { startedAt: fact.at, attempts: fact.attempt });
      else Object.assign(line, { endedAt: fact.at, outcome: outcomeOf(fact.ending) });
      if ('failure' in fact) line.lastFailure = fact.failure;
    }
  }

  /** The lines of all steps, with what the server says of the calls under way; `closed` when the saga has ended. */
  lines(underWay: readonly CallUnderWay[], closed: boolean): readonly StepTimeline[] {
    return [...this.#steps].map(([step, calls]) => ({
      step,
      calls: calls.map((line) => {
        if (line.outcome.kind !== 'inFlight') return line;
        if (closed) return { ...line, outcome: { kind: 'inDoubt', code: 'UNSETTLED' } };
        const now = underWay.find(({ activityId }) => activityId === `${step}/${line.operation}`);
        if (now === undefined) return line;
        const { activityId: _id, attempts, ...shown } = now;
        // The server knows of no local tries, and until the call ends the history knows of nothing else.
        return { ...line, ...shown, attempts: line.attempts + attempts };
      }),
    }));
  }
}

function outcomeOf(ending: CallEnding): CallOutcome {
  if (ending.kind === 'refused') return { kind: 'refused', ...ending.refused };
  return ending.kind === 'inDoubt' ? { kind: 'inDoubt', ...ending.doubt } : { kind: 'applied' };
}
