import { type Flow, stepsOf } from '../../definition/flow.ts';
import type { AnySaga } from '../../definition/saga-definition.ts';
import type { CompensatableStep } from '../../definition/step.ts';
import { choicesBesideYes } from './choices.ts';
import { endingsOf } from './endings-of.ts';
import type { Choose, Reader } from './plain-saga.ts';
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
  const mishaps = mishapsOf(saga);
  play(saga, { choose: () => true, mishaps }, found);
  const asked = [...found.values()].flatMap((known) => [...known.values()]);
  const readers = new Map(asked.map((reader) => [`${reader.reads} ${reader.step}`, reader])).values();
  for (const { choose, mishaps: steps } of choicesBesideYes(saga, readers))
    play(saga, { choose, mishaps: mishaps.filter(({ step }) => steps.has(step)) }, found);
  return [...found.values()].flatMap((known) => [...known.values()]);
}

/** Plays the saga once as it succeeds, and once for each mishap. */
function play(
  saga: AnySaga,
  { choose, mishaps }: { readonly choose: Choose; readonly mishaps: readonly StepMishap[] },
  found: Map<Reader['mapping'], Map<string, Situation>>,
): void {
  for (const mishap of [undefined, ...mishaps]) {
    const beside = mishap === undefined ? new Set() : stepsBeside(saga.flow, mishap.step);
    let isPast = false;
    rehearse(saga, {
      ...(mishap === undefined ? {} : { mishap }),
      choose,
      note: (reader, context) => {
        // What is asked on the way forward was asked of the saga that succeeds, too.
        if (mishap !== undefined && !['compensate', 'probe', 'fence'].includes(reader.reads)) return;
        const read = readable(context);
        const known = found.get(reader.mapping) ?? new Map<string, Situation>();
        found.set(reader.mapping, known);
        const key = JSON.stringify([reader.reads, reader.step, read.outcome, [...read.results].sort()]);
        if (!known.has(key)) known.set(key, { ...reader, ...read, ...(mishap === undefined ? {} : { mishap }) });
        if (reader.reads === 'compensate' && read.outcome === 'applied' && !beside.has(reader.step)) isPast = true;
      },
      isEnough: () => isPast,
    });
  }
}

type StepMishap = NonNullable<Rehearsal['mishap']>;

function mishapsOf({ steps }: AnySaga): readonly StepMishap[] {
  return steps.flatMap((step, at): readonly StepMishap[] => {
    const endings = endingsOf(step);
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
