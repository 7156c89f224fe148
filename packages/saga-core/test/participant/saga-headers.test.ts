import { readSagaHeaders, type SagaCall, SagaHeaderError, sagaHeaders } from 'saga-core/participant';
import { describe, expect, test } from 'vitest';
import { addressOf } from '../../src/engine/address.ts';
import { idempotencyKey } from '../../src/engine/idempotency-key.ts';

/** As a server sees them. */
function received(call: SagaCall): Record<string, string | string[] | undefined> {
  return Object.fromEntries(Object.entries(sagaHeaders(call)).map(([name, value]) => [name.toLowerCase(), value]));
}

const run: SagaCall = {
  key: 'create-order-7/reserveItems/run',
  sagaId: 'create-order-7',
  step: 'reserveItems',
  operation: 'run',
};

describe('a call', () => {
  const calls: readonly [string, SagaCall][] = [
    ['run', run],
    ['run with a deadline', { ...run, notAfter: 1_764_000_000_000 }],
    ['run that must succeed', { ...run, mustSucceed: true }],
    ['patched run', { ...run, key: `${run.key}~12`, mustSucceed: true }],
    [
      'compensation',
      { ...run, operation: 'compensate', key: 'create-order-7/reserveItems/compensate', mustSucceed: true },
    ],
    [
      'patched compensation',
      { ...run, operation: 'compensate', key: 'create-order-7/reserveItems/compensate~1', mustSucceed: true },
    ],
    ['fence', { ...run, operation: 'fence' }],
    ['run of an item', { ...run, step: 'ship/parcel%2F1', key: 'create-order-7/ship/parcel%2F1/run' }],
    ...['unwind', '~1', "it's", 'a b/c', 'é'].map((item): [string, SagaCall] => [
      `run of the item ${item}`,
      { ...run, step: addressOf('ship', item), key: idempotencyKey(run.sagaId, addressOf('ship', item), 'run') },
    ]),
    [
      'run of a saga with any characters in its id',
      { ...run, sagaId: 'é/ 50% ~1', key: '%C3%A9%2F%2050%25%20~1/reserveItems/run' },
    ],
  ];

  test.each(calls)('(%s) is read as it was sent', (_, call) => {
    expect(readSagaHeaders(received(call))).toEqual(call);
  });

  test('with a saga id that needs no encoding may be sent without', () => {
    expect(
      readSagaHeaders({ ...received(run), 'saga-id': 'a:b', 'idempotency-key': 'a%3Ab/reserveItems/run' }).sagaId,
    ).toBe('a:b');
  });
});

describe('a bad header is named, and its value is not repeated', () => {
  test.each(['Idempotency-Key', 'Saga-Id', 'Saga-Step', 'Saga-Operation'])('%s missing', (header) => {
    expect(() => readSagaHeaders({ ...received(run), [header.toLowerCase()]: undefined })).toThrow(
      expect.objectContaining({ code: 'SAGA_HEADER_MISSING', header, message: expect.stringContaining(header) }),
    );
  });

  const canary = 'c4n4ry';
  test.each<[string, string | string[]]>([
    ['Idempotency-Key', ''],
    ['Idempotency-Key', canary],
    ['Idempotency-Key', `create-order-7/reserveItems/run ${canary}`],
    ['Idempotency-Key', `${run.key}, ${run.key}`],
    ['Idempotency-Key', `create-order-${canary}/reserveItems/run`],
    ['Idempotency-Key', `create-order-7/${canary}/run`],
    ['Idempotency-Key', `create-order-7/reserveItems/${canary}/run`],
    ['Idempotency-Key', 'create-order-7/reserveItems/compensate'],
    ['Idempotency-Key', 'create-order-7/reserveItems/run~0'],
    ['Idempotency-Key', 'create-order-7/reserveItems/run~'],
    ['Idempotency-Key', `create-order-7/reserveItems/run/${canary}`],
    ['Idempotency-Key', `${'a'.repeat(1_030)}/reserveItems/run`],
    ['Saga-Id', `${canary}%`],
    ['Saga-Id', '%00'],
    ['Saga-Id', canary],
    ['Saga-Id', `${canary}é`],
    ['Saga-Id', [run.sagaId, canary]],
    ['Saga-Step', '/'],
    ['Saga-Step', 'reserveItems/'],
    ['Saga-Step', `${canary}%zz`],
    ['Saga-Step', 'parcel%2f1'],
    ['Saga-Step', 'reserve%49tems'],
    ['Saga-Step', 'reserve:items'],
    ['Saga-Step', 'ship/a/b'],
    ['Saga-Step', 'ship/unwind'],
    ['Saga-Step', 'ship/~1'],
    ['Saga-Step', '%ff'],
    ['Saga-Step', '%ED%A0%80'],
    ['Saga-Step', 'a'.repeat(1_025)],
    ['Saga-Id', '%ff'],
    ['Saga-Id', '%ED%A0%80'],
    ['Saga-Id', 'a'.repeat(1_025)],
    ['Saga-Operation', canary],
    ['Saga-Operation', 'Run'],
    ['Saga-Must-Succeed', 'yes'],
    ['Saga-Must-Succeed', 'TRUE'],
    ['Saga-Not-After', canary],
    ['Saga-Not-After', '-1'],
    ['Saga-Not-After', '1e3'],
    ['Saga-Not-After', '9'.repeat(16)],
    ['Saga-Not-After', ''],
    ['Saga-Not-After', '1.5'],
    ['Saga-Not-After', '0x10'],
    ['Saga-Not-After', 'NaN'],
    ['Saga-Not-After', 'Sat, 21 Nov 2026 21:00:00 GMT'],
    ['Saga-Not-After', ['1', '2']],
  ])('%s malformed: %j', (header, value) => {
    let thrown: unknown;
    try {
      readSagaHeaders({ ...received(run), [header.toLowerCase()]: value });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(SagaHeaderError);
    expect(thrown).toMatchObject({ code: 'SAGA_HEADER_MALFORMED' });
    expect(String(thrown)).not.toContain(canary);
    // A saga or step that does not fit the key is found as a key that does not fit them.
    expect((thrown as SagaHeaderError).header).toBe(
      value === canary && header === 'Saga-Id' ? 'Idempotency-Key' : header,
    );
  });
});
