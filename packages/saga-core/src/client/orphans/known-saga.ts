import type { FenceAnswer } from '../../definition/fence-answer.ts';
import type { AnySaga } from '../../definition/saga-definition.ts';
import type { StepDefinition } from '../../definition/step.ts';
import { findStep } from '../../engine/address.ts';
import { stepOf, withStep } from '../../engine/decided.ts';
import type { OperatorDecision } from '../../engine/decision.ts';
import type { GivenWord } from '../../engine/given-word.ts';
import type { KeyedOperation } from '../../engine/idempotency-key.ts';
import type { SagaCause } from '../../engine/saga-cause.ts';
import type { SagaState, StepState } from '../../engine/saga-state.ts';
import { settledState } from '../../engine/settled-state.ts';
import { withAllArmed } from '../../engine/turn-back.ts';
import { SagaDefinitionUnknownError } from '../../errors/saga-definition-unknown-error.ts';
import type { CallEnding } from '../history/call-ending.ts';
import { isReached } from './is-reached.ts';
import type { RebuiltSaga } from './rebuilt-saga.ts';
import { remadeItems } from './remade-items.ts';
import { withDecision, withFence } from './with-decision.ts';
import { type Learnt, withProbeEnding, withRunEnding } from './with-run-ending.ts';

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

  /** The pivot whose call was sent and not refused, or that has happened, as its fence said. */
  get sentPivot(): string | undefined {
    const { started, steps, fenced } = this.#state;
    const pivot = this.#definition.steps.find(({ kind }) => kind === 'pivot')?.name;
    if (pivot === undefined || fenced === 'never') return undefined;
    const isSent = started.includes(pivot) && steps[pivot]?.status !== 'refused';
    return isSent || fenced === 'applied' ? pivot : undefined;
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
    // An undo of what was never sent, as far as is known: the saga had armed all that any worker may have sent.
    if (operation === 'compensate' && !this.#state.started.includes(address))
      this.#state = withAllArmed(this.#definition, this.#state);
    const { parked: _parked, ...step } = this.#state.steps[address] ?? { status: 'pending' };
    const patches = change.patches === undefined ? {} : { patches: { ...step.patches, ...change.patches } };
    const status = operation === 'run' ? 'running' : 'compensating';
    this.#set(address, { ...step, ...change, ...patches, status });
    const { started } = this.#state;
    if (!started.includes(address)) this.#state = { ...this.#state, started: [...started, address] };
  }

  runEnded(address: string, ending: CallEnding, child?: SagaState): void {
    this.#learn(withRunEnding(this.#definition, this.#state, address, ending, child));
  }

  probeEnded(address: string, ending: CallEnding): void {
    this.#learn(withProbeEnding(this.#definition, this.#state, address, ending));
  }

  undoEnded(address: string, isDone: boolean): void {
    const step = stepOf(this.#state, address);
    if (step.status !== 'compensating') return;
    if (isDone) this.#set(address, { ...step, status: 'compensated' });
    else this.#set(address, { ...step, status: 'parked', parked: { operation: 'compensate', code: 'FAILED' } });
  }

  /** The pivot is asked whether it has happened. Until there is an answer, decisions about it are about that. */
  fenceSent(address: string): void {
    this.#set(address, { ...stepOf(this.#state, address), parked: { operation: 'fence', code: 'UNSETTLED' } });
  }

  fenceEnded(address: string, ending: CallEnding): void {
    const answer = ending.kind === 'applied' ? (ending.result as Partial<FenceAnswer<unknown>> | null) : undefined;
    if (answer?.fence === 'never' || answer?.fence === 'applied')
      this.#state = withFence(this.#state, address, answer.fence);
  }

  /** It was accepted, so it fitted. */
  decided(decision: OperatorDecision): void {
    this.#learn(withDecision(this.#definition, this.#state, decision, this.#cause !== undefined));
  }

  /** A word to a waiting step. One that is said before its step waits is kept until then. */
  told(address: string, word: GivenWord): void {
    this.#state = { ...this.#state, words: { ...this.#state.words, [address]: word } };
  }

  /** Hears the words whose steps have come to wait for them. Nothing is undone of having heard one, but undos may read it. */
  hearWords(): void {
    for (const [address, word] of Object.entries(this.#state.words ?? {})) {
      const isWaiting = (this.#state.steps[address]?.status ?? 'pending') === 'pending';
      if (!isWaiting || this.#cause !== undefined || !isReached(this.#definition.flow, this.#state, address)) continue;
      this.sent(address, 'run', {});
      this.runEnded(
        address,
        'refused' in word ? { kind: 'refused', refused: word.refused } : { kind: 'applied', result: word.value },
      );
    }
  }

  #learn({ state, cause }: Learnt): void {
    this.#state = state;
    if (cause !== undefined) this.because(cause);
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
