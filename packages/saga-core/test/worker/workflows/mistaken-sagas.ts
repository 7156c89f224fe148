import { nothing, type ProbeAnswer, participant, saga } from 'saga-core';

interface TourInput {
  readonly tourId: string;
}

type Effect = (argument: TourInput) => Promise<void>;

/** What the worker of these sagas registers: too little, and some of it wrong. */
export interface GuideActivities {
  greet: Effect;
  walk: Effect;
  leave: Effect;
  lead: Effect;
  rest: Effect;
  sing: Effect;
  ask: (argument: TourInput) => Promise<ProbeAnswer<void>>;
}

const guide = participant<GuideActivities>('guide');

const greeting = (name: string, version = 1) =>
  saga<TourInput>(name, { version }).step(
    'greetGuests',
    guide.greet(({ input }) => input),
    { compensate: nothing },
  );

export const citySaga = greeting('city').returns();
export const riverSaga = greeting('river').returns();
export const harbourSaga = greeting('harbour').returns();
export const otherHarbourSaga = greeting('harbour', 2).returns();

/** Two versions that are one: they differ in a function only. */
export const castleSaga = greeting('castle').returns();
export const sameCastleSaga = greeting('castle').returns(() => 'another output');

/** Two versions that were given one number. */
export const parkSaga = greeting('park', 3).returns();
export const otherParkSaga = greeting('park', 3)
  .step(
    'leavePark',
    guide.greet(({ input }) => input),
    { compensate: nothing },
  )
  .returns();

/** One that the workflow `park` does not know. */
const forgottenParkSaga = greeting('park', 2).returns();

/** It is exported nowhere, and neither is the saga in it. */
const cellarSaga = saga<TourInput>('cellar')
  .step(
    'walkDown',
    guide.walk(({ input }) => input),
    { compensate: guide.leave(({ input }) => input) },
  )
  .returns();

export const houseSaga = greeting('house')
  .saga('cellar', cellarSaga, ({ input }) => input)
  .saga('garden', forgottenParkSaga, ({ input }) => input)
  .returns();

/** The older version's activities are needed as long as a saga in flight may have it. */
export const towerSaga = greeting('tower', 2).returns();
export const olderTowerSaga = greeting('tower', 1)
  .when(
    ({ input }) => input.tourId !== '',
    (stairs) =>
      stairs.step(
        'leadUp',
        guide.lead(({ input }) => input),
        {
          compensate: guide.rest(({ input }) => input),
          probe: guide.ask(({ input }) => input),
        },
      ),
  )
  .pivot(
    'singTogether',
    guide.sing(({ input }) => input),
  )
  .returns();
