import { DefaultLogger, makeTelemetryFilterString, Runtime, type Worker } from '@temporalio/worker';

/** Refused calls are part of what is measured: without this each would be logged. */
export function quietRuntime(): void {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    shutdownSignals: [],
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }), forward: {} },
    },
  });
}

/** Runs a worker until the function that it gives is called. A worker that ends otherwise ends the process: the harness tells why. */
export function runWorker(worker: Worker): () => Promise<void> {
  const running = worker.run();
  running.catch((error: unknown) => {
    process.stderr.write(`The worker ended: ${error}\n`);
    process.exit(1);
  });
  return async () => {
    worker.shutdown();
    await running;
  };
}
