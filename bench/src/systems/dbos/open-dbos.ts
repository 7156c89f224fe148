import { DBOS } from '@dbos-inc/dbos-sdk';
import pg from 'pg';
import type { ArgumentOf, OperationName, ResultOf } from '../../order/operations.ts';
import { type Order, orderFor } from '../../order/order.ts';
import { type CallParticipant, headersOf, participantCaller, Refused } from '../../participants/call-participant.ts';
import type { Surroundings, System } from '../system.ts';
import { dbosFootprint } from './dbos-footprint.ts';

/** Tried again when the answer is not known, never when it is a no. */
const retries = {
  retriesAllowed: true,
  maxAttempts: 10,
  intervalSeconds: 0.1,
  shouldRetry: (error: unknown) => !(error instanceof Refused),
} as const;

/** The saga as a DBOS workflow: durable steps by `runStep`, and a list of what undoes them. */
function orderWorkflow(callParticipant: CallParticipant) {
  const call = <Name extends OperationName>(
    name: Name,
    argument: ArgumentOf<Name>,
    operation: 'run' | 'compensate' = 'run',
    step: string = name,
  ): Promise<ResultOf<Name>> =>
    DBOS.runStep(() => callParticipant(name, argument, headersOf(argument.orderId, step, operation)), {
      name,
      ...retries,
    });
  return async (order: Order) => {
    const { orderId, customerId, paymentMethod } = order;
    const items = order.items.map(({ sku, quantity }) => ({ sku, quantity }));
    const compensations: (() => Promise<void>)[] = [];
    try {
      compensations.unshift(() => call('cancelOrder', { orderId }, 'compensate', 'createOrder'));
      const { total } = await call('createOrder', order);
      compensations.unshift(() => call('releaseItems', { orderId }, 'compensate', 'reserveItems'));
      await call('reserveItems', { orderId, items });
      const { paymentId } = await call('chargePayment', { orderId, customerId, paymentMethod, amount: total });
      compensations.unshift(() => call('refundPayment', { orderId }, 'compensate', 'chargePayment'));
      await call('confirmOrder', { orderId });
      await call('commitItems', { orderId });
      return { orderId, paymentId };
    } catch (error) {
      for (const compensate of compensations) await compensate();
      throw error;
    }
  };
}

/** DBOS in this process, on the stack's Postgres. */
export async function openDbos({ participantsUrl, postgresUrl }: Surroundings): Promise<System> {
  if (postgresUrl === undefined) throw new Error('There is no Postgres.');
  DBOS.setConfig({ name: 'orders', systemDatabaseUrl: postgresUrl, logLevel: 'error' });
  const createOrder = DBOS.registerWorkflow(orderWorkflow(participantCaller(participantsUrl)), { name: 'createOrder' });
  await DBOS.launch();
  const pool = new pg.Pool({ connectionString: postgresUrl, max: 1 });
  return {
    async runSaga(id, path) {
      const handle = await DBOS.startWorkflow(createOrder, { workflowID: id })(orderFor(id, path));
      try {
        await handle.getResult();
        return 'success';
      } catch (error) {
        // What DBOS gives back was read from its table: the class is lost, the name is not.
        if (error instanceof Error && error.name === 'Refused') return 'undo';
        throw error;
      }
    },
    footprint: (id) => dbosFootprint(pool, id),
    async close() {
      await pool.end();
      await DBOS.shutdown();
    },
  };
}
