import { CancellationScope, sleep } from '@temporalio/workflow';
import type { AnySaga } from '../definition/saga-definition.ts';
import { decide } from '../engine/decide.ts';
import { initialState } from '../engine/initial-state.ts';
import { canCancel } from '../engine/point-of-no-return.ts';
import type { SagaCause } from '../engine/saga-cause.ts';
import type { PerformCall, SagaCommand } from '../engine/saga-command.ts';
import type { SagaEvent, SagaTimer } from '../engine/saga-event.ts';
import type { SagaState } from '../engine/saga-state.ts';
import { activityId } from '../protocol/activity-id.ts';
import type { CancelAnswer } from '../protocol/cancel-answer.ts';
import type { StatusAnswer } from '../protocol/status-answer.ts';
import { requirePayloadSize } from './payload-size.ts';
import { performCall } from './perform-call.ts';
import { StepTimes } from './step-times.ts';

/** How a saga ended. */
export type SagaEnding =
  | { readonly kind: 'completed'; readonly output: unknown }
  | { readonly kind: 'compensated'; readonly cause: SagaCause };

/**
 * One saga in flight on Temporal: it tells `decide` what happened and performs what follows.
 * All that it knows beside the engine's state are handles to stop what it performs, and times to show.
 */
export class OpenSaga {
  readonly ended: Promise<SagaEnding>;
  readonly #definition: AnySaga;
  readonly #calls = new Map<string, CancellationScope>();
  readonly #timers = new Map<SagaTimer, CancellationScope>();
  readonly #times = new StepTimes();
  #state: SagaState;
  #end: (ending: SagaEnding) => void = () => undefined;
  #fail: (error: unknown) => void = () => undefined;

  constructor(definition: AnySaga, sagaId: string, input: unknown) {
    this.#definition = definition;
    this.#state = initialState(definition, sagaId, input);
    this.ended = new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
    });
  }

  get state(): SagaState {
    return this.#state;
  }

  /** Tells what happened, and performs what follows. */
  tell(event: SagaEvent): void {
    const [state, commands] = decide(this.#definition, this.#state, event);
    this.#times.note(this.#state, state, Date.now());
    this.#state = state;
    for (const command of commands) this.#perform(command);
  }

  /** Asks for the saga to be unwound. The answer is definite: later it can't turn into the other. */
  cancel(detail?: string): CancelAnswer {
    if (!canCancel(this.#definition, this.#state)) return { accepted: false, code: 'TOO_LATE' };
    this.tell({ kind: 'cancelRequested', ...(detail === undefined ? {} : { detail }) });
    return { accepted: true };
  }

  status(): StatusAnswer {
    const { sagaId, status, cause, steps } = this.#state;
    return {
      id: sagaId,
      status,
      ...(cause === undefined ? {} : { cause }),
      steps: this.#definition.steps.map(({ name }) => {
        const step = steps[name];
        return {
          name,
          status: step?.status ?? 'pending',
          ...this.#times.of(name),
          ...(step?.parked === undefined ? {} : { parked: step.parked }),
        };
      }),
    };
  }

  #perform(command: SagaCommand): void {
    switch (command.kind) {
      case 'performCall':
        this.#call(command);
        break;
      case 'cancelCall':
        this.#calls.get(activityId(command.step, command.operation))?.cancel();
        break;
      case 'startTimer':
        this.#startTimer(command.timer, command.milliseconds);
        break;
      case 'stopTimer':
        this.#timers.get(command.timer)?.cancel();
        break;
      case 'complete':
        this.#complete(command.output);
        break;
      case 'endCompensated':
        this.#end({ kind: 'compensated', cause: command.cause });
        break;
    }
  }

  #complete(output: unknown): void {
    try {
      requirePayloadSize(output);
    } catch (error) {
      // Everything is done, so the saga must not end as failed: its task fails until `returns` is mended.
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`The output of saga '${this.#definition.name}' can't be sent: ${why}`, { cause: error });
    }
    this.#end({ kind: 'completed', output });
  }

  #call(command: PerformCall): void {
    const id = activityId(decodeURIComponent(command.call.step), command.operation);
    this.#shielded(
      (scope) => this.#calls.set(id, scope),
      async () => this.tell(await performCall(command)),
    );
  }

  #startTimer(timer: SagaTimer, milliseconds: number): void {
    this.#shielded(
      (scope) => this.#timers.set(timer, scope),
      async () => {
        // A timer that was stopped rejects, and has nothing to tell.
        const fired = await sleep(milliseconds).then(
          () => true,
          () => false,
        );
        if (fired) this.tell({ kind: 'timerFired', timer });
      },
    );
  }

  // The workflow's own cancellation must not reach what is performed: the saga decides what to stop, and its undo is never stopped.
  #shielded(keep: (scope: CancellationScope) => void, work: () => Promise<void>): void {
    const done = CancellationScope.nonCancellable(() => {
      const scope = new CancellationScope();
      keep(scope);
      return scope.run(work);
    });
    // What goes wrong here is a mistake in the engine: it stops this saga's progress loudly, until it is mended.
    done.catch((error) => this.#fail(error));
  }
}
