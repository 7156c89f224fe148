import { CancelledFailure } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import { activityEnvironment } from './activity-environment.ts';
import { answers, localService } from './local-service.ts';
import { failureOf, reservation, reserve } from './reserve-call.ts';

const never = () => {};

describe('an attempt ends', () => {
  test('before Temporal gives it up, when no answer comes', async () => {
    const { baseUrl, abandoned } = await localService(never);
    const environment = activityEnvironment({ startToCloseTimeoutMs: 1_000 });
    const failure = await failureOf(reserve(baseUrl, { environment }));
    expect(failure).toMatchObject({ type: 'ParticipantInDoubt', nonRetryable: false });
    expect(failure.message).toBe('No definite answer to inventory.reserve: nothing came within 900 ms.');
    await abandoned;
  });

  test('also when an answer begins and does not end', async () => {
    const { baseUrl, abandoned } = await localService((response) => response.writeHead(200).write('{"reservationId":'));
    const environment = activityEnvironment({ startToCloseTimeoutMs: 1_000 });
    expect((await failureOf(reserve(baseUrl, { environment }))).message).toContain('nothing came within 900 ms');
    await abandoned;
  });

  test('in doubt, when the connection is reset before the answer', async () => {
    const { baseUrl } = await localService((response) => response.socket?.resetAndDestroy());
    const failure = await failureOf(reserve(baseUrl));
    expect(failure).toMatchObject({ type: 'ParticipantInDoubt', nonRetryable: false });
    expect(failure.message).toMatch(/the connection failed \((ECONNRESET|UND_ERR_SOCKET)\)/);
  });

  test('in doubt, when the connection is reset within the answer', async () => {
    const { baseUrl } = await localService((response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{', () => response.socket?.resetAndDestroy());
    });
    expect(await failureOf(reserve(baseUrl))).toMatchObject({ type: 'ParticipantInDoubt', nonRetryable: false });
  });

  test('in doubt, when nobody listens', async () => {
    const failure = await failureOf(reserve('http://127.0.0.1:9'));
    expect(failure).toMatchObject({ type: 'ParticipantInDoubt', nonRetryable: false });
    expect(failure.message).toMatch(/the connection failed/);
  });

  test('in doubt, without a request, when the argument breaks the contract', async () => {
    const { baseUrl, seen } = await localService(answers(200, { reservationId: 'r-1' }));
    const argument = { ...reservation, items: [{ sku: 'sku-book', quantity: 0 }] };
    const failure = await failureOf(reserve(baseUrl, { argument }));
    expect(failure).toMatchObject({ type: 'ParticipantInDoubt', nonRetryable: false });
    expect(failure.message).toContain('items.0.quantity');
    expect(seen).toEqual([]);
  });
});

describe("Temporal's cancellation", () => {
  test('ends a request in flight and leaves the activity as what it is', async () => {
    const { baseUrl, asked, abandoned } = await localService(never);
    const environment = activityEnvironment({ startToCloseTimeoutMs: 600_000 });
    const attempt = reserve(baseUrl, { environment });
    await asked;
    environment.cancel();
    await expect(attempt).rejects.toBeInstanceOf(CancelledFailure);
    await abandoned;
  });

  test('ends the reading of an answer, too', async () => {
    const { baseUrl, asked } = await localService((response) => response.writeHead(200).write('{"reservationId":'));
    const environment = activityEnvironment({ startToCloseTimeoutMs: 600_000 });
    const attempt = reserve(baseUrl, { environment });
    await asked;
    environment.cancel();
    await expect(attempt).rejects.toBeInstanceOf(CancelledFailure);
  });

  test('is asked for by heartbeats where Temporal expects them', async () => {
    const environment = activityEnvironment({ startToCloseTimeoutMs: 600_000, heartbeatTimeoutMs: 60 });
    const { baseUrl } = await localService((response) =>
      environment.once('heartbeat', () => answers(200, { reservationId: 'r-1' })(response)),
    );
    await expect(reserve(baseUrl, { environment })).resolves.toEqual({ reservationId: 'r-1' });
  });

  test('is not asked for where Temporal expects no heartbeat', async () => {
    const environment = activityEnvironment({ startToCloseTimeoutMs: 1_000 });
    const heartbeats: unknown[] = [];
    environment.on('heartbeat', (details) => heartbeats.push(details));
    const { baseUrl } = await localService(never);
    await failureOf(reserve(baseUrl, { environment }));
    expect(heartbeats).toEqual([]);
  });
});
