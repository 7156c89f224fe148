import type { SagaView } from '../engine/saga-view.ts';
import type { SagaConnection } from './saga-connection.ts';
import { SagaWatch } from './saga-watch.ts';

/** How a saga is watched. */
export interface WatchOptions {
  /** Ends the watching: the iteration then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** Milliseconds for which no answer is borne before the watching ends. Default: the client's. */
  readonly within?: number;
}

/**
 * The saga's views, one after each change, until it has closed. Nothing is read ahead: whoever takes the next view late gets
 * the latest, and none in between.
 */
export async function* watchSaga(saga: SagaConnection, options: WatchOptions): AsyncGenerator<SagaView, void, void> {
  const watch = new SagaWatch(saga, options);
  for (let last: string | undefined; ; ) {
    await watch.change();
    const view = await watch.view();
    const shown = JSON.stringify(view);
    if (shown !== last) yield view;
    last = shown;
    if (!watch.hasClosed) continue;
    if (view.status === 'completed' || view.status === 'compensated') return;
    // A saga that was broken off can't know it: its view says what it was at. This says what became of it.
    throw await watch.ending();
  }
}
