import { expect, it } from 'vitest';
import { startTestSystem } from '../start/test-system.ts';
import type { ApiUnderTest } from './api-under-test.ts';
import { impatientEnvironment } from './api-under-test.ts';
import { fuzzApi } from './fuzz-api.ts';
import { findSchemathesis } from './schemathesis.ts';

it('The order API answers many requests, good and bad, as its OpenAPI document says', async ({ skip }) => {
  const found = await findSchemathesis(() => undefined);
  if ('missing' in found) return skip(found.missing);
  const running = await startTestSystem({ environment: { ...impatientEnvironment, LOG_LEVEL: 'info' } });
  try {
    const { system, log } = running;
    const api: ApiUnderTest = {
      url: system.url('api'),
      own: { log, api: system.process('api'), payment: system.process('payment') },
      stop: running.stop,
    };
    const { signal } = new AbortController();
    const report = await fuzzApi(api, {
      program: found.program,
      cases: 80,
      isSample: true,
      seed: 1,
      signal,
      onProgress: () => undefined,
    });
    expect(report.findings.join('\n\n')).toBe('');
    expect(report.cases).toBeGreaterThanOrEqual(80);
    // It reached what can only be reached with good requests.
    for (const answer of ['POST /orders 202', 'GET /orders/{id}/events 200', 'GET /sagas/{id} 200'])
      expect([...report.answers.keys()]).toContain(answer);
  } finally {
    await running.stop();
  }
}, 240_000);
