// A saga file as `saga explore` takes it: the saga, and how it is explored.
import type { InputOf } from 'saga-core';
import type { ExploreOptions, Invariants } from 'saga-core/testing';
import { shopInput, shopParticipants, shopPromises, shopSaga } from '../../explore/shop-saga.ts';

export { shopSaga };

type Services = typeof shopPromises extends Invariants<infer Participants> ? Participants : never;

export const exploration = {
  input: shopInput,
  participants: shopParticipants,
  invariants: shopPromises,
  limits: { attempts: 1, duplicates: 0, crashes: 0, decisions: 0 },
} satisfies ExploreOptions<InputOf<typeof shopSaga>, Services>;
