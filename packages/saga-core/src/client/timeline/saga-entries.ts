import type { OperatorDecision } from '../../engine/decision.ts';
import type { GivenWord } from '../../engine/given-word.ts';
import type { CancelAnswer } from '../../protocol/cancel-answer.ts';
import {
  answerUpdateName,
  cancelUpdateName,
  resolveUpdateName,
  roomTimerName,
  statusAttribute,
} from '../../protocol/names.ts';
import { compensationCause } from '../history/compensation-cause.ts';
import type { ChildClosing, SagaClosing, SagaFact } from '../history/saga-fact.ts';
import type { SagaEnd, TimelineEntry } from './saga-timeline.ts';

/** Collects what happened to the saga as a whole. */
export class SagaEntries {
  readonly #entries: (TimelineEntry | undefined)[] = [];
  /** Where the update stands whose answer comes in a later event, and what stood there before. */
  readonly #updates = new Map<string, { readonly index: number; readonly before: TimelineEntry | undefined }>();
  /** Where a cancel of Temporal's stands that no update has followed yet. */
  #cancel: number | undefined;

  get entries(): readonly TimelineEntry[] {
    return this.#entries.filter((entry) => entry !== undefined);
  }

  note(fact: SagaFact): void {
    if (fact.kind === 'updateAnswered') this.#answer(fact);
    const entry = this.#entryOf(fact);
    if (entry === undefined) return;
    if (fact.kind === 'updateAccepted') {
      this.#updates.set(fact.update, this.#place(fact.at, entry));
      return;
    }
    this.#entries.push({ at: fact.at, ...entry } as TimelineEntry);
    if (fact.kind === 'cancelRequested') this.#cancel = this.#entries.length - 1;
  }

  // `SagaHandle.cancel` asks Temporal first and then the saga: one wish, which counts from when it was first asked.
  #place(at: string, entry: Bare) {
    const index = entry.kind === 'cancelRequested' ? this.#cancel : undefined;
    const before = index === undefined ? undefined : this.#entries[index];
    if (index === undefined || before === undefined) {
      const length = this.#entries.push({ at, ...entry } as TimelineEntry);
      return { index: length - 1, before: undefined };
    }
    this.#cancel = undefined;
    this.#entries[index] = { at: before.at, ...entry } as TimelineEntry;
    return { index, before };
  }

  #answer({ update, answer, failed }: Extract<SagaFact, { kind: 'updateAnswered' }>): void {
    const place = this.#updates.get(update);
    if (place === undefined) return;
    const { index, before } = place;
    const asked = this.#entries[index];
    // It did not fit any more when its turn came, and changed nothing.
    if (failed) this.#entries[index] = before;
    else if (asked?.kind === 'cancelRequested' && asked.by === 'update')
      this.#entries[index] = { ...asked, accepted: (answer as CancelAnswer).accepted };
  }

  #entryOf(fact: SagaFact): Bare | undefined {
    switch (fact.kind) {
      case 'runStarted':
        return this.#entries.length === 0 ? { kind: 'started', runId: fact.runId } : undefined;
      case 'continuedAsNew':
        return { kind: 'continuedAsNew', runId: fact.nextRunId };
      case 'cancelRequested': {
        const { identity, reason } = fact;
        return {
          kind: 'cancelRequested',
          by: 'temporal',
          ...(identity === undefined ? {} : { identity }),
          ...(reason === undefined ? {} : { reason }),
        };
      }
      case 'updateAccepted':
        return entryOfUpdate(fact.name, fact.args);
      case 'timerFired': {
        const { name, milliseconds } = fact;
        // Pauses of the workflow: nothing that happened to the saga.
        if (name === statusAttribute || name === roomTimerName) return undefined;
        return { kind: 'timerFired', milliseconds, ...(name === undefined ? {} : { name }) };
      }
      case 'childSent':
        return { kind: 'childStarted', childId: fact.childId, saga: fact.saga };
      case 'childEnded':
        return { kind: 'childEnded', childId: fact.childId, ...endOfChild(fact.closing) };
      case 'ended':
        return { kind: 'ended', ...endOf(fact.closing) };
      default:
        return undefined;
    }
  }
}

type Bare = TimelineEntry extends infer Entry ? (Entry extends unknown ? Omit<Entry, 'at'> : never) : never;

// An update of another name is somebody else's: it is not the saga's to tell.
function entryOfUpdate(name: string, args: readonly unknown[]): Bare | undefined {
  if (name === resolveUpdateName) return { kind: 'decided', decision: args[0] as OperatorDecision };
  if (name === answerUpdateName) return { kind: 'answered', step: String(args[0]), word: args[1] as GivenWord };
  if (name !== cancelUpdateName) return undefined;
  const [detail, actor] = args;
  return {
    kind: 'cancelRequested',
    by: 'update',
    ...(typeof detail === 'string' ? { detail } : {}),
    ...(typeof actor === 'string' ? { actor } : {}),
  };
}

/** How a saga ended, by how its workflow closed. */
function endOf(closing: SagaClosing): SagaEnd {
  switch (closing.as) {
    case 'completed':
      return { as: 'completed' };
    case 'cancelled':
    case 'failed': {
      const cause = compensationCause(closing);
      if (cause !== undefined) return { as: 'compensated', cause };
      const message = 'failure' in closing ? closing.failure?.message : undefined;
      return { as: 'failed', ...(message === undefined ? {} : { message }) };
    }
    default:
      return closing;
  }
}

function endOfChild(closing: ChildClosing) {
  if (closing.as === 'notStarted') return { as: closing.as };
  const end = endOf(closing);
  return { as: end.as, ...('cause' in end ? { cause: end.cause } : {}) };
}
