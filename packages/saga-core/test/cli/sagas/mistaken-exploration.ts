// An invariant that reads what is not there, as a misspelt name does in plain JavaScript.
import { shopInput, shopParticipants, shopSaga } from '../../explore/shop-saga.ts';

export { shopSaga };

export const exploration = {
  input: shopInput,
  participants: shopParticipants,
  invariants: {
    'money is never negative': ({ participants }: { participants: Record<string, { held: number }> }) =>
      (participants.bank as { held: number }).held >= 0,
  },
};
