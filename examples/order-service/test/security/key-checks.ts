import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { oneBook } from '../api/order-api-client.ts';
import { checksOf, type SecurityCheck, type Target } from './security-check.ts';

function placeWithKey({ owner }: Target, key: string | undefined) {
  return owner.send('POST', '/api/v1/orders', {
    headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
    body: JSON.stringify(oneBook),
  });
}

/** The key that stands between a repeat and a second order. */
export const keyChecks: readonly SecurityCheck[] = [
  ...checksOf(
    [
      ['no Idempotency-Key', undefined],
      ['an empty one', ''],
      ['one of 256 characters', 'k'.repeat(256)],
      ['one of 10 kB', 'k'.repeat(10_240)],
      ['one that is not ASCII', 'schl\u00fcssel'],
      ['one with a space', 'a b'],
      ['two of them', 'one, two'],
    ] as const,
    ([what, key]) => ({ send: what, expect: [400], act: (target: Target) => placeWithKey(target, key) }),
  ),
  {
    send: 'the same key with another body',
    expect: [422],
    ordersBefore: 1,
    act: async (target) => {
      const key = randomUUID();
      expect((await target.owner.place(oneBook, { key })).status).toBe(202);
      const answer = await target.owner.place({ ...oneBook, paymentMethod: 'pm_declined' }, { key });
      expect(answer.text).toContain('KEY_REUSED');
      return answer;
    },
  },
  {
    send: 'the same key 20 times at once',
    expect: [202],
    act: async ({ owner }) => {
      const key = randomUUID();
      const answers = await Promise.all(Array.from({ length: 20 }, () => owner.place(oneBook, { key })));
      const accepted = answers.filter(({ status }) => status === 202 || status === 201);
      expect(answers.every(({ status }) => [201, 202, 409].includes(status))).toBe(true);
      expect(new Set(accepted.map(({ body }) => body.id)).size).toBe(1);
      return accepted.find(({ status }) => status === 202) ?? owner.place(oneBook);
    },
  },
];
