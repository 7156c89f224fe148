import { Runtime, type RuntimeOptions } from '@temporalio/worker';

/** Before the first connection and worker of the process: Prometheus then finds Temporal's metrics at http://<bindAddress>/metrics. */
export function exposeMetrics(bindAddress: string, { telemetryOptions, ...options }: RuntimeOptions = {}): void {
  Runtime.install({ ...options, telemetryOptions: { ...telemetryOptions, metrics: { prometheus: { bindAddress } } } });
}
