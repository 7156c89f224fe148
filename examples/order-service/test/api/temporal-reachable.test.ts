// What is asked of Temporal before every start, on the real one.
import { createLogger } from '@saga/process';
import { Client, Connection } from '@temporalio/client';
import { expect, inject, onTestFinished, test } from 'vitest';
import { TemporalOrderSagas } from '../../src/api/temporal/temporal-order-sagas.ts';

async function askedIn(namespace: string) {
  const connection = await Connection.connect({ address: inject('localStack').temporalAddress });
  onTestFinished(() => connection.close());
  const { workflowService } = connection;
  const describe = workflowService.describeNamespace;
  let questions = 0;
  const counted = (request: Parameters<typeof describe>[0]) => {
    questions += 1;
    return describe.call(workflowService, request);
  };
  Object.defineProperty(workflowService, 'describeNamespace', { value: counted });
  const client = new Client({ connection, namespace });
  const sagas = new TemporalOrderSagas({
    client,
    taskQueue: 'unused',
    logger: createLogger('api-test'),
    timeoutScale: 1,
  });
  const crowd = () => Promise.allSettled(Array.from({ length: 20 }, () => sagas.reachable()));
  return { crowd, questions: () => questions };
}

test('a crowd that asks at once whether sagas can be started is answered by one question', async () => {
  const { crowd, questions } = await askedIn('default');
  expect(new Set((await crowd()).map(({ status }) => status))).toEqual(new Set(['fulfilled']));
  expect(questions()).toBe(1);
});

test('sagas can not be started in a namespace that is not known, and the next who asks has an answer of its own', async () => {
  const { crowd, questions } = await askedIn('no-such-namespace');
  for (const asked of [1, 2]) {
    expect(new Set((await crowd()).map(({ status }) => status))).toEqual(new Set(['rejected']));
    expect(questions()).toBe(asked);
  }
});
