import type { SagaTimer } from '../engine/saga-event.ts';
import type { OpenTask, Zombie } from './open-task.ts';

/** A call that the orchestrator waits for, and where its current try is. Numbers are those of the model's interners. */
export interface OpenCall {
  /** What is sent, as a number: key, activity and argument. */
  readonly message: number;
  readonly attempt: number;
  /** It was told to stop, so it is not tried again. */
  readonly stopped: boolean;
  /**
   * `unsent`: decided in a workflow task that is open, and leaves with its end · `request`: on its way · `inside`: it has seen
   * the barrier's rows and not acted · `reply`: its answer is on its way · `lost`: nothing comes.
   */
  readonly phase: 'unsent' | 'request' | 'inside' | 'reply' | 'lost';
  /** In phase `reply` the answer, in phase `inside` the admission. */
  readonly content: number;
  /** A local try, inside the workflow task that is open. */
  readonly local: boolean;
}

/** What has been used of the limits. */
export interface Spent {
  readonly duplicates: number;
  readonly cancels: number;
  readonly crashes: number;
  readonly decisions: number;
  readonly continuations: number;
  readonly takeBacks: number;
}

/**
 * Everything that decides what can happen next: the orchestrator, the network and the participants. The orchestrator is
 * known durably unless a workflow task is open.
 * Nothing in it says how it came about, so worlds that are equal have equal futures.
 */
export interface World {
  /** The engine's state, as a number. */
  readonly saga: number;
  /** Each participant's rows and state, as a number, in the order in which their models were given. */
  readonly participants: readonly number[];
  /** In the order of their messages. */
  readonly calls: readonly OpenCall[];
  readonly timers: readonly SagaTimer[];
  /** Requests under way whose answer nobody waits for, sorted: how they came about makes no difference. */
  readonly late: readonly number[];
  /** The history has grown large: nothing more is sent before the saga goes on in another run. */
  readonly draining: boolean;
  /** Messages that wait for that run, sorted. */
  readonly held: readonly number[];
  /** Its workflow was terminated, and nothing performs it any more. */
  readonly brokenOff: boolean;
  readonly spent: Spent;
  /** The workflow task in which the orchestrator is, while local tries keep it open. */
  readonly task: OpenTask | undefined;
  readonly zombie: Zombie | undefined;
}

/** The world in which nothing has happened. @internal */
export function emptyWorld(saga: number, participants: readonly number[]): World {
  const spent = { duplicates: 0, cancels: 0, crashes: 0, decisions: 0, continuations: 0, takeBacks: 0 };
  const quiet = { calls: [], timers: [], late: [], draining: false, held: [], brokenOff: false };
  return { saga, participants, ...quiet, spent, task: undefined, zombie: undefined };
}

/** The world in which one thing more was spent. @internal */
export function spend(world: World, what: keyof Spent): World {
  return { ...world, spent: { ...world.spent, [what]: world.spent[what] + 1 } };
}

/** The world with more requests that nobody waits for. @internal */
export function withLate(world: World, ...messages: readonly number[]): World {
  return { ...world, late: sorted([...world.late, ...messages]) };
}

/** The world without one request of that message. @internal */
export function withoutLate(world: World, message: number): World {
  const index = world.late.indexOf(message);
  return { ...world, late: world.late.toSpliced(index, 1) };
}

/** The world with that call changed, or without it. @internal */
export function withCall(world: World, call: OpenCall, next: OpenCall | undefined): World {
  const calls = world.calls.flatMap((open) => (open !== call ? [open] : next === undefined ? [] : [next]));
  return { ...world, calls };
}

/** The world in which nobody waits for anything any more; what is under way stays so. @internal */
export function abandoned(world: World): World {
  const underWay = world.calls.filter(({ phase }) => phase === 'request' || phase === 'inside');
  const late = withLate(world, ...underWay.map(({ message }) => message));
  return { ...late, calls: [], timers: [], draining: false, held: [], task: undefined };
}

/** Numbers in order. @internal */
export function sorted(numbers: readonly number[]): number[] {
  return [...numbers].sort((left, right) => left - right);
}
