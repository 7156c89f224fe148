import { expect } from 'vitest';
import { toBreak, toHold } from './saga-matchers.ts';

/** What `import 'saga-core/vitest'` adds to Vitest's `expect`. */
export interface SagaMatchers<Returned> {
  /**
   * Every promise that was explored holds, in every state that there is. The message is the shortest counterexample. A search that
   * stopped at a limit does not hold, as it has shown nothing.
   */
  toHold(): Returned;
  /** This promise is broken; without a name, any is. */
  toBreak(promise?: string): Returned;
}

declare module 'vitest' {
  // The parameters are Vitest's, which must be said again as they stand there.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends SagaMatchers<R> {}
}

const sagaMatchers = { toHold, toBreak };

expect.extend(sagaMatchers);

/** The matchers, which are registered by now. */
export const registeredMatchers = Object.keys(sagaMatchers);
