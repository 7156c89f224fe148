import { nothing, saga } from 'saga-core';
import { GivenError, given } from 'saga-core/testing';
import { describe, expect, it } from 'vitest';
import { desk, tour, trip } from './trips.ts';

const begun = given(trip).withInput({ tripId: 't1' });
const started = given(tour).withInput({ rooms: ['sea', 'a/b'], isInsured: false });
const insured = started.when('insurance').succeeds(50);

/** The error of a sentence that must not hold. */
function refusal(sentence: () => unknown): GivenError {
  try {
    sentence();
  } catch (error) {
    if (error instanceof GivenError) return error;
    throw error;
  }
  throw new Error('The sentence holds.');
}

describe('a sentence tells a whole path of a saga', () => {
  it('when all goes well', () => {
    begun.expect
      .calls('desk.open', 'desk.reserve', 'desk.charge', 'desk.confirm', 'desk.ticket')
      .andNoOthers()
      .expect.neverCalls('desk.refund')
      .expect.undoes()
      .expect.ends('completed');
  });

  it('with the results that were told', () => {
    begun
      .when('openTrip')
      .succeeds({ total: 4200 })
      .when('chargeCard')
      .succeeds({ paymentId: 'p1' })
      .when('sendTicket')
      .succeeds({ ticket: 'k7' })
      .expect.calls('desk.charge')
      .withArgument({ amount: 4200 })
      .expect.returns({ ticket: 'k7', paymentId: 'p1' });
  });

  it('that is refused', () => {
    begun
      .when('chargeCard')
      .isRefused('CARD_DECLINED')
      .expect.calls('desk.release', 'desk.close')
      .inOrder()
      .expect.neverCalls('desk.refund')
      .expect.undoes('reserveRoom', 'openTrip')
      .expect.cause({ kind: 'refused', step: 'chargeCard', code: 'CARD_DECLINED' })
      .expect.step('chargeCard', 'refused')
      .expect.ends('compensated');
  });

  it('whose call is in doubt, which is then asked about and undone by its key', () => {
    begun
      .when('chargeCard')
      .timesOut()
      .expect.calls('desk.find', 'desk.refund')
      .inOrder()
      .withArgument({ chargeKey: 'trip-1/chargeCard/run' })
      .expect.lasts('60 seconds')
      .expect.ends('compensated');
  });

  it('whose call in doubt has happened, as its probe finds', () => {
    begun
      .when('chargeCard')
      .isInDoubt()
      .whenProbing('chargeCard')
      .findsApplied({ paymentId: 'p1' })
      .expect.ends('completed');
    begun
      .when('chargeCard')
      .isInDoubt()
      .whenProbing('chargeCard')
      .findsRefused('NO')
      .expect.undoes('reserveRoom', 'openTrip');
  });

  it('that is cancelled while a call is under way', () => {
    begun
      .at('reserveRoom')
      .isCancelled('changed my mind')
      .expect.cause({ kind: 'cancelled', detail: 'changed my mind' })
      .expect.calls('desk.fence', 'desk.release', 'desk.close')
      .inOrder()
      .expect.ends('compensated');
  });

  it('that is cancelled too late, since its pivot was sent', () => {
    const { story } = begun.at('confirmTrip').isCancelled().expect.ends('completed');
    expect(story).toContain('the cancel is refused: it comes too late');
    begun.afterwards.isCancelled().expect.ends('completed');
  });

  it('that is cancelled after a worker that died had confirmed it', () => {
    begun
      .at('reserveRoom')
      .isCancelled()
      .whenFencing('confirmTrip')
      .findsApplied()
      .expect.ends('completed')
      .expect.calls('desk.fence', 'desk.charge', 'desk.confirm')
      .inOrder();
  });

  it('whose deadline passes while a call takes long, and which waits no longer than the call has to settle', () => {
    const slow = given({ ...trip, deadline: 30_000 }).withInput({ tripId: 't1' });
    slow
      .when('chargeCard')
      .after('50 seconds')
      .succeeds()
      .expect.cause({ kind: 'deadline' })
      .expect.step('chargeCard', 'compensated')
      .expect.lasts('35 seconds');
    slow
      .when('chargeCard')
      .after('34 seconds')
      .succeeds({ paymentId: 'p1' })
      .expect.calls('desk.refund')
      .withArgument({ paymentId: 'p1' });
  });

  it('whose undo is refused, until a person decides', () => {
    const parked = begun
      .when('chargeCard')
      .isRefused('CARD_DECLINED')
      .whenUndoing('reserveRoom')
      .isRefused('STILL_OCCUPIED');
    parked.expect.waitsForDecision('reserveRoom', 'STILL_OCCUPIED').expect.neverCalls('desk.close');
    parked.afterwards
      .decides('reserveRoom', { action: 'retry' })
      .expect.calls('desk.release', 'desk.release', 'desk.close')
      .inOrder()
      .expect.ends('compensated');
    parked
      .whenUndoing('reserveRoom')
      .isInDoubt()
      .afterwards.decides('reserveRoom', { action: 'retry' })
      .afterwards.decides('reserveRoom', { action: 'skip' })
      .expect.step('reserveRoom', 'skipped')
      .expect.ends('compensated');
  });

  it('whose step after the pivot is refused, and which goes forward all the same', () => {
    begun
      .when('sendTicket')
      .isRefused('PRINTER_ON_FIRE')
      .afterwards.decides('sendTicket', { action: 'retry' })
      .expect.undoes()
      .expect.ends('completed');
  });
});

describe('a sentence travels in time', () => {
  it('to a word that comes after a day, and is read by what comes then', () => {
    insured
      .after('1 day')
      .hears('approval', { by: 'Ada' })
      .expect.calls('insure.run')
      .withArgument({ by: 'Ada' })
      .expect.lasts('1 day')
      .expect.ends('completed');
  });

  it('to a word that nobody says', () => {
    started.expect
      .cause({ kind: 'refused', step: 'approval', code: 'NO_WORD' })
      .expect.lasts('2d')
      .expect.ends('compensated');
    started.when('approval').timesOut().expect.lasts('2 days');
  });

  it('to a word that is a no', () => {
    started.hearsNo('approval', 'TOO_DEAR').expect.cause({ code: 'TOO_DEAR' });
    started.after('5 minutes').hearsNo('approval', 'TOO_DEAR').expect.lasts('5 minutes');
  });

  it('past a word that changes nothing, as another came before', () => {
    const { story } = insured
      .after('1 day')
      .hears('approval', { by: 'Ada' })
      .when('reserveRoom/sea')
      .after('5s')
      .succeeds()
      .after(86_401_000)
      .hearsNo('approval', 'TOO_DEAR')
      .expect.ends('completed');
    expect(story).toContain("Step 'approval' waits no longer: it is applied.");
  });
});

describe('a saga that waits for a person', () => {
  const held = given(
    saga('held', { deadline: '10m' })
      .step(
        'charge',
        desk.charge(() => ({ amount: 1 })),
        { compensate: nothing, onDoubt: 'park', timeout: '1m' },
      )
      .returns(),
  )
    .withInput({})
    .when('charge')
    .timesOut();

  it('rests there, although its deadline runs on', () => {
    held.expect.waitsForDecision('charge', 'TIMEOUT').expect.lasts('1 minute');
    held.afterwards.decides('charge', { action: 'retry' }).expect.ends('completed');
  });

  it('meets its deadline when somebody does something later', () => {
    held.after('9 minutes').isCancelled().expect.cause({ kind: 'cancelled' }).expect.lasts('9 minutes');
    expect(refusal(() => held.after('11 minutes').isCancelled().expect).message).toContain('after 10 min');
  });
});

describe('a sentence names steps by their addresses', () => {
  const approved = insured.hears('approval', { by: 'Ada' });

  it('of a list’s item, whose key is encoded', () => {
    approved
      .when('reserveRoom/a%2Fb')
      .isRefused('FULL')
      .expect.undoes('reserveRoom/sea', 'insurance')
      .expect.calls('insure.unwind')
      .expect.step('reserveRoom/a%2Fb', 'refused');
  });

  it('of a child saga that is refused, that is broken off, or that is cancelled', () => {
    started.hears('approval').when('insurance').isRefused('TOO_OLD').expect.undoes().expect.ends('compensated');
    started.hears('approval').when('insurance').isInDoubt().expect.waitsForDecision('insurance', 'CHILD_BROKEN_OFF');
    started
      .hears('approval')
      .when('insurance')
      .after('1h')
      .succeeds(50)
      .after('30m')
      .isCancelled()
      .expect.step('insurance', 'refused')
      .expect.lasts('30m')
      .expect.ends('compensated');
  });

  it('of a step in a branch that is taken', () => {
    started
      .hears('approval')
      .when('insurance')
      .succeeds(500)
      .when('chargeMore')
      .isRefused('NO')
      .expect.cause({ step: 'chargeMore' });
    approved.expect.step('chargeMore', 'skipped');
  });
});

describe('a sentence about nothing does not hold', () => {
  it.each([
    ['a step that is never called', () => begun.when('reserveRoom').isRefused('A').when('chargeCard').isRefused('B')],
    ['an undo that is never called', () => begun.whenUndoing('reserveRoom').isInDoubt()],
    [
      'a call that is told of twice, and made once',
      () => begun.when('openTrip').succeeds().when('openTrip').succeeds(),
    ],
    ['a probe that nobody needs', () => begun.whenProbing('chargeCard').findsNothing()],
    ['a moment that never comes', () => begun.when('reserveRoom').isRefused('A').at('chargeCard').isCancelled()],
    ['a time after the end', () => begun.after('5 minutes').isCancelled()],
    [
      'a step after the one that is refused',
      () => begun.when('chargeCard').isRefused('A').when('sendTicket').succeeds(),
    ],
  ])('%s', (_what, told) => {
    expect(refusal(() => told().expect)).toMatchObject({ code: 'NEVER_CAME' });
  });

  it.each([
    [
      'a step that the saga does not have',
      // @ts-expect-error no step has this name
      () => begun.when('chargeCart'),
      "Did you mean 'chargeCard'?",
    ],
    ['an item of a step that has none', () => begun.when('chargeCard/sea'), "leave out '/…'"],
    ['a list’s step without an item', () => started.when('reserveRoom'), "say which, as 'reserveRoom/<key>'"],
    ['an activity that is misspelt', () => begun.expect.neverCalls('desk.refunds'), "Did you mean 'desk.refund'?"],
    ['a word to a step that waits for none', () => begun.hears('chargeCard'), 'waits for no word'],
    ['an undo of what has none', () => started.whenUndoing('approval'), 'has nothing to undo'],
    ['a probe of a step without one', () => begun.whenProbing('openTrip'), 'has no probe'],
    ['a fence of a step without one', () => begun.whenFencing('openTrip'), 'has no fence'],
    ['a word in doubt', () => started.when('approval').isInDoubt(), 'never in doubt'],
    ['a child that times out', () => started.when('insurance').timesOut(), 'takes as long as it takes'],
    [
      'an answer past the budget',
      () => begun.when('chargeCard').after('2m').succeeds().expect,
      'its whole budget is 1 min',
    ],
    [
      'a decision that would be refused',
      () => begun.afterwards.decides('chargeCard', { action: 'skip' }).expect,
      'has ended',
    ],
  ])('%s', (_what, sentence, message) => {
    const error = refusal(sentence);
    expect(error).toMatchObject({ code: 'INVALID_SENTENCE' });
    expect(error.message).toContain(message);
  });

  it('a result that nobody told, with which a mapping counts, or which it lists', () => {
    const doubled = (argument: (results: { open: { total: number } }) => object) =>
      given(
        saga('doubled')
          .step(
            'open',
            desk.open(() => ({ tripId: 't1' })),
            { compensate: nothing },
          )
          .step(
            'charge',
            desk.charge(({ results }) => argument(results) as { amount: number }),
            { compensate: nothing },
          )
          .returns(),
      ).withInput({}).expect;
    for (const argument of [
      ({ open }: { open: { total: number } }) => ({ amount: open.total * 2 }),
      ({ open }: { open: { total: number } }) => ({ ...open, amount: 1 }),
      ({ open }: { open: { total: number } }) => ({ amount: open.total.toFixed(2) }),
    ])
      expect(refusal(() => doubled(argument))).toMatchObject({ code: 'UNTOLD_RESULT' });
  });

  it('a result that nobody told, by which the saga would choose its way', () => {
    const error = refusal(() => started.hears('approval').expect);
    expect(error).toMatchObject({ code: 'UNTOLD_RESULT' });
    expect(error.message).toContain(".when('insurance').succeeds(");
  });
});

describe('a sentence is typed by its saga', () => {
  it('in its results, its words and its output', () => {
    // @ts-expect-error the total is a number
    begun.when('openTrip').succeeds({ total: '42' });
    // @ts-expect-error an approval says by whom
    started.hears('approval', { of: 'Ada' });
    // @ts-expect-error the price is a number, also of an item
    insured.when('reserveRoom/sea').succeeds({ room: 'sea', price: '1' });
    // @ts-expect-error the trip's output has a ticket
    expect(() => begun.expect.returns({ paymentId: 'p1' })).toThrow(GivenError);
  });
});

describe('what does not hold tells the whole story', () => {
  const declined = begun.when('chargeCard').isRefused('CARD_DECLINED', 'no money');

  it('with what was expected beside what came', () => {
    const error = refusal(() => declined.expect.ends('completed'));
    expect(error).toMatchObject({ code: 'EXPECTATION_FAILED', expected: 'completed', actual: 'compensated' });
    expect(error.message).toMatchInlineSnapshot(`
      "Saga 'trip' was to end completed, but it is compensated, because chargeCard was refused (CARD_DECLINED).

      What happened:
        0 s  The saga starts.
             → the saga calls desk.open for openTrip
        0 s  openTrip (desk.open) is applied.
             → the saga calls desk.reserve for reserveRoom
        0 s  reserveRoom (desk.reserve) is applied.
             → the saga calls desk.charge for chargeCard
        0 s  chargeCard (desk.charge) is refused: CARD_DECLINED, no money.
             → the saga is compensating because chargeCard was refused (CARD_DECLINED)
             → the saga undoes reserveRoom by desk.release
        0 s  reserveRoom is undone (desk.release).
             → the saga undoes openTrip by desk.close
        0 s  openTrip is undone (desk.close).
             → the saga is compensated"
    `);
  });

  it.each([
    ['an order', () => declined.expect.calls('desk.close', 'desk.release').inOrder()],
    ['a call', () => declined.expect.calls('desk.ticket')],
    ['no call', () => declined.expect.neverCalls('desk.release')],
    ['no other calls', () => declined.expect.calls('desk.open').andNoOthers()],
    ['an argument', () => declined.expect.calls('desk.release').withArgument({ room: 't2' })],
    ['undos', () => declined.expect.undoes('openTrip', 'reserveRoom')],
    ['no undos', () => declined.expect.undoes()],
    ['a cause', () => declined.expect.cause({ kind: 'cancelled' })],
    ['a step', () => declined.expect.step('chargeCard', 'inDoubt')],
    ['an output', () => begun.expect.returns({ ticket: 'k7', paymentId: 'p1' })],
    ['a length', () => declined.expect.lasts('1s')],
    ['a decision', () => declined.expect.waitsForDecision('chargeCard')],
  ])('of %s that did not come so', (_what, sentence) => {
    const error = refusal(sentence);
    expect(error).toMatchObject({ code: 'EXPECTATION_FAILED' });
    expect(error.message).toContain('What happened:');
  });
});
