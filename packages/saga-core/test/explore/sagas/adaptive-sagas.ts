import type { AnySaga, Duration, FenceAnswer, Unwind } from 'saga-core';
import { participant, saga } from 'saga-core';
import { adaptiveShopSaga, shopInput, shopParticipants, shopPromises } from '../shop-saga.ts';
import type { Explored } from './explored-sagas.ts';
import { shelf, shelfModel, shelfPromises } from './shelf.ts';

const fences = participant<{ fence(argument: unknown): Promise<FenceAnswer<void>> }>('shelf', { barrier: true });
const fence = { fence: fences.fence(() => 'now') };
const taking = (what: string) => shelf.take(() => ({ what }));
const givingBack = (what: string) => ({ compensate: shelf.giveBack(() => ({ what })) });

/** An order that takes some things, all of it tried locally. */
const order = (name: string, options: { readonly unwind?: Unwind; readonly deadline?: Duration } = {}) =>
  saga<unknown>(name, { execution: 'adaptive', ...options }).step(
    'open',
    shelf.open(({ input }) => input),
    { compensate: shelf.close(({ cause }) => ({ cause: cause.kind })), compensateLast: true },
  );

/** One thing that can be undone, and the pivot. */
const onlyOrder = order('onlyOrder')
  .pivot(
    'confirm',
    shelf.confirm(() => 'now'),
    fence,
  )
  .returns(() => null);

const undoneAtOnce = order('undoneAtOnce', { unwind: 'parallel', deadline: '10m' })
  .step('room', taking('room'), givingBack('room'))
  .step('flight', taking('flight'), givingBack('flight'))
  .pivot(
    'confirm',
    shelf.confirm(() => 'now'),
    fence,
  )
  .returns(() => null);

/** Two batches, with a normal activity between them, and a pivot that can't be fenced. */
const twoBatches = order('twoBatches')
  .step('room', taking('room'), { ...givingBack('room'), execution: 'activity' })
  .step('flight', taking('flight'), givingBack('flight'))
  .pivot(
    'confirm',
    shelf.confirm(() => 'now'),
  )
  .retriable(
    'ship',
    shelf.ship(() => ({ what: 'room' })),
  )
  .returns(() => null);

/** Side by side nothing is tried locally but undos; a condition ends a batch. */
const sideBySide = order('sideBySide')
  .parallel((both) =>
    both.step('room', taking('room'), givingBack('room')).step('flight', taking('flight'), givingBack('flight')),
  )
  .when(
    () => true,
    (then) => then.step('breakfast', taking('breakfast'), givingBack('breakfast')),
  )
  .pivot(
    'confirm',
    shelf.confirm(() => 'now'),
    fence,
  )
  .returns(() => null);

/** A word may have been given before it is waited for, and then lets the saga pass in the same task. */
const approved = order('approved')
  .waitFor('approval', { timeout: '1d' })
  .step('room', taking('room'), givingBack('room'))
  .step('flight', taking('flight'), givingBack('flight'))
  .pivot(
    'confirm',
    shelf.confirm(() => 'now'),
    fence,
  )
  .returns(() => null);

const onShelf = (wanted: readonly string[]) =>
  ({
    input: {},
    participants: { shelf: shelfModel },
    invariants: shelfPromises(wanted),
    faults: { zombie: true },
  }) as const;

const explored = (what: string, definition: object, options: object): Explored => ({
  what,
  saga: definition as AnySaga,
  options: options as Explored['options'],
});

/** A saga of two steps that can be undone, a pivot with a fence and a retriable step. */
export const adaptiveShop = explored('an order that is paid and shipped', adaptiveShopSaga, {
  input: shopInput,
  participants: shopParticipants,
  invariants: shopPromises,
  faults: { zombie: true },
});

export const adaptiveOrder = explored('an order and its pivot', onlyOrder, onShelf([]));

export const adaptiveSagas: readonly Explored[] = [
  adaptiveShop,
  adaptiveOrder,
  explored('undos at once, and a deadline', undoneAtOnce, {
    ...onShelf(['room', 'flight']),
    limits: { duplicates: 0, attempts: 1, decisions: 0 },
  }),
  explored('two batches', twoBatches, { ...onShelf(['room', 'flight']), limits: { duplicates: 0, decisions: 1 } }),
  explored('a word', approved, {
    ...onShelf(['room', 'flight']),
    limits: { duplicates: 0, attempts: 1, decisions: 0 },
  }),
  explored('an order that is terminated, or grows too large', adaptiveShopSaga, {
    ...adaptiveShop.options,
    limits: { duplicates: 0, attempts: 1, decisions: 1, takeBacks: 1, continuations: 1 },
  }),
  explored('an order about which people decide all that they may', adaptiveShopSaga, {
    ...adaptiveShop.options,
    faults: { zombie: true, decisions: ['retry', 'patch', 'resolvedElsewhere'] },
    limits: { duplicates: 0 },
  }),
  explored('side by side', sideBySide, {
    ...onShelf(['room', 'flight', 'breakfast']),
    limits: { duplicates: 0, attempts: 1, decisions: 0 },
  }),
];
