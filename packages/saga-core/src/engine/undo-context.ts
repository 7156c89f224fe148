import type { Outcome } from './outcome.ts';
import type { flowContext } from './results.ts';
import type { SagaCause } from './saga-cause.ts';

type Flow = ReturnType<typeof flowContext>;

/** What an undo's mapping reads beside its saga's input and results. */
interface OfUndo {
  readonly outcome: Outcome<unknown>;
  readonly cause: SagaCause;
  readonly runKey: string;
  readonly key: string;
}

/**
 * What an undo's mapping reads; and whether it has read any news: what this worker may have heard alone, inside a workflow
 * task that can be lost, so that the next worker may hear otherwise. An argument that was made without them is the same
 * whoever makes it.
 */
export function undoContext(flow: Flow, { outcome, cause, runKey, key }: OfUndo) {
  let hasReadNews = false;
  const news = <Value>(value: Value): Value => {
    hasReadNews = true;
    return value;
  };
  const { sagaId, input, results: _, ...item } = Object.getOwnPropertyDescriptors(flow);
  const context = {
    get results() {
      return news(flow.results);
    },
    get outcome() {
      return news(outcome);
    },
    get cause() {
      return news(cause);
    },
    runKey,
    key,
  };
  return {
    context: Object.defineProperties(context, { sagaId, input, ...item }),
    /** Of the argument that was made: it may hold the context, or a getter, and read the news only as it is sent. */
    hasReadNews: (argument: unknown) => {
      if (!hasReadNews) readAll(argument);
      return hasReadNews;
    },
  };
}

function readAll(argument: unknown): void {
  if (typeof argument !== 'object' || ArrayBuffer.isView(argument)) return;
  try {
    JSON.stringify(argument);
  } catch {
    // It can't be sent either, and whoever sends it says why.
  }
}
