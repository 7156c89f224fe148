import type { SagaTimer } from '../engine/saga-event.ts';
import { Interner } from './interner.ts';
import { type OpenCall, type Spent, type World, withLate } from './world.ts';

/**
 * A workflow task that local tries keep open. What was decided in it is known to nobody else: not to Temporal, not to the
 * next worker. A crash goes back to `anew`.
 */
export interface OpenTask {
  /** What the next worker would have before it hears of its local tries, as a number of {@link Tasks}. */
  readonly anew: number;
  /** No local try was heard of: what Temporal writes down meanwhile is told to the next worker in one task with what opened this one. */
  readonly fresh: boolean;
  /** What of the limits is given back when the task is lost, as an update is lost with it. Nothing is tried locally after one. */
  readonly heard: Update | undefined;
}

/** Where a person's update counts: a word costs nothing. */
type Update = keyof Spent | 'words';

/** A worker that was given up and goes on: what it believes, and the local tries that it waits for. */
export interface Zombie {
  readonly saga: number;
  readonly calls: readonly OpenCall[];
}

/** The orchestrator as the next worker would have it: all that Temporal wrote down was told, and every local try is to be sent. */
interface Anew {
  readonly saga: number;
  readonly calls: readonly OpenCall[];
  readonly timers: readonly SagaTimer[];
  /** Timers that begin only with the task's end. */
  readonly young: readonly SagaTimer[];
}

/** Who told the saga: something that Temporal writes down, a person's update, or a local try. @internal */
export type Teller = 'history' | 'local' | Update;

/** Opens, ends and loses workflow tasks. @internal */
export class Tasks {
  readonly #anew = new Interner<Anew>();

  /** What is left of the task when something was told in it: it ends as soon as no local try is in flight. */
  settle(now: World, before: World, by: Teller): World {
    if (!now.calls.some(({ local }) => local)) return ended(now);
    if (before.task === undefined || by === 'history') return this.#opened(now, before);
    return { ...now, task: { ...before.task, fresh: false, heard: by === 'local' ? before.task.heard : by } };
  }

  /** A worker that takes long reports what it has so far: all of that is durable, and the local tries go on in a new task. */
  heartbeat(world: World): World {
    return this.#opened({ ...ended(world), task: undefined }, { ...world, timers: world.timers, task: undefined });
  }

  /** The timers that may fire: in a task those that ran before it, while it is fresh. */
  firing({ task, timers }: World): readonly SagaTimer[] {
    if (task === undefined) return timers;
    if (!task.fresh) return [];
    const { young } = this.#anew.valueOf(task.anew);
    return timers.filter((timer) => !young.includes(timer));
  }

  /** The task is lost, and the next worker has begun it anew. What the lost one sent locally is no longer in the world. */
  lose(world: World): World {
    const { task } = world;
    if (task === undefined) return world;
    const { saga, calls, timers } = this.#anew.valueOf(task.anew);
    const { heard } = task;
    const again = calls.map((call): OpenCall => {
      if (call.local || call.phase === 'unsent') return call;
      const now = world.calls.find(({ message, local }) => !local && message === call.message) ?? call;
      return { ...now, stopped: call.stopped };
    });
    const spent =
      heard === undefined || heard === 'words' ? world.spent : { ...world.spent, [heard]: world.spent[heard] - 1 };
    return { ...world, saga, calls: again, timers, spent, task: { ...task, fresh: true, heard: undefined } };
  }

  #opened(now: World, before: World): World {
    const young = before.task === undefined ? [] : this.#anew.valueOf(before.task.anew).young;
    const anew = this.#anew.numberOf({
      saga: now.saga,
      // Where a normal call is in the network does not change with a worker, so that is not kept.
      calls: now.calls.map((call) => (call.local ? call : { ...call, attempt: 1, content: -1, phase: phaseOf(call) })),
      timers: now.timers,
      young: now.timers.filter((timer) => young.includes(timer) || !before.timers.includes(timer)),
    });
    return { ...now, task: { anew, fresh: true, heard: undefined } };
  }
}

function phaseOf({ phase }: OpenCall): OpenCall['phase'] {
  return phase === 'unsent' ? phase : 'lost';
}

// With the task's end its normal calls leave.
function ended(world: World): World {
  const calls = world.calls.map((call): OpenCall => (call.phase === 'unsent' ? { ...call, phase: 'request' } : call));
  return { ...world, calls, task: undefined };
}

/** What local tries have under way stays so, although nobody waits for it. @internal */
export function forgottenTries(world: World): World {
  const tries = world.calls.filter(({ local, phase }) => local && (phase === 'request' || phase === 'inside'));
  return withLate(world, ...tries.map(({ message }) => message));
}
