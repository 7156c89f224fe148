import { fingerprint } from '../definition/fingerprint.ts';
import type { AnySaga } from '../definition/saga-definition.ts';
import { fingerprintMemo, statusAttributeMemo, statusIsWrittenLate, timeoutScaleMemo } from '../protocol/names.ts';

/** What a saga's workflow is told beside its input. It costs no event and is the same for its whole life. */
export function sagaMemo(saga: AnySaga, timeoutScale: number, statusAttribute: boolean): Record<string, unknown> {
  return {
    [fingerprintMemo]: fingerprintOf(saga),
    ...(statusAttribute ? { [statusAttributeMemo]: statusIsWrittenLate } : {}),
    ...(timeoutScale === 1 ? {} : { [timeoutScaleMemo]: timeoutScale }),
  };
}

/**
 * The definition that a saga was started with, among those given; `undefined` when it is none of them. One without a fingerprint
 * has the oldest, as it has in its worker.
 */
export function definitionBy(
  memo: Readonly<Record<string, unknown>> | undefined,
  known: readonly [AnySaga, ...AnySaga[]],
): AnySaga | undefined {
  const wanted = memo?.[fingerprintMemo];
  if (wanted === undefined) return known.reduce((oldest, next) => (next.version < oldest.version ? next : oldest));
  return known.find((saga) => fingerprintOf(saga) === wanted);
}

const fingerprints = new WeakMap<AnySaga, string>();

// Every start asks, and a definition never changes.
function fingerprintOf(saga: AnySaga): string {
  const known = fingerprints.get(saga) ?? fingerprint(saga);
  fingerprints.set(saga, known);
  return known;
}
