// Every status that the OpenAPI document has of every operation is provoked here, on the real stack. What a client gets back is held
// against the document (`OrderApiClient.send`), so an answer that the document does not promise fails, here and in every other test.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { rawRequest } from '../security/raw-request.ts';
import { ApiContract, type DocumentedOperation } from './api-contract.ts';
import { type ApiStack, startApiStack } from './api-stack.ts';
import { type Answer, OrderApiClient, oneBook } from './order-api-client.ts';
import type { RunningProcess } from './running-process.ts';
import { startServicesBehind } from './services-behind.ts';

const patient = { timeout: 60_000, interval: 100 };

let stack: ApiStack;
let contract: ApiContract;
let customer: OrderApiClient;
let operator: OrderApiClient;
let payment: RunningProcess;
/** An API that can't get the keys by which tokens are checked. */
let withoutKeys: RunningProcess;
/** An API that lets few requests through. */
let limited: RunningProcess;
/** An order that is CONFIRMED. */
let ended: string;

beforeAll(async () => {
  stack = await startApiStack({ SAGA_TIMEOUT_SCALE: '0.15' });
  const behind = await startServicesBehind(stack);
  payment = behind.payment;
  await behind.startWorker();
  withoutKeys = await stack.startApi({ JWT_JWKS_URL: 'http://127.0.0.1:9/jwks.json' });
  limited = await stack.startApi({ RATE_LIMIT_PER_ADDRESS: '1' });
  contract = await ApiContract.read(stack.api.url);
  // Before others have used up what it lets through.
  await ApiContract.read(limited.url);
  const subject = `customer-${randomUUID()}`;
  customer = await OrderApiClient.as(stack.api.url, subject);
  operator = await OrderApiClient.as(stack.api.url, subject, 'operator');
  ended = (await customer.place(oneBook, { prefer: 'wait=30' })).body.id;
});
afterAll(() => stack.stop());

/** One request, and what differs from a plain one. */
interface Variation {
  readonly orderId?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly as?: OrderApiClient;
}

type Provoke = (operation: DocumentedOperation) => Promise<number>;

const plainBodies: Readonly<Record<string, unknown>> = {
  placeOrder: oneBook,
  cancelOrder: {},
  resolveStep: { action: 'retry', reason: 'the service is back' },
};

async function send(operation: DocumentedOperation, variation: Variation = {}): Promise<Answer<{ code?: string }>> {
  const { orderId = ended, query = '', headers = {}, as = operator } = variation;
  const { body = operation.takesBody ? JSON.stringify(plainBodies[operation.id]) : undefined } = variation;
  return as.send(operation.method, `${addressOf(operation, orderId)}${query}`, {
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(operation.id === 'placeOrder' && { 'idempotency-key': randomUUID() }),
      ...headers,
    },
    ...(body !== undefined && { body }),
  });
}

function addressOf({ path }: DocumentedOperation, orderId: string): string {
  const id = path.startsWith('/sagas') ? `create-order-${orderId}` : orderId;
  return `/api/v1${path.replace('{id}', id).replace('{step}', 'processPayment')}`;
}

async function statusOf(sent: Promise<Answer<unknown>>): Promise<number> {
  return (await sent).status;
}

/** How each status is had of any operation that documents it, where an operation has no way of its own. */
const provocations: Readonly<Record<number, Provoke>> = {
  200: (operation) => statusOf(send(operation)),
  400: (operation) => statusOf(send(operation, { query: '?x=%00' })),
  401: (operation) => statusOf(send(operation, { headers: { authorization: 'Bearer a.b.c' } })),
  403: (operation) => statusOf(send(operation, { as: customer })),
  404: (operation) => statusOf(send(operation, { orderId: randomUUID() })),
  408: statusOfStalledBody,
  413: (operation) => statusOf(send(operation, { body: JSON.stringify({ text: 'x'.repeat(20_000) }) })),
  414: (operation) => statusOf(send(operation, { query: `?x=${'x'.repeat(9_000)}` })),
  415: (operation) => statusOf(send(operation, { headers: { 'content-type': 'text/plain' } })),
  422: (operation) => statusOf(send(operation, { body: '[]' })),
  429: async (operation) => {
    const flooding = await OrderApiClient.as(limited.url, undefined, 'operator');
    const statuses = await Promise.all(Array.from({ length: 20 }, () => statusOf(send(operation, { as: flooding }))));
    return statuses.includes(429) ? 429 : Number(statuses[0]);
  },
  431: (operation) => statusOf(send(operation, { headers: { 'x-long': 'x'.repeat(100_000) } })),
  500: (operation) => withoutTheTable(() => statusOf(send(operation))),
  503: async (operation) => {
    const unchecked = await OrderApiClient.as(withoutKeys.url, undefined, 'operator');
    return statusOf(send(operation, { as: unchecked }));
  },
};

const ownProvocations: Readonly<Record<string, Provoke>> = {
  'placeOrder 200': () => statusOf(customer.place({ ...oneBook, paymentMethod: 'pm_declined' }, { prefer: 'wait=30' })),
  'placeOrder 201': () => statusOf(customer.place(oneBook, { prefer: 'wait=30' })),
  'placeOrder 202': () => statusOf(customer.place(oneBook)),
  'placeOrder 409': async () => {
    const key = randomUUID();
    stack.temporal.freeze();
    // The first waits for Temporal; whichever of the others comes meanwhile is told so.
    const statuses = await Promise.all(
      Array.from({ length: 5 }, () => statusOf(customer.place<unknown>(oneBook, { key }))),
    );
    stack.temporal.mend();
    return statuses.includes(409) ? 409 : Number(statuses[0]);
  },
  'cancelOrder 202': async () =>
    statusOf(customer.cancel((await customer.place({ ...oneBook, paymentMethod: 'pm_slow' })).body.id)),
  'cancelOrder 409': (operation) => statusOf(send(operation)),
  'readOrder 304': async (operation) => {
    const tag = (await customer.read(ended)).headers.get('etag') ?? '';
    return statusOf(send(operation, { headers: { 'if-none-match': tag } }));
  },
  'streamOrder 204': async (operation) => {
    const { text } = await send(operation);
    const last = [...text.matchAll(/^id: ?(\d+)$/gm)].at(-1)?.[1] ?? 'none';
    return statusOf(send(operation, { headers: { 'last-event-id': last } }));
  },
  'resolveStep 409': (operation) => statusOf(send(operation)),
  'resolveStep 200': async (operation) => {
    // Its refund can't be made, so it waits for a decision. Last of all: nothing is paid after it.
    const { id } = (await customer.place({ ...oneBook, paymentMethod: 'pm_slow' })).body;
    await payment.kill();
    await vi.waitFor(async () => expect((await customer.read(id)).body.saga.status).toBe('needsAttention'), patient);
    return statusOf(send(operation, { orderId: id }));
  },
};

/** All of these are waited for together: each takes as long as the API's patience. */
const waitedFor = 408;

const driven = new Set<string>();

// What ends a process, or stands in the way of other requests, comes last.
test.each([201, 202, 204, 304, 400, 401, 403, 404, 408, 409, 413, 414, 415, 422, 429, 431, 503, 500, 200])(
  'every operation that documents %i answers it, as documented',
  async (status) => {
    const documenting = contract.operations.filter(({ statuses }) => statuses.includes(status));
    const drive = async (operation: DocumentedOperation) => {
      const pair = `${operation.id} ${status}`;
      const provoke = ownProvocations[pair] ?? provocations[status];
      if (provoke === undefined) throw new Error(`Nobody says how to get ${pair}.`);
      expect({ pair, status: await provoke(operation) }).toEqual({ pair, status });
      driven.add(pair);
    };
    if (status === waitedFor) await Promise.all(documenting.map(drive));
    else for (const operation of documenting) await drive(operation);
  },
);

test('nothing else is documented', () => {
  const documented = contract.operations.flatMap(({ id, statuses }) => statuses.map((status) => `${id} ${status}`));
  expect([...driven].sort()).toEqual(documented.sort());
  expect(documented.length).toBeGreaterThan(80);
});

test('every operation refuses a query parameter that it does not document, and does nothing', async () => {
  const orders = async () => (await stack.pool.query('select 1 from order_intents')).rowCount;
  const before = await orders();
  for (const operation of contract.operations) {
    const { status, body } = await send(operation, { query: '?unheard_of=1' });
    expect({ operation: operation.id, status, code: body.code }).toEqual({
      operation: operation.id,
      status: 400,
      code: 'INVALID_QUERY',
    });
  }
  expect(await orders()).toBe(before);
});

test('the document is OpenAPI 3.1, and names the server under which its paths are', () => {
  expect(contract.document.openapi).toBe('3.1.0');
  expect(contract.document.servers).toEqual([{ url: '/api/v1' }]);
});

async function statusOfStalledBody(operation: DocumentedOperation): Promise<number> {
  const { status } = await rawRequest(
    stack.api.port,
    `${operation.method} ${addressOf(operation, ended)} HTTP/1.1\r\nHost: api\r\nAuthorization: Bearer ${operator.token}\r\nIdempotency-Key: ${randomUUID()}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
  );
  return status;
}

/** What happens while the API's table is not there: nobody foresaw it. */
async function withoutTheTable<Result>(act: () => Promise<Result>): Promise<Result> {
  const owner = new pg.Client({ connectionString: stack.env.ORDER_API_OWNER_DATABASE_URL });
  await owner.connect();
  try {
    await owner.query('alter table order_intents rename to order_intents_away');
    return await act();
  } finally {
    await owner.query('alter table order_intents_away rename to order_intents');
    await owner.end();
  }
}
