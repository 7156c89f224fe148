// What can hardly be brought about at will on a real server: answers that come at an awkward moment.
import { type AnySaga, type FenceAnswer, participant, saga, word } from 'saga-core';
import { describe, expect, it } from 'vitest';
import type { CallEnding } from '../../src/client/history/call-ending.ts';
import type { BareFact } from '../../src/client/history/saga-fact.ts';
import { HistoryFold } from '../../src/client/orphans/history-fold.ts';
import type { RebuiltSaga } from '../../src/client/orphans/rebuilt-saga.ts';
import { pivotToFence } from '../../src/engine/fence-pivot.ts';
import { withAllArmed } from '../../src/engine/turn-back.ts';
import { undoStack } from '../../src/engine/unwind-order.ts';
import { stepsWithinReach } from '../../src/engine/within-reach.ts';
import { type Booking, bookingSaga, parkingBookingSaga } from '../support/booking-sagas.ts';
import { adaptiveTripSaga } from './adaptive-trip.ts';

const applied = (result: unknown = null): CallEnding => ({ kind: 'applied', result });
const refused = (code: string): CallEnding => ({ kind: 'refused', refused: { code } });
const inDoubt: CallEnding = { kind: 'inDoubt', doubt: { code: 'TIMEOUT' } };

/** The facts of a saga's history, one after the other. */
class Story {
  readonly #fold;
  readonly #calls = new Map<string, number>();

  constructor(definition: object) {
    this.#fold = new HistoryFold(definition as AnySaga, 'trip-7');
    this.#tell({ kind: 'runStarted', input: { tripId: '7' } });
  }

  sent(id: string, argument: unknown = {}, patch = ''): this {
    const [step = '', operation] = id.split('/');
    const count = (this.#calls.get(id) ?? 0) + 1;
    this.#calls.set(id, count);
    return this.#tell({
      kind: 'callSent',
      call: `${id}#${count}`,
      step,
      operation: operation as 'run',
      activity: 'desk.any',
      execution: 'activity',
      argument,
      key: `trip-7/${id}${patch}`,
    });
  }

  ended(id: string, ending: CallEnding): this {
    return this.#tell({ kind: 'callEnded', call: `${id}#${this.#calls.get(id)}`, ending });
  }

  did(...ids: string[]): this {
    for (const id of ids) this.sent(id).ended(id, applied());
    return this;
  }

  decided(decision: object): this {
    const decider = { actor: 'operator-1', reason: 'seen' };
    return this.#tell({
      kind: 'updateAccepted',
      update: 'u',
      name: 'resolve',
      args: [{ ...decider, ...decision }],
    });
  }

  /** The answer to what was decided: it did not fit any more. */
  failed(): this {
    return this.#tell({ kind: 'updateAnswered', update: 'u', answer: undefined, failed: true });
  }

  told(step: string, word: object): this {
    return this.#tell({ kind: 'updateAccepted', update: 'w', name: 'answer', args: [step, word] }).#tell({
      kind: 'updateAnswered',
      update: 'w',
      answer: {},
    });
  }

  fired(name: string): this {
    return this.#tell({ kind: 'timerFired', timer: '1', name, milliseconds: 4_000 });
  }

  cancelRequested(): this {
    return this.#tell({ kind: 'cancelRequested' });
  }

  get end() {
    return this.#fold.rebuilt;
  }

  #tell(fact: BareFact): this {
    this.#fold.note({ at: '2026-01-01T00:00:00.000Z', runId: 'run-1', ...fact } as never);
    return this;
  }
}

const charged = (saga: typeof bookingSaga | typeof parkingBookingSaga = bookingSaga) =>
  new Story(saga).did('openTrip/run', 'reserveRoom/run', 'readWeather/run').sent('chargeCard/run');

describe('what is gathered of a saga from its history', () => {
  it('keeps what an undo went by, when the answer of its run comes after it was sent', () => {
    const { state } = charged()
      .cancelRequested()
      .sent('chargeCard/compensate', { chargeKey: 'trip-7/chargeCard/run' })
      .ended('chargeCard/run', applied({ paymentId: 'late' })).end;
    expect(state.steps.chargeCard).toMatchObject({ status: 'inDoubt', outcome: { kind: 'inDoubt' } });
  });

  it('takes an answer that the saga never heard of for what it says', () => {
    const { state } = charged().ended('chargeCard/run', applied({ paymentId: 'pay-1' })).end;
    expect(state.steps.chargeCard?.outcome).toEqual({ kind: 'applied', result: { paymentId: 'pay-1' } });
    expect(state.started).toEqual(['openTrip', 'reserveRoom', 'readWeather', 'chargeCard']);
  });

  it('leaves doubt where a person’s argument was refused, as there was doubt before', () => {
    const { state } = charged(parkingBookingSaga)
      .ended('chargeCard/run', inDoubt)
      .decided({ step: 'chargeCard', action: 'retry', argument: { card: 'B' } })
      .sent('chargeCard/run', { card: 'B' }, '~1')
      .ended('chargeCard/run', refused('NO_SUCH_CARD')).end;
    expect(state.steps.chargeCard).toMatchObject({
      status: 'inDoubt',
      patches: { run: { count: 1, argument: { card: 'B' } } },
    });
  });

  it('takes a refusal that a person did not provoke for a refusal', () => {
    const { state, cause } = charged().ended('chargeCard/run', refused('CARD_DECLINED')).end;
    expect(state.steps.chargeCard?.status).toBe('refused');
    expect(cause).toEqual({ kind: 'refused', step: 'chargeCard', code: 'CARD_DECLINED' });
  });

  it('takes a person’s word for a parked run, that it was applied or that it was refused', () => {
    const parked = () => charged(parkingBookingSaga).ended('chargeCard/run', inDoubt);
    const resolved = { step: 'chargeCard', action: 'resolvedElsewhere' };
    expect(
      parked().decided({ ...resolved, outcome: 'applied', result: 'pay-9' }).end.state.steps.chargeCard?.outcome,
    ).toEqual({ kind: 'applied', result: 'pay-9' });
    expect(parked().decided({ ...resolved, outcome: 'refused' }).end).toMatchObject({
      state: { steps: { chargeCard: { status: 'refused' } } },
      cause: { kind: 'refused', code: 'RESOLVED_ELSEWHERE' },
    });
  });

  it('takes a person’s word for a parked undo, that it was done or that it is given up', () => {
    const parked = () =>
      charged().ended('chargeCard/run', inDoubt).sent('chargeCard/compensate').ended('chargeCard/compensate', inDoubt);
    expect(parked().end.state.steps.chargeCard?.status).toBe('inDoubt');
    const done = parked().decided({ step: 'chargeCard', action: 'resolvedElsewhere' }).end;
    expect(done.state.steps.chargeCard?.status).toBe('compensated');
    expect(parked().decided({ step: 'chargeCard', action: 'skip' }).end.state.steps.chargeCard?.status).toBe('skipped');
  });

  const pivoted = () => charged().ended('chargeCard/run', applied()).sent('confirmTrip/run');

  it('counts a pivot as sent from the moment it was scheduled, and no longer once it was refused', () => {
    expect(pivoted().end.pivot).toBe('confirmTrip');
    expect(pivoted().ended('confirmTrip/run', inDoubt).end.pivot).toBe('confirmTrip');
    expect(pivoted().ended('confirmTrip/run', applied()).end.pivot).toBe('confirmTrip');
    const { pivot, cause, state } = pivoted().ended('confirmTrip/run', refused('SOLD_OUT')).end;
    expect(pivot).toBeUndefined();
    expect(cause).toMatchObject({ kind: 'refused', step: 'confirmTrip' });
    // On the stack it would stand for a point that nobody can go back over.
    expect(state.started).not.toContain('confirmTrip');
  });

  it('keeps the first cause, and takes a cancel or a deadline after the pivot for none', () => {
    expect(charged().fired('deadline').cancelRequested().end.cause).toEqual({ kind: 'deadline' });
    expect(charged().cancelRequested().fired('deadline').end.cause).toEqual({ kind: 'cancelled' });
    expect(pivoted().cancelRequested().fired('deadline').end.cause).toBeUndefined();
  });

  it('takes no decision that was accepted and, when its turn came, did not fit any more', () => {
    const story = new Story(parkingBookingSaga).did('openTrip/run', 'reserveRoom/run', 'readWeather/run');
    story.sent('chargeCard/run').ended('chargeCard/run', inDoubt).cancelRequested();
    story.decided({ step: 'chargeCard', action: 'resolvedElsewhere', outcome: 'applied' }).failed();
    expect(story.end.state.steps.chargeCard).toMatchObject({ status: 'inDoubt' });
  });
});

const shelf = participant<{
  take(argument: unknown): Promise<void>;
  giveBack(argument: unknown): Promise<void>;
  fence(argument: unknown): Promise<FenceAnswer<void>>;
}>('shelf', { barrier: true });
const taking = { compensate: shelf.giveBack(() => ({})) };
const undos = ({ state }: RebuiltSaga, definition: object) =>
  undoStack(definition as AnySaga, withAllArmed(definition as AnySaga, state)).map(({ address }) => address);

describe('what is gathered of a saga that tries its calls locally', () => {
  const trip = () => new Story(adaptiveTripSaga);

  it('leaves all of its batch to be undone, and the pivot to be asked, whatever the history says', () => {
    for (const story of [trip(), trip().did('openTrip/run'), trip().did('openTrip/run', 'reserveRoom/run')]) {
      expect(undos(story.end, adaptiveTripSaga)).toEqual(['chargeCard', 'reserveRoom', 'openTrip']);
      expect(pivotToFence(adaptiveTripSaga as AnySaga, story.end.state)?.name).toBe('confirmTrip');
    }
  });

  const asked = () => trip().did('openTrip/run', 'reserveRoom/run').cancelRequested().sent('confirmTrip/fence');

  it('keeps what a fence said, and asks again where it said nothing', () => {
    const pivotOf = ({ state }: RebuiltSaga) => pivotToFence(adaptiveTripSaga as AnySaga, state)?.name;
    expect(pivotOf(asked().end)).toBe('confirmTrip');
    expect(pivotOf(asked().ended('confirmTrip/fence', inDoubt).end)).toBe('confirmTrip');
    expect(pivotOf(asked().ended('confirmTrip/fence', applied({ fence: 'never' })).end)).toBeUndefined();
    const happened = asked().ended('confirmTrip/fence', applied({ fence: 'applied', result: null })).end;
    expect(happened.pivot).toBe('confirmTrip');
  });

  it('takes a person’s word in the place of a fence’s', () => {
    const parked = () => asked().ended('confirmTrip/fence', inDoubt);
    const resolved = { step: 'confirmTrip', action: 'resolvedElsewhere' };
    const never = parked().decided({ ...resolved, outcome: 'refused' }).end;
    expect([never.pivot, never.state.fenced, never.cause?.kind]).toEqual([undefined, 'never', 'cancelled']);
    expect(parked().decided({ ...resolved, outcome: 'applied' }).end.pivot).toBe('confirmTrip');
  });

  it('keeps the order of the undos of what was forgotten, and what they went by, also when one of them was sent', () => {
    const { state } = asked()
      .ended('confirmTrip/fence', applied({ fence: 'never' }))
      .sent('chargeCard/compensate').end;
    expect(state.started).toEqual(['openTrip', 'reserveRoom', 'chargeCard']);
    expect(state.steps.chargeCard?.outcome).toEqual({ kind: 'inDoubt', doubt: { code: 'FORGOTTEN' } });
  });

  it('finds a batch behind conditions and lists of which nothing was sent', () => {
    const definition = saga<{ rooms: string[] }>('behind', { execution: 'adaptive' })
      .when(
        () => false,
        (then) =>
          then.step(
            'breakfast',
            shelf.take(() => 0),
            taking,
          ),
      )
      .forEach(
        ({ input }) => input.rooms,
        { key: (room) => room },
        (each) =>
          each.step(
            'room',
            shelf.take(() => 0),
            taking,
          ),
      )
      .parallel((both) =>
        both
          .step(
            'flight',
            shelf.take(() => 0),
            taking,
          )
          .branch((branch) =>
            branch.when(
              () => false,
              (then) =>
                then.step(
                  'seat',
                  shelf.take(() => 0),
                  taking,
                ),
            ),
          ),
      )
      .step(
        'taxi',
        shelf.take(() => 0),
        taking,
      )
      .pivot(
        'confirm',
        shelf.take(() => 0),
        { fence: shelf.fence(() => 0) },
      )
      .returns(() => null);
    const reach = ({ end }: Story) => stepsWithinReach(definition as AnySaga, end.state).map(({ name }) => name);
    expect(reach(new Story(definition))).toEqual([]);
    expect(reach(new Story(definition).sent('flight/run'))).toEqual([]);
    expect(reach(new Story(definition).did('flight/run'))).toEqual(['taxi', 'confirm']);
  });
});

describe('a word that is said before its step waits for it', () => {
  const definition = saga<Booking>('worded', { execution: 'activity' })
    .step(
      'room',
      shelf.take(() => 0),
      taking,
    )
    .waitFor('approval', { timeout: '1d', word: word<string>() })
    .step(
      'flight',
      shelf.take(({ results }) => results.approval),
      taking,
    )
    .returns(() => null);
  const no = { refused: { code: 'TOO_DEAR' } };

  it('is no cause before the saga has come there', () => {
    const { cause } = new Story(definition).sent('room/run').told('approval', no).end;
    expect(cause).toBeUndefined();
    expect(new Story(definition).sent('room/run').told('approval', no).cancelRequested().end.cause?.kind).toBe(
      'cancelled',
    );
  });

  it('is one from then on, and a result', () => {
    expect(new Story(definition).sent('room/run').told('approval', no).ended('room/run', applied()).end.cause).toEqual({
      kind: 'refused',
      step: 'approval',
      code: 'TOO_DEAR',
    });
    const told = new Story(definition).sent('room/run').told('approval', { value: 'yes' }).ended('room/run', applied());
    expect(told.end.state.steps.approval?.outcome).toEqual({ kind: 'applied', result: 'yes' });
  });
});
