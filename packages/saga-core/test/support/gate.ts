import { onTestFinished } from 'vitest';

/** A promise that the test opens. */
export interface Gate {
  readonly opened: Promise<void>;
  readonly open: () => void;
}

/** Opened by the end of the test at the latest: a call that is held would hold its worker, and whoever waits for that to stop. */
export function gate(): Gate {
  const { promise, resolve } = Promise.withResolvers<void>();
  onTestFinished(() => resolve());
  return { opened: promise, open: resolve };
}
