import type { OperationLink } from '../http/operation.ts';

/** What can be done with an order whose id an answer has at this place. */
export function orderLinks(id: string): Readonly<Record<string, OperationLink>> {
  return {
    order: { operationId: 'readOrder', parameters: { id } },
    cancel: { operationId: 'cancelOrder', parameters: { id } },
    events: { operationId: 'streamOrder', parameters: { id } },
  };
}
