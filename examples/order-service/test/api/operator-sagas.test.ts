// What operators see of sagas and decide about them, on the real stack: services that go away, calls that are parked.
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import type { SagaDetails } from '../../src/api/sagas/saga-details-schema.ts';
import { type ApiStack, startApiStack } from './api-stack.ts';
import { type Answer, OrderApiClient, oneBook, type ProblemBody } from './order-api-client.ts';
import { startServicesBehind, warmUp } from './services-behind.ts';
import { openLink, type SeverableLink } from './severable-link.ts';

let stack: ApiStack;
let payment: SeverableLink;
let inventory: SeverableLink;
let temporal: Client;
let customer: OrderApiClient;
let operator: OrderApiClient;
const subject = 'operator-7';

beforeAll(async () => {
  stack = await startApiStack({ SAGA_TIMEOUT_SCALE: '0.2' });
  const behind = await startServicesBehind(stack);
  payment = await openLink(new URL(behind.payment.url).host);
  inventory = await openLink(new URL(stack.inventory.url).host);
  await behind.startWorker({
    INVENTORY_SERVICE_URL: `http://${inventory.address}`,
    PAYMENT_SERVICE_URL: `http://${payment.address}`,
    PARTICIPANT_REST_MS: '100',
  });
  temporal = new Client({ connection: await Connection.connect({ address: inject('localStack').temporalAddress }) });
  customer = await OrderApiClient.as(stack.api.url);
  operator = await OrderApiClient.as(stack.api.url, subject, 'operator');
  await warmUp(customer);
});
afterEach(() => {
  stack.temporal.mend();
  inventory.mend();
});
afterAll(async () => {
  await payment?.close();
  await inventory?.close();
  await temporal?.connection.close();
  await stack.stop();
});

const within = { timeout: 90_000, interval: 200 };

interface SagaList {
  readonly items: readonly { id: string; status: string; orderId: string }[];
  readonly nextCursor: string | null;
}

const sagaId = (orderId: string) => `create-order-${orderId}`;
const list = (query: string) => operator.send<SagaList>('GET', `/api/v1/sagas${query}`);
const read = (orderId: string) => operator.send<SagaDetails>('GET', `/api/v1/sagas/${sagaId(orderId)}`);

function resolve<Body = SagaDetails>(
  orderId: string,
  step: string,
  body: unknown,
  by: OrderApiClient = operator,
): Promise<Answer<Body>> {
  return by.send('POST', `/api/v1/sagas/${sagaId(orderId)}/steps/${step}/resolve`, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Everything that a refused decision must leave as it is. */
async function traceOf(orderId: string) {
  const { historyLength } = await temporal.workflow.getHandle(sagaId(orderId)).describe();
  const { rows } = await stack.pool.query('select version, saga from order_intents where order_id = $1', [orderId]);
  return { historyLength, rows };
}

/** Waits until the operators' list has these orders among those that need attention. Nobody reads the orders meanwhile. */
async function needAttention(orderIds: readonly string[]): Promise<void> {
  await vi.waitFor(async () => {
    const { items } = (await list('?status=needsAttention&limit=100')).body;
    expect(items.map(({ orderId }) => orderId)).toEqual(expect.arrayContaining([...orderIds]));
  }, within);
}

describe('an undo that is parked, as the payment service is down', () => {
  let orderIds: string[];

  beforeAll(async () => {
    payment.cut();
    const placed = await Promise.all(Array.from({ length: 5 }, () => customer.place(oneBook)));
    orderIds = placed.map(({ body }) => body.id);
    await needAttention(orderIds);
  });

  const [toRetry, toSkip, toSettle, toMisfit, toPatch] = [0, 1, 2, 3, 4].map((place) => () => orderIds[place] ?? '');

  test('is shown with its timeline, why it is parked, and what is still to be undone', async () => {
    const orderId = toMisfit?.() ?? '';
    const { status, body } = await read(orderId);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: sagaId(orderId),
      status: 'needsAttention',
      cause: { kind: 'inDoubt', step: 'processPayment' },
    });
    expect(body.steps[2]).toMatchObject({
      name: 'processPayment',
      status: 'parked',
      parked: { operation: 'compensate' },
    });
    expect(body.timeline[0]).toMatchObject({ event: 'started' });
    expect(body.timeline.filter(({ step }) => step === 'processPayment').map(({ event }) => event)).toEqual([
      'runSent',
      'runInDoubt',
      'undoSent',
      'undoInDoubt',
    ]);
    const times = body.timeline.map(({ at }) => Date.parse(at));
    expect(times).toEqual([...times].sort((one, other) => one - other));
    const { irreversible, calls } = body.rollbackPreview;
    expect(irreversible).toBe(false);
    // What was reserved is released by now. The order itself is cancelled last, so it waits for the decision.
    expect(calls).toMatchObject([
      {
        step: 'processPayment',
        activity: 'payment.refund',
        argument: { orderId, chargeKey: `${sagaId(orderId)}/processPayment/run` },
      },
      { step: 'createOrder', activity: 'order.cancel', argument: { orderId, cause: { kind: 'inDoubt' } } },
    ]);
    expect(JSON.stringify(body)).not.toContain(customer.token);
  });

  test('is not decided about by what does not fit, and nothing is written then', async () => {
    const orderId = toMisfit?.() ?? '';
    const before = await traceOf(orderId);
    const reason = 'looked at the books';
    const misfits: [string, unknown][] = [
      ['reserveItems', { action: 'retry', reason }],
      ['confirmOrder', { action: 'skip', reason }],
      ['processPayment', { action: 'resolvedElsewhere', outcome: 'refused', reason }],
    ];
    for (const [step, body] of misfits) {
      const answer = await resolve<ProblemBody>(orderId, step, body);
      expect([step, answer.status, answer.body.code]).toEqual([step, 409, 'DECISION_MISFIT']);
    }
    const broken: [unknown, number, string][] = [
      [{ action: 'skip' }, 422, 'INVALID_BODY'],
      [{ action: 'skip', reason: '' }, 422, 'INVALID_BODY'],
      [{ action: 'skip', reason: ' ' }, 422, 'INVALID_BODY'],
      [{ action: 'skip', reason: 'x'.repeat(501) }, 422, 'INVALID_BODY'],
      [{ action: 'undo', reason }, 422, 'INVALID_BODY'],
      [{ action: 'resolvedElsewhere', outcome: 'maybe', reason }, 422, 'INVALID_BODY'],
      [{ action: 'skip', reason, actor: 'somebody-else' }, 400, 'UNKNOWN_FIELD'],
      [{ action: 'skip', reason, argument: {} }, 400, 'UNKNOWN_FIELD'],
      [{ action: 'retry', reason, outcome: 'applied' }, 400, 'UNKNOWN_FIELD'],
    ];
    for (const [body, status, code] of broken) {
      const answer = await resolve<ProblemBody>(orderId, 'processPayment', body);
      expect([body, answer.status, answer.body.code]).toEqual([body, status, code]);
    }
    const skip = { action: 'skip', reason };
    const theirs = await resolve<ProblemBody>(orderId, 'processPayment', skip, customer);
    expect([theirs.status, theirs.body.code]).toEqual([403, 'FORBIDDEN']);
    stack.temporal.cut();
    const away = await resolve<ProblemBody>(orderId, 'processPayment', skip);
    expect([away.status, away.headers.get('retry-after')]).toEqual([503, '1']);
    stack.temporal.mend();
    expect(await traceOf(orderId)).toEqual(before);
  });

  test('that is skipped is given up, by whom and why, and the rest is undone', async () => {
    const orderId = toSkip?.() ?? '';
    const reason = 'nothing was charged, says the provider';
    const answer = await resolve(orderId, 'processPayment', { action: 'skip', reason });
    expect(answer.status).toBe(200);
    const decided = { step: 'processPayment', event: 'skipDecided', actor: subject, reason };
    expect(answer.body.timeline).toContainEqual({ at: expect.any(String), ...decided });
    await vi.waitFor(async () => expect((await customer.read(orderId)).body.status).toBe('FAILED'), within);
    const { body } = await read(orderId);
    expect(body.status).toBe('compensated');
    expect(body.steps[2]?.status).toBe('skipped');
    expect(body.rollbackPreview).toEqual({ irreversible: false, calls: [] });
    expect(body.timeline).toContainEqual({ at: expect.any(String), ...decided });
    expect(body.timeline.at(-1)).toMatchObject({ event: 'compensated' });
  });

  test('that was settled elsewhere counts as done', async () => {
    const orderId = toSettle?.() ?? '';
    const decision = { action: 'resolvedElsewhere', outcome: 'applied', reason: 'refunded by hand' };
    expect((await resolve(orderId, 'processPayment', decision)).status).toBe(200);
    await vi.waitFor(async () => expect((await customer.read(orderId)).body.status).toBe('FAILED'), within);
    const { body } = await read(orderId);
    expect(body.steps[2]?.status).toBe('compensated');
    expect(body.timeline.map(({ event }) => event)).toContain('resolvedElsewhereDecided');
    const again = await resolve<ProblemBody>(orderId, 'processPayment', decision);
    expect([again.status, again.body.code]).toEqual([409, 'DECISION_MISFIT']);
  });

  test('that is tried again, as it was or with another argument, is done once its service is back', async () => {
    payment.mend();
    const [same, other] = [toRetry?.() ?? '', toPatch?.() ?? ''];
    const reason = 'the payment service is back';
    expect((await resolve(same, 'processPayment', { action: 'retry', reason })).status).toBe(200);
    const argument = { orderId: other, chargeKey: `${sagaId(other)}/processPayment/run` };
    expect((await resolve(other, 'processPayment', { action: 'retry', argument, reason })).status).toBe(200);
    for (const orderId of [same, other]) {
      await vi.waitFor(async () => expect((await customer.read(orderId)).body.status).toBe('FAILED'), within);
      const { body } = await read(orderId);
      expect(body.steps[2]?.status).toBe('compensated');
      expect(body.timeline).toContainEqual(
        expect.objectContaining({ step: 'processPayment', event: 'retryDecided', actor: subject, reason }),
      );
      const listed = (await list('?status=needsAttention&limit=100')).body.items.map(({ orderId }) => orderId);
      expect(listed).not.toContain(orderId);
    }
  });
});

describe('a step after the pivot that is parked, as the inventory is down', () => {
  test('is irreversible, and is skipped, or settled elsewhere, or tried again', { tags: ['long'] }, async () => {
    // They wait for their payment until the inventory is away, which has reserved for them by then.
    payment.cut();
    const placed = await Promise.all(Array.from({ length: 3 }, () => customer.place(oneBook)));
    const orderIds = placed.map(({ body }) => body.id);
    for (const orderId of orderIds) {
      const charging = async () => (await customer.read(orderId)).body.saga.steps[2]?.status;
      await vi.waitFor(async () => expect(await charging()).toBe('running'), within);
    }
    inventory.cut();
    payment.mend();
    await needAttention(orderIds);
    const [first = '', second = '', third = ''] = orderIds;
    const { body } = await read(first);
    expect(body).toMatchObject({ status: 'needsAttention', rollbackPreview: { irreversible: true, calls: [] } });
    expect(body.steps[4]).toMatchObject({ name: 'commitItems', status: 'parked', parked: { operation: 'run' } });
    const reason = 'the goods were handed over at the counter';
    expect((await resolve(first, 'commitItems', { action: 'skip', reason })).status).toBe(200);
    const settled = { action: 'resolvedElsewhere', outcome: 'applied', result: null, reason };
    expect((await resolve(second, 'commitItems', settled)).status).toBe(200);
    inventory.mend();
    expect((await resolve(third, 'commitItems', { action: 'retry', reason })).status).toBe(200);
    for (const orderId of orderIds) {
      await vi.waitFor(async () => expect((await customer.read(orderId)).body.status).toBe('CONFIRMED'), within);
    }
    const ended = await Promise.all(orderIds.map(async (orderId) => (await read(orderId)).body));
    expect(ended.map(({ steps }) => steps[4]?.status)).toEqual(['skipped', 'applied', 'applied']);
    expect(ended.map(({ rollbackPreview }) => rollbackPreview)).toEqual(
      Array(3).fill({ irreversible: true, calls: [] }),
    );
  });
});

describe('a saga that was closed from outside', () => {
  test('is found among those that need attention, with what it would undo, and takes no decision', async () => {
    const { id } = (await customer.place({ ...oneBook, paymentMethod: 'pm_slow' })).body;
    const charging = async () => (await read(id)).body.steps[2]?.status;
    await vi.waitFor(async () => expect(await charging()).toBe('running'), within);
    await temporal.workflow.getHandle(sagaId(id)).terminate('by mistake');
    await needAttention([id]);
    const { body } = await read(id);
    expect(body.status).toBe('needsAttention');
    expect(body.timeline.at(-1)).toMatchObject({ event: 'terminated', reason: 'by mistake' });
    expect(body.rollbackPreview.calls.map(({ step }) => step)).toContain('reserveItems');
    const decision = { action: 'skip', reason: 'it is over' };
    const answer = await resolve<ProblemBody>(id, 'processPayment', decision);
    expect([answer.status, answer.body.code]).toEqual([409, 'DECISION_MISFIT']);
  });
});

describe('a saga that was cancelled', () => {
  test('shows the wish once', async () => {
    const { id } = (await customer.place({ ...oneBook, paymentMethod: 'pm_slow' })).body;
    const charging = async () => (await customer.read(id)).body.saga.steps[2]?.status;
    await vi.waitFor(async () => expect(await charging()).toBe('running'), within);
    expect((await customer.cancel(id)).status).toBe(202);
    await vi.waitFor(async () => expect((await customer.read(id)).body.status).toBe('CANCELLED'), within);
    const { timeline, cause } = (await read(id)).body;
    expect(timeline.filter(({ event }) => event === 'cancelRequested')).toHaveLength(1);
    expect(cause).toEqual({ kind: 'cancelled' });
  });
});

describe('a saga that Temporal has forgotten', () => {
  test('is shown as it was last seen, without a timeline', { tags: ['long'] }, async () => {
    const { id } = (await customer.place(oneBook, { prefer: 'wait=30' })).body;
    const before = (await read(id)).body;
    expect(before.timeline.at(-1)).toMatchObject({ event: 'completed' });
    await temporal.workflowService.deleteWorkflowExecution({
      namespace: temporal.options.namespace,
      workflowExecution: { workflowId: sagaId(id) },
    });
    await vi.waitFor(async () => expect((await read(id)).body.timeline).toEqual([]), within);
    expect((await read(id)).body).toEqual({ ...before, timeline: [] });
    const answer = await resolve<ProblemBody>(id, 'commitItems', { action: 'skip', reason: 'why not' });
    expect([answer.status, answer.body.code]).toEqual([409, 'DECISION_MISFIT']);
  });
});

describe('the list of sagas', () => {
  test('is paged, newest first, without a gap or a double while new ones come in, and by status', async () => {
    const placed: string[] = [];
    for (let count = 0; count < 7; count += 1) placed.unshift((await customer.place(oneBook)).body.id);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null && seen.length < placed.length; ) {
      const { body }: { body: SagaList } = await list(`?limit=3${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.items.map(({ orderId }) => orderId));
      cursor = body.nextCursor;
      await customer.place(oneBook);
    }
    expect(seen.slice(0, placed.length)).toEqual(placed);
    await vi.waitFor(async () => {
      const { items } = (await list('?status=completed&limit=100')).body;
      expect(items.every(({ status, id, orderId }) => status === 'completed' && id === sagaId(orderId))).toBe(true);
      expect(items.map(({ orderId }) => orderId)).toEqual(expect.arrayContaining(placed));
    }, within);
  });

  test('and all about sagas is for operators alone, and unknown ids are 404', async () => {
    const paths = ['/api/v1/sagas', `/api/v1/sagas/${sagaId(randomUUID())}`];
    for (const path of paths) {
      const answer = await customer.send('GET', path);
      expect([path, answer.status, answer.body.code]).toEqual([path, 403, 'FORBIDDEN']);
    }
    for (const id of [sagaId(randomUUID()), randomUUID(), 'create-order-1', 'other-saga']) {
      const answer = await operator.send('GET', `/api/v1/sagas/${id}`);
      expect([id, answer.status, answer.body.code]).toEqual([id, 404, 'SAGA_NOT_FOUND']);
    }
    const { id } = (await customer.place(oneBook)).body;
    const noStep = await resolve<ProblemBody>(id, 'noSuchStep', { action: 'skip', reason: 'why not' });
    expect([noStep.status, noStep.body.code]).toEqual([404, 'SAGA_NOT_FOUND']);
    for (const query of ['?status=late', '?limit=0', '?cursor=x', '?page=2']) {
      expect([query, (await operator.send('GET', `/api/v1/sagas${query}`)).status]).toEqual([query, 400]);
    }
  });
});
