import { pino, stdTimeFunctions } from 'pino';
import { z } from 'zod';
import { describeError } from './describe-error.ts';
import { readConfig } from './read-config.ts';

export type Logger = import('pino').Logger;

const secretHeaders = ['authorization', 'cookie', 'set-cookie', 'idempotency-key', 'x-service-token'];
const secretPaths = secretHeaders.flatMap((header) => [`["${header}"]`, `*["${header}"]`, `*.headers["${header}"]`]);

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** What each process takes from its environment to log. */
export const logSettings = z.object({
  LOG_LEVEL: z
    .enum(levels)
    .default('info')
    .describe(`one of ${levels.join(', ')}`),
});

/**
 * The process's log: one JSON line an event on stdout. `LOG_LEVEL` sets the level (default `info`).
 * Tokens and keys in headers are redacted; of an error only class, code, message, stack and causes are written, because drivers
 * hang connection settings and rows on theirs.
 */
export function createLogger(service: string): Logger {
  // Synchronous: a line is out when its call returns, also the last before an exit. And a process whose log nobody reads any more
  // still ends: asynchronous, pino tries for ever to write what is left.
  const destination = pino.destination({ fd: process.stdout.fd, sync: true });
  return pino(
    {
      level: readConfig(logSettings).LOG_LEVEL,
      base: { service, pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: secretPaths,
      serializers: { err: describeError, error: describeError },
    },
    destination,
  );
}
