import { randomUUID } from 'node:crypto';
import { chargeArgument, chargeResult, refundArgument } from '@saga/activities';
import { exactRouter, methodNotAllowed } from '@saga/process';
import type { Router } from 'express';
import { barrier, sagaEndpoint } from 'saga-core/participant';
import { sagaArgument } from '../http/saga-argument.ts';
import type { ServiceContext } from '../service-definition.ts';
import { readAccount } from './account-repository.ts';
import { charge, refund } from './payment.ts';
import { providerBehaviour } from './provider-behaviour.ts';

export function paymentRoutes({ pool, stopping }: ServiceContext): Router {
  const router = exactRouter();
  const endpoint = sagaEndpoint(barrier(pool));

  const charged = sagaArgument(chargeArgument);
  const provider = providerBehaviour({ pool, stopping, charged });
  const onCharge = endpoint.run(async (tx, request, { key }) => {
    provider.isFirst(request);
    const paymentId = randomUUID();
    await charge(tx, { ...charged.of(request), paymentId, key });
    return chargeResult.parse({ paymentId });
  });
  router.route('/charges').post(charged.check, provider.behave, onCharge).all(methodNotAllowed('POST'));

  const refunded = sagaArgument(refundArgument);
  const onRefund = endpoint.compensate((tx, ran, request, { key }) => refund(tx, refunded.of(request), ran.key, key));
  router.route('/refunds').post(refunded.check, onRefund).all(methodNotAllowed('POST'));

  router
    .route('/accounts/:id')
    .get(async (request, response) => {
      response.json(await readAccount(pool, request.params.id));
    })
    .all(methodNotAllowed('GET'));
  return router;
}
