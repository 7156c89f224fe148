import { randomUUID } from 'node:crypto';
import { CompleteAsyncError } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { askByMessage } from 'saga-core/activity';
import {
  answerMessages,
  barrier,
  type CloudEvent,
  type Inbox,
  outbox,
  participantSchema,
  Refusal,
  type SagaCall,
  type SagaReply,
} from 'saga-core/participant';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Consumer, openConsumer } from '../inbox/open-consumer.ts';
import { waitingIn } from '../outbox/open-events.ts';
import { newStep } from '../saga-calls.ts';

let participant: Consumer;
let requests: Inbox;
let failures: number;
beforeEach(async () => {
  participant = await openConsumer();
  await participant.pool.query(participantSchema);
  failures = 0;
  requests = await participant.start({
    handle: answerMessages({
      outbox: outbox({ source: '/participant' }),
      handlers: {
        reserve: (argument, call) => ({
          run: async (tx) => {
            await tx.query('INSERT INTO effects (aggregate, n) VALUES ($1, 1)', [call.sagaId]);
            if (argument === 'too much') throw new Refusal('OUT_OF_STOCK', '0 left');
            if (argument === 'flaky' && failures++ < 2) throw new Error('a lock was lost');
            return { reserved: argument };
          },
        }),
      },
    }),
  });
});
afterEach(() => participant.close());

function request(call: SagaCall, argument: unknown, token: string = randomUUID()): CloudEvent {
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: '/worker',
    type: 'saga.request.reserve',
    subject: randomUUID(),
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    data: { call, argument, token },
  };
}

async function receive(...events: readonly CloudEvent[]): Promise<void> {
  await participant.transaction((tx) => requests.receive(tx, events));
}

async function replies(): Promise<readonly SagaReply[]> {
  await expect.poll(() => waitingIn(participant.pool, 'saga_inbox')).toBe(0);
  const { rows } = await participant.pool.query<{ event: CloudEvent<SagaReply> }>(
    'SELECT event FROM saga_outbox ORDER BY id',
  );
  // Requests are answered side by side: whose answer is written first says nothing.
  return rows.map(({ event }) => event.data).sort((one, other) => one.token.localeCompare(other.token));
}

test('a request is performed once, and each of its sendings is answered under its own token with the first answer', async () => {
  const step = newStep();
  const first = request(step.run(), 'one', 'token-1');
  await receive(first);
  await receive(first, request(step.run(), 'one', 'token-2'));
  const answer = { outcome: 'applied', result: { reserved: 'one' } };
  const { key } = step.run();
  expect(await replies()).toEqual([
    { name: 'reserve', key, token: 'token-1', answer },
    { name: 'reserve', key, token: 'token-2', answer },
  ]);
  expect(await participant.effectsOf(step.run().sagaId)).toEqual([1]);
});

test('a refusal is an answer, which is stored, and leaves nothing of its effect', async () => {
  const step = newStep();
  await receive(request(step.run(), 'too much', 'token-1'));
  await replies();
  await receive(request(step.run(), 'one', 'token-2'));
  const answer = { outcome: 'refused', code: 'OUT_OF_STOCK', detail: '0 left' };
  expect((await replies()).map((reply) => reply.answer)).toEqual([answer, answer]);
  expect(await participant.effectsOf(step.run().sagaId)).toEqual([]);
});

test('a request that comes after its compensation is refused', async () => {
  const step = newStep();
  await barrier(participant.pool).handle(step.compensate(), { compensate: async () => {} });
  await receive(request(step.run(), 'one'));
  expect(await replies()).toMatchObject([{ answer: { outcome: 'refused', code: 'ALREADY_COMPENSATED' } }]);
  expect(await participant.effectsOf(step.run().sagaId)).toEqual([]);
});

test('a failure that is no refusal is no answer: it is tried again, and leaves nothing behind', async () => {
  const step = newStep();
  await receive(request(step.run(), 'flaky'));
  expect(await replies()).toMatchObject([{ answer: { outcome: 'applied' } }]);
  expect([failures, await participant.effectsOf(step.run().sagaId)]).toEqual([3, [1]]);
});

test.each<[string, (event: CloudEvent) => CloudEvent, string]>([
  ['of an unknown name', (event) => ({ ...event, type: 'saga.request.steal' }), 'saga.request.reserve'],
  ['without data', (event) => ({ ...event, data: null }), '`data`'],
  ['without a token', (event) => ({ ...event, data: { ...(event.data as object), token: 1 } }), '`token`'],
  [
    'with one step’s key and another step’s name',
    (event) => ({ ...event, data: { ...(event.data as object), call: { ...newStep().run(), step: 'other' } } }),
    'Idempotency-Key',
  ],
])('a message %s is put aside and says why', async (_, spoil, said) => {
  const spoilt = await participant.start({
    tries: 1,
    handle: answerMessages({ outbox: outbox({ source: '/p' }), handlers: { reserve: () => ({}) } }),
  });
  await requests.stop();
  await participant.transaction((tx) => spoilt.receive(tx, [spoil(request(newStep().run(), 'one'))]));
  await expect.poll(async () => (await spoilt.parked.list())[0]?.error).toContain(said);
});

test('a request that was patched is not held up by the one that was put aside', async () => {
  const step = newStep();
  const handled = await participant.start({
    tries: 1,
    handle: answerMessages({
      outbox: outbox({ source: '/p' }),
      handlers: {
        reserve: (argument) => ({
          run: async () => {
            if (argument === 'bad') throw new Error('it breaks the contract');
            return { reserved: argument };
          },
        }),
      },
    }),
  });
  await requests.stop();
  const ask = async (call: SagaCall, argument: string) => {
    // As the worker asks.
    const send = async (event: CloudEvent) => {
      await participant.transaction((tx) => handled.receive(tx, [event]));
    };
    const activity = askByMessage({ name: 'reserve', source: '/worker', send });
    const asked = new MockActivityEnvironment({ taskToken: Buffer.from(randomUUID()) }).run(() =>
      activity(argument, call),
    );
    await expect(asked).rejects.toThrow(CompleteAsyncError);
  };
  await ask(step.run({ mustSucceed: true }), 'bad');
  await expect.poll(async () => (await handled.parked.list()).length).toBe(1);
  await ask(step.patched('run'), 'good');
  await expect
    .poll(async () => (await participant.pool.query('SELECT event FROM saga_outbox')).rows)
    .toMatchObject([{ event: { data: { answer: { outcome: 'applied', result: { reserved: 'good' } } } } }]);
  expect(await handled.parked.list()).toMatchObject([{ behind: 0 }]);
});
