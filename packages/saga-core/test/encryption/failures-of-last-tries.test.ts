import { defaultPayloadConverter, TimeoutFailure } from '@temporalio/common';
import { expect, it } from 'vitest';
import { failureConverter } from '../../src/encryption/encoded-failures.ts';
import { failedCall, messageOfFailure } from '../../src/protocol/call-failure.ts';

it('why the last try before a timeout failed is told also where it was encrypted', () => {
  const timeout = new TimeoutFailure('activity ScheduleToClose timeout', undefined, 'SCHEDULE_TO_CLOSE');
  const cause = failureConverter.errorToFailure(new Error('no room in the inn'), defaultPayloadConverter);
  expect(cause.message).toBe('Encoded failure');
  timeout.failure = { cause };
  expect(failedCall(timeout)).toEqual({ kind: 'inDoubt', doubt: { code: 'TIMEOUT', detail: 'no room in the inn' } });
  expect(messageOfFailure(timeout)).toBe('no room in the inn');
});
