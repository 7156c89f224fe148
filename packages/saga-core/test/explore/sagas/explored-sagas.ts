import type { AnySaga, Execution } from 'saga-core';
import type { ExploreOptions, Limits } from 'saga-core/testing';
import { bankParticipants, bankPromises, bankSaga } from './bank-saga.ts';
import {
  childModels,
  packing,
  packingPromises,
  paidParcel,
  paidParcelPromises,
  parcel,
  parcelPromises,
} from './child-sagas.ts';
import { approvedTrip, listOfThings, optionalBreakfast, parallelTrip } from './flow-sagas.ts';
import { shelfModel, shelfPromises } from './shelf.ts';

/** A saga, its surroundings, and what must be true of its ledgers whatever happens. */
export interface Explored {
  readonly what: string;
  readonly saga: AnySaga;
  readonly options: ExploreOptions<unknown, never>;
}

// One of each. What runs side by side multiplies, so there a mixture is left out: a message that comes twice is harmless or
// not whatever else happens to the saga as a whole.
const everything: Limits = { attempts: 1, duplicates: 1, crashes: 0, decisions: 1, continuations: 1, takeBacks: 1 };
const upheavals: Limits = { duplicates: 0 };
const messages: Limits = { decisions: 0, continuations: 0, takeBacks: 0 };

function explored<Participants>(
  what: string,
  saga: object,
  options: Omit<ExploreOptions<unknown, Participants>, 'limits'>,
  limits: Limits = {},
): Explored {
  const all = { ...options, limits: { ...everything, ...limits } };
  return { what, saga: saga as AnySaga, options: all as unknown as Explored['options'] };
}

const onShelf = (things: readonly string[], taken: readonly string[]) => ({
  input: { things },
  participants: { shelf: shelfModel },
  invariants: shelfPromises(taken),
});
const trip = onShelf([], ['room', 'flight']);
const list = onShelf(['cup', 'tea & milk'], ['cup', 'tea & milk']);
const parcels = { input: null, participants: { shelf: shelfModel, ...childModels } };

/** Every kind of flow, its calls tried locally or never. */
export const exploredSagas = (execution: Execution): readonly Explored[] => [
  explored('two branches, undone one after the other', parallelTrip(execution, 'sequential'), trip, upheavals),
  explored('two branches, undone at once', parallelTrip(execution, 'parallel'), trip, messages),
  explored('two branches that wait for a person when in doubt', parallelTrip(execution, 'sequential', 'park'), trip, {
    ...upheavals,
    takeBacks: 0,
  }),
  explored('two items at a time', listOfThings(execution, 2), list, messages),
  explored('one item at a time', listOfThings(execution, 1), list),
  explored('two items at a time, undone at once', listOfThings(execution, 2, 'parallel'), list, {
    ...upheavals,
    decisions: 0,
  }),
  explored('no items', listOfThings(execution, 1), onShelf([], [])),
  explored('a branch that is taken', optionalBreakfast(execution), onShelf(['breakfast'], ['room', 'breakfast'])),
  explored('a branch that is not taken', optionalBreakfast(execution), onShelf([], ['room'])),
  explored("a person's word beside a call", approvedTrip(execution), onShelf([], ['room'])),
  explored(
    'a provider without a barrier, asked by key',
    bankSaga(execution),
    {
      input: null,
      participants: bankParticipants,
      invariants: bankPromises,
    },
    { attempts: 2, crashes: 1, decisions: 2 },
  ),
  explored('a child saga before the pivot', parcel(execution), { ...parcels, invariants: parcelPromises }),
  explored(
    'child sagas as the pivot and after it',
    paidParcel(execution),
    { ...parcels, invariants: paidParcelPromises },
    { decisions: 2 },
  ),
  explored(
    'a child saga on its own',
    packing(execution),
    {
      input: { what: 'cup' },
      participants: { shelf: shelfModel },
      invariants: packingPromises,
    },
    { crashes: 1, duplicates: 0, decisions: 2 },
  ),
];
