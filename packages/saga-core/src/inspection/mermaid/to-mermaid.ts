import { requireOptions } from '../../definition/require-options.ts';
import { requireSaga } from '../../definition/require-saga.ts';
import type { AnySaga } from '../../definition/saga-definition.ts';
import { drawFlow } from './draw-flow.ts';
import { drawRollback } from './draw-rollback.ts';

export interface MermaidOptions {
  /** The name of a step up to the pivot, or of the pivot: draws what follows when that step goes wrong, in place of the whole saga. */
  readonly rollbackFrom?: string;
}

/**
 * Draws a saga as a Mermaid flowchart: its way forward with what runs at the same time, for each item, under a condition, by a
 * person's word or as another saga; its pivot; and the undos (dotted) in the order in which the engine sends them. The same
 * definition always gives the same text.
 *
 * The text is safe to put into a page that Mermaid renders: names are escaped. A saga whose drawing has more than 500 arrows
 * needs a larger `maxEdges` in Mermaid's own configuration.
 *
 * @throws {@link SagaDefinitionError} `INVALID_OPTION` when `rollbackFrom` names no step that can go wrong so that something is undone
 *
 * @example
 * ```ts
 * toMermaid(createOrderSaga);
 * toMermaid(createOrderSaga, { rollbackFrom: 'processPayment' });
 * ```
 */
export function toMermaid(saga: AnySaga, options: MermaidOptions = {}): string {
  requireSaga(saga, 'toMermaid');
  requireOptions(options, 'toMermaid', ['rollbackFrom']);
  const { rollbackFrom } = options;
  const lines = rollbackFrom === undefined ? drawFlow(saga) : drawRollback(saga, rollbackFrom);
  return `${lines.join('\n')}\n`;
}
