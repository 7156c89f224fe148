// What a client gets from an API that is killed under it again and again: everything, once, and nothing older after something newer.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type ApiStack, startApiStack } from './api-stack.ts';
import { OrderApiClient, oneBook } from './order-api-client.ts';
import { ending, followToEnd, wrongAbout } from './order-events-client.ts';
import type { RunningProcess } from './running-process.ts';
import { startServicesBehind } from './services-behind.ts';

let stack: ApiStack;

beforeAll(async () => {
  stack = await startApiStack({ SAGA_TIMEOUT_SCALE: '1' });
  await (await startServicesBehind(stack)).startWorker();
});
afterAll(() => stack.stop());

const within = { timeout: 30_000, interval: 50 };

/** Two processes of the API, of which one is always there, and which are killed in turns. */
class MortalApi {
  readonly processes: RunningProcess[];
  #turn = 0;

  private constructor(processes: RunningProcess[]) {
    this.processes = processes;
  }

  static async start(): Promise<MortalApi> {
    return new MortalApi([await stack.startApi(), await stack.startApi()]);
  }

  /** Now this one, now that one. */
  get url(): string {
    this.#turn += 1;
    return this.processes[this.#turn % this.processes.length]?.url ?? '';
  }

  async killAndReplace(which: number): Promise<void> {
    await this.processes[which]?.kill();
    this.processes[which] = await stack.startApi();
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes.map((each) => each.stop()));
  }
}

describe('an event stream whose API is killed', () => {
  test('is resumed at any process of it: each change once, ids that grow, and the end in every case', async () => {
    const api = await MortalApi.start();
    const customer = await OrderApiClient.as(stack.api.url);
    const follow = async (paymentMethod: string, cancel: boolean) => {
      const orderId = (await customer.place({ ...oneBook, paymentMethod })).body.id;
      let isCancelled = !cancel;
      const { events, connections } = await followToEnd({
        url: () => api.url,
        token: customer.token,
        orderId,
        seen: ({ order }) => {
          if (isCancelled || order.saga.steps[2]?.status !== 'running') return;
          isCancelled = true;
          void customer.cancel(orderId);
        },
      });
      const { body } = await customer.read(orderId);
      expect(wrongAbout(events)).toEqual([]);
      const last = events.at(-1)?.order;
      expect(last && ending(last)).toBe(ending(body));
      expect(body.status).not.toBe('PENDING');
      return connections;
    };
    let isOver = false;
    const followAll = async () => {
      const all: number[] = [];
      for (let round = 0; round < 3; round += 1) {
        const some = [
          follow('pm_slow', false),
          follow('pm_slow', true),
          follow('pm_flaky', false),
          follow('pm_declined', false),
        ];
        all.push(...(await Promise.all(some)));
      }
      return all;
    };
    const following = followAll().finally(() => {
      isOver = true;
    });
    following.catch(() => undefined); // It is awaited once the killing is over.
    let kills = 0;
    while (!isOver) {
      await api.killAndReplace(kills % 2);
      kills += 1;
    }
    const connections = await following;
    expect(kills).toBeGreaterThan(3);
    // One connection and the 204 is what an order takes that nobody disturbs.
    expect(Math.max(...connections)).toBeGreaterThan(2);
    await api.stop();
  });

  test('while Temporal is away as well tells the end once both are back', async () => {
    const first = await stack.startApi();
    const customer = await OrderApiClient.as(first.url);
    const orderId = (await customer.place({ ...oneBook, paymentMethod: 'pm_slow' })).body.id;
    let { url } = first;
    let begun = false;
    const following = followToEnd({
      url: () => url,
      token: customer.token,
      orderId,
      seen: () => {
        begun = true;
      },
    });
    await vi.waitFor(() => expect(begun).toBe(true), within);
    stack.temporal.cut();
    await first.kill();
    const second = await stack.startApi();
    url = second.url;
    stack.temporal.mend();
    const { events } = await following;
    expect(wrongAbout(events)).toEqual([]);
    expect(events.at(-1)?.order.status).toBe('CONFIRMED');
    await second.stop();
  });
});

describe('a list that is paged through while its API is killed', () => {
  test('goes on without a gap or a double, also while new orders come in', async () => {
    let api = await stack.startApi();
    const subject = `customer-${randomUUID()}`;
    const before = await OrderApiClient.as(api.url, subject);
    const placed: string[] = [];
    for (let count = 0; count < 20; count += 1) placed.unshift((await before.place(oneBook)).body.id);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const customer = await OrderApiClient.as(api.url, subject);
      const { body }: { body: { items: { id: string }[]; nextCursor: string | null } } = await customer.list(
        `?limit=7${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...body.items.map(({ id }) => id));
      cursor = body.nextCursor;
      await customer.place(oneBook);
      await api.kill();
      api = await stack.startApi();
    }
    expect(seen).toEqual(placed);
    await api.stop();
  });
});

describe('a customer who waits while the API is killed', () => {
  test('gets the same order and its ending by sending the same key again', async () => {
    const doomed = await stack.startApi();
    const subject = `customer-${randomUUID()}`;
    const key = randomUUID();
    const options = { key, prefer: 'wait=30' };
    const slow = { ...oneBook, paymentMethod: 'pm_slow' };
    const cut = (await OrderApiClient.as(doomed.url, subject)).place(slow, options).then(
      () => 'answered',
      () => 'cut off',
    );
    const there = await OrderApiClient.as(stack.api.url, subject);
    await vi.waitFor(async () => expect((await there.list()).body.items).toHaveLength(1), within);
    const [saved] = (await there.list()).body.items;
    await doomed.kill();
    expect(await cut).toBe('cut off');
    // The start that was under way is for the one that died, for some seconds.
    const again = await vi.waitFor(async () => {
      const answer = await there.place(slow, options);
      expect(answer.status).not.toBe(409);
      return answer;
    }, within);
    expect([again.status, again.body.id, again.body.status]).toEqual([201, saved?.id, 'CONFIRMED']);
    const once = await there.place(slow, options);
    expect([once.status, once.body]).toEqual([201, again.body]);
    expect((await there.list()).body.items).toEqual([again.body]);
  });
});
