import type { Application } from 'express';

const setting = 'saga stopping';

/** Tells an app that its process will stop when the signal aborts. `runProcess` does it. */
export function bindStopping(app: Application, stopping: AbortSignal): void {
  app.set(setting, stopping);
}

/** Whether the app's process was asked to stop. */
export function isStopping(app: Application): boolean {
  const stopping: unknown = app.get(setting);
  return stopping instanceof AbortSignal && stopping.aborted;
}
