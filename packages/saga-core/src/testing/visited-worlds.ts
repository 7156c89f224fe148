import type { OpenTask } from './open-task.ts';
import type { OpenCall, World } from './world.ts';

const phases: readonly OpenCall['phase'][] = ['request', 'inside', 'reply', 'lost', 'unsent'];

const updates: readonly OpenTask['heard'][] = ['cancels', 'decisions', 'words'];

/** The worlds that were met, each as a short text. @internal */
export class VisitedWorlds {
  readonly #known = new Map<string, number | number[]>();
  readonly #exact = new Set<string>();
  readonly #timers = new Map<string, number>();
  readonly #dominance: boolean;

  /**
   * With `dominance` a world is passed over also when an equal one was met of which *less was spent*: fewer duplicates, cancels,
   * crashes, decisions, continuations, taken back and tries. Sound, because every limit only allows or forbids a move, and no move
   * becomes possible by having spent more: whatever can follow here can follow there, move for move, and so also in no more moves.
   * As the search goes breadth first, the one met earlier is no deeper, so a shortest counterexample stays one.
   */
  constructor(dominance: boolean) {
    this.#dominance = dominance;
  }

  /** Remembers a world; `false` when it need not be looked at again. */
  add(world: World): boolean {
    const { place, spent } = this.#split(world);
    if (!this.#dominance) {
      const count = this.#exact.size;
      return this.#exact.add(place + String.fromCharCode(spent & 0xffff, spent >>> 16)).size > count;
    }
    const met = this.#known.get(place);
    if (met === undefined) {
      this.#known.set(place, spent);
      return true;
    }
    const all = typeof met === 'number' ? [met] : met;
    if (all.some((other) => isWithin(other, spent))) return false;
    const kept = all.filter((other) => !isWithin(spent, other));
    this.#known.set(place, kept.length === 0 ? spent : [...kept, spent]);
    return true;
  }

  // What was spent, four bits each: more than 15 of one thing would take longer than anybody waits.
  #split(world: World): { readonly place: string; readonly spent: number } {
    const codes: number[] = [world.saga & 0xffff, world.saga >>> 16];
    for (const participant of world.participants) codes.push(participant & 0xffff, participant >>> 16);
    let spent = 0;
    const spend = (amount: number) => {
      spent = (spent << 4) | Math.min(amount, 15);
    };
    codes.push(world.calls.length);
    for (const call of world.calls) {
      const { attempt } = call;
      codes.push(call.message, phaseCode(call), call.content + 1);
      // Two calls share the bits well enough; of more, the tries belong to the place.
      if (world.calls.length <= 2) spend(attempt);
      else codes.push(attempt);
    }
    codes.push(Number(world.draining) * 2 + Number(world.brokenOff), world.held.length, ...world.held);
    codes.push(world.timers.length);
    for (const timer of world.timers) codes.push(this.#timerCode(timer));
    const { task, zombie } = world;
    codes.push(task === undefined ? 0 : 1 + Number(task.fresh) + 2 * (updates.indexOf(task.heard) + 1));
    if (task !== undefined) codes.push(task.anew & 0xffff, task.anew >>> 16);
    codes.push(zombie?.calls.length ?? 0);
    if (zombie !== undefined) codes.push(zombie.saga & 0xffff, zombie.saga >>> 16);
    for (const call of zombie?.calls ?? []) codes.push(call.message, phaseCode(call), call.content + 1);
    codes.push(...world.late);
    spend(world.spent.duplicates);
    spend(world.spent.cancels);
    spend(world.spent.crashes);
    spend(world.spent.decisions);
    spend(world.spent.continuations);
    spend(world.spent.takeBacks);
    return { place: String.fromCharCode(...codes), spent: spent >>> 0 };
  }

  #timerCode(timer: string): number {
    const known = this.#timers.get(timer);
    if (known !== undefined) return known;
    this.#timers.set(timer, this.#timers.size);
    return this.#timers.size - 1;
  }
}

function phaseCode({ phase, stopped, local }: OpenCall): number {
  return phases.indexOf(phase) * 4 + Number(local) * 2 + Number(stopped);
}

function isWithin(less: number, more: number): boolean {
  for (let shift = 0; shift < 32; shift += 4) if (((less >>> shift) & 15) > ((more >>> shift) & 15)) return false;
  return true;
}
