import { participant, saga } from 'saga-core';
import { explore, type Violation } from 'saga-core/testing';
import { describe, expect, it } from 'vitest';
import { buyTicketSaga, type CardActivities, type Purchase, type SeatActivities } from './buy-ticket.ts';
import { guideText } from './guide-text.ts';
import { type ProviderModelOptions, providerModel, seatModel, ticketPromises } from './provider-model.ts';

const setup = (options: ProviderModelOptions) => ({
  input: { seat: '12A', card: 'card_ok', amount: 4_500 },
  participants: { card: providerModel(options), seat: seatModel },
  invariants: ticketPromises,
  limits: { crashes: 0, decisions: 1 },
});

const seats = participant<SeatActivities>('seat', { barrier: true });
const cards = participant<CardActivities>('card', { barrier: false });

/** The same saga, but nobody asks what became of a charge without an answer. */
const unaskingSaga = saga<Purchase>('buyTicket')
  .step(
    'holdSeat',
    seats.hold(({ input: { seat } }) => ({ seat })),
    { compensate: seats.release(({ input: { seat } }) => ({ seat })) },
  )
  .step(
    'chargeCard',
    cards.charge(({ input: { card, amount } }) => ({ card, amount })),
    {
      compensate: cards.refund(({ input: { card, amount }, outcome, runKey }) =>
        outcome.kind === 'applied' ? outcome.result : { chargeKey: runKey, charge: { card, amount } },
      ),
    },
  )
  .pivot(
    'sellSeat',
    seats.sell(({ input: { seat } }) => ({ seat })),
  )
  .returns(({ results }) => results.chargeCard);

/** The counterexample that breaks the promise; the guide shows it as it is. */
function shownInTheGuide(violations: readonly Violation[]): string {
  const [violation] = violations;
  if (violation === undefined) throw new Error('No promise was broken.');
  expect(guideText()).toContain(violation.timeline.join('\n'));
  return violation.promise;
}

describe('a participant that one does not own, explored', () => {
  const keepsEveryPromise = (undoComes: 'inTime' | 'aDayLater') => () => {
    const { violations, exhaustive, endingsByStatus } = explore(buyTicketSaga, setup({ undo: 'settles', undoComes }));
    expect(violations.map(({ timeline }) => timeline.join('\n'))).toEqual([]);
    expect(exhaustive).toBe(true);
    expect(Object.keys(endingsByStatus).sort()).toEqual(['compensated', 'completed', 'needsAttention']);
  };

  it('keeps every promise when its undo settles the charge first', keepsEveryPromise('inTime'));
  it('does so a day later as well, when the keys have expired', { tags: ['long'] }, keepsEveryPromise('aDayLater'));

  it('takes money for nothing when nobody asks what became of a charge without an answer', () => {
    const { violations } = explore(unaskingSaga, setup({ undo: 'needsTheId', undoComes: 'inTime' }));
    expect(shownInTheGuide(violations)).toBe('whoever got no seat has paid nothing');
  });

  it('takes money for nothing when the undo only looks for the charge, which comes after it has looked', () => {
    const { violations } = explore(buyTicketSaga, setup({ undo: 'looksByKey', undoComes: 'inTime' }));
    expect(shownInTheGuide(violations)).toBe('whoever got no seat has paid nothing');
  });

  it('takes money for nothing when the keys expire before the undo comes', () => {
    const { violations } = explore(buyTicketSaga, setup({ undo: 'looksByKey', undoComes: 'aDayLater' }));
    expect(shownInTheGuide(violations)).toBe('whoever got no seat has paid nothing');
  });
});
