import type { CallOperation } from '../../engine/saga-command.ts';
import type { SagaStart } from '../../protocol/saga-start.ts';
import type { CallEnding } from './call-ending.ts';

/** Which call a fact is about: unique in one workflow id, over all its runs. */
export type CallId = string;

/** What a call was performed as: a local activity inside a workflow task, or a normal activity. */
export type CallExecution = 'local' | 'activity';

/** How a saga's workflow closed. */
export type SagaClosing =
  | { readonly as: 'completed'; readonly output: unknown }
  | { readonly as: 'cancelled'; readonly details: readonly unknown[] }
  | { readonly as: 'failed'; readonly failure: Error | undefined }
  | { readonly as: 'terminated'; readonly reason?: string; readonly identity?: string }
  | { readonly as: 'timedOut' };

/** How the workflow of a child saga closed. `notStarted`: Temporal refused to start it. */
export type ChildClosing = SagaClosing | { readonly as: 'notStarted' };

/**
 * What a history says of a saga, in the saga's words and with everything decoded. Every reader of histories reads these,
 * so what Temporal's events look like is known in one place.
 */
export type SagaFact = {
  /** RFC 3339 in UTC. */
  readonly at: string;
  readonly runId: string;
} & (
  | { readonly kind: 'runStarted'; readonly input: unknown; readonly start?: SagaStart }
  | {
      readonly kind: 'callSent';
      readonly call: CallId;
      readonly step: string;
      readonly operation: CallOperation;
      readonly activity: string;
      readonly execution: CallExecution;
      /** Absent of one that was tried locally: its marker has no arguments. */
      readonly argument?: unknown;
      readonly key: string;
    }
  /** Its local try settled nothing, so a normal activity goes on with it. */
  | { readonly kind: 'callOverran'; readonly call: CallId }
  /** Written by Temporal when the call ends, with the last try's number, local ones included, and time. */
  | { readonly kind: 'callTried'; readonly call: CallId; readonly attempt: number; readonly failure?: string }
  | { readonly kind: 'callEnded'; readonly call: CallId; readonly ending: CallEnding; readonly failure?: string }
  | { readonly kind: 'cancelRequested'; readonly identity?: string; readonly reason?: string }
  /** An update that the saga accepted. Refused ones are in no history. */
  | {
      readonly kind: 'updateAccepted';
      readonly update: string;
      readonly name: string;
      readonly args: readonly unknown[];
    }
  /** `failed`: what came with the update had changed the saga, so that it did not fit any more and changed nothing. */
  | { readonly kind: 'updateAnswered'; readonly update: string; readonly answer: unknown; readonly failed?: true }
  | { readonly kind: 'timerFired'; readonly timer: string; readonly name?: string; readonly milliseconds: number }
  | { readonly kind: 'childSent'; readonly childId: string; readonly saga: string; readonly args: readonly unknown[] }
  | { readonly kind: 'childStarted'; readonly childId: string }
  | { readonly kind: 'childEnded'; readonly childId: string; readonly closing: ChildClosing }
  | { readonly kind: 'continuedAsNew'; readonly nextRunId: string }
  | { readonly kind: 'ended'; readonly closing: SagaClosing }
);

/** A fact without where, and without when if it happened when its event was written. */
export type BareFact = SagaFact extends infer Fact
  ? Fact extends unknown
    ? Omit<Fact, 'at' | 'runId'> & { readonly at?: string }
    : never
  : never;
