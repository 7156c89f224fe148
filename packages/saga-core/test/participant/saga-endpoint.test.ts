import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type NextFunction, type Request, type Response } from 'express';
import { barrier, Refusal, type SagaCall, sagaEndpoint, sagaHeaders } from 'saga-core/participant';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ledger, note, openLedger } from './open-ledger.ts';
import { newStep, type StepCalls } from './saga-calls.ts';
import { signal } from './signal.ts';

interface Charge {
  readonly paymentId: string;
  readonly amount: number;
}

let ledger: Ledger;
let server: Server;
let address: string;
/** Holds every charge that is asked to wait. */
let hold = signal();
let held = signal();

beforeAll(async () => {
  ledger = await openLedger();
  const endpoint = sagaEndpoint(barrier(ledger.pool, { lockTimeout: 20 }));
  const app = express();
  app.set('json spaces', 2);
  app.use(express.json());
  app.post(
    '/charges',
    endpoint.run(async (tx, request, call) => {
      await note(tx, call.sagaId, `charged ${call.key}`);
      if (request.body.wait) {
        held.happen();
        await hold.happened;
      }
      if (request.body.declined) throw new Refusal('PAYMENT_DECLINED', 'The card was declined.');
      if (request.body.crash) throw new Error('secret of the handler');
      return request.body.silent ? undefined : { paymentId: 'p1', amount: request.body.amount };
    }),
  );
  app.post(
    '/refunds',
    endpoint.compensate<Charge>(async (tx, ran, request, call) => {
      if (request.body.shipped) throw new Refusal('ALREADY_SHIPPED');
      await note(tx, call.sagaId, `refunded ${ran.result.paymentId} ${ran.result.amount} of ${ran.key} by ${call.key}`);
    }),
  );
  app.use((_error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    response.status(500).json({ code: 'FROM_THE_APPLICATION' });
  });
  server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await ledger.close();
});

async function post(
  path: '/charges' | '/refunds',
  call: SagaCall | Record<string, string>,
  body: object = { amount: 5 },
) {
  const headers =
    'sagaId' in call && 'operation' in call ? sagaHeaders(call as SagaCall) : (call as Record<string, string>);
  const response = await fetch(address + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  const outcome = response.headers.get('saga-outcome');
  return {
    status: response.status,
    outcome,
    type: response.headers.get('content-type'),
    text,
    retryAfter: response.headers.get('retry-after'),
  };
}

const refusal = (code: string) => ({
  status: 409,
  outcome: 'refused',
  type: expect.stringContaining('application/problem+json'),
  text: expect.stringContaining(`"code":"${code}"`),
});

describe('the endpoint of a run', () => {
  test('answers 200 with the result, and a duplicate the same byte for byte', async () => {
    const step = newStep('processPayment');
    const first = await post('/charges', step.run());
    expect(first).toMatchObject({ status: 200, outcome: null, text: '{"paymentId":"p1","amount":5}' });
    expect(await post('/charges', step.run(), { amount: 6 })).toEqual(first);
    expect(await ledger.effectsOf(step.sagaId)).toEqual([`charged ${step.run().key}`]);
  });

  test('answers 204 when there is no result', async () => {
    const step = newStep('processPayment');
    for (const _ of ['first', 'duplicate']) {
      expect(await post('/charges', step.run(), { silent: true })).toMatchObject({ status: 204, text: '' });
    }
  });

  test('answers a refusal 409 with Saga-Outcome and a problem, and a duplicate the same byte for byte', async () => {
    const step = newStep('processPayment');
    const first = await post('/charges', step.run(), { declined: true });
    expect(first).toMatchObject(refusal('PAYMENT_DECLINED'));
    expect(JSON.parse(first.text)).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      code: 'PAYMENT_DECLINED',
      detail: 'The card was declined.',
    });
    expect(await post('/charges', step.run())).toEqual(first);
    expect(await ledger.effectsOf(step.sagaId)).toEqual([]);
  });

  test('forgets the refusal of a call that must succeed, as its header says', async () => {
    const step = newStep('processPayment');
    expect(await post('/charges', step.run({ mustSucceed: true }), { declined: true })).toMatchObject(
      refusal('PAYMENT_DECLINED'),
    );
    expect(await post('/charges', step.run({ mustSucceed: true }))).toMatchObject({ status: 200 });
  });

  test('refuses a run that comes after its deadline', async () => {
    expect(await post('/charges', newStep().run({ notAfter: 1 }))).toMatchObject(refusal('DEADLINE_PASSED'));
  });

  test('leaves an unexpected error to the application', async () => {
    expect(await post('/charges', newStep().run(), { crash: true })).toMatchObject({
      status: 500,
      outcome: null,
      text: expect.stringContaining('FROM_THE_APPLICATION'),
    });
  });

  test('answers a duplicate of a run that takes too long 409 without an outcome', async () => {
    hold = signal();
    held = signal();
    const step = newStep();
    const first = post('/charges', step.run(), { wait: true });
    await held.happened;
    const duplicate = await post('/charges', step.run());
    expect(duplicate).toMatchObject({
      status: 409,
      outcome: null,
      retryAfter: '1',
      text: expect.stringContaining('CALL_IN_PROGRESS'),
    });
    hold.happen();
    expect(await first).toMatchObject({ status: 200 });
  });

  test('answers fences', async () => {
    const step = newStep('confirmOrder');
    await post('/charges', step.run());
    expect(await post('/charges', step.fence())).toMatchObject({
      status: 200,
      text: '{"fence":"applied","result":{"paymentId":"p1","amount":5}}',
    });
    const other = newStep('confirmOrder');
    expect(await post('/charges', other.fence())).toMatchObject({ status: 200, text: '{"fence":"never"}' });
    expect(await post('/charges', other.run())).toMatchObject(refusal('FENCED'));
  });
});

describe('the endpoint of a compensation', () => {
  test('undoes the run with its key and result, once, and answers 204', async () => {
    const step = newStep('processPayment');
    await post('/charges', step.run());
    for (const _ of ['first', 'duplicate']) {
      expect(await post('/refunds', step.compensate())).toMatchObject({ status: 204, outcome: null, text: '' });
    }
    const key = step.run().key;
    expect(await ledger.effectsOf(step.sagaId)).toEqual([
      `charged ${key}`,
      `refunded p1 5 of ${key} by ${step.compensate().key}`,
    ]);
  });

  test('answers 204 when there was no run, and the late run is refused', async () => {
    const step = newStep('processPayment');
    expect(await post('/refunds', step.compensate())).toMatchObject({ status: 204, text: '' });
    expect(await post('/charges', step.run())).toMatchObject(refusal('ALREADY_COMPENSATED'));
    expect(await ledger.effectsOf(step.sagaId)).toEqual([]);
  });

  test('answers its refusal 409 with Saga-Outcome, and a retry may succeed', async () => {
    const step = newStep('processPayment');
    await post('/charges', step.run());
    expect(await post('/refunds', step.compensate(), { shipped: true })).toMatchObject(refusal('ALREADY_SHIPPED'));
    expect(await post('/refunds', step.compensate())).toMatchObject({ status: 204 });
  });
});

describe('a request that is wrong', () => {
  test.each<['/charges' | '/refunds', (step: StepCalls) => SagaCall]>([
    ['/charges', (step) => step.compensate()],
    ['/refunds', (step) => step.run()],
    ['/refunds', (step) => step.fence()],
  ])('for its address %s is a 400, and nothing happens', async (path, call) => {
    const step = newStep();
    expect(await post(path, call(step))).toMatchObject({
      status: 400,
      outcome: null,
      text: expect.stringContaining('WRONG_OPERATION'),
    });
    expect(await ledger.effectsOf(step.sagaId)).toEqual([]);
  });

  test.each(['Idempotency-Key', 'Saga-Id', 'Saga-Step', 'Saga-Operation'])(
    'as it lacks %s is a 400 that says so',
    async (name) => {
      const { [name]: _, ...headers } = sagaHeaders(newStep().run());
      const answer = await post('/charges', headers);
      expect(answer).toMatchObject({
        status: 400,
        outcome: null,
        type: expect.stringContaining('application/problem+json'),
      });
      expect(JSON.parse(answer.text)).toMatchObject({
        status: 400,
        code: 'SAGA_HEADER_MISSING',
        detail: expect.stringContaining(name),
      });
    },
  );

  test.each<[string, string | readonly string[]]>([
    ['Idempotency-Key', 'somebody/else/run'],
    ['Saga-Id', '%zz'],
    ['Saga-Step', 'process%50ayment'],
    ['Saga-Step', 'a'.repeat(1_025)],
    ['Saga-Operation', 'undo'],
    ['Saga-Operation', 'probe'],
    ['Saga-Must-Succeed', 'false'],
    ['Saga-Not-After', 'tomorrow'],
    ['Saga-Not-After', ['1', '4000000000000']],
    ['Saga-Step', ['processPayment', 'processPayment']],
    ['Idempotency-Key', ['first', 'second']],
  ])('as its %s is %.40j is a 400 that names the header, and nothing happens', async (name, value) => {
    const step = newStep('processPayment');
    const request = httpRequest(`${address}/charges`, {
      method: 'POST',
      headers: { ...sagaHeaders(step.run()), 'content-type': 'application/json', [name]: value as string | string[] },
    });
    request.end('{"amount":5}');
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(400);
    expect(response.headers['saga-outcome']).toBeUndefined();
    const problem: unknown = JSON.parse((await response.toArray()).join(''));
    expect(problem).toMatchObject({ code: 'SAGA_HEADER_MALFORMED', detail: expect.stringContaining(name) });
    expect(await ledger.effectsOf(step.sagaId)).toEqual([]);
  });
});
