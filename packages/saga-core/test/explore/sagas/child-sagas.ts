import { type Execution, saga } from 'saga-core';
import { type Invariants, participantModel } from 'saga-core/testing';
import { type ShelfState, shelf, shelfPromises, sumOf } from './shelf.ts';

/** A child that can be undone. */
export const packing = (execution: Execution) =>
  saga<{ what: string }>('packing', { execution })
    .step(
      'box',
      shelf.take(({ input }) => ({ what: `box of ${input.what}` })),
      { compensate: shelf.giveBack(({ input }) => ({ what: `box of ${input.what}` })) },
    )
    .step(
      'label',
      shelf.take(({ input }) => ({ what: `label of ${input.what}` })),
      { compensate: shelf.giveBack(({ input }) => ({ what: `label of ${input.what}` })) },
    )
    .returns(({ input }) => input.what);

/** A child with a pivot. */
const paying = (execution: Execution) =>
  saga<null>('paying', { execution })
    .pivot(
      'pay',
      shelf.confirm(() => 'paid'),
    )
    .returns(() => 'paid');

const upToPivot = (execution: Execution) =>
  saga<null>('parcel', { execution })
    .step(
      'open',
      shelf.open(() => 'parcel'),
      { compensate: shelf.close(({ cause }) => cause.kind), compensateLast: true },
    )
    .saga('packing', packing(execution), () => ({ what: 'cup' }));

/** A child before the pivot, and one beside a call. */
export const parcel = (execution: Execution) =>
  upToPivot(execution)
    .step(
      'stamp',
      shelf.take(({ results }) => ({ what: `stamp on ${results.packing}` })),
      { compensate: shelf.giveBack(() => ({ what: 'stamp on cup' })) },
    )
    .pivot(
      'confirm',
      shelf.confirm(() => 'now'),
    )
    .returns(({ results }) => results.packing);

/** A child as the pivot, and one after it. */
export const paidParcel = (execution: Execution) =>
  upToPivot(execution)
    .pivotSaga('paying', paying(execution), () => null)
    .saga('thanking', paying(execution), () => null)
    .returns(({ results }) => results.paying);

interface ChildState {
  readonly done: number;
  readonly undone: number;
}

const childModel = participantModel<{ run(input: unknown): Promise<string>; unwind(): Promise<void> }, ChildState>({
  initial: { done: 0, undone: 0 },
  activities: {
    run: (state) => ({ state: { ...state, done: state.done + 1 }, result: 'cup' }),
    unwind: (state) => ({ state: { ...state, undone: state.undone + 1 } }),
  },
});

export const childModels = { packing: childModel, paying: childModel };

interface ParcelServices {
  readonly shelf: ShelfState;
  readonly packing: ChildState;
  readonly paying: ChildState;
}

const packed = ({ packing: { done, undone } }: ParcelServices) => done - undone;

/** What holds for a parcel, beside what holds for every order. */
export const parcelPromises: Invariants<ParcelServices> = {
  ...shelfPromises(['stamp on cup']),
  'a cup is packed at most once, and unpacked only when it was': ({ participants }) =>
    [0, 1].includes(packed(participants)),
  'a closed order has nothing packed': ({ participants }) =>
    participants.shelf.order !== 'CLOSED' || packed(participants) === 0,
  'a compensated saga leaves nothing packed or paid': ({ saga: { status }, participants }) =>
    status !== 'compensated' || packed(participants) + participants.paying.done === 0,
};

/** What holds when children stand as the pivot and after it. */
export const paidParcelPromises: Invariants<ParcelServices> = {
  'a paid parcel stays packed, and its order open': ({ participants }) =>
    participants.paying.done === 0 || (packed(participants) === 1 && participants.shelf.order === 'OPEN'),
  'it is paid and thanked for once': ({ saga: { status }, participants: { paying } }) =>
    paying.done <= 2 && (status !== 'completed' || paying.done === 2),
  'a compensated saga leaves nothing packed or paid': ({ saga: { status }, participants }) =>
    status !== 'compensated' ||
    (packed(participants) + participants.paying.done === 0 && ['NONE', 'CLOSED'].includes(participants.shelf.order)),
};

/** What holds for a child on its own, also when its parent takes it back. */
export const packingPromises: Invariants<Pick<ParcelServices, 'shelf'>> = {
  'nothing is taken twice, or given back that was not taken': ({ participants }) =>
    Object.values(participants.shelf.taken).every((count) => count === 0 || count === 1),
  'a completed child has its box and its label': ({ saga: { status }, participants }) =>
    status !== 'completed' || sumOf(participants.shelf.taken) === 2,
  'a compensated child has neither': ({ saga: { status }, participants }) =>
    status !== 'compensated' || sumOf(participants.shelf.taken) === 0,
};
