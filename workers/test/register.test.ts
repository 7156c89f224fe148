import { createOrderSaga } from '@saga/order-service/saga';
import { expect, test } from 'vitest';
import { readWorkerConfig } from '../src/config.ts';
import { allActivities } from '../src/participant-activities.ts';

test('every activity that a saga names is one that the worker performs', () => {
  const performed = Object.keys(allActivities(readWorkerConfig({})));
  const named = createOrderSaga.steps.flatMap((step) => {
    const undo = step.kind === 'compensatable' && 'activity' in step.compensate ? [step.compensate.activity] : [];
    return [step.run.activity, ...undo];
  });
  expect(named).toHaveLength(8);
  expect(performed).toEqual(expect.arrayContaining(named));
});

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
