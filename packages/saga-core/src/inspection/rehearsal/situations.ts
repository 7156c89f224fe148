import { type Flow, stepsOf, type WhenNode } from '../../definition/flow.ts';
import type { AnySaga } from '../../definition/saga-definition.ts';
import type { CompensatableStep } from '../../definition/step.ts';
import { endingsOf } from './endings-of.ts';
import type { Reader } from './plain-saga.ts';
import { type Rehearsal, rehearse } from './rehearse.ts';

/** A moment in which the engine asks one of a definition's functions, and what there is for it to read. */
export interface Situation extends Reader {
  /** The steps whose results there are. */
  readonly results: ReadonlySet<string>;
  /** Of an undo: what is known of the run. */
  readonly outcome?: 'applied' | 'inDoubt';
  /** How the saga got there. */
  readonly mishap?: Rehearsal['mishap'];
}

/**
 * The moments in which the engine would ask the functions of a definition, each once: whatever step goes wrong, and whatever the
 * conditions say: all of them yes, all no, and each of them no among yes. Of those moments the ones in which there is least to
 * read: of each undo that of its own mishap, and that of the step after it.
 */
export function situationsOf(saga: AnySaga): readonly Situation[] {
  const found = new Map<Reader['mapping'], Map<string, Situation>>();
  for (const { choose, since } of choices(saga)) {
    for (const mishap of [undefined, ...mishapsOf(saga, since)]) {
      const beside = mishap === undefined ? new Set() : stepsBeside(saga.flow, mishap.step);
      let isPast = false;
      rehearse(saga, {
        ...(mishap === undefined ? {} : { mishap }),
        choose,
        note: (reader, context) => {
          const read = readable(context);
          const known = found.get(reader.mapping) ?? new Map<string, Situation>();
          found.set(reader.mapping, known);
          const key = JSON.stringify([read.outcome, [...read.results].sort()]);
          if (!known.has(key)) known.set(key, { ...reader, ...read, ...(mishap === undefined ? {} : { mishap }) });
          if (reader.reads === 'compensate' && read.outcome === 'applied' && !beside.has(reader.step)) isPast = true;
        },
        isEnough: () => isPast,
      });
    }
  }
  return [...found.values()].flatMap((known) => [...known.values()]);
}

type StepMishap = NonNullable<Rehearsal['mishap']>;

function mishapsOf({ steps }: AnySaga, since: number): readonly StepMishap[] {
  return steps.flatMap((step, at): readonly StepMishap[] => {
    const endings = at < since ? [] : endingsOf(step);
    // All that stands in one batch is in doubt together: when the first is, least is known.
    const isInside = step.batch !== undefined && steps[at - 1]?.batch === step.batch;
    const doubt = isInside || step.kind !== 'compensatable' ? [] : endings.filter((ending) => ending === doubtOf(step));
    return [...endings.filter((ending) => ending === 'refused'), ...doubt].map((ending) => ({
      step: step.name,
      ending,
    }));
  });
}

// One that is parked in doubt is undone when the saga is cancelled, and so is one that waits for a word.
function doubtOf({ run, onDoubt }: CompensatableStep): StepMishap['ending'] {
  return run.kind === 'call' && onDoubt === 'unwind' ? 'inDoubt' : 'cancelled';
}

/** The steps that stand in one part of the flow with this one, and may be under way at the same time. */
function stepsBeside(flow: Flow, step: string): ReadonlySet<string> {
  const names = flow.map((node) => stepsOf([node]).map(({ name }) => name));
  return new Set(names.find((part) => part.includes(step)) ?? []);
}

function readable(context: unknown): Pick<Situation, 'results' | 'outcome'> {
  const { results, outcome } = context as {
    readonly results?: object;
    readonly outcome?: { readonly kind: 'applied' | 'inDoubt' };
  };
  return {
    results: new Set(Object.keys(results ?? {})),
    ...(outcome === undefined ? {} : { outcome: outcome.kind }),
  };
}

interface Choice {
  readonly choose: (node: WhenNode) => boolean;
  /** The first step for which it makes a difference. */
  readonly since: number;
}

function choices({ flow, steps }: AnySaga): readonly Choice[] {
  const whens = whensIn(flow);
  const first = (node: WhenNode) => steps.findIndex(({ name }) => name === stepsOf(node.flow)[0]?.name);
  return [
    { choose: () => true, since: 0 },
    ...(whens.length > 1 ? [{ choose: () => false, since: Math.min(...whens.map(first)) }] : []),
    ...whens.map((no) => ({ choose: ({ id }: WhenNode) => id !== no.id, since: first(no) })),
  ];
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
