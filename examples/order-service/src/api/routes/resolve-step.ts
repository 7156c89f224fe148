import { noteInLog } from '@saga/process';
import { z } from 'zod';
import { operation, type ServedOperation, served } from '../http/operation.ts';
import { orderSteps } from '../orders/saga-view.ts';
import { apiProblem } from '../problems/api-problem.ts';
import { actionOf, decisionBody } from '../sagas/decision-body.ts';
import { sagaDetails } from '../sagas/saga-details.ts';
import { sagaDetailsSchema } from '../sagas/saga-details-schema.ts';
import { orderIdOf, sagaParams } from '../sagas/saga-params.ts';
import type { SagaRoutesOptions } from './saga-routes-options.ts';

const resolveStep = operation({
  id: 'resolveStep',
  method: 'post',
  path: '/sagas/{id}/steps/{step}/resolve',
  tag: 'sagas',
  summary: 'Decide about a parked step',
  description: 'Who decides is the `sub` of the token; it and the reason are kept in the timeline.',
  role: 'operator',
  params: sagaParams.extend({ step: z.enum(orderSteps) }),
  unknownAs: 'SAGA_NOT_FOUND',
  body: decisionBody,
  answers: { 200: { description: 'The saga after the decision.', body: sagaDetailsSchema } },
  problems: ['SAGA_NOT_FOUND', 'DECISION_MISFIT', 'ORDERS_UNAVAILABLE'],
});

/** `POST /sagas/{id}/steps/{step}/resolve`: an operator's decision about a parked step. */
export function resolveStepRoute({ intents, desk }: SagaRoutesOptions): ServedOperation {
  return served(resolveStep, async ({ params, caller, body, request, response }) => {
    const orderId = orderIdOf(params.id);
    const order = await intents.find(orderId);
    if (order === undefined) throw apiProblem('SAGA_NOT_FOUND');
    noteInLog(request, { orderId, sagaId: params.id });
    const decision = { ...actionOf(body), step: params.step, actor: caller.subject, reason: body.reason };
    const decided = order.startedAt === undefined ? undefined : await desk.decide(orderId, decision);
    if (decided === undefined) {
      throw apiProblem('DECISION_MISFIT', {
        detail:
          'The saga has not started yet, or is over for so long that nobody knows it any more: nothing of it is parked.',
      });
    }
    response.json(await sagaDetails((await intents.find(orderId)) ?? order, { intents, desk }));
  });
}
