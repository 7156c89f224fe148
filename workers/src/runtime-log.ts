import type { Logger } from '@saga/process';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/**
 * Sends what Temporal's SDK logs, its native core included, to the process's log, as JSON lines like all others. It also
 * leaves the signals to the process, which stops everything in order; the SDK would by itself end the worker at once.
 */
export function installRuntime(logger: Logger): void {
  Runtime.install({
    logger: new DefaultLogger('TRACE', ({ level, message, meta }) => logger[levels[level]](meta ?? {}, message)),
    telemetryOptions: {
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }) },
    },
    shutdownSignals: [],
  });
}
