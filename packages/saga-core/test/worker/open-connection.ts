import { DefaultLogger, type LogEntry, makeTelemetryFilterString, NativeConnection, Runtime } from '@temporalio/worker';
import { afterAll, beforeAll, inject } from 'vitest';

/** A worker's connection to the run's real Temporal, and all that workers have logged. Call it once in a test file. */
export function openConnection(): { readonly connection: NativeConnection; readonly log: readonly LogEntry[] } {
  const log: LogEntry[] = [];
  let opened: NativeConnection | undefined;
  beforeAll(async () => {
    Runtime.install({
      // Not forwarded from the native core, which would keep what we log in a buffer of its own for a while.
      logger: new DefaultLogger('WARN', (entry) => void log.push(entry)),
      telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
    });
    opened = await NativeConnection.connect({ address: inject('localStack').temporalAddress });
  });
  afterAll(() => opened?.close());
  return {
    log,
    get connection() {
      if (opened === undefined) throw new Error('The connection is open only inside tests.');
      return opened;
    },
  };
}
