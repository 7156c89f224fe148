import { constants } from 'node:os';
import type { Express } from 'express';
import { partsOf } from './create-app.ts';
import type { HttpServer } from './http-server.ts';
import { listenAsConfigured, listenSettings } from './listen-address.ts';
import { createLogger, type Logger, logSettings } from './logger.ts';
import { measureConnections } from './metrics.ts';
import type { Problem } from './problem.ts';
import type { ProblemType } from './problem-type.ts';
import { readConfig } from './read-config.ts';
import { readTogether } from './read-together.ts';
import { refuseArguments } from './refuse-arguments.ts';
import { settleWithin } from './settle-within.ts';
import { startFailureMessage } from './start-failure-message.ts';
import { bindStopping } from './stopping.ts';

export interface StartContext {
  readonly port: number;
  readonly logger: Logger;
  /** Aborts when the process was asked to stop, before its running requests are awaited. End what would wait for long. */
  readonly stopping: AbortSignal;
  /** Says that the process cannot go on: logged, then stopped as by a signal, with exit code 1. */
  readonly fail: (error: unknown) => void;
}

export interface StartedProcess {
  /** What answers on the port; made by `createApp` and `finish`. */
  readonly app: Express;
  /** Called once no request runs any more: close pools, end workers. Has 30 s. */
  readonly stop?: () => Promise<void>;
}

export interface RunProcessOptions {
  readonly service: string;
  /** Used when `PORT` is unset; another free port if it is taken. */
  readonly defaultPort: number;
  readonly start: (context: StartContext) => Promise<StartedProcess>;
  /** How long running requests may take to finish once the process stops. Default 8,000: less than the 10 s of most supervisors. */
  readonly graceMilliseconds?: number;
  /** Reads the process's own settings, so that their mistakes are told along with those of `PORT`, `HOST` and `LOG_LEVEL`. */
  readonly checkSettings?: () => unknown;
  /** As given to `createApp`, for what is answered without an app. */
  readonly problemType?: ProblemType;
  /** Which addresses count as one for `MAX_CONNECTIONS_PER_ADDRESS`. Default: each for itself. */
  readonly addressKey?: (address: string) => string;
}

const stopPatienceMilliseconds = 30_000;
/** Ctrl-C reaches a process twice when npm passes on what the terminal sends to all: that is one wish to stop, not two. */
const echoMilliseconds = 500;

/**
 * The life of a process: opens its port, starts, says so in one JSON line on stdout, and serves until SIGTERM or SIGINT. Then: not ready
 * (and serving on for `DRAIN_DELAY_MS`, so that load balancers notice), the port closes, running requests finish, `stop()`, exit code 0.
 * Until `stop()` that takes `DRAIN_DELAY_MS` and the grace at most, whatever the load. A second signal ends it at once. If it cannot start, one clear line on
 * stderr says why and what to do, and the exit code is 1.
 *
 * `@godaddy/terminus` is not used for this: it ignores a second signal, knows nothing of the time before a server listens, never tells
 * a caller `Connection: close`, and Node closes idle connections by itself today.
 *
 * @example
 * ```ts
 * await runProcess({ service: 'order', defaultPort: 3001, start: async ({ logger }) => startOrderService(logger) });
 * ```
 */
export async function runProcess({
  service,
  defaultPort,
  start,
  graceMilliseconds = 8_000,
  checkSettings = () => undefined,
  ...http
}: RunProcessOptions): Promise<void> {
  const stopping = new AbortController();
  let failed = false;
  refuseArguments(service);
  let server: HttpServer | undefined;
  let askedAt = Number.POSITIVE_INFINITY;
  const onSignal = (signal: NodeJS.Signals) => {
    if (performance.now() - askedAt > echoMilliseconds) process.exit(128 + constants.signals[signal]);
    if (stopping.signal.aborted) return;
    askedAt = performance.now();
    stopping.abort();
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);

  let logger: Logger | undefined;
  try {
    readTogether([() => readConfig(listenSettings), () => readConfig(logSettings), checkSettings]);
    const log = createLogger(service);
    logger = log;
    const fail = (error: unknown) => {
      failed = true;
      log.fatal({ err: error }, 'this process cannot go on');
      stopping.abort();
    };
    process.on('uncaughtException', (error) => {
      log.fatal({ err: error }, 'unexpected error: this process ends');
      process.exit(1);
    });
    let count = (_problem: Problem) => {};
    const listening = await listenAsConfigured(service, defaultPort, {
      ...http,
      onUnread: (problem, correlationId) => {
        count(problem);
        log.info({ correlationId, status: problem.status, code: problem.code }, 'request that could not be read');
      },
    });
    server = listening;
    const started = await start({ port: server.port, logger: log, stopping: stopping.signal, fail });
    bindStopping(started.app, stopping.signal);
    const { registry, count: countProblem } = partsOf(started.app);
    count = countProblem;
    measureConnections(registry, () => listening.connections);
    server.serve(started.app);
    if (!stopping.signal.aborted) {
      console.log(JSON.stringify({ msg: 'listening', service, port: server.port, pid: process.pid }));
      await new Promise((resolve) => stopping.signal.addEventListener('abort', resolve, { once: true }));
    }
    log.info('stopping');
    // A process that cannot go on should not be asked any more, whoever still believes that it can.
    const noticeMilliseconds = failed ? 0 : readConfig(listenSettings).DRAIN_DELAY_MS;
    if (!(await server.drain({ graceMilliseconds, noticeMilliseconds })))
      log.warn({ graceMilliseconds }, 'requests were cut off: they took longer than the grace');
    if (started.stop !== undefined) {
      await settleWithin(stopPatienceMilliseconds, started.stop(), 'It did not stop within 30 s; it was ended.');
    }
    log.info('stopped');
    process.exit(failed ? 1 : 0);
  } catch (error) {
    server?.destroy();
    logger?.debug({ err: error }, 'cannot go on');
    console.error(`${service}: ${startFailureMessage(error)}`);
    process.exit(1);
  }
}
