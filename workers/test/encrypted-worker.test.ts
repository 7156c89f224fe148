import { randomBytes, randomUUID } from 'node:crypto';
import { createOrderSaga } from '@saga/order-service/saga';
import { Client, Connection } from '@temporalio/client';
import { SagaClient } from 'saga-core/client';
import { payloadEncryption, readEncryptionKeys } from 'saga-core/encryption';
import { expect, inject, onTestFinished, test } from 'vitest';
import { Participants } from './participants.ts';
import { WorkerProcess } from './worker-process.ts';

test('a worker with keys runs the bundle that was made for it, and Temporal sees only what is encrypted', async () => {
  const { temporalAddress: address } = inject('localStack');
  const PAYLOAD_ENCRYPTION_KEYS = `k1:${randomBytes(32).toString('base64')}`;
  const taskQueue = `encrypted-${randomUUID()}`;
  const participants = await Participants.start();
  const worker = new WorkerProcess({
    TEMPORAL_ADDRESS: address,
    TEMPORAL_TASK_QUEUE: taskQueue,
    ...participants.environment,
    WORKFLOW_BUNDLE: inject('workerBundle'),
    PAYLOAD_ENCRYPTION_KEYS,
  });
  await worker.listening();

  const connection = await Connection.connect({ address });
  onTestFinished(() => connection.close());
  const encryption = payloadEncryption({ keys: readEncryptionKeys(PAYLOAD_ENCRYPTION_KEYS) });
  const sagas = new SagaClient({ client: new Client({ connection, plugins: [encryption] }), taskQueue });
  const orderId = randomUUID();
  const id = `create-order-${orderId}`;
  const items = [{ sku: 'sku-book', quantity: 1, unitPrice: 1999 }];
  const input = { orderId, customerId: 'customer-1', items, paymentMethod: 'pm_ok' };
  const saga = await sagas.start(createOrderSaga, { id, input });
  await expect(saga.result()).resolves.toEqual({ orderId, paymentId: 'payment-1' });

  const history = await new Client({ connection }).workflow.getHandle(id).fetchHistory();
  const told = textOf(history);
  expect(told.includes('binary/encrypted')).toBe(true);
  for (const hidden of ['customer-1', 'pm_ok', 'payment-1', 'sku-book'])
    expect(told.includes(hidden), hidden).toBe(false);
});

/** Every text and byte in a message. Printed as JSON the bytes would hide. */
function textOf(message: unknown): string {
  if (typeof message === 'string') return message;
  if (message instanceof Uint8Array) return Buffer.from(message).toString('latin1');
  if (typeof message !== 'object' || message === null) return '';
  return Object.values(message).map(textOf).join('\n');
}
