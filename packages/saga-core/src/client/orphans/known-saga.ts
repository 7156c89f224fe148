import type { AnySaga } from '../../definition/saga-definition.ts';
import type { StepDefinition } from '../../definition/step.ts';
import { findStep } from '../../engine/address.ts';
import { stepOf, withStep } from '../../engine/decided.ts';
import type { OperatorDecision } from '../../engine/decision.ts';
import type { KeyedOperation } from '../../engine/idempotency-key.ts';
import { probeAnswered } from '../../engine/probe.ts';
import type { SagaCause } from '../../engine/saga-cause.ts';
import type { SagaState, StepState } from '../../engine/saga-state.ts';
import { SagaDefinitionUnknownError } from '../../errors/saga-definition-unknown-error.ts';
import type { CallEnding } from '../history/call-ending.ts';
import type { RebuiltSaga } from './rebuilt-saga.ts';
import { remadeItems } from './remade-items.ts';
import { settledState } from './settled-state.ts';

/** What is known of a saga from what was sent for it and what came back, and from nothing that its code would have to say. */
export class KnownSaga {
  readonly #definition: AnySaga;
  #state: SagaState;
  #cause: SagaCause | undefined;

  constructor(definition: AnySaga, state: SagaState, cause: SagaCause | undefined) {
    this.#definition = definition;
    this.#state = state;
    this.#cause = cause;
  }

  get state(): SagaState {
    return this.#state;
  }

  get rebuilt(): RebuiltSaga {
    const pivot = this.sentPivot;
    return {
      state: settledState(this.#definition, this.#state),
      ...(this.#cause === undefined ? {} : { cause: this.#cause }),
      ...(pivot === undefined ? {} : { pivot }),
    };
  }

  /** The pivot whose call was sent and not refused. */
  get sentPivot(): string | undefined {
    const { started, steps } = this.#state;
    return started.find(
      (address) => this.#definitionOf(address).kind === 'pivot' && steps[address]?.status !== 'refused',
    );
  }

  /** Why it unwinds. The first cause wins. */
  because(cause: SagaCause): void {
    this.#cause ??= cause;
  }

  /** Takes over the items of lists, which are in no event. */
  takeItems(items: SagaState['items'] = {}): void {
    this.#state = { ...this.#state, items: { ...this.#state.items, ...items } };
  }

  sent(address: string, operation: KeyedOperation, change: Partial<StepState>): void {
    const { forEach } = this.#definitionOf(address);
    if (forEach !== undefined) this.#state = remadeItems(this.#definition, this.#state, forEach);
    const { parked: _parked, ...step } = this.#state.steps[address] ?? { status: 'pending' };
    const patches = change.patches === undefined ? {} : { patches: { ...step.patches, ...change.patches } };
    const status = operation === 'run' ? 'running' : 'compensating';
    this.#set(address, { ...step, ...change, ...patches, status });
    const { started } = this.#state;
    if (!started.includes(address)) this.#state = { ...this.#state, started: [...started, address] };
  }

  runEnded(address: string, ending: CallEnding, child?: SagaState): void {
    const { outcome: _outcome, ...step } = stepOf(this.#state, address);
    // Its undo was sent before this answer came. What that went by must stay: another try of it has the same key.
    if (step.status !== 'running') return;
    if (ending.kind === 'applied') {
      this.#set(address, { ...step, status: 'applied', outcome: ending, ...(child === undefined ? {} : { child }) });
    } else if (ending.kind === 'inDoubt') {
      this.#set(address, { ...step, status: 'inDoubt', outcome: ending });
      if (!this.#isProbed(address)) this.#becauseOfDoubt(address, ending);
    } else {
      this.#runRefused(address, step, ending);
    }
  }

  probeEnded(address: string, ending: CallEnding): void {
    if (stepOf(this.#state, address).status !== 'inDoubt') return;
    const { event } = probeAnswered(this.#state, address, ending.kind === 'applied' ? ending.result : undefined);
    if (event.kind === 'callDoubted') this.#becauseOfDoubt(address, { kind: 'inDoubt', doubt: event.doubt });
    if (event.kind !== 'callApplied' && event.kind !== 'callRefused') return;
    // As if the run itself had ended so.
    this.#set(address, { ...stepOf(this.#state, address), status: 'running' });
    this.runEnded(
      address,
      event.kind === 'callApplied'
        ? { kind: 'applied', result: event.result }
        : { kind: 'refused', refused: event.refused },
    );
  }

  undoEnded(address: string, isDone: boolean): void {
    const step = stepOf(this.#state, address);
    if (step.status !== 'compensating') return;
    if (isDone) this.#set(address, { ...step, status: 'compensated' });
    else this.#set(address, { ...step, status: 'parked', parked: { operation: 'compensate', code: 'FAILED' } });
  }

  /** It was accepted, so it fitted: whether it was about the run or its undo can be told from what is known of the step. */
  decided(decision: OperatorDecision): void {
    if (decision.action === 'retry') return;
    const { step: address } = decision;
    const { parked: _parked, outcome, ...step } = stepOf(this.#state, address);
    const isUndo =
      this.#definitionOf(address).kind === 'compensatable' &&
      (this.#cause !== undefined || outcome?.kind === 'applied');
    if (isUndo || decision.action === 'skip') {
      const status = decision.action === 'skip' ? 'skipped' : 'compensated';
      this.#set(address, { ...step, ...(outcome === undefined ? {} : { outcome }), status });
    } else if (decision.outcome === 'refused') {
      this.#set(address, { ...step, status: 'refused' });
      this.because({ kind: 'refused', step: address, code: 'RESOLVED_ELSEWHERE', detail: decision.reason });
    } else {
      this.#set(address, { ...step, status: 'applied', outcome: { kind: 'applied', result: decision.result } });
    }
  }

  #runRefused(address: string, step: StepState, { refused }: Extract<CallEnding, { kind: 'refused' }>): void {
    const { kind } = this.#definitionOf(address);
    const isPatched = step.patches?.run !== undefined;
    // A person's argument makes another call: that it was refused says nothing of the one before, which was in doubt.
    if (kind === 'retriable' || isPatched) this.#set(address, inDoubt(step));
    else this.#set(address, { ...step, status: 'refused' });
    if (kind === 'compensatable' || (kind === 'pivot' && !isPatched))
      this.because({ kind: 'refused', step: address, ...refused });
  }

  #becauseOfDoubt(address: string, { doubt }: Extract<CallEnding, { kind: 'inDoubt' }>): void {
    const step = this.#definitionOf(address);
    if (step.kind === 'compensatable' && step.onDoubt === 'unwind')
      this.because({ kind: 'inDoubt', step: address, ...doubt });
  }

  #isProbed(address: string): boolean {
    const { run } = this.#definitionOf(address);
    return run.kind === 'call' && run.probe !== undefined;
  }

  #set(address: string, step: StepState): void {
    this.#state = withStep(this.#state, address, step);
  }

  #definitionOf(address: string): StepDefinition {
    const step = findStep(this.#definition, address);
    if (step === undefined) throw new SagaDefinitionUnknownError(this.#state.sagaId, this.#definition.name);
    return step;
  }
}

function inDoubt(step: StepState): StepState {
  return { ...step, status: 'inDoubt', outcome: { kind: 'inDoubt', doubt: { code: 'FAILED' } } };
}
