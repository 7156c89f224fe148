import { describe, expect, it } from 'vitest';
import { type Faults, faultKinds, type NetworkCall, seededFaults } from './faults.ts';

const calls = Array.from({ length: 20_000 }, (_, index): NetworkCall => {
  const sagaId = `saga-${Math.floor(index / 10)}`;
  return { sagaId, step: 'pay', operation: 'run', key: `${sagaId}/pay/run`, attempt: 1 + (index % 10) };
});

describe('Seeded faults', () => {
  const kindsOf = (faults: Faults) => calls.map((call) => faults(call)?.kind);

  it('happen each with the probability that was asked for', () => {
    const kinds = kindsOf(seededFaults(1, 0.1, 1_000));
    for (const kind of faultKinds) {
      const share = kinds.filter((each) => each === kind).length / calls.length;
      expect(Math.abs(share - 0.1), kind).toBeLessThan(0.01);
    }
  });

  it('are the same for the same seed, whoever asks first, and others for another', () => {
    const all = calls.map(seededFaults(1, 0.1, 1_000));
    const faults = seededFaults(1, 0.1, 1_000);
    expect(calls.toReversed().map(faults).reverse()).toEqual(all);
    expect(kindsOf(seededFaults(2, 0.1, 1_000))).not.toEqual(all.map((fault) => fault?.kind));
  });

  it('let late requests come when their callers have given up', () => {
    for (const fault of calls.map(seededFaults(1, 0.1, 1_000))) {
      if (fault?.kind === 'delay') expect(fault.by).toBeGreaterThan(1_000);
    }
  });
});
