import fc from 'fast-check';

interface StepShape {
  readonly kind: 'step';
  readonly undo: 'call' | 'nothing' | 'brokenMapping';
  readonly last: boolean;
  readonly onDoubt: 'unwind' | 'park';
  readonly mappingBreaks: boolean;
  readonly probe: boolean;
}

/** What a part of a saga looks like, before it has names. */
export type Shape =
  | StepShape
  | { readonly kind: 'word' }
  | { readonly kind: 'child'; readonly mappingBreaks: boolean }
  | { readonly kind: 'parallel'; readonly branches: readonly (readonly Shape[])[] }
  | { readonly kind: 'when'; readonly holds: boolean; readonly breaks: boolean; readonly flow: readonly Shape[] }
  | {
      readonly kind: 'forEach';
      readonly items: readonly string[];
      readonly breaks: boolean;
      readonly concurrency: number;
      readonly flow: readonly Shape[];
    };

const rarely = fc.integer({ min: 0, max: 19 }).map((n) => n === 0);
const anyText = ['a', 'run', 'a/b', 'ä %~', '__proto__', '1'];

const step: fc.Arbitrary<Shape> = fc.record({
  kind: fc.constant('step' as const),
  undo: fc.oneof(
    { weight: 6, arbitrary: fc.constant('call' as const) },
    fc.constant('nothing' as const),
    fc.constant('brokenMapping' as const),
  ),
  last: fc.boolean(),
  onDoubt: fc.constantFrom('unwind', 'park'),
  mappingBreaks: rarely,
  probe: fc.boolean(),
});
const word: fc.Arbitrary<Shape> = fc.constant({ kind: 'word' });
const child: fc.Arbitrary<Shape> = fc.record({ kind: fc.constant('child' as const), mappingBreaks: rarely });

/** Flows with up to `depth` levels; a list stands in no other list. */
export function shapes(depth: number, inList = false): fc.Arbitrary<readonly Shape[]> {
  if (depth === 0)
    return fc.array(fc.oneof({ weight: 4, arbitrary: step }, word, child), { minLength: 1, maxLength: 2 });
  const flow = shapes(depth - 1, inList);
  const parallel: fc.Arbitrary<Shape> = fc.record({
    kind: fc.constant('parallel' as const),
    branches: fc.array(flow, { minLength: 2, maxLength: 3 }),
  });
  const when: fc.Arbitrary<Shape> = fc.record({
    kind: fc.constant('when' as const),
    holds: fc.boolean(),
    breaks: rarely,
    flow,
  });
  const forEach: fc.Arbitrary<Shape> = fc.record({
    kind: fc.constant('forEach' as const),
    items: fc.uniqueArray(fc.constantFrom(...anyText), { maxLength: 4 }),
    breaks: rarely,
    concurrency: fc.integer({ min: 1, max: 3 }),
    flow: shapes(depth - 1, true),
  });
  const any = [{ weight: 4, arbitrary: step }, word, child, parallel, when, ...(inList ? [] : [forEach])];
  return fc.array(fc.oneof(...any), { minLength: 1, maxLength: depth === 1 ? 2 : 3 });
}
