import { randomUUID } from 'node:crypto';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { expect, inject, onTestFinished, test } from 'vitest';
import { healthChecks } from '../src/health.ts';

test('Temporal is no help to a worker whose namespace it does not know, and the reason names that', async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const connection = await NativeConnection.connect({ address: inject('localStack').temporalAddress });
  onTestFinished(() => connection.close());
  const activities = { doNothing: async () => undefined };
  const worker = await Worker.create({ connection, taskQueue: `health-${randomUUID()}`, activities });
  await worker.runUntil(async () => {
    const nowhere = 'http://127.0.0.1:9';
    const serviceUrls = { order: nowhere, inventory: nowhere, payment: nowhere };
    const temporal = async (namespace: string) =>
      healthChecks({ connection, namespace, worker, serviceUrls }).temporal?.();
    await expect(temporal('default')).resolves.toBeDefined();
    await expect(temporal('no-such-namespace')).rejects.toThrow('no-such-namespace');
  });
});
