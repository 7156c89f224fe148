import { pause } from './pause.ts';

/** @internal */
export interface WorkLoopOptions {
  /** Does one portion of work, and says whether there may be more at once. A stop waits for its end; the signal tells it of the stop. */
  readonly work: (signal: AbortSignal) => Promise<'more' | 'none'>;
  /** Waits until there may be work again. */
  readonly rest: (signal: AbortSignal) => Promise<void>;
  readonly onFailure: (error: unknown, retryIn: number) => void;
  readonly onRecovery?: () => void;
}

/** @internal */
export interface WorkLoop {
  /** Resolves when the portion in progress is done. */
  stop(): Promise<void>;
}

const [firstDelay, longestDelay] = [100, 10_000];

/** Works until it is stopped. After a failure it waits from 100 ms doubling to 10 s, a random part of it, so that many don't come back at once. @internal */
export function workLoop({ work, rest, onFailure, onRecovery = () => {} }: WorkLoopOptions): WorkLoop {
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = (async () => {
    let failures = 0;
    while (!signal.aborted) {
      try {
        const found = await work(signal);
        if (failures > 0) onRecovery();
        failures = 0;
        if (found === 'none') await rest(signal);
      } catch (error) {
        if (signal.aborted) return;
        const delay = Math.min(longestDelay, firstDelay * 2 ** failures) * (0.5 + Math.random() / 2);
        failures += 1;
        onFailure(error, delay);
        await pause(delay, signal);
      }
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
