import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readWorkerConfig } from '../src/config.ts';

test('a worker that is told nothing looks for everything where the README says', () => {
  expect(readWorkerConfig({})).toEqual({
    taskQueue: 'orders',
    reserveBy: 'http',
    serviceUrls: {
      order: 'http://127.0.0.1:3001',
      inventory: 'http://127.0.0.1:3002',
      payment: 'http://127.0.0.1:3003',
    },
    serviceTokenSecret: expect.stringContaining('development-only'),
    sparing: { maxCalls: 50, restMs: 2_000 },
    endedSagasEvery: 3_600_000,
  });
});

test('a worker with encryption keys takes the bundle that was made for it, and none that was not', () => {
  const folder = mkdtempSync(join(tmpdir(), 'worker-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const WORKFLOW_BUNDLE = join(folder, 'bundle.js');
  const PAYLOAD_ENCRYPTION_KEYS = `k1:${randomBytes(32).toString('base64')}`;
  writeFileSync(WORKFLOW_BUNDLE, '');
  expect(readWorkerConfig({ WORKFLOW_BUNDLE })).toMatchObject({ workflowBundle: WORKFLOW_BUNDLE });
  expect(() => readWorkerConfig({ WORKFLOW_BUNDLE, PAYLOAD_ENCRYPTION_KEYS })).toThrow('there is no such file');
  writeFileSync(join(folder, 'bundle.encrypted.js'), '');
  expect(readWorkerConfig({ WORKFLOW_BUNDLE, PAYLOAD_ENCRYPTION_KEYS })).toMatchObject({
    workflowBundle: join(folder, 'bundle.encrypted.js'),
    encryptionKeys: [{ id: 'k1' }],
  });
});

test.each(['k1', 'k1:short', `k1:${'A'.repeat(43)},k1:${'A'.repeat(43)}`])(
  'wrong encryption keys (%s) are refused without showing them',
  (PAYLOAD_ENCRYPTION_KEYS) => {
    expect(() => readWorkerConfig({ PAYLOAD_ENCRYPTION_KEYS })).toThrow(
      /PAYLOAD_ENCRYPTION_KEYS is not valid: (?!.*(AAAA|short))/,
    );
  },
);

test.each([
  ['PARTICIPANT_MAX_CALLS', '0'],
  ['PARTICIPANT_MAX_CALLS', 'many'],
  ['PARTICIPANT_REST_MS', '-1'],
  ['ENDED_SAGAS_EVERY_MS', 'daily'],
])('%s=%s is refused, with the remedy', (name, value) => {
  expect(() => readWorkerConfig({ [name]: value })).toThrow(
    new RegExp(`${name} is not valid: .* a whole number from 1`),
  );
});
