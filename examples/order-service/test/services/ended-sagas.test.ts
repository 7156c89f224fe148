import { httpBarrierSweep } from 'saga-core/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { paymentService } from '../../src/services/payment/service.ts';
import { sagaCaller } from './saga-caller.ts';
import { startTestService, type TestService } from './test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService(paymentService);
});
afterAll(() => service.stop());

const sweepWith = (token: string) =>
  httpBarrierSweep({ url: `${service.url}/ended-sagas`, headers: async () => ({ 'x-service-token': token }) });

async function charged(): Promise<string> {
  const saga = sagaCaller(service);
  const body = { orderId: saga.orderId, customerId: 'customer-1', paymentMethod: 'pm_ok', amount: 100 };
  const { status } = await saga.call({ path: '/charges', step: 'processPayment', body });
  expect(status).toBe(200);
  return saga.sagaId;
}

it('a service forgets a saga that its caller reports as ended, but none that called it lately', async () => {
  const [old, young] = [await charged(), await charged()];
  const made = `UPDATE saga_barrier SET created_at = now() - interval '13 hours' WHERE saga_id = '${old}'`;
  await service.asOwner(made);
  const sweep = sweepWith(service.token);
  expect(await sweep.sagaIds({ limit: 500 })).toEqual([old]);
  expect(await sweep.removeEnded([old, young])).toBe(1);
  const { rows } = await service.pool.query('SELECT saga_id FROM saga_barrier');
  expect(rows).toEqual([{ saga_id: young }]);
});

it('only a caller with a service token is heard', async () => {
  await expect(sweepWith('forged').sagaIds({ limit: 1 })).rejects.toThrow('answered 401');
  await expect(sweepWith('forged').removeEnded(['a'])).rejects.toThrow('answered 401');
});
