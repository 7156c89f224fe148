import { beforeAll, describe, expect, it } from 'vitest';
import { typeCheck } from './type-check.ts';

// Each misuse is compiled for real, as a file of its own beside this one, and must fail with a message that names the mistake.
const prelude = `
import { nothing, participant, saga } from 'saga-core';
interface Desk {
  reserve(argument: { tripId: string }): Promise<{ room: string }>;
  release(argument: { room?: string; key?: string }): Promise<void>;
  charge(argument: { amount: number }): Promise<{ paymentId: string }>;
  refund(argument: { paymentId: string } | { chargeKey: string }): Promise<void>;
}
const desk = participant<Desk>('desk');
const trip = saga<{ tripId: string }>('trip');
const reserve = desk.reserve(({ input }: { input: { tripId: string } }) => input);
const undo = { compensate: nothing };
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
