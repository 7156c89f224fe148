import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addressOf, itemKeyOf, stepNameOf } from '../../src/engine/address.ts';
import { idempotencyKey } from '../../src/engine/idempotency-key.ts';
import { initialState } from '../../src/engine/initial-state.ts';
import { childId } from '../../src/engine/prepare-call.ts';
import type { SagaState } from '../../src/engine/saga-state.ts';

const anyItem = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });

it('gives every item an address of its own, from which its key can be read again', () => {
  fc.assert(
    fc.property(anyItem, (item) => {
      const address = addressOf('take', item);
      expect([stepNameOf(address), itemKeyOf(address)]).toEqual(['take', item]);
      expect(address.split('/')).toHaveLength(2);
      expect(address).toMatch(/^[\x21-\x7e]+$/);
    }),
  );
});

it('gives no two calls the same key, whatever their sagas and items are called', () => {
  const call = fc.record({
    sagaId: anyItem,
    item: fc.option(anyItem, { nil: undefined }),
    operation: fc.constantFrom('run' as const, 'compensate' as const),
    patch: fc.nat({ max: 2 }),
  });
  fc.assert(
    fc.property(call, call, (one, other) => {
      const keyOf = ({ sagaId, item, operation, patch }: typeof one) =>
        idempotencyKey(sagaId, addressOf('take', item), operation, patch);
      expect(keyOf(one) === keyOf(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
    }),
  );
});

it('never gives a child saga that is started again the id of another item', () => {
  const restarted = (address: string, restarts: number): SagaState => ({
    ...initialState({ steps: [] } as never, 'saga-1', null),
    steps: { [address]: { status: 'parked', restarts } },
  });
  const [item, alike] = [addressOf('pack', 'cup'), addressOf('pack', 'cup~1')];
  expect(childId(restarted(item, 1), item)).not.toBe(childId(restarted(alike, 0), alike));
});
