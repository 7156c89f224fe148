import { type LocalStack, startLocalStack } from '@saga/local-stack';
import { afterAll, beforeAll } from 'vitest';

/**
 * A Temporal of the test file's own, which suggests a new run after so few events that it truly happens. Gives its address, for
 * `openDesk`. Call it once in a test file, outside `describe`.
 */
export function earlyRuns(suggestedAfter: number): () => string {
  let stack: LocalStack;
  beforeAll(async () => {
    const { TEMPORAL_ADDRESS: _elsewhere, ...environment } = process.env;
    stack = await startLocalStack({
      environment,
      databases: [],
      temporalDynamicConfig: [`limit.historyCount.suggestContinueAsNew=${suggestedAfter}`],
    });
  });
  afterAll(() => stack.stop());
  return () => stack.temporalAddress;
}
