import type { AnyCall } from './call.ts';
import type { CallPolicy } from './call-policy.ts';
import type { AnySaga } from './saga-definition.ts';

/** One participant's call, how it is performed, and how its participant is asked what became of it. */
export interface CallRun {
  readonly kind: 'call';
  readonly call: AnyCall;
  readonly policy: CallPolicy;
  /** Asks by key whether the call happened, before a call in doubt is undone or parked. */
  readonly probe?: { readonly call: AnyCall; readonly policy: CallPolicy };
  /** Makes sure that the call can't happen any more, unless it has. Of a pivot that may be tried locally. */
  readonly fence?: { readonly call: AnyCall; readonly policy: CallPolicy };
}

/** Another saga, run as a child workflow. */
export interface ChildRun {
  readonly kind: 'saga';
  readonly saga: AnySaga;
  /** Makes the child's input of the parent's context; pure. */
  readonly input: (context: never) => unknown;
}

/** Somebody's word: a person's approval, another system's message. */
export interface WordRun {
  readonly kind: 'word';
  /** Milliseconds after which no word counts as a refusal. */
  readonly timeout: number;
}

/** What a step does when it runs. */
export type StepRun = CallRun | ChildRun | WordRun;

/** What undoes a step: a call, nothing, or the unwinding of the child saga that it ran. */
export type StepUndo =
  | { readonly kind: 'call'; readonly call: AnyCall; readonly policy: CallPolicy }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'childSaga' };
