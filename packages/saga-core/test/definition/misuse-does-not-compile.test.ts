import { beforeAll, describe, expect, it } from 'vitest';
import { typeCheck } from './type-check.ts';

// Each misuse is compiled for real, as a file of its own beside this one, and must fail with a message that names the mistake.
const prelude = `
import { nothing, participant, saga, word } from 'saga-core';
interface Desk {
  reserve(argument: { tripId: string }): Promise<{ room: string }>;
  release(argument: { room?: string; key?: string }): Promise<void>;
  charge(argument: { amount: number }): Promise<{ paymentId: string }>;
  refund(argument: { paymentId: string } | { chargeKey: string }): Promise<void>;
  find(argument: { key: string }): Promise<{ kind: 'applied'; result: { room: string } } | { kind: 'unknown' }>;
}
const desk = participant<Desk>('desk');
const trip = saga<{ tripId: string }>('trip');
const reserve = desk.reserve(({ input }: { input: { tripId: string } }) => input);
const undo = { compensate: nothing };
const room = saga<{ tripId: string }>('room').step('reserve', reserve, undo).returns(({ results }) => results.reserve.room);
const paid = saga<{ tripId: string }>('paid').pivot('pay', reserve).returns();
const tour = saga<{ rooms: { name: string }[] }>('tour');
const charged = (amount: number) => amount;
`;

const misuses = {
  'a result read without narrowing the outcome': {
    code: `trip.step('charge', desk.charge(() => ({ amount: 1 })), { compensate: desk.refund(({ outcome }) => ({ paymentId: outcome.result.paymentId })) });`,
    message: /Property 'result' does not exist/,
  },
  'a later step’s result': {
    code: `trip.step('charge', desk.charge(({ results }) => ({ amount: results.reserve.room.length })), undo).step('reserve', reserve, undo);`,
    message: /Property 'reserve' does not exist/,
  },
  'a result that an undo may not have yet': {
    code: `trip.step('reserve', reserve, undo).step('charge', desk.charge(() => ({ amount: 1 })), { compensate: desk.release(({ results }) => ({ room: results.reserve.room })) });`,
    message: /'results\.reserve' is possibly 'undefined'/,
  },
  'an argument of the wrong type': {
    code: `trip.step('charge', desk.charge(({ input }) => ({ amount: input.tripId })), undo);`,
    message: /Type 'string' is not assignable to type 'number'/,
  },
  'an undo’s argument of the wrong type': {
    code: `trip.step('charge', desk.charge(() => ({ amount: 1 })), { compensate: desk.refund(() => ({ paymentID: 'x' })) });`,
    message: /paymentID/,
  },
  'an activity that the participant does not have': {
    code: `desk.cancel(() => ({}));`,
    message: /Property 'cancel' does not exist/,
  },
  'a missing compensate': {
    code: `trip.step('reserve', reserve, { timeout: '30s' });`,
    message: /Property 'compensate' is missing/,
  },
  'no options at all': {
    code: `trip.step('reserve', reserve);`,
    message: /Expected 3 arguments, but got 2/,
  },
  'a duplicate name': {
    code: `trip.step('reserve', reserve, undo).step('reserve', reserve, undo);`,
    message: /a step named 'reserve' is already defined/,
  },
  'a duplicate name at the pivot': {
    code: `trip.step('reserve', reserve, undo).pivot('reserve', reserve);`,
    message: /a step named 'reserve' is already defined/,
  },
  'a duplicate name after the pivot': {
    code: `trip.pivot('reserve', reserve).retriable('reserve', reserve);`,
    message: /a step named 'reserve' is already defined/,
  },
  'a step after the pivot': {
    code: `trip.pivot('pay', reserve).step('reserve', reserve, undo);`,
    message: /after it nothing is undone, so use retriable/,
  },
  'a second pivot': {
    code: `trip.pivot('pay', reserve).pivot('again', reserve);`,
    message: /a saga has at most one pivot/,
  },
  'a retriable step before the pivot': {
    code: `trip.retriable('ticket', reserve);`,
    message: /a retriable step can only stand after the pivot/,
  },
  'a step after the end': {
    code: `trip.step('reserve', reserve, undo).returns(() => 1).step('charge', reserve, undo);`,
    message: /Property 'step' does not exist/,
  },
  'an unknown option': {
    code: `trip.step('reserve', reserve, { compensate: nothing, timeOut: '30s' });`,
    message: /'timeOut' does not exist/,
  },
  'a length of time without a known unit': {
    code: `trip.step('reserve', reserve, { compensate: nothing, timeout: '30 parsecs' });`,
    message: /30 parsecs/,
  },
  'an input of another saga’s type': {
    code: `declare const sagas: import('saga-core/client').SagaClient; sagas.start(trip.step('reserve', reserve, undo).returns(), { id: 'x', input: { orderId: '1' } });`,
    message: /orderId/,
  },

  // Steps that run at the same time.
  'a sibling’s result': {
    code: `trip.parallel((all) => all.step('reserve', reserve, undo).step('charge', desk.charge(({ results }) => ({ amount: results.reserve.room.length })), undo));`,
    message: /Property 'reserve' does not exist/,
  },
  'a result of another branch': {
    code: `trip.parallel((all) => all.step('reserve', reserve, undo).branch((one) => one.step('charge', desk.charge(({ results }) => ({ amount: results.reserve.room.length })), undo)));`,
    message: /Property 'reserve' does not exist/,
  },
  'a duplicate name in two branches': {
    code: `trip.parallel((all) => all.step('reserve', reserve, undo).step('reserve', reserve, undo));`,
    message: /a step named 'reserve' is already defined/,
  },
  'a duplicate name inside a branch and beside it': {
    code: `trip.parallel((all) => all.step('reserve', reserve, undo).branch((one) => one.step('reserve', reserve, undo)));`,
    message: /a step named 'reserve' is already defined/,
  },
  'a duplicate name inside a branch and before it': {
    code: `trip.step('reserve', reserve, undo).parallel((all) => all.branch((one) => one.step('reserve', reserve, undo)));`,
    message: /a step named 'reserve' is already defined/,
  },
  'a duplicate name in two branches of several steps': {
    code: `trip.parallel((all) => all.branch((one) => one.step('reserve', reserve, undo)).branch((two) => two.step('look', reserve, undo).step('reserve', reserve, undo)));`,
    message: /a step named 'reserve' is already defined/,
  },
  'a duplicate name in two branches after the pivot': {
    code: `trip.pivot('pay', reserve).parallel((all) => all.retriable('ticket', reserve).branch((one) => one.retriable('ticket', reserve)));`,
    message: /a step named 'ticket' is already defined/,
  },
  'a condition that is no branch': {
    code: `trip.parallel((all) => all.when(() => true, (then) => then.step('reserve', reserve, undo)));`,
    message: /give this one a branch of its own/,
  },
  'a duplicate name after the branches': {
    code: `trip.parallel((all) => all.step('reserve', reserve, undo)).step('reserve', reserve, undo);`,
    message: /a step named 'reserve' is already defined/,
  },
  'a missing compensate in a branch': {
    code: `trip.parallel((all) => all.step('reserve', reserve, { timeout: '30s' }));`,
    message: /Property 'compensate' is missing/,
  },
  'a pivot among siblings': {
    code: `trip.parallel((all) => all.pivot('pay', reserve));`,
    message: /the pivot stands alone: not inside when, parallel or forEach/,
  },
  'a pivot inside a branch': {
    code: `trip.parallel((all) => all.branch((one) => one.pivot('pay', reserve)));`,
    message: /the pivot stands alone: not inside when, parallel or forEach/,
  },
  'a retriable step among siblings before the pivot': {
    code: `trip.parallel((all) => all.retriable('ticket', reserve));`,
    message: /a retriable step can only stand after the pivot/,
  },
  'a step that can be undone among siblings after the pivot': {
    code: `trip.pivot('pay', reserve).parallel((all) => all.step('reserve', reserve, undo));`,
    message: /after it nothing is undone, so use retriable/,
  },

  // Steps with a condition.
  'a result that a condition may leave out': {
    code: `trip.when(() => true, (then) => then.step('reserve', reserve, undo)).step('charge', desk.charge(({ results }) => ({ amount: results.reserve.room.length })), undo);`,
    message: /'results\.reserve' is possibly 'undefined'/,
  },
  'a result that a condition may leave out, in what the saga gives': {
    code: `trip.when(() => true, (then) => then.step('reserve', reserve, undo)).returns(({ results }) => results.reserve.room);`,
    message: /'results\.reserve' is possibly 'undefined'/,
  },
  'a condition that gives no boolean': {
    code: `trip.when(({ input }) => input.tripId, (then) => then.step('reserve', reserve, undo));`,
    message: /Type 'string' is not assignable to type 'boolean'/,
  },
  'a condition that somebody has yet to answer': {
    code: `trip.when(async () => true, (then) => then.step('reserve', reserve, undo));`,
    message: /Type 'Promise<boolean>' is not assignable to type 'boolean'/,
  },
  'a pivot with a condition': {
    code: `trip.when(() => true, (then) => then.pivot('pay', reserve));`,
    message: /the pivot stands alone: not inside when, parallel or forEach/,
  },
  'a child’s pivot with a condition': {
    code: `trip.when(() => true, (then) => then.pivotSaga('pay', paid, ({ input }) => input));`,
    message: /the pivot stands alone: not inside when, parallel or forEach/,
  },
  'an end with a condition': {
    code: `trip.when(() => true, (then) => then.step('reserve', reserve, undo).returns());`,
    message: /only a whole saga returns: give back the builder itself here/,
  },
  'a step that can be undone, with a condition after the pivot': {
    code: `trip.pivot('pay', reserve).when(() => true, (then) => then.step('reserve', reserve, undo));`,
    message: /after it nothing is undone, so use retriable/,
  },
  'a missing compensate with a condition': {
    code: `trip.when(() => true, (then) => then.step('reserve', reserve, { timeout: '30s' }));`,
    message: /Property 'compensate' is missing/,
  },
  'a duplicate name with a condition': {
    code: `trip.step('reserve', reserve, undo).when(() => true, (then) => then.step('reserve', reserve, undo));`,
    message: /a step named 'reserve' is already defined/,
  },
  'a duplicate name after a condition': {
    code: `trip.when(() => true, (then) => then.step('reserve', reserve, undo)).step('reserve', reserve, undo);`,
    message: /a step named 'reserve' is already defined/,
  },

  // Steps for each item.
  'an item outside forEach': {
    code: `tour.forEach(({ input }) => input.rooms, { key: ({ name }) => name }, (each) => each.step('reserve', desk.reserve(({ item }) => ({ tripId: item.name })), undo)).step('charge', desk.charge(({ item }) => ({ amount: 1 })), undo);`,
    message: /Property 'item' does not exist/,
  },
  'an item of another type': {
    code: `tour.forEach(({ input }) => input.rooms, { key: ({ name }) => name }, (each) => each.step('charge', desk.charge(({ item }) => ({ amount: item.name })), undo));`,
    message: /Type 'string' is not assignable to type 'number'/,
  },
  'a key that is no text': {
    code: `tour.forEach(({ input }) => input.rooms, { key: (room) => room }, (each) => each.step('reserve', desk.reserve(({ item }) => ({ tripId: item.name })), undo));`,
    message: /is not assignable to type 'string'/,
  },
  'items without a key': {
    code: `tour.forEach(({ input }) => input.rooms, {}, (each) => each.step('reserve', desk.reserve(({ item }) => ({ tripId: item.name })), undo));`,
    message: /Property 'key' is missing/,
  },
  'items that are no list': {
    code: `trip.forEach(({ input }) => input.tripId, { key: (item) => item }, (each) => each.step('reserve', reserve, undo));`,
    message: /Type 'string' is not assignable to type 'readonly/,
  },
  'a forEach inside another': {
    code: `tour.forEach(({ input }) => input.rooms, { key: ({ name }) => name }, (each) => each.forEach(({ input }) => input.rooms, { key: ({ name }) => name }, (again) => again));`,
    message: /a forEach cannot stand inside another: give the inner one a saga of its own/,
  },
  'a forEach inside another, under a condition': {
    code: `tour.forEach(({ input }) => input.rooms, { key: ({ name }) => name }, (each) => each.when(() => true, (then) => then.forEach(({ input }) => input.rooms, { key: ({ name }) => name }, (again) => again)));`,
    message: /a forEach cannot stand inside another: give the inner one a saga of its own/,
  },
  'one result of a step that ran for each item': {
    code: `tour.forEach(({ input }) => input.rooms, { key: ({ name }) => name }, (each) => each.step('reserve', desk.reserve(({ item }) => ({ tripId: item.name })), undo)).returns(({ results }) => results.reserve.room.length);`,
    message: /'results\.reserve\.room' is possibly 'undefined'|Property 'length' does not exist/,
  },
  'a pivot for each item': {
    code: `tour.forEach(({ input }) => input.rooms, { key: ({ name }) => name }, (each) => each.pivot('pay', desk.reserve(({ item }) => ({ tripId: item.name }))));`,
    message: /the pivot stands alone: not inside when, parallel or forEach/,
  },
  'a missing compensate for each item': {
    code: `tour.forEach(({ input }) => input.rooms, { key: ({ name }) => name }, (each) => each.step('reserve', desk.reserve(({ item }) => ({ tripId: item.name })), {}));`,
    message: /Property 'compensate' is missing/,
  },
  'a duplicate name for each item': {
    code: `tour.step('reserve', desk.reserve(() => ({ tripId: '7' })), undo).forEach(({ input }) => input.rooms, { key: ({ name }) => name }, (each) => each.step('reserve', desk.reserve(({ item }) => ({ tripId: item.name })), undo));`,
    message: /a step named 'reserve' is already defined/,
  },

  // Child sagas.
  'a child with a pivot before the pivot': {
    code: `trip.saga('pay', paid, ({ input }) => input);`,
    message: /a saga with a pivot cannot be undone: it can only be the pivot \(pivotSaga\), or stand after it/,
  },
  'a child with a pivot among siblings': {
    code: `trip.parallel((all) => all.saga('pay', paid, ({ input }) => input));`,
    message: /a saga with a pivot cannot be undone: it can only be the pivot \(pivotSaga\), or stand after it/,
  },
  'a child with a pivot, with a condition': {
    code: `trip.when(() => true, (then) => then.saga('pay', paid, ({ input }) => input));`,
    message: /a saga with a pivot cannot be undone: it can only be the pivot \(pivotSaga\), or stand after it/,
  },
  'a child’s input of another type': {
    code: `trip.saga('room', room, ({ input }) => ({ trip: input.tripId }));`,
    message: /'trip' does not exist in type|Property 'tripId' is missing/,
  },
  'a child’s output of another type': {
    code: `trip.saga('room', room, ({ input }) => input).returns(({ results }) => charged(results.room));`,
    message: /Argument of type 'string' is not assignable to parameter of type 'number'/,
  },
  'a child’s own steps': {
    code: `trip.saga('room', room, ({ input }) => input).returns(({ results }) => results.reserve);`,
    message: /Property 'reserve' does not exist/,
  },
  'a child that is not ended': {
    code: `trip.saga('room', trip.step('reserve', reserve, undo), ({ input }) => input);`,
    message: /is missing the following properties|is not assignable to parameter of type 'SagaDefinition/,
  },
  'a second pivot by a child': {
    code: `trip.pivot('pay', reserve).pivotSaga('again', paid, ({ input }) => input);`,
    message: /a saga has at most one pivot/,
  },
  'a duplicate name of a child': {
    code: `trip.step('reserve', reserve, undo).saga('reserve', room, ({ input }) => input);`,
    message: /a step named 'reserve' is already defined/,
  },

  // Words.
  'a wait for a word after the pivot': {
    code: `trip.pivot('pay', reserve).waitFor('approval', { timeout: '2d' });`,
    message: /a saga can only wait for a word before the pivot/,
  },
  'a wait for a word among siblings after the pivot': {
    code: `trip.pivot('pay', reserve).parallel((all) => all.waitFor('approval', { timeout: '2d' }));`,
    message: /a saga can only wait for a word before the pivot/,
  },
  'a wait for ever': {
    code: `trip.waitFor('approval', {});`,
    message: /Property 'timeout' is missing/,
  },
  'a word of another type': {
    code: `trip.waitFor('approval', { timeout: '2d', word: word<{ by: string }>() }).returns(({ results }) => charged(results.approval.by));`,
    message: /Argument of type 'string' is not assignable to parameter of type 'number'/,
  },
  'a word of no type': {
    code: `trip.waitFor('approval', { timeout: '2d' }).returns(({ results }) => results.approval.by);`,
    message: /'results\.approval' is possibly 'undefined'|Property 'by' does not exist/,
  },
  'a duplicate name of a word': {
    code: `trip.step('reserve', reserve, undo).waitFor('reserve', { timeout: '2d' });`,
    message: /a step named 'reserve' is already defined/,
  },

  // Probes.
  'a probe that gives no answer to what happened': {
    code: `trip.step('reserve', reserve, { compensate: nothing, probe: desk.charge(() => ({ amount: 1 })) });`,
    message: /is not assignable to type '.*ProbeAnswer|ProbeAnswer/,
  },
  'a probe that reads what it asks for': {
    code: `trip.step('reserve', reserve, { compensate: nothing, probe: desk.find(({ outcome }) => ({ key: 'x' })) });`,
    message: /Property 'outcome' does not exist/,
  },
  'a probe that answers with another result': {
    code: `trip.step('charge', desk.charge(() => ({ amount: 1 })), { compensate: nothing, probe: desk.find(({ runKey }) => ({ key: runKey })) });`,
    message: /Property 'paymentId' is missing|is not assignable/,
  },

  // A body that gives back something else.
  'a body that gives back nothing': {
    code: `trip.when(() => true, (then) => { then.step('reserve', reserve, undo); });`,
    message: /Type 'void' is not assignable to type 'SagaBuilder/,
  },
  'a body that gives back another saga’s builder': {
    code: `trip.when(() => true, () => trip.step('reserve', reserve, undo));`,
    message: /is not assignable/,
  },
} as const;

const correct = `
const saga1 = trip
  .step('reserve', desk.reserve(({ input }) => ({ tripId: input.tripId })), { compensate: desk.release(({ outcome, runKey }) => (outcome.kind === 'applied' ? { room: outcome.result.room } : { key: runKey })) })
  .step('charge', desk.charge(({ results }) => ({ amount: results.reserve.room.length })), { timeout: '60s', compensate: desk.refund(({ outcome, runKey }) => (outcome.kind === 'applied' ? { paymentId: outcome.result.paymentId } : { chargeKey: runKey })) })
  .pivot('confirm', desk.reserve(({ input }) => input))
  .retriable('ticket', desk.reserve(({ input }) => input))
  .returns(({ results }) => results.charge.paymentId);
const output: import('saga-core').OutputOf<typeof saga1> = 'pay-1';
const input: import('saga-core').InputOf<typeof saga1> = { tripId: '7' };
void [output, input];

const saga2 = tour
  .parallel((all) =>
    all
      .step('reserve', desk.reserve(({ input }) => ({ tripId: input.rooms.join() })), { compensate: nothing, probe: desk.find(({ runKey }) => ({ key: runKey })) })
      .waitFor('approval', { timeout: '2d', word: word<{ by: string }>() })
      .branch((one) => one.saga('room', room, () => ({ tripId: '7' })).step('look', desk.reserve(({ results }) => ({ tripId: results.room })), undo)),
  )
  .when(({ results }) => results.approval.by === 'me', (then) =>
    then.step('insure', desk.charge(({ results }) => ({ amount: results.look.room.length })), {
      compensate: desk.refund(({ outcome, runKey, results }) => outcome.kind === 'applied' ? { paymentId: outcome.result.paymentId } : { chargeKey: results.reserve?.room ?? runKey }),
    }),
  )
  .forEach(({ input }) => input.rooms, { key: ({ name }) => name, concurrency: 4 }, (each) =>
    each
      .step('keep', desk.reserve(({ item, itemKey, results }) => ({ tripId: item.name + itemKey + (results.insure?.paymentId ?? '') })), {
        compensate: desk.release(({ item, outcome }) => outcome.kind === 'applied' ? { room: item.name } : {}),
      })
      .when(({ item, results }) => item.name === results.keep.room, (then) => then.step('clean', desk.reserve(({ item }) => ({ tripId: item.name })), undo))
      .parallel((all) => all.step('left', desk.reserve(({ item }) => ({ tripId: item.name })), undo).step('right', desk.reserve(({ item }) => ({ tripId: item.name })), undo)),
  )
  .pivotSaga('pay', paid, ({ results }) => ({ tripId: results.keep['a']?.room ?? results.clean?.['a']?.room ?? '' }))
  .saga('again', paid, () => ({ tripId: '7' }))
  .when(() => true, (then) => then.retriable('ticket', desk.reserve(() => ({ tripId: '7' }))))
  .forEach(({ input }) => input.rooms, { key: ({ name }) => name }, (each) => each.retriable('mail', desk.reserve(({ item }) => ({ tripId: item.name }))))
  .parallel((all) => all.retriable('one', desk.reserve(() => ({ tripId: '7' }))).branch((one) => one.retriable('two', desk.reserve(() => ({ tripId: '7' })))))
  .returns(({ results }) => results.ticket?.room ?? results.mail['a']?.room ?? results.one.room + results.two.room);
const output2: import('saga-core').OutputOf<typeof saga2> = 'a room';
void output2;
`;

describe('a misuse does not compile, and the message names the mistake', () => {
  let messages: readonly string[] = [];

  beforeAll(() => {
    const texts = [...Object.values(misuses).map(({ code }) => code), correct];
    messages = typeCheck(texts.map((text) => `${prelude}\n${text}\n`)).messages;
  });

  it.each(Object.entries(misuses).map(([name, { message }], index) => [name, index, message] as const))(
    '%s',
    (_name, index, message) => {
      expect(messages[index]).toMatch(message);
    },
  );

  it('but the same things done right do compile', () => {
    expect(messages.at(-1)).toBe('');
  });
});
