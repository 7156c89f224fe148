import { requireSaga } from '../../definition/require-saga.ts';
import type { SagaDefinition } from '../../definition/saga-definition.ts';
import { Given } from './given.ts';
import { GivenError } from './given-error.ts';

/** A saga of which nothing was told yet. */
export interface GivenSaga<Input, Results, Output> {
  /** What the saga is started with. `sagaId` by default: the saga's name and `-1`. */
  withInput(input: Input, options?: { readonly sagaId?: string }): Given<Results, Output>;
}

/**
 * Tells what happens to a saga in one sentence, and what is to come of it. The saga is played over the shipping engine, in memory and
 * at once, and the clock goes as fast as it can: two days that nobody says a word take no time.
 *
 * Nothing told, all goes well: calls succeed at once. A result that nobody told can be passed on, but no saga can decide by it; then
 * the sentence fails and says which result it needs. A step that waits for a word gets none until somebody is said to give one.
 * A child saga is one step, which succeeds, is refused or is in doubt; what happens inside of it is a sentence of its own.
 *
 * Every expectation is checked as it is said. A sentence that tells what never comes to pass fails, as it would prove nothing.
 *
 * @throws {@link GivenError} when it came otherwise; the message tells the whole story
 *
 * @example
 * ```ts
 * given(createOrderSaga)
 *   .withInput(order)
 *   .when('processPayment').isRefused('PAYMENT_DECLINED')
 *   .expect.calls('inventory.release', 'order.cancel').inOrder()
 *   .expect.ends('compensated');
 * ```
 */
export function given<Input, Results, Output>(
  saga: SagaDefinition<Input, Results, Output>,
): GivenSaga<Input, Results, Output> {
  requireSaga(saga, 'given');
  return {
    withInput: (input, { sagaId = `${saga.name}-1` } = {}) => {
      const checked = saga.inputSchema?.['~standard'].validate(input);
      const issues = checked !== undefined && 'issues' in checked ? (checked.issues ?? []) : [];
      if (issues.length > 0)
        throw new GivenError(
          'INVALID_SENTENCE',
          `Saga '${saga.name}' would not be started with this input: ${issues.map(({ message }) => message).join('; ')}.`,
        );
      return new Given({ definition: saga, sagaId, input, told: [] });
    },
  };
}
