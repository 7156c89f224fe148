import { randomUUID } from 'node:crypto';
import { createDatabase } from '@saga/local-stack';
import { createLogger } from '@saga/process';
import { expect, inject, test } from 'vitest';
import { openDatabase } from '../../src/api/database.ts';
import { OrderIntents } from '../../src/api/orders/order-intents.ts';
import { unstartedSaga } from '../../src/api/orders/saga-view.ts';

test('an ending that many record at once, and that is recorded again once it is final, is counted once', async () => {
  const database = await createDatabase(inject('localStack').postgresAdminUrl);
  const logger = createLogger('test');
  logger.level = 'silent';
  const pool = await openDatabase({ databaseUrl: database.url }, logger);
  try {
    const counted: string[] = [];
    const instances = Array.from({ length: 8 }, () => new OrderIntents(pool, (ending) => counted.push(ending)));
    const [intents] = instances as [OrderIntents];
    const orderId = randomUUID();
    await intents.save({
      orderId,
      customerId: 'customer-1',
      idempotencyKey: 'key-1',
      requestFingerprint: 'fingerprint',
      lines: [],
      total: 0,
      currency: 'EUR',
      paymentMethod: 'pm_ok',
    });
    const record = (isFinal: boolean) => (each: OrderIntents) =>
      each.recordEnding(orderId, { status: 'CANCELLED' }, unstartedSaga(orderId), isFinal);
    await Promise.all(instances.map(record(false)));
    expect(counted).toEqual(['CANCELLED']);
    await Promise.all(instances.map(record(true)));
    expect(counted).toEqual(['CANCELLED']);
  } finally {
    await pool.end();
    await database.drop();
  }
});
