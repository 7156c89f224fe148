import type { AnySaga } from '../definition/saga-definition.ts';
import { stepAt } from '../engine/address.ts';
import type { PerformCall, StartChild, UnwindChild } from '../engine/saga-command.ts';
import type { SagaEvent } from '../engine/saga-event.ts';
import { activityId } from '../protocol/activity-id.ts';
import type { LocalTries } from './local-tries.ts';
import { oneTask } from './one-task.ts';
import { performCall } from './perform-call.ts';
import { performChild, performChildUndo } from './perform-child.ts';
import { Scopes } from './scopes.ts';
import type { TaskBytes } from './task-bytes.ts';
import type { TaskFact, TaskFacts } from './task-facts.ts';

/** What leaves the workflow and is answered: a call, or a child saga. */
export type SentCommand = PerformCall | StartChild | UnwindChild;

/** @internal */
export interface SentCommandsOptions {
  readonly definition: AnySaga;
  readonly tries: LocalTries;
  readonly facts: TaskFacts;
  readonly bytes: TaskBytes;
  /** Takes what came of one that was tried locally. */
  readonly tellLocal: (event: SagaEvent) => void;
  readonly tell: (event: SagaEvent) => void;
  /** Calls back, now or later, for what Temporal has told of. */
  readonly whenArrived: (then: () => void) => void;
  readonly onMistake: (error: unknown) => void;
}

/** What a saga has sent and waits for: calls and child sagas, each with a handle to stop it. */
export class SentCommands {
  readonly #options: SentCommandsOptions;
  readonly #open: Scopes;
  /** Stops that wait for a workflow task of their own. */
  readonly #delays: Scopes;
  /** The workflow tasks in which they were sent last, by their names. */
  readonly #sentIn = new Map<string, TaskFact>();
  #lastSentIn: TaskFact | undefined;
  #children = 0;

  constructor(options: SentCommandsOptions) {
    this.#options = options;
    this.#open = new Scopes(options.onMistake);
    this.#delays = new Scopes(options.onMistake);
  }

  /** How many are in flight. */
  get size(): number {
    return this.#open.size;
  }

  /** How many of them are child sagas, which run or are unwound. */
  get children(): number {
    return this.#children;
  }

  /** The workflow task in which anything was sent last. */
  get lastSentIn(): TaskFact | undefined {
    return this.#lastSentIn;
  }

  send(command: SentCommand): void {
    this.#lastSentIn = this.#options.facts.current;
    this.#sentIn.set(nameOf(command), this.#lastSentIn);
    if (command.kind === 'performCall') this.#sendCall(command);
    else this.#sendChild(command);
  }

  /** Stops what is in flight of a step, its undo aside: its run, its probe, its fence or its child. */
  stop(step: string): void {
    for (const operation of ['run', 'probe', 'fence'] as const) this.#stop(activityId(step, operation));
  }

  #sendCall(command: PerformCall): void {
    const { tries, tellLocal, bytes } = this.#options;
    const milliseconds = command.local ? tries.begin(this.#open.size - tries.underWay) : 0;
    let isLocal = milliseconds > 0;
    const gaveUp = () => {
      isLocal = false;
      tries.end();
    };
    const local = isLocal ? { milliseconds, gaveUp } : undefined;
    this.#open.perform(
      nameOf(command),
      () => performCall(command, local, bytes),
      (event) => {
        if (isLocal) {
          // The next try begins before this one ends, so that nothing from outside comes between two of a row.
          tellLocal(event);
          tries.end();
        } else {
          this.#tellDurable(event);
        }
      },
    );
  }

  #sendChild(command: StartChild | UnwindChild): void {
    const { bytes } = this.#options;
    const child = this.#child(command.step);
    this.#children += 1;
    this.#open.perform(
      nameOf(command),
      () =>
        command.kind === 'startChild' ? performChild(command, child, bytes) : performChildUndo(command, child, bytes),
      (event) => {
        this.#children -= 1;
        this.#tellDurable(event);
      },
    );
  }

  #tellDurable(event: SagaEvent): void {
    this.#options.whenArrived(() => this.#options.tell(event));
  }

  #child(address: string): AnySaga {
    const { definition } = this.#options;
    const { run } = stepAt(definition, address);
    if (run.kind !== 'saga') throw new Error(`Step '${address}' of saga '${definition.name}' runs no saga.`);
    return run.saga;
  }

  // Temporal's SDK sends nothing of a call that is stopped in the workflow task in which it was begun. Where a replay may begin it one
  // task earlier, it is stopped in a later one, or it would be sent in one of the two.
  #stop(name: string): void {
    const stop = this.#open.stopper(name);
    if (stop === undefined) return;
    if (this.#options.facts.isPast(this.#sentIn.get(name))) stop();
    else this.#delays.perform(name, oneTask, () => this.#options.whenArrived(stop));
  }
}

function nameOf(command: SentCommand): string {
  switch (command.kind) {
    case 'performCall':
      return activityId(command.call.step, command.operation);
    case 'startChild':
      return activityId(command.step, 'run');
    case 'unwindChild':
      return activityId(command.step, 'compensate');
  }
}
