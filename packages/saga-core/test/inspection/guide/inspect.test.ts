import { diff, rollbackPaths, toMermaid, verify } from 'saga-core';
import { expect, it } from 'vitest';
import { carelessSaga, paySaga } from './pay-saga.ts';

it('has no mistake that verify knows', () => {
  expect(verify(paySaga)).toEqual([]);
});

it('would have had one', () => {
  const [finding] = verify(carelessSaga);
  expect(finding).toMatchObject({ rule: 'DOUBT_CANNOT_BE_UNDONE', severity: 'error', step: 'charge' });
  expect(verify(carelessSaga, { accept: { DOUBT_CANNOT_BE_UNDONE: ['charge'] } })).toEqual([]);
});

it('is drawn as it was', async () => {
  await expect(toMermaid(paySaga)).toMatchFileSnapshot('pay.mmd');
});

it('asks the bank, and then refunds, when nobody knows whether it has charged', () => {
  const path = rollbackPaths(paySaga).find(({ step, ending }) => step === 'charge' && ending === 'inDoubt');
  expect(path?.turns.flat().map(({ activity }) => activity)).toEqual(['bank.lookUp', 'bank.refund']);
});

it('needs the older one beside it while sagas are in flight that were started with it', () => {
  expect(diff(carelessSaga, { ...paySaga, version: 2 }).verdict).toBe('needsOld');
});
