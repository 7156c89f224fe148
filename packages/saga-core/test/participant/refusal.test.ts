import { barrier, Refusal, RefusalMalformedError } from 'saga-core/participant';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ledger, note, openLedger } from './open-ledger.ts';
import { newStep } from './saga-calls.ts';

let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger();
});
afterAll(async () => await ledger.close());

describe('a code that no caller takes for a refusal', () => {
  const codes = ['', 'OUT OF STOCK', 'OUT\0', 'AUSVERKÄUFT', 'A\n', 'x'.repeat(101), undefined, 7];

  test.each(codes)('is refused where the Refusal is made: %j', (code) => {
    expect(() => new Refusal(code as string)).toThrow(
      expect.objectContaining({
        code: 'REFUSAL_MALFORMED',
        message: expect.stringMatching(/The code of the refusal is .*[Gg]ive/),
      }),
    );
  });

  test('names what was given, and is short however long that is', () => {
    expect(() => new Refusal('OUT OF STOCK')).toThrow('"OUT OF STOCK"');
    const refuse = () => new Refusal('x'.repeat(1_000_000));
    expect(refuse).toThrow(/^.{1,300}$/);
  });

  test('fails the call of a handler that throws it, loudly and without a trace, and is never an answer', async () => {
    const step = newStep();
    const call = barrier(ledger.pool).handle(step.run(), {
      run: async (tx) => {
        await note(tx, step.sagaId, 'reserved');
        throw new Refusal('out of stock');
      },
    });
    await expect(call).rejects.toThrow(RefusalMalformedError);
    expect(await ledger.effectsOf(step.sagaId)).toEqual([]);
    const { rows } = await ledger.pool.query('SELECT FROM saga_barrier WHERE saga_id = $1', [step.sagaId]);
    expect(rows).toEqual([]);
  });
});

test.each(['A', 'OUT_OF_STOCK', 'shop.out-of-stock', '42', 'x'.repeat(100)])('takes the code %s', (code) => {
  expect(new Refusal(code)).toMatchObject({ code, detail: undefined, message: code });
});

test('takes no detail that is no text', () => {
  expect(() => new Refusal('NO', { why: 'not' } as never)).toThrow(/The detail of the refusal NO is of type object/);
});

// A detail holds what the call held, so it is not for it to make a definite no a doubt.
test.each([
  ['a NUL, which no column of type text can hold', 'sku-\0: 0 left', 'sku-\ufffd: 0 left'],
  ['half a character', 'sku-\ud800: 0 left', 'sku-\ufffd: 0 left'],
  ['more than a failure has room for', 'd'.repeat(100_000), 'd'.repeat(1_000)],
  ['a character that the cut would halve', `${'d'.repeat(999)}😀`, `${'d'.repeat(999)}\ufffd`],
])('is as definite with %s in its detail', async (_, detail, kept) => {
  const step = newStep();
  const run = () =>
    barrier(ledger.pool).handle(step.run(), { run: async () => Promise.reject(new Refusal('OUT_OF_STOCK', detail)) });
  const refused = { outcome: 'refused', code: 'OUT_OF_STOCK', detail: kept };
  expect(await run()).toEqual(refused);
  expect(await run()).toEqual(refused);
});
