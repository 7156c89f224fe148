import { setTimeout } from 'node:timers/promises';

/** Waits, or less long when the signal aborts. It keeps no process alive. @internal */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
}
