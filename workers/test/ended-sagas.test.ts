import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifyServiceToken } from '@saga/activities';
import type {} from '@saga/local-stack';
import { createLogger } from '@saga/process';
import { Client, Connection } from '@temporalio/client';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { readWorkerConfig } from '../src/config.ts';
import { reportEndedSagas } from '../src/report-ended-sagas.ts';

test('a worker asks every service again and again for its sagas, each with a token for that service', async () => {
  const config = readWorkerConfig({ ENDED_SAGAS_EVERY_MS: '20' });
  const neverStarted = randomUUID();
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://service');
    const [, audience = '', path] = pathname.split('/');
    const token = request.headers['x-service-token'];
    try {
      await verifyServiceToken({ secret: config.serviceTokenSecret, audience }, String(token));
    } catch {
      response.writeHead(401).end();
      return;
    }
    const isFirstPage = !searchParams.has('after');
    if (isFirstPage) asked.push(`${request.method} ${audience}/${path}`);
    response.end(JSON.stringify({ sagaIds: isFirstPage ? [neverStarted] : [] }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const connection = await Connection.connect({ address: inject('localStack').temporalAddress });
  onTestFinished(() => connection.close());
  const logger = createLogger('worker');
  logger.level = 'silent';
  const log = vi.spyOn(logger, 'info');
  const serviceUrls = { order: `${base}/order`, inventory: `${base}/inventory/`, payment: `${base}/payment` };
  const sweeping = reportEndedSagas({
    client: new Client({ connection }),
    config: { ...config, serviceUrls },
    logger,
  });
  await expect.poll(() => log.mock.calls.length).toBeGreaterThanOrEqual(6);
  await sweeping.stop();
  expect(asked.slice(0, 3)).toEqual(['order', 'inventory', 'payment'].map((service) => `GET ${service}/ended-sagas`));
  // Temporal has never heard of it, so nobody was told that it ended.
  expect(log.mock.calls[0]?.[0]).toMatchObject({ service: 'order', ended: 0, removed: 0, unknown: 1 });
});
