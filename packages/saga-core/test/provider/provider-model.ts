import { type Invariants, participantModel } from 'saga-core/testing';
import type { CardActivities, SeatActivities } from './buy-ticket.ts';

/** What the provider has in its books, by the key that a charge was made under. */
export interface ProviderState {
  readonly charges: Readonly<Record<string, 'charged' | 'refunded'>>;
  /** A day has passed, and with it all keys. */
  readonly keysExpired: boolean;
}

export interface ProviderModelOptions {
  /**
   * How the undo goes about a charge in doubt: it can do nothing without the charge's id, it looks for it by its key, or it settles
   * it by making it again under that key, after a look for it by its reference.
   */
  readonly undo: 'needsTheId' | 'looksByKey' | 'settles';
  /** Whether the undo comes within the life of the keys, or a day later. */
  readonly undoComes: 'inTime' | 'aDayLater';
}

/** The provider together with the activities that call it. */
export const providerModel = ({ undo, undoComes }: ProviderModelOptions) =>
  participantModel<CardActivities, ProviderState>({
    initial: { charges: {}, keysExpired: false },
    activities: {
      charge: (state, _charge, { key }) => {
        // A request may be late, but not by a day.
        if (state.keysExpired) return { refused: { code: 'NEVER_ARRIVES' } };
        const charges = { ...state.charges, [key]: state.charges[key] ?? 'charged' };
        return { state: { ...state, charges }, result: { chargeId: `charge of ${key}` } };
      },
      refund: (before, undone) => {
        const state = { ...before, keysExpired: undoComes === 'aDayLater' };
        const key = 'chargeId' in undone ? undone.chargeId.replace('charge of ', '') : undone.chargeKey;
        const isFound =
          'chargeId' in undone ||
          undo === 'settles' ||
          (undo === 'looksByKey' && key in state.charges && !state.keysExpired);
        return { state: isFound ? { ...state, charges: { ...state.charges, [key]: 'refunded' } } : state };
      },
      lookUp: (state, { chargeKey }) => ({
        state,
        result:
          chargeKey in state.charges
            ? { kind: 'applied', result: { chargeId: `charge of ${chargeKey}` } }
            : { kind: 'unknown' },
      }),
    },
  });

export type SeatState = 'free' | 'held' | 'sold';

export const seatModel = participantModel<SeatActivities, { readonly seat: SeatState }>({
  initial: { seat: 'free' },
  activities: {
    hold: () => ({ state: { seat: 'held' } }),
    release: () => ({ state: { seat: 'free' } }),
    sell: () => ({ state: { seat: 'sold' } }),
  },
});

interface Services {
  readonly card: ProviderState;
  readonly seat: { readonly seat: SeatState };
}

const paid = ({ card }: Services) => Object.values(card.charges).filter((charge) => charge === 'charged').length;

export const ticketPromises: Invariants<Services> = {
  'a sold seat is paid, once': ({ participants }) => participants.seat.seat !== 'sold' || paid(participants) === 1,
  'whoever got no seat has paid nothing': ({ saga: { status }, participants }) =>
    status !== 'compensated' || (paid(participants) === 0 && participants.seat.seat === 'free'),
};
