import { type Flow, stepsOf, type WhenNode } from '../../definition/flow.ts';
import type { AnySaga } from '../../definition/saga-definition.ts';
import { tryMapping } from '../reading/try-mapping.ts';
import type { Choose, Reader } from './plain-saga.ts';

/** What conditions say, and for which mishaps it makes a difference to what a function can read. */
export interface Choice {
  readonly choose: Choose;
  /** The steps that are to go wrong. */
  readonly mishaps: ReadonlySet<string>;
}

/**
 * What else than yes the conditions of a saga may say: all no, and each of them no among yes. Only those before steps whose results
 * somebody asks for, and of the ways back only those on which somebody does: else their number would grow with that of the
 * conditions times that of the steps.
 */
export function choicesBesideYes({ flow, steps }: AnySaga, readers: Iterable<Reader>): readonly Choice[] {
  const names = steps.map(({ name }) => name);
  const whens = whensIn(flow).map((node) => ({ node, inside: new Set(stepsOf(node.flow).map(({ name }) => name)) }));
  const optional = new Set(whens.flatMap(({ inside }) => [...inside]));
  const asking = [...readers].map((reader) => ({ reader, asked: askedBy(reader.mapping, names, optional) }));
  const choiceOf = (skipped: ReadonlySet<string>, choose: Choose): Choice[] => {
    const affected = asking.filter(({ asked }) => [...asked].some((name) => skipped.has(name)));
    const undone = affected.filter(({ reader: { reads } }) => reads === 'compensate' || reads === 'probe');
    const mishaps = new Set(undone.flatMap(({ reader }) => mishapsThatUndo(flow, steps, reader.step, skipped)));
    return affected.length === 0 ? [] : [{ choose, mishaps }];
  };
  return [
    ...(whens.length > 1 ? choiceOf(optional, () => false) : []),
    ...whens.flatMap(({ node, inside }) =>
      choiceOf(inside, ({ id, condition }, context) => id !== node.id && !isNoWithout(condition, context)),
    ),
  ];
}

/** The steps whose results a function asks for, whether those that may be skipped are there or not. */
function askedBy(mapping: Reader['mapping'], names: readonly string[], optional: ReadonlySet<string>) {
  const all = tryMapping(mapping, { results: new Set(names), outcome: 'applied' });
  const some = new Set(names.filter((name) => !optional.has(name)));
  const rest = (['applied', 'inDoubt'] as const).map((outcome) => tryMapping(mapping, { results: some, outcome }));
  return new Set([all, ...rest].flatMap(({ asked }) => [...asked]));
}

// Its own, that of the first in its batch, those beside it, and that of the next step which isn't skipped.
function mishapsThatUndo(flow: Flow, steps: AnySaga['steps'], step: string, skipped: ReadonlySet<string>): string[] {
  const part = flow.map((node) => stepsOf([node])).find((inside) => inside.some(({ name }) => name === step)) ?? [];
  const batch = steps.find(({ name }) => name === step)?.batch;
  const near = steps.filter((one) => part.includes(one) || (batch !== undefined && one.batch === batch));
  const last = steps.findIndex(({ name }) => name === part.at(-1)?.name);
  const next = steps.slice(last + 1).find(({ name }) => !skipped.has(name));
  return [...near, ...(next === undefined ? [] : [next])].map(({ name }) => name);
}

/** Whether a condition is itself about a result that is not there, and so does not hold: `results.wrap !== undefined`. */
function isNoWithout(condition: WhenNode['condition'], context: unknown): boolean {
  const { results = {} } = context as { readonly results?: object };
  const { made, missed } = tryMapping(condition, { results: new Set(Object.keys(results)) });
  return made === false && missed.size > 0;
}

function whensIn(flow: Flow): readonly WhenNode[] {
  return flow.flatMap((node) => {
    switch (node.kind) {
      case 'parallel':
        return node.branches.flatMap(whensIn);
      case 'when':
        return [node, ...whensIn(node.flow)];
      case 'forEach':
        return whensIn(node.flow);
      default:
        return [];
    }
  });
}
