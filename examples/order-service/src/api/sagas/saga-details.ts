import type { RollbackPreview, SagaTimeline, SagaView, StepView } from 'saga-core/client';
import type { OrderIntent } from '../orders/order-intent.ts';
import type { OrderIntents } from '../orders/order-intents.ts';
import { stepView } from '../orders/order-view.ts';
import { recordLook } from '../orders/read-order.ts';
import { endingOf } from '../orders/saga-end.ts';
import { unstartedSaga } from '../orders/saga-view.ts';
import type { SagaDesk } from './saga-desk.ts';
import type { SagaDetails } from './saga-details-schema.ts';
import { timelineEvents } from './timeline-events.ts';

/**
 * All about the saga of an order as it is now. What is seen of an open one is written down. When the engine has forgotten it, or it has not
 * started yet, it is shown as it was last seen, without a timeline.
 *
 * @throws SagasAwayError when the engine or the saga's workers don't answer.
 */
export async function sagaDetails(
  order: OrderIntent,
  { intents, desk }: { readonly intents: OrderIntents; readonly desk: SagaDesk },
): Promise<SagaDetails> {
  const lastSeen = order.saga ?? unstartedSaga(order.orderId);
  if (order.startedAt === undefined) return details(lastSeen);
  if (order.sagaFinal) return details(lastSeen, await desk.timeline(order.orderId));
  const inspected = await desk.inspect(order.orderId);
  if (inspected === undefined) return details(lastSeen);
  if (endingOf(inspected.view) === undefined) await recordLook(order, inspected.view, intents);
  return details(inspected.view, inspected.timeline, inspected.rollback);
}

function details(
  { id, status, cause, steps }: SagaView,
  timeline?: SagaTimeline,
  rollback: RollbackPreview = { kind: 'ended', status },
): SagaDetails {
  return {
    id,
    status,
    // Without the participant's own words: what they wrote is for their log.
    ...(cause !== undefined && {
      cause: {
        kind: cause.kind,
        ...(cause.step !== undefined && { step: cause.step }),
        ...(cause.code !== undefined && { code: cause.code }),
      },
    }),
    steps: steps.map(inspectedStep),
    timeline: timeline === undefined ? [] : [...timelineEvents(timeline)],
    rollbackPreview: previewOf(rollback),
  };
}

function inspectedStep(step: StepView) {
  const { parked } = step;
  if (parked === undefined) return stepView(step);
  const { operation, code, detail } = parked;
  return { ...stepView(step), parked: { operation, code, ...(detail !== undefined && { detail }) } };
}

function previewOf(rollback: RollbackPreview): SagaDetails['rollbackPreview'] {
  if (rollback.kind !== 'undo') {
    return { irreversible: rollback.kind === 'irreversible' || rollback.status === 'completed', calls: [] };
  }
  return {
    irreversible: false,
    calls: rollback.calls.map(({ step, activity, argument }) => ({ step, activity, argument })),
  };
}
