// A rule is right when the saga that it finds breaks a promise under exploration, and the mended one keeps it.
import { type AnySaga, participant, type SagaDefinition, saga, verify } from 'saga-core';
import { explore, type Invariants, participantModel } from 'saga-core/testing';
import { describe, expect, it } from 'vitest';

interface Order {
  readonly order: string;
}

interface BankActivities {
  charge(argument: Order): Promise<{ id: string }>;
  refund(argument: { id?: string | undefined; key?: string; order?: string }): Promise<void>;
  lookUp(argument: { key: string }): Promise<{ kind: 'applied'; result: { id: string } } | { kind: 'unknown' }>;
}

interface Books {
  /** By the key that they were made under. */
  readonly charges: Readonly<Record<string, 'charged' | 'refunded'>>;
}

const bank = participant<BankActivities>('bank');
const guarded = participant<BankActivities>('bank', { barrier: true });

/** It refunds by the charge's id, by its key (whether it has seen it or not), or whatever it has charged for an order. */
const bankModel = participantModel<BankActivities, Books>({
  initial: { charges: {} },
  activities: {
    charge: ({ charges }, _order, { key }) => ({
      state: { charges: { ...charges, [key]: charges[key] ?? 'charged' } },
      result: { id: key },
    }),
    refund: ({ charges }, { id, key, order }) => {
      const which = order === undefined ? [id ?? key].filter((one) => one !== undefined) : Object.keys(charges);
      return {
        state: { charges: { ...charges, ...Object.fromEntries(which.map((one) => [one, 'refunded' as const])) } },
      };
    },
    lookUp: (state, { key }) => ({
      state,
      result: state.charges[key] === undefined ? { kind: 'unknown' } : { kind: 'applied', result: { id: key } },
    }),
  },
});

const promises: Invariants<{ readonly bank: Books }> = {
  'what was compensated was not charged': ({ saga: { status }, participants }) =>
    status !== 'compensated' || !Object.values(participants.bank.charges).includes('charged'),
  'no call is parked for want of its argument': ({ saga: { steps } }) =>
    Object.values(steps).every(({ parked }) => parked?.code !== 'ARGUMENT_FAILED'),
};

function broken<Results, Output>(definition: SagaDefinition<Order, Results, Output>): readonly string[] {
  const { violations, exhaustive } = explore(definition, {
    input: { order: 'o-1' },
    participants: { bank: bankModel },
    invariants: promises,
    limits: { decisions: 0, crashes: 1 },
  });
  expect(exhaustive || violations.length > 0).toBe(true);
  return violations.map(({ promise }) => promise);
}

const rulesIn = (definition: AnySaga) => verify(definition).map(({ rule, severity }) => `${severity} ${rule}`);
const charge = ({ input }: { readonly input: Order }) => input;

describe('what verify finds, explored', () => {
  it('DOUBT_CANNOT_BE_UNDONE: a charge whose answer was lost stays', () => {
    const wrong = saga<Order>('pay')
      .step('charge', bank.charge(charge), {
        compensate: bank.refund(({ outcome }) => ({ id: outcome.kind === 'applied' ? outcome.result.id : undefined })),
      })
      .returns();
    const mended = saga<Order>('pay')
      .step('charge', bank.charge(charge), {
        probe: bank.lookUp(({ runKey }) => ({ key: runKey })),
        compensate: bank.refund(({ outcome, runKey }) =>
          outcome.kind === 'applied' ? { id: outcome.result.id } : { key: runKey },
        ),
      })
      .returns();
    expect([rulesIn(wrong), broken(wrong)]).toEqual([
      ['error DOUBT_CANNOT_BE_UNDONE'],
      ['what was compensated was not charged'],
    ]);
    expect([rulesIn(mended), broken(mended)]).toEqual([[], []]);
  });

  it('DOUBT_CANNOT_BE_UNDONE: a probe makes it rarer, and does not mend it', () => {
    const probed = saga<Order>('pay')
      .step('charge', bank.charge(charge), {
        probe: bank.lookUp(({ runKey }) => ({ key: runKey })),
        compensate: bank.refund(({ outcome }) => ({ id: outcome.kind === 'applied' ? outcome.result.id : undefined })),
      })
      .returns();
    expect([rulesIn(probed), broken(probed)]).toEqual([
      ['warning DOUBT_CANNOT_BE_UNDONE'],
      ['what was compensated was not charged'],
    ]);
  });

  it('LATE_RUN_AFTER_UNDO: a charge that is late comes after its refund, where no barrier refuses it', () => {
    const undone = (desk: typeof bank) =>
      saga<Order>('pay')
        .step('charge', desk.charge(charge), { compensate: desk.refund(({ input }) => ({ order: input.order })) })
        .returns();
    expect([rulesIn(undone(bank)), broken(undone(bank))]).toEqual([
      ['warning LATE_RUN_AFTER_UNDO'],
      ['what was compensated was not charged'],
    ]);
    expect([rulesIn(undone(guarded)), broken(undone(guarded))]).toEqual([[], []]);
  });

  it('UNDO_READS_MISSING_RESULT: an undo that takes its run for applied is parked when that is in doubt', () => {
    const wrong = saga<Order>('pay')
      .step('charge', guarded.charge(charge), {
        compensate: guarded.refund(({ outcome }) => ({
          id: (outcome as unknown as { result: { id: string } }).result.id,
        })),
      })
      .returns();
    const mended = saga<Order>('pay')
      .step('charge', guarded.charge(charge), {
        compensate: guarded.refund(({ outcome, runKey }) =>
          outcome.kind === 'applied' ? { id: outcome.result.id } : { key: runKey },
        ),
      })
      .returns();
    expect([rulesIn(wrong), broken(wrong)]).toEqual([
      ['error UNDO_READS_MISSING_RESULT'],
      ['no call is parked for want of its argument'],
    ]);
    expect([rulesIn(mended), broken(mended)]).toEqual([[], []]);
  });

  it('UNDO_READS_MISSING_RESULT: under adaptive execution also that of the step before may not be there', () => {
    const undone = (execution: 'adaptive' | 'activity') =>
      saga<Order>('payTwice', { execution })
        .step('deposit', guarded.charge(charge), { compensate: guarded.refund(({ runKey }) => ({ key: runKey })) })
        .step('charge', guarded.charge(charge), {
          compensate: guarded.refund(({ results, runKey }) => {
            const deposit = results.deposit as { id: string };
            return { key: runKey.slice(0, deposit.id.length + runKey.length) };
          }),
        })
        .returns();
    expect([rulesIn(undone('adaptive')), broken(undone('adaptive'))]).toEqual([
      ['error UNDO_READS_MISSING_RESULT'],
      ['no call is parked for want of its argument'],
    ]);
    expect([rulesIn(undone('activity')), broken(undone('activity'))]).toEqual([[], []]);
  });

  it('READS_SKIPPED_RESULT: after the pivot a step that counts on a skipped one can never be done', () => {
    const paid = (read: (insured: { id: string } | undefined) => string) =>
      saga<Order>('pay')
        .when(
          ({ input }) => input.order !== 'o-1',
          (then) =>
            then.step('insure', guarded.charge(charge), {
              compensate: guarded.refund(({ runKey }) => ({ key: runKey })),
            }),
        )
        .pivot('charge', guarded.charge(charge))
        .retriable(
          'tell',
          guarded.charge(({ results }) => ({ order: read(results.insure) })),
        )
        .returns();
    const wrong = paid((insured) => (insured as { id: string }).id);
    const mended = paid((insured) => insured?.id ?? 'none');
    expect([rulesIn(wrong), broken(wrong)]).toEqual([
      ['error READS_SKIPPED_RESULT'],
      ['no call is parked for want of its argument'],
    ]);
    expect([rulesIn(mended), broken(mended)]).toEqual([[], []]);
  });
});
