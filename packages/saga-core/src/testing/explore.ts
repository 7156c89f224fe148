import type { SagaDefinition } from '../definition/saga-definition.ts';
import type { SagaStatus } from '../engine/saga-status.ts';
import type { Invariants } from './invariant.ts';
import { InvariantCheck } from './invariant-check.ts';
import { bounds, type Faults, hazards, type Limits, notCovered } from './limits.ts';
import type { Schedule } from './move.ts';
import { Paths } from './paths.ts';
import { type SagaSetup, sagaWorld } from './saga-setup.ts';
import { simulate } from './simulate.ts';
import { VisitedWorlds } from './visited-worlds.ts';
import type { World } from './world.ts';

export interface ExploreOptions<Input, Participants> extends SagaSetup<Input, Participants> {
  readonly invariants: Invariants<Participants>;
  readonly faults?: Faults;
  readonly limits?: Limits;
  /** Leaves out what provably can't show anything new. `false` walks everything one by one, and must find the same. Default `true`. */
  readonly reductions?: boolean;
  /** Called now and then with how far the search is. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly states: number;
  readonly transitions: number;
  /** How many moves away from the start. */
  readonly depth: number;
}

/** A promise that does not hold, and the shortest way to see it. */
export interface Violation {
  readonly promise: string;
  /** `simulate` replays it. */
  readonly schedule: Schedule;
  /** The same as lines for people. */
  readonly timeline: readonly string[];
  /** The same as a Mermaid sequence diagram. */
  readonly mermaid: string;
}

export interface ExploreReport {
  readonly states: number;
  readonly transitions: number;
  /** How many different ends there are: of the saga, its cause and its participants. */
  readonly endings: number;
  readonly endingsByStatus: Readonly<Partial<Record<SagaStatus, number>>>;
  /** Every promise that is broken by the first move that breaks any. Empty when all hold. */
  readonly violations: readonly Violation[];
  /** Everything within the limits was walked. */
  readonly exhaustive: boolean;
  /** How long it took by the wall's clock. */
  readonly seconds: number;
  /** What this says nothing about, in sentences. */
  readonly notCovered: readonly string[];
}

const progressEvery = 20_000;

/**
 * Walks every interleaving of the faults over the shipping engine, breadth first, so that the first broken promise comes with a shortest
 * counterexample. Beside `invariants` it holds the engine to its own promises: it ends once, it never waits for nothing, it never sends
 * one call twice at once, and a call that must succeed is never blocked by an old answer.
 *
 * There is no clock: timers fire and calls time out at every moment, so no order of events is left out for being unlikely.
 *
 * @throws {@link ModelError} when a call of the saga has no model, or a limit is wrong
 *
 * @example
 * ```ts
 * const report = explore(createOrderSaga, {
 *   input: order,
 *   participants: { order: orderModel, inventory: inventoryModel, payment: paymentModel },
 *   invariants: {
 *     'refunded never exceeds charged': ({ participants: { payment } }) => payment.refunded <= payment.charged,
 *   },
 * });
 * console.log(report.violations[0]?.timeline.join('\n') ?? `all ${report.states} states are fine`);
 * ```
 */
export function explore<Input, Results, Output, Participants>(
  saga: SagaDefinition<Input, Results, Output>,
  options: ExploreOptions<Input, Participants>,
): ExploreReport {
  const began = performance.now();
  const { reductions = true } = options;
  const rest = { hazards: hazards(options.faults), bounds: bounds(options.limits), reductions };
  const model = sagaWorld(saga, options, rest);
  const check = new InvariantCheck(model, (options.invariants ?? {}) as Invariants<unknown>);
  const visited = new VisitedWorlds(reductions);
  const paths = new Paths();
  const endings = new Map<string, SagaStatus>();
  let transitions = 0;
  let depth = 0;
  let broken: readonly string[] = [];
  let culprit: Schedule = [];

  const meet = (world: World): boolean => {
    if (!visited.add(world)) return false;
    if (model.isAtRest(world)) {
      endings.set(`${world.saga} ${world.participants}`, model.orchestrator.stateOf(world).status);
    }
    return true;
  };
  const start = model.begin();
  meet(start.world);
  broken = [...start.broken, ...check.brokenAtOnce(start.world)];
  let frontier = [{ world: start.world, path: paths.start() }];
  const isTooMuch = () => paths.count > rest.bounds.states || performance.now() - began > rest.bounds.seconds * 1000;
  let stopped = false;
  search: while (frontier.length > 0 && broken.length === 0) {
    const next: typeof frontier = [];
    for (const { world, path } of frontier) {
      for (const moved of model.moves(world)) {
        transitions += 1;
        broken = [...moved.broken, ...check.broken(moved.world, world)];
        if (broken.length > 0) {
          culprit = [...paths.to(path), moved.move];
          break search;
        }
        if (!meet(moved.world)) continue;
        next.push({ world: moved.world, path: paths.add(path, moved.move) });
        if (paths.count % progressEvery === 0) options.onProgress?.({ states: paths.count, transitions, depth });
        stopped = isTooMuch();
        if (stopped) break search;
      }
    }
    frontier = next;
    depth += 1;
  }

  return {
    states: paths.count,
    transitions,
    endings: endings.size,
    endingsByStatus: countBy(endings.values()),
    violations: [...new Set(broken)].map((promise) => ({ promise, schedule: culprit, ...pictured() })),
    exhaustive: broken.length === 0 && !stopped,
    seconds: Math.round(performance.now() - began) / 1000,
    notCovered: notCovered(saga, rest.hazards, rest.bounds),
  };

  function pictured(): Pick<Violation, 'timeline' | 'mermaid'> {
    const { timeline, mermaid } = simulate(saga, { ...options, schedule: culprit, zombie: rest.hazards.zombie });
    return { timeline, mermaid };
  }
}

function countBy(statuses: Iterable<SagaStatus>): Partial<Record<SagaStatus, number>> {
  const counts: Partial<Record<SagaStatus, number>> = {};
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
