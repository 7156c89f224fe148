import type { OrderWatches } from '../events/order-watches.ts';
import type { StreamPlaces } from '../events/stream-places.ts';
import type { Catalogue } from '../orders/catalogue.ts';
import type { OrderFollower } from '../orders/order-follower.ts';
import type { OrderIntents } from '../orders/order-intents.ts';
import type { OrderSagas } from '../orders/order-sagas.ts';
import type { OrderStarter } from '../orders/order-starter.ts';
import type { SagaStarts } from '../orders/saga-starts.ts';

/** What the routes pass requests on to. */
export interface OrderRoutesOptions {
  readonly intents: OrderIntents;
  readonly starts: SagaStarts;
  readonly starter: OrderStarter;
  readonly follower: OrderFollower;
  readonly sagas: OrderSagas;
  readonly catalogue: Catalogue;
  readonly watches: OrderWatches;
  readonly places: StreamPlaces;
  /** Aborts when the process stops: whoever waits for an ending is answered with what is known. */
  readonly stopping: AbortSignal;
}
