import { type Execution, type OnDoubt, saga, type Unwind } from 'saga-core';
import { shelf } from './shelf.ts';

/** What is taken, and what of it needs nothing but a wish. */
export interface Wishes {
  readonly things: readonly string[];
}

const taking = (what: string) => shelf.take(() => ({ what }));
const givingBack = (what: string) => ({ compensate: shelf.giveBack(() => ({ what })) });
const opened = (name: string, execution: Execution, unwind: Unwind = 'sequential') =>
  saga<Wishes>(name, { unwind, execution, deadline: '10m' }).step(
    'open',
    shelf.open(({ input }) => input),
    { compensate: shelf.close(({ cause }) => ({ cause: cause.kind })), compensateLast: true },
  );

/** A room and a flight at the same time. */
export const parallelTrip = (execution: Execution, unwind: Unwind, onDoubt: OnDoubt = 'unwind') =>
  opened('parallelTrip', execution, unwind)
    .parallel((both) =>
      both
        .step('room', taking('room'), { ...givingBack('room'), onDoubt })
        .step('flight', taking('flight'), { ...givingBack('flight'), onDoubt }),
    )
    .pivot(
      'confirm',
      shelf.confirm(() => 'now'),
    )
    .returns(({ results }) => [results.room.what, results.flight.what]);

/** A list of things, two at a time. */
export const listOfThings = (execution: Execution, concurrency: number, unwind: Unwind = 'sequential') =>
  opened('listOfThings', execution, unwind)
    .forEach(
      ({ input }) => input.things,
      { key: (thing) => thing, concurrency },
      (each) =>
        each.step(
          'take',
          shelf.take(({ item }) => ({ what: item })),
          { compensate: shelf.giveBack(({ item }) => ({ what: item })) },
        ),
    )
    .pivot(
      'confirm',
      shelf.confirm(() => 'now'),
    )
    .forEach(
      ({ results }) => Object.values(results.take).map(({ what }) => what),
      { key: (what) => what },
      (each) =>
        each.retriable(
          'ship',
          shelf.ship(({ item }) => ({ what: item })),
        ),
    )
    .returns(({ results }) => Object.keys(results.ship));

/** A breakfast only for those who wish one, and a parcel only then. */
export const optionalBreakfast = (execution: Execution) =>
  opened('optionalBreakfast', execution)
    .step('room', taking('room'), givingBack('room'))
    .when(
      ({ input }) => input.things.includes('breakfast'),
      (then) => then.step('breakfast', taking('breakfast'), givingBack('breakfast')),
    )
    .pivot(
      'confirm',
      shelf.confirm(() => 'now'),
    )
    .when(
      ({ results }) => results.breakfast !== undefined,
      (then) =>
        then.retriable(
          'ship',
          shelf.ship(() => ({ what: 'breakfast' })),
        ),
    )
    .returns(({ results }) => results.breakfast?.what ?? 'none');

/** A person must approve while the room is taken; what the person says decides what is taken besides. */
export const approvedTrip = (execution: Execution) =>
  opened('approvedTrip', execution)
    .parallel((both) => both.step('room', taking('room'), givingBack('room')).waitFor('approval', { timeout: '2d' }))
    .pivot(
      'confirm',
      shelf.confirm(() => 'now'),
    )
    .returns();
