import type { OrderIntents } from '../orders/order-intents.ts';
import type { SagaDesk } from '../sagas/saga-desk.ts';

/** What the operators' routes pass requests on to. */
export interface SagaRoutesOptions {
  readonly intents: OrderIntents;
  readonly desk: SagaDesk;
}
