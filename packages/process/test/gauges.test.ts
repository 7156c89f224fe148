import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createApp, createLogger, finish, type Gauges } from '../src/index.ts';

async function serve(read: Gauges['read']): Promise<() => Promise<readonly string[]>> {
  const logger = createLogger('test');
  logger.level = 'silent';
  const help = { shelves_full: 'How many shelves are full.', shelves_empty: 'How many are empty.' };
  const app = finish(createApp({ service: 'test', logger, checks: {}, gauges: { help, label: 'room', read } }));
  const server = createServer(app).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return async () => {
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return metrics.split('\n').filter((line) => line.startsWith('shelves_'));
  };
}

it('gauges are read once for each request of the metrics, and show what was read then', async () => {
  let reads = 0;
  const shelves = await serve({ cellar: async () => ({ shelves_full: ++reads, shelves_empty: 10 - reads }) });
  for (const full of [1, 2]) {
    expect(await shelves()).toEqual([
      `shelves_full{room="cellar",service="test"} ${full}`,
      `shelves_empty{room="cellar",service="test"} ${10 - full}`,
    ]);
  }
});

it('what cannot be read, or not in time, is left out, and does not keep the rest from being shown', async () => {
  let isLocked = false;
  const shelves = await serve({
    attic: () => new Promise(() => undefined),
    cellar: async () => {
      if (isLocked) throw new Error('The cellar is locked.');
      return { shelves_full: 1, shelves_empty: 2 };
    },
  });
  expect(await shelves()).toEqual([
    'shelves_full{room="cellar",service="test"} 1',
    'shelves_empty{room="cellar",service="test"} 2',
  ]);
  isLocked = true;
  expect(await shelves()).toEqual([]);
});
