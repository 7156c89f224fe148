import { tryMapping } from '../reading/try-mapping.ts';
import type { Reader } from '../rehearsal/plain-saga.ts';
import type { Found, Rule } from './rule.ts';

/** A function that gives a promise, or data with one in it: the engine waits for none, so that it decides the same in each replay. */
export const mappingGivesPromise: Rule = (_saga, situations) => {
  const found = new Map<string, Found>();
  for (const { reads, step, mapping, results, outcome } of situations) {
    const reader = `${reads} ${step}`;
    if (found.has(reader)) continue;
    const { promised } = tryMapping(mapping, { results, ...(outcome === undefined ? {} : { outcome }) });
    if (!promised) continue;
    found.set(reader, {
      severity: 'error',
      step,
      message: `${readers[reads](step)} gives a promise, which nobody waits for: ${consequences[reads]}. Let it give plain data at once, and do what takes time in an activity, as a step of its own.`,
    });
  }
  return [...found.values()];
};

const readers: Readonly<Record<Reader['reads'], (step: string) => string>> = {
  run: (step) => `The argument of step '${step}'`,
  compensate: (step) => `The argument of the undo of step '${step}'`,
  probe: (step) => `The argument of the probe of step '${step}'`,
  fence: (step) => `The argument of the fence of step '${step}'`,
  condition: (step) => `The condition before step '${step}'`,
  items: (step) => `The list before step '${step}'`,
  output: (step) => `The function given to returns, after step '${step}',`,
};

const notSent = 'it is not sent, or sent as `{}` where the promise was';

const consequences: Readonly<Record<Reader['reads'], string>> = {
  run: notSent,
  compensate: notSent,
  probe: notSent,
  fence: notSent,
  condition: 'it is neither true nor false, and the saga can not go on',
  items: 'it is no list, and the saga can not go on',
  output: 'the saga’s output is `{}` where the promise was',
};
