import type { AnySaga } from '../../definition/saga-definition.ts';
import type { OperatorDecision } from '../../engine/decision.ts';
import type { GivenWord } from '../../engine/given-word.ts';
import { initialState } from '../../engine/initial-state.ts';
import type { StepState } from '../../engine/saga-state.ts';
import { answerUpdateName, cancelUpdateName, resolveUpdateName } from '../../protocol/names.ts';
import type { ChildResult } from '../../protocol/saga-start.ts';
import { compensationCause } from '../history/compensation-cause.ts';
import type { CallId, ChildClosing, SagaFact } from '../history/saga-fact.ts';
import { childAddress } from './child-address.ts';
import { KnownSaga } from './known-saga.ts';
import type { RebuiltSaga } from './rebuilt-saga.ts';

type Fact<Kind extends SagaFact['kind']> = Extract<SagaFact, { kind: Kind }>;

/**
 * Gathers from a saga's history what its undo needs to know: which calls were sent, and what became of each.
 * Why it does not replay the history through `decide()`: docs/decisions/0009.
 */
export class HistoryFold {
  readonly #definition: AnySaga;
  readonly #workflowId: string;
  readonly #calls = new Map<CallId, Fact<'callSent'>>();
  /** From an accepted update on until its answer is known. */
  #unread: SagaFact[] = [];
  #known: KnownSaga | undefined;

  constructor(definition: AnySaga, workflowId: string) {
    this.#definition = definition;
    this.#workflowId = workflowId;
  }

  get rebuilt(): RebuiltSaga {
    for (const fact of this.#unread.splice(0)) this.#take(fact);
    return this.#saga.rebuilt;
  }

  // What an accepted update says counts only if it was taken after all; its answer comes some events later.
  note(fact: SagaFact): void {
    this.#unread.push(fact);
    for (let next = this.#unread[0]; next !== undefined; next = this.#unread[0]) {
      const answer = next.kind === 'updateAccepted' ? this.#answerTo(next.update) : next;
      if (answer === undefined) return;
      this.#unread.shift();
      if (!('failed' in answer)) this.#take(next);
    }
  }

  #answerTo(update: string): SagaFact | undefined {
    return this.#unread.find((fact) => fact.kind === 'updateAnswered' && fact.update === update);
  }

  #take(fact: SagaFact): void {
    switch (fact.kind) {
      case 'runStarted':
        this.#runStarted(fact);
        break;
      case 'callSent':
        this.#calls.set(fact.call, fact);
        if (fact.operation === 'fence') this.#saga.fenceSent(fact.step);
        if (fact.operation === 'run' || fact.operation === 'compensate')
          this.#saga.sent(fact.step, fact.operation, patchOf(fact));
        break;
      case 'callEnded':
        this.#callEnded(fact);
        break;
      case 'childSent':
        this.#childSent(fact.childId);
        break;
      case 'childEnded':
        this.#childEnded(fact.childId, fact.closing);
        break;
      case 'cancelRequested':
        this.#cancelled({});
        break;
      case 'timerFired':
        this.#timerFired(fact.name);
        break;
      case 'updateAccepted':
        this.#updated(fact.name, fact.args);
        break;
    }
    this.#known?.hearWords();
  }

  get #saga(): KnownSaga {
    if (this.#known === undefined) throw new Error(`The history of '${this.#workflowId}' has no beginning.`);
    return this.#known;
  }

  // What a run carries over from the one before is in that one's events, save for the items of lists.
  #runStarted({ input, start }: Fact<'runStarted'>): void {
    const carried = start?.carried?.state;
    if (this.#known === undefined) {
      const state = carried ?? initialState(this.#definition, this.#workflowId, input);
      this.#known = new KnownSaga(this.#definition, state, state.cause ?? start?.unwind);
    } else {
      this.#known.takeItems(carried?.items);
    }
  }

  #callEnded({ call, ending }: Fact<'callEnded'>): void {
    const sent = this.#calls.get(call);
    if (sent?.operation === 'compensate') this.#saga.undoEnded(sent.step, ending.kind === 'applied');
    if (sent?.operation === 'probe') this.#saga.probeEnded(sent.step, ending);
    if (sent?.operation === 'fence') this.#saga.fenceEnded(sent.step, ending);
    if (sent?.operation === 'run') this.#saga.runEnded(sent.step, ending);
  }

  #childSent(id: string): void {
    const child = childAddress(this.#definition, this.#saga.state, id);
    if (child === undefined) return;
    this.#saga.sent(child.step, child.operation, child.restarts === 0 ? {} : { restarts: child.restarts });
  }

  #childEnded(id: string, closing: ChildClosing): void {
    const child = childAddress(this.#definition, this.#saga.state, id);
    if (child === undefined) return;
    const cause = compensationCause(closing);
    if (child.operation === 'compensate') {
      this.#saga.undoEnded(child.step, cause !== undefined);
    } else if (closing.as === 'completed') {
      const { output, state } = closing.output as ChildResult;
      this.#saga.runEnded(child.step, { kind: 'applied', result: output }, state);
    } else if (cause !== undefined) {
      this.#saga.runEnded(child.step, { kind: 'refused', refused: { code: cause?.code ?? 'CHILD_UNDONE' } });
    } else {
      this.#saga.runEnded(child.step, { kind: 'inDoubt', doubt: { code: 'FAILED' } });
    }
  }

  // One that came too late is in the history too.
  #cancelled(why: { readonly detail?: string }): void {
    if (this.#saga.sentPivot === undefined) this.#saga.because({ kind: 'cancelled', ...why });
  }

  #timerFired(name: string | undefined): void {
    if (name === 'deadline' && this.#saga.sentPivot === undefined) this.#saga.because({ kind: 'deadline' });
    if (name?.startsWith('word/'))
      this.#saga.because({ kind: 'refused', step: name.slice('word/'.length), code: 'NO_WORD' });
  }

  #updated(name: string, [first, second]: readonly unknown[]): void {
    if (name === cancelUpdateName) this.#cancelled(typeof first === 'string' ? { detail: first } : {});
    if (name === resolveUpdateName) this.#saga.decided(first as OperatorDecision);
    if (name === answerUpdateName) this.#saga.told(String(first), second as GivenWord);
  }
}

// A call with a person's argument counts them in its key.
function patchOf({ operation, key, argument }: Fact<'callSent'>): Partial<StepState> {
  const [, count] = /~(\d+)$/.exec(key?.split('/').at(-1) ?? '') ?? [];
  return count === undefined ? {} : { patches: { [operation]: { count: Number(count), argument } } };
}
