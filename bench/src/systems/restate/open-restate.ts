import { once } from 'node:events';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { type Context, createEndpointHandler, service, TerminalError } from '@restatedev/restate-sdk';
import * as clients from '@restatedev/restate-sdk-clients';
import type { ArgumentOf, OperationName } from '../../order/operations.ts';
import { type Order, orderFor } from '../../order/order.ts';
import { type CallParticipant, headersOf, participantCaller, Refused } from '../../participants/call-participant.ts';
import type { Surroundings, System } from '../system.ts';
import { restateFootprint } from './restate-footprint.ts';

/** The saga as a handler of a Restate service: durable steps by `ctx.run`, and a list of what undoes them. */
function orderService(callParticipant: CallParticipant) {
  const call =
    <Name extends OperationName>(
      name: Name,
      argument: ArgumentOf<Name>,
      operation: 'run' | 'compensate' = 'run',
      step: string = name,
    ) =>
    async () => {
      try {
        return await callParticipant(name, argument, headersOf(argument.orderId, step, operation));
      } catch (error) {
        throw error instanceof Refused ? new TerminalError(error.message, { errorCode: 409 }) : error;
      }
    };
  return service({
    name: 'orders',
    handlers: {
      async createOrder(ctx: Context, order: Order) {
        const { orderId, customerId, paymentMethod } = order;
        const items = order.items.map(({ sku, quantity }) => ({ sku, quantity }));
        const compensations: (() => PromiseLike<unknown>)[] = [];
        try {
          compensations.unshift(() =>
            ctx.run('cancelOrder', call('cancelOrder', { orderId }, 'compensate', 'createOrder')),
          );
          const { total } = await ctx.run('createOrder', call('createOrder', order));
          compensations.unshift(() =>
            ctx.run('releaseItems', call('releaseItems', { orderId }, 'compensate', 'reserveItems')),
          );
          await ctx.run('reserveItems', call('reserveItems', { orderId, items }));
          const { paymentId } = await ctx.run(
            'chargePayment',
            call('chargePayment', { orderId, customerId, paymentMethod, amount: total }),
          );
          compensations.unshift(() =>
            ctx.run('refundPayment', call('refundPayment', { orderId }, 'compensate', 'chargePayment')),
          );
          await ctx.run('confirmOrder', call('confirmOrder', { orderId }));
          await ctx.run('commitItems', call('commitItems', { orderId }));
          return { orderId, paymentId };
        } catch (error) {
          // Only what is final ends a handler: everything else is Restate's own, and it tries again.
          if (error instanceof TerminalError) for (const compensate of compensations) await compensate();
          throw error;
        }
      },
    },
  });
}

/** A service of Restate's SDK, registered with the server, and a client of the server's ingress. */
export async function openRestate({ participantsUrl, restate }: Surroundings): Promise<System> {
  if (restate === undefined) throw new Error('There is no Restate server.');
  const orders = orderService(participantCaller(participantsUrl));
  const server = createServer(createEndpointHandler({ services: [orders], logger: () => undefined }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const registered = await fetch(`${restate.adminUrl}/deployments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uri, force: true }),
  });
  if (!registered.ok) throw new Error(`Restate did not take the service: ${await registered.text()}`);
  const client = clients.connect({ url: restate.ingressUrl }).serviceClient(orders);
  return {
    async runSaga(id, path) {
      try {
        await client.createOrder(orderFor(id, path), clients.rpc.opts({ idempotencyKey: id }));
        return 'success';
      } catch (error) {
        if (error instanceof clients.HttpCallError && error.status === 409) return 'undo';
        throw error;
      }
    },
    footprint: (id) => restateFootprint(restate.adminUrl, id),
    async close() {
      server.close();
    },
  };
}
