import type { OrderActivities } from '@saga/activities';
import { createOrderSaga } from '@saga/order-service/saga';
import { type AnyCall, type AnySaga, nothing, participant, saga } from 'saga-core';

/** The builder as it is at run time. What it is given was checked by its types when the saga was first built. */
interface Builder {
  step(name: string, call: AnyCall, options: unknown): Builder;
  pivot(name: string, call: AnyCall, options: unknown): Builder;
  retriable(name: string, call: AnyCall): Builder;
  returns(output: unknown): typeof createOrderSaga;
}

const orders = participant<OrderActivities>('order', { barrier: true });
const fence = orders.fenceConfirm(({ input }: { input: { orderId: string } }) => ({ orderId: input.orderId }));

/** The create-order saga as it would be with `execution: 'adaptive'`, its pivot fenced. How long things may take plays no part. */
export function adaptiveCreateOrder(): typeof createOrderSaga {
  if (createOrderSaga.execution === 'adaptive') return createOrderSaga;
  const { name, version, steps, output, unwind } = createOrderSaga as AnySaga;
  const begun = saga(name, { version, unwind, execution: 'adaptive' }) as unknown as Builder;
  return steps
    .reduce<Builder>((builder, step) => {
      if (step.run.kind !== 'call') throw new TypeError(`Step '${step.name}' is no call; extend this function.`);
      const { call } = step.run;
      if (step.kind === 'retriable') return builder.retriable(step.name, call);
      if (step.kind === 'pivot') return builder.pivot(step.name, call, { fence });
      const { undo, compensateLast, onDoubt } = step;
      const compensate = undo.kind === 'call' ? undo.call : nothing;
      return builder.step(step.name, call, { compensate, compensateLast, onDoubt });
    }, begun)
    .returns(output);
}
