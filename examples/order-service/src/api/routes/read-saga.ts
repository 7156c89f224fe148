import { noteInLog } from '@saga/process';
import { operation, type ServedOperation, served } from '../http/operation.ts';
import { apiProblem } from '../problems/api-problem.ts';
import { sagaDetails } from '../sagas/saga-details.ts';
import { sagaDetailsSchema } from '../sagas/saga-details-schema.ts';
import { orderIdOf, sagaParams } from '../sagas/saga-params.ts';
import type { SagaRoutesOptions } from './saga-routes-options.ts';

const readSaga = operation({
  id: 'readSaga',
  method: 'get',
  path: '/sagas/{id}',
  tag: 'sagas',
  summary: 'All about one saga',
  role: 'operator',
  params: sagaParams,
  unknownAs: 'SAGA_NOT_FOUND',
  answers: {
    200: {
      description: 'The saga as it is now.',
      body: sagaDetailsSchema,
      links: {
        decide: {
          operationId: 'resolveStep',
          parameters: { id: '$response.body#/id', step: '$response.body#/steps/2/name' },
        },
      },
    },
  },
  problems: ['SAGA_NOT_FOUND', 'ORDERS_UNAVAILABLE'],
});

/** `GET /sagas/{id}`: how far it is, what has happened to it, and what would be undone if it failed now. */
export function readSagaRoute({ intents, desk }: SagaRoutesOptions): ServedOperation {
  return served(readSaga, async ({ params, request, response }) => {
    const order = await intents.find(orderIdOf(params.id));
    if (order === undefined) throw apiProblem('SAGA_NOT_FOUND');
    noteInLog(request, { orderId: order.orderId, sagaId: params.id });
    response.json(await sagaDetails(order, { intents, desk }));
  });
}
