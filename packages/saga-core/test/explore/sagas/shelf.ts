import { participant } from 'saga-core';
import { type Invariants, participantModel } from 'saga-core/testing';

interface ShelfActivities {
  open(argument: unknown): Promise<{ limit: number }>;
  close(argument: unknown): Promise<void>;
  take(argument: { what: string }): Promise<{ what: string }>;
  giveBack(argument: { what: string }): Promise<void>;
  confirm(argument: unknown): Promise<void>;
  ship(argument: { what: string }): Promise<void>;
}

/** A service from whose shelf orders take things. */
export const shelf = participant<ShelfActivities>('shelf', { barrier: true });

export interface ShelfState {
  readonly order: 'NONE' | 'OPEN' | 'CONFIRMED' | 'CLOSED';
  /** How often each thing was taken, less how often it was given back. */
  readonly taken: Readonly<Record<string, number>>;
  readonly shipped: Readonly<Record<string, number>>;
}

const counted = (counts: Readonly<Record<string, number>>, what: string, by: number) => ({
  ...counts,
  [what]: (counts[what] ?? 0) + by,
});

/** Its ledger, without any protection of its own. */
export const shelfModel = participantModel<ShelfActivities, ShelfState>({
  initial: { order: 'NONE', taken: {}, shipped: {} },
  activities: {
    open: (state) => ({ state: { ...state, order: 'OPEN' }, result: { limit: 100 } }),
    close: (state) => ({ state: { ...state, order: 'CLOSED' } }),
    take: (state, { what }) => ({ state: { ...state, taken: counted(state.taken, what, 1) }, result: { what } }),
    giveBack: (state, { what }) => ({ state: { ...state, taken: counted(state.taken, what, -1) } }),
    confirm: (state) => ({ state: { ...state, order: 'CONFIRMED' } }),
    ship: (state, { what }) => ({ state: { ...state, shipped: counted(state.shipped, what, 1) } }),
  },
});

export interface ShelfServices {
  readonly shelf: ShelfState;
}

export const sumOf = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** What an auditor finds true of the shelf at every moment; `wanted` is what a confirmed order has taken. */
export function shelfPromises(wanted: readonly string[]): Invariants<ShelfServices> {
  const hasAll = ({ taken }: ShelfState) => wanted.every((what) => taken[what] === 1) && sumOf(taken) === wanted.length;
  return {
    'nothing is taken twice, or given back that was not taken': ({ participants }) =>
      Object.values(participants.shelf.taken).every((count) => count === 0 || count === 1),
    'a confirmed order has all that it wanted, and nothing else': ({ participants: { shelf } }) =>
      shelf.order !== 'CONFIRMED' || hasAll(shelf),
    'a closed order has nothing': ({ participants: { shelf } }) => shelf.order !== 'CLOSED' || sumOf(shelf.taken) === 0,
    'nothing happens after an order was closed': (now, before) =>
      before.participants.shelf.order !== 'CLOSED' ||
      JSON.stringify(now.participants.shelf) === JSON.stringify(before.participants.shelf),
    'only a confirmed order is shipped, each thing once': ({ participants: { shelf } }) =>
      sumOf(shelf.shipped) === 0 ||
      (shelf.order === 'CONFIRMED' && Object.values(shelf.shipped).every((count) => count === 1)),
    'a completed saga leaves a confirmed order': ({ saga: { status }, participants: { shelf } }) =>
      status !== 'completed' || shelf.order === 'CONFIRMED',
    'a compensated saga leaves nothing taken and no open order': ({ saga: { status }, participants: { shelf } }) =>
      status !== 'compensated' || (sumOf(shelf.taken) === 0 && ['NONE', 'CLOSED'].includes(shelf.order)),
  };
}
