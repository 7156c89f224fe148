import { chargeArgument, chargeResult, refundArgument } from '@saga/activities';
import type { ServiceDefinition } from '../service-definition.ts';
import { accountView } from './account.ts';
import { paymentRoutes } from './routes.ts';

export const paymentService: ServiceDefinition = {
  name: 'payment',
  defaultPort: 3003,
  databaseVariable: 'PAYMENT_DATABASE_URL',
  migrations: new URL('./migrations', import.meta.url),
  routes: paymentRoutes,
  api: {
    title: 'Payment service',
    operations: [
      {
        method: 'post',
        path: '/charges',
        summary: 'Charge a customer, or refuse (`PAYMENT_DECLINED`, `INSUFFICIENT_FUNDS`, `UNKNOWN_PAYMENT_METHOD`).',
        saga: 'run',
        body: chargeArgument,
        answer: chargeResult,
      },
      {
        method: 'post',
        path: '/refunds',
        summary: 'Undo a charge, by its payment id or its key: what is left of it goes back to the customer.',
        saga: 'compensate',
        body: refundArgument,
      },
      {
        method: 'get',
        path: '/accounts/{id}',
        summary: 'Read the balance of a customer or of `merchant`, in cents.',
        answer: accountView,
      },
    ],
  },
};
