import type { Info } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';

const silent = () => {};

/** Temporal's own activity context for tests. Its log is off: it warns of every failed attempt, and here most fail on purpose. */
export function activityEnvironment(info: Partial<Info> = {}): MockActivityEnvironment {
  const logger = { log: silent, trace: silent, debug: silent, info: silent, warn: silent, error: silent };
  return new MockActivityEnvironment(info, { logger });
}
