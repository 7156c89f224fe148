import { type Execution, type ProbeAnswer, participant, saga } from 'saga-core';
import { type Invariants, participantModel } from 'saga-core/testing';

interface BankActivities {
  charge(argument: { key: string }): Promise<{ receipt: string }>;
  refund(argument: { key: string }): Promise<void>;
  lookUp(argument: { key: string }): Promise<ProbeAnswer<{ receipt: string }>>;
}

interface DoorActivities {
  open(argument: unknown): Promise<void>;
}

/** A provider that one does not own: it has no barrier, and knows a payment by its key. */
const bank = participant<BankActivities>('bank');
const door = participant<DoorActivities>('door', { barrier: true });

/** A payment that is looked up before it is undone for doubt. */
export const bankSaga = (execution: Execution) =>
  saga<null>('bank', { execution })
    .step(
      'charge',
      bank.charge(({ key }) => ({ key })),
      {
        compensate: bank.refund(({ runKey }) => ({ key: runKey })),
        probe: bank.lookUp(({ runKey }) => ({ key: runKey })),
      },
    )
    .pivot(
      'open',
      door.open(({ results }) => results.charge.receipt),
    )
    .returns(({ results }) => results.charge.receipt);

interface BankState {
  /** What was moved, by key: how often it was charged and refunded, and whether a refund came first and closed the key. */
  readonly payments: Readonly<
    Record<string, { readonly charged: number; readonly refunded: number; readonly void: boolean }>
  >;
}

const unknown = { charged: 0, refunded: 0, void: false };

/** Idempotent by key, as such providers are; a refund of what it does not know closes the key. */
const bankModel = participantModel<BankActivities, BankState>({
  initial: { payments: {} },
  activities: {
    charge: ({ payments }, { key }) => {
      const known = payments[key] ?? unknown;
      if (known.void) return { refused: { code: 'VOID' } };
      return { state: { payments: { ...payments, [key]: { ...known, charged: 1 } } }, result: { receipt: key } };
    },
    refund: ({ payments }, { key }) => {
      const known = payments[key] ?? unknown;
      const after = known.charged === 0 ? { ...known, void: true } : { ...known, refunded: 1 };
      return { state: { payments: { ...payments, [key]: after } } };
    },
    lookUp: (state, { key }) => {
      const known = state.payments[key] ?? unknown;
      const result: ProbeAnswer<{ receipt: string }> = known.void
        ? { kind: 'refused', code: 'VOID' }
        : known.charged > 0
          ? { kind: 'applied', result: { receipt: key } }
          : { kind: 'unknown' };
      return { state, result };
    },
  },
});

const doorModel = participantModel<DoorActivities, { readonly opened: number }>({
  initial: { opened: 0 },
  activities: { open: ({ opened }) => ({ state: { opened: opened + 1 } }) },
});

export const bankParticipants = { bank: bankModel, door: doorModel };

interface BankServices {
  readonly bank: BankState;
  readonly door: { readonly opened: number };
}

const moved = ({ bank }: BankServices) =>
  Object.values(bank.payments).reduce((sum, { charged, refunded }) => sum + charged - refunded, 0);

export const bankPromises: Invariants<BankServices> = {
  'the bank is paid at most once': ({ participants }) => [0, 1].includes(moved(participants)),
  'the door opens only to who has paid': ({ participants }) =>
    participants.door.opened === 0 || (participants.door.opened === 1 && moved(participants) === 1),
  'a compensated saga has cost nothing': ({ saga: { status }, participants }) =>
    status !== 'compensated' || (moved(participants) === 0 && participants.door.opened === 0),
  'a completed saga has opened the door': ({ saga: { status }, participants }) =>
    status !== 'completed' || participants.door.opened === 1,
};
