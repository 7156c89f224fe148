import type { SagaTimer } from '../engine/saga-event.ts';

/** What a person can decide about a parked call, as far as it is explored; `patch` is a retry under a new key. */
export type ExploredDecision = 'retry' | 'patch' | 'skip' | 'resolvedElsewhere';

/** How a child saga ends. `brokenOff`: somebody terminated it, and nobody knows what it left behind. */
export type ChildEnding = 'completed' | 'unwound' | 'brokenOff';

/**
 * One thing that happens in a saga's world. A schedule is a list of them, plain JSON.
 * `call` is a call's key without the saga: `reserveItems/run`, `reserveItems/compensate`, and `…~1` for a patched one;
 * of a probe `reserveItems/probe`; of a child saga, by its step, `payment/run`, and `payment/compensate` for its unwinding.
 *
 * | move | meaning |
 * |---|---|
 * | `deliver` | the request of the call's current try reaches its participant; with `refuse` that says a definite no |
 * | `act` | only with a barrier that is not atomic: what looked at the rows before now acts |
 * | `answer` | the participant's answer reaches the saga |
 * | `try` | a local try reaches its participant, and its worker hears the answer in the same workflow task; with `meets` a cancel was written down meanwhile, so that the task which would end the saga is refused and begun anew |
 * | `overrun` | a local try failed or took too long: a normal activity goes on |
 * | `dropRequest`, `loseReply` | it is lost, and nobody knows yet |
 * | `retry` | the try is given up and the next one sent; a request still under way may arrive late |
 * | `giveUp` | the call's time is up, or it heeds that it was told to stop: in doubt |
 * | `duplicate` | the network makes a copy of the request |
 * | `deliverLate`, `dropLate` | a request whose answer nobody waits for any more arrives, or never will |
 * | `child` | a child saga ends, or its unwinding does |
 * | `say` | somebody gives a step its word, also one that does not wait for it yet; with `refuse` it is a no |
 * | `fireTimer` | the `deadline`, the `settle` timer after which calls in flight are in doubt, or the end of a wait for a word |
 * | `cancel` | somebody cancels the saga; by `update` it is lost with its workflow task |
 * | `crash` | the worker dies: all tries under way lose their answers, and what it knew only inside a workflow task is forgotten |
 * | `heartbeat` | a worker that takes long inside a workflow task reports what it has so far |
 * | `outgrow` | its history has grown large: as soon as nothing is in flight the saga continues as new |
 * | `terminate` | the saga is broken off, and then unwound as far as its pivot allows |
 * | `takeBack` | the saga has completed and is unwound, as a child's parent does |
 * | `decide` | a person decides about a parked call |
 *
 * With `by: 'zombie'` it happens to a worker that was given up and goes on.
 */
export type Move =
  | { readonly move: 'deliver'; readonly call: string; readonly refuse?: true; readonly by?: 'zombie' }
  | { readonly move: 'act'; readonly call: string; readonly by?: 'zombie' }
  | { readonly move: 'answer'; readonly call: string; readonly by?: 'zombie' }
  | {
      readonly move: 'try';
      readonly call: string;
      readonly refuse?: true;
      readonly meets?: 'cancel';
      readonly by?: 'zombie';
    }
  | { readonly move: 'overrun'; readonly call: string; readonly by?: 'zombie' }
  | { readonly move: 'dropRequest'; readonly call: string }
  | { readonly move: 'loseReply'; readonly call: string }
  | { readonly move: 'retry'; readonly call: string }
  | { readonly move: 'giveUp'; readonly call: string; readonly by?: 'zombie' }
  | { readonly move: 'duplicate'; readonly call: string; readonly by?: 'zombie' }
  | { readonly move: 'deliverLate'; readonly call: string; readonly nth?: number; readonly refuse?: true }
  | { readonly move: 'dropLate'; readonly call: string; readonly nth?: number }
  | { readonly move: 'child'; readonly call: string; readonly ends: ChildEnding }
  | { readonly move: 'say'; readonly step: string; readonly refuse?: true }
  | { readonly move: 'fireTimer'; readonly timer: SagaTimer }
  | { readonly move: 'cancel'; readonly by?: 'update' }
  | { readonly move: 'heartbeat' }
  | { readonly move: 'crash' }
  | { readonly move: 'outgrow' }
  | { readonly move: 'terminate' }
  | { readonly move: 'takeBack' }
  | { readonly move: 'decide'; readonly step: string; readonly decision: ExploredDecision };

/** What happens, move by move. `simulate` replays it. */
export type Schedule = readonly Move[];
