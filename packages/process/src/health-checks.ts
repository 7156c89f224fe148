import type { Logger } from './logger.ts';
import { settleWithin } from './settle-within.ts';

/** Asks one dependency whether it answers. Resolves if so; rejects, or takes over two seconds, if not. */
export type HealthCheck = () => Promise<unknown>;
export type HealthChecks = Readonly<Record<string, HealthCheck>>;

export interface CheckResult {
  readonly status: 'up' | 'down';
  readonly milliseconds: number;
}

const patienceMilliseconds = 2_000;

/** Runs all checks of a process at once; callers that come meanwhile share the run. Why one is down is logged once, never answered. */
export function healthReport(checks: HealthChecks, logger: Logger): () => Promise<Record<string, CheckResult>> {
  const down = new Set<string>();
  let running: Promise<Record<string, CheckResult>> | undefined;

  async function check([name, ask]: [string, HealthCheck]): Promise<[string, CheckResult]> {
    const started = performance.now();
    const milliseconds = () => Math.round((performance.now() - started) * 10) / 10;
    try {
      await settleWithin(patienceMilliseconds, ask(), `no answer within ${patienceMilliseconds} ms`);
      if (down.delete(name)) logger.info({ dependency: name }, 'dependency answers again');
      return [name, { status: 'up', milliseconds: milliseconds() }];
    } catch (error) {
      if (!down.has(name)) logger.warn({ dependency: name, err: error }, 'dependency does not answer');
      down.add(name);
      return [name, { status: 'down', milliseconds: milliseconds() }];
    }
  }

  return () => {
    running ??= Promise.all(Object.entries(checks).map(check))
      .then((results) => Object.fromEntries(results))
      .finally(() => {
        running = undefined;
      });
    return running;
  };
}
