import { expect, test } from 'vitest';
import { readWorkerConfig } from '../src/config.ts';

test('a worker that is told nothing looks for everything where the README says', () => {
  expect(readWorkerConfig({})).toEqual({
    taskQueue: 'orders',
    serviceUrls: {
      order: 'http://127.0.0.1:3001',
      inventory: 'http://127.0.0.1:3002',
      payment: 'http://127.0.0.1:3003',
    },
    serviceTokenSecret: expect.stringContaining('development-only'),
  });
});
