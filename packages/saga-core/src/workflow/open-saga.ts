import { CancellationScope, condition, log, setCurrentDetails } from '@temporalio/workflow';
import type { AnySaga } from '../definition/saga-definition.ts';
import { decide } from '../engine/decide.ts';
import { initialState } from '../engine/initial-state.ts';
import { canCancel } from '../engine/point-of-no-return.ts';
import type { SagaCause } from '../engine/saga-cause.ts';
import type { SagaCommand } from '../engine/saga-command.ts';
import type { SagaEvent } from '../engine/saga-event.ts';
import type { SagaState } from '../engine/saga-state.ts';
import { stepsInOrder } from '../engine/steps-in-order.ts';
import type { CancelAnswer } from '../protocol/cancel-answer.ts';
import type { CarriedSaga } from '../protocol/saga-start.ts';
import type { StatusAnswer } from '../protocol/status-answer.ts';
import { afterAnswers } from './after-answers.ts';
import { currentDetails } from './current-details.ts';
import { HeldCommands } from './held-commands.ts';
import { LocalTries } from './local-tries.ts';
import { requirePayloadSize } from './payload-size.ts';
import { RunLength } from './run-length.ts';
import { SagaTimers } from './saga-timers.ts';
import { type SentCommand, SentCommands } from './sent-commands.ts';
import { StatusPublications, type StatusPublishing } from './status-publications.ts';
import { StepTimes } from './step-times.ts';
import { TaskBytes } from './task-bytes.ts';
import { TaskFacts } from './task-facts.ts';

/** How a run of a saga's workflow ended. */
export type SagaEnding =
  | { readonly kind: 'completed'; readonly output: unknown; readonly state: SagaState }
  | { readonly kind: 'compensated'; readonly cause: SagaCause }
  /** Its history has grown large, so another run goes on with what is `carried`. */
  | { readonly kind: 'carriedOver' };

export interface OpenSagaOptions {
  /** How the saga's status is written; `undefined`: the namespace has no search attribute for it. */
  readonly publishes: StatusPublishing | undefined;
  /** It returns its state as well. */
  readonly isChild: boolean;
  /** About how many events a run may have. Default: as many as Temporal finds enough. */
  readonly longestRun?: number | undefined;
}

/**
 * One saga in flight on Temporal: it tells `decide` what happened and has performed what follows.
 * All that it knows beside the engine's state is what it waits for, and times to show.
 */
export class OpenSaga {
  /** Resolves when the run is over; see `ending`. */
  readonly ended: Promise<void>;
  readonly #definition: AnySaga;
  readonly #sent: SentCommands;
  readonly #held = new HeldCommands();
  readonly #timers: SagaTimers;
  readonly #times: StepTimes;
  readonly #publications: StatusPublications | undefined;
  readonly #isChild: boolean;
  readonly #tries = new LocalTries((error) => this.#fail(error));
  readonly #facts: TaskFacts;
  readonly #length: RunLength;
  readonly #start: () => void;
  #tooLargeToCarry = false;
  /** Temporal's cancels that have come and are not told of yet. */
  #cancelsToTell = 0;
  #state: SagaState;
  #ending: SagaEnding | undefined;
  #over: () => void = () => undefined;
  #fail: (error: unknown) => void = () => undefined;

  constructor(definition: AnySaga, begin: Beginning, { publishes, isChild, longestRun }: OpenSagaOptions) {
    const carried = 'carried' in begin ? begin.carried : undefined;
    this.#definition = definition;
    this.#isChild = isChild;
    this.#state = 'carried' in begin ? begin.carried.state : initialState(definition, begin.sagaId, begin.input);
    this.ended = new Promise((resolve, reject) => {
      this.#over = resolve;
      this.#fail = reject;
    });
    this.#facts = new TaskFacts(definition.execution);
    this.#length = new RunLength(definition.execution, longestRun);
    const bytes = new TaskBytes({
      execution: definition.execution,
      task: () => this.#facts.current.historyLength,
      arrived: (then) => this.#whenArrived(then),
      sent: (size) => this.#length.sent(size),
    });
    this.#sent = new SentCommands({
      definition,
      tries: this.#tries,
      facts: this.#facts,
      bytes,
      tellLocal: (event) => {
        this.#length.told('local');
        this.tell(event);
      },
      tell: (event) => this.tell(event),
      whenArrived: (then) => this.#whenArrived(then),
      onMistake: (error) => this.#fail(error),
    });
    this.#timers = new SagaTimers({
      onFired: (timer) => this.tell({ kind: 'timerFired', timer }),
      whenArrived: (then) => this.#afterAnswers(then),
      onMistake: (error) => this.#fail(error),
      areCancelled: this.#facts.isStable,
    });
    this.#times = new StepTimes(carried?.times);
    const published = {
      status: () => this.#state.status,
      // Where calls are tried locally a task has no name that a replay is sure to share.
      hasSent: () => this.#facts.isStable && this.#sent.lastSentIn?.historyLength === this.#facts.current.historyLength,
      whenQuiet: (then: () => void) => this.#tries.atRowsEnd(then),
      inTurn: (work: () => void) => this.inTurn(work),
      isCancelled: this.#facts.isStable,
    };
    this.#publications = publishes && new StatusPublications(published, publishes, (error) => this.#fail(error));
    this.#start = () => (carried === undefined ? this.tell({ kind: 'sagaStarted' }) : this.#resume(carried));
  }

  get state(): SagaState {
    return this.#state;
  }

  /** How the run ended. One that was to go on in the next run may have ended meanwhile: an update or a cancel came with the last answer. */
  get ending(): SagaEnding {
    if (this.#ending === undefined) throw new Error('The run is not over.');
    return this.#ending;
  }

  /** Begins, or goes on where the run before stopped. */
  start(): void {
    this.#start();
  }

  /** Tells what happened, and performs what follows. */
  tell(event: SagaEvent): void {
    const before = this.#state;
    const [state, commands] = decide(this.#definition, before, event);
    this.#times.note(before, state, Date.now());
    this.#state = state;
    if (state !== before) setCurrentDetails(currentDetails(state, stepsInOrder(this.#definition, state)));
    for (const command of commands) this.#perform(command);
    if (state.status !== before.status) this.#publications?.changed(before.status, state.status);
    const unsent = this.#held.nextWithdrawn();
    if (unsent !== undefined) this.tell(unsent);
    else this.#carryOver();
  }

  /** Calls back for something that Temporal had written down before it told of it, when no call is being tried locally. */
  #whenArrived(then: () => void): void {
    const begin = this.#facts.arrived();
    this.#tries.whenOver(() => {
      begin();
      this.#tries.isDurable();
      this.#length.told('durable');
      then();
    });
  }

  /**
   * The same for what would be told before the answers that came with it, as it takes fewer promises. A worker that died may have
   * heard of such an answer, which was written down before, and have tried locally what follows from it.
   */
  #afterAnswers(then: () => void): void {
    if (this.#facts.isStable) this.#whenArrived(then);
    else
      afterAnswers().then(
        () => this.#whenArrived(then),
        (error) => this.#fail(error),
      );
  }

  /** Temporal's own cancel. */
  cancelRequested(): void {
    this.#cancelsToTell += 1;
    this.#afterAnswers(() => {
      this.#cancelsToTell -= 1;
      this.tell({ kind: 'cancelRequested' });
    });
  }

  /** Does something when no call is being tried locally. Whatever comes from outside does, or a replay might tell it in another order. */
  inTurn<Done>(work: () => Done): Promise<Awaited<Done>> {
    return this.#tries.inTurn(work);
  }

  /** Whether something that came is still to be told, or the answer of a fence is awaited. The run must not be left before. */
  get isAnswering(): boolean {
    const goesOn = this.#ending?.kind === 'carriedOver' && this.#sent.size > 0;
    return this.#tries.isAnswering || this.#cancelsToTell > 0 || goesOn;
  }

  /** Whether an update may not be accepted now, as a replay might hear of something else before it; a moment later it may. */
  get isBusy(): boolean {
    return this.#tries.areFromBefore;
  }

  /** Hears an update, which is not known durably before this workflow task has ended. */
  hear(event: SagaEvent): void {
    this.#tries.heard();
    this.#length.told('durable');
    this.tell(event);
  }

  /**
   * Asks for the saga to be unwound. The answer is definite: later it can't turn into the other. It may have to wait for the
   * answer of the pivot's participant, when a worker that died may have sent the pivot.
   */
  async cancel(detail?: string): Promise<CancelAnswer> {
    // It unwinds, or has just done so while this waited for local tries: whatever for, nothing of it will stand.
    if (this.#state.cause !== undefined) return { accepted: true };
    if (!canCancel(this.#definition, this.#state)) return { accepted: false, code: 'TOO_LATE' };
    this.hear({ kind: 'cancelRequested', ...(detail === undefined ? {} : { detail }) });
    // Temporal's own cancel must not cut this short.
    await CancellationScope.nonCancellable(() => condition(() => this.#state.fencing === undefined));
    return this.#state.cause === undefined ? { accepted: false, code: 'TOO_LATE' } : { accepted: true };
  }

  /** All that the next run needs to go on. Asked for at the very end of this one, so that nothing told meanwhile is lost. */
  carried(): CarriedSaga {
    return {
      state: this.#state,
      commands: this.#held.commands,
      timers: this.#timers.carried(),
      times: this.#times.carried(),
    };
  }

  status(): StatusAnswer {
    const { sagaId, status, cause } = this.#state;
    return {
      id: sagaId,
      status,
      ...(cause === undefined ? {} : { cause }),
      steps: stepsInOrder(this.#definition, this.#state).map(({ address, state }) => ({
        name: address,
        status: state.status,
        ...this.#times.of(address),
        ...(state.parked === undefined ? {} : { parked: state.parked }),
      })),
    };
  }

  #perform(command: SagaCommand): void {
    switch (command.kind) {
      case 'performCall':
      case 'startChild':
      case 'unwindChild':
        if (this.#isDraining() && !isFence(command)) this.#held.hold(command);
        else this.#sent.send(command);
        break;
      case 'cancelRun':
        if (!this.#held.withdraw(command.step)) this.#sent.stop(command.step);
        break;
      case 'startTimer':
        this.#timers.start(command.timer, command.milliseconds);
        break;
      case 'stopTimer':
        this.#timers.stop(command.timer);
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
    const state = this.#state;
    try {
      requirePayloadSize(this.#isChild ? { output, state } : output);
    } catch (error) {
      // Everything is done, so the saga must not end as failed: its task fails until `returns` is mended. Temporal would
      // terminate it, and what it did would be undone by nobody.
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`The output of saga '${this.#definition.name}' can't be sent: ${why}`, { cause: error });
    }
    this.#end({ kind: 'completed', output, state });
  }

  // A new run is due when the history has grown large. What is in flight can't move to it, so nothing new is sent
  // until all of it is settled. A child saga may take days (it waits for a word, or for a decision), and all else would stand
  // still for it: while one is in flight the history goes on growing, save where Temporal would soon terminate the saga.
  #isDraining(): boolean {
    if (!this.#length.isLong || this.#tooLargeToCarry) return false;
    return this.#sent.children === 0 || this.#length.isNearItsEnd;
  }

  #end(ending: SagaEnding): void {
    if (this.#ending === undefined || this.#ending.kind === 'carriedOver') this.#ending = ending;
    this.#over();
  }

  #carryOver(): void {
    if (this.#held.commands.length === 0 || this.#sent.size > 0) return;
    try {
      requirePayloadSize(this.carried());
    } catch {
      log.warn('The saga is too large to continue as new, so its history goes on growing', {
        sagaId: this.#state.sagaId,
      });
      this.#tooLargeToCarry = true;
      for (const command of this.#held.release()) this.#sent.send(command);
      return;
    }
    this.#end({ kind: 'carriedOver' });
  }

  #resume({ state, commands, timers }: CarriedSaga): void {
    this.#timers.resume(timers);
    for (const command of commands) this.#perform(command);
    this.#publications?.resumed(state.status);
  }
}

/** What a run begins with: a saga's input, or all that the run before it knew. */
export type Beginning = { readonly sagaId: string; readonly input: unknown } | { readonly carried: CarriedSaga };

// A fence goes before everything else, and a cancel that waits for its answer lets no run end.
function isFence(command: SentCommand): boolean {
  return command.kind === 'performCall' && command.operation === 'fence';
}
