import type { StepShape } from '../definition-shape.ts';
import type { NoticedUntil } from './in-flight.ts';
import type { PlacedStep, Surrounding } from './placed-step.ts';
import { stepFacts } from './step-facts.ts';

/** One change, before it is said whom it concerns. */
export interface Change {
  readonly step?: string;
  readonly sentence: string;
  readonly until: NoticedUntil;
}

/** What is known of two definitions when a step of theirs is compared. */
export interface Compared {
  /** The names of the steps that both have. */
  readonly shared: ReadonlySet<string>;
  /** Whether both perform calls in the same way, so that a step that doesn't is worth a sentence. */
  readonly sameExecution: boolean;
}

/** What changes in a step that both definitions have. */
export function stepChanges(
  older: PlacedStep,
  newer: PlacedStep,
  { shared, sameExecution }: Compared,
): readonly Change[] {
  return [
    ...ownChanges(older.step, newer.step, sameExecution),
    ...surroundingChanges(older, newer, shared),
    ...concurrencyChanges(older, newer),
  ];
}

function ownChanges(older: StepShape, newer: StepShape, sameExecution: boolean): readonly Change[] {
  const { name } = older;
  const [was, is] = [stepFacts(older, sameExecution), stepFacts(newer, sameExecution)];
  const settled: NoticedUntil = { kind: 'settled', step: name };
  const undone: NoticedUntil = { kind: 'undone', step: name };
  // Of a step that becomes another kind of step nothing can be compared one by one.
  if (older.kind !== newer.kind || older.run.kind !== newer.run.kind)
    return factChanges(name, only(was.run, 'kind', 'run'), only(is.run, 'kind', 'run'), { kind: 'ended' });
  const undo =
    older.undo?.kind === newer.undo?.kind
      ? factChanges(name, was.undo, is.undo, undone)
      : factChanges(name, only(was.undo, 'compensate'), only(is.undo, 'compensate'), undone);
  return [...factChanges(name, was.run, is.run, settled), ...undo];
}

type Facts = Readonly<Record<string, string>>;

function only(facts: Facts, ...names: readonly string[]): Facts {
  return Object.fromEntries(Object.entries(facts).filter(([name]) => names.includes(name)));
}

function factChanges(step: string, was: Facts, is: Facts, until: NoticedUntil): readonly Change[] {
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  const unsaid = (name: string) => (name.endsWith('execution') ? "the saga's" : 'none');
  return names
    .filter((name) => was[name] !== is[name])
    .map((name) => ({
      step,
      sentence: `Step '${step}': ${name} changes from ${was[name] ?? unsaid(name)} to ${is[name] ?? unsaid(name)}.`,
      until,
    }));
}

function surroundingChanges(older: PlacedStep, newer: PlacedStep, shared: ReadonlySet<string>): readonly Change[] {
  const { name, kind } = older.step;
  const [was, is] = [older, newer].map(({ inside }) => inside.map((around) => companyIn(around, shared)));
  if (was?.join() === is?.join()) return [];
  // An item's name is part of its steps' keys, so with a `forEach` around it the step's undo finds another key as well.
  const moved = (forEachOf(older) === undefined) !== (forEachOf(newer) === undefined);
  const until: NoticedUntil = { kind: moved && kind === 'compensatable' ? 'undone' : 'settled', step: name };
  return [{ step: name, sentence: `Step '${name}' stood ${standing(was)} and now stands ${standing(is)}.`, until }];
}

// Steps that only one definition has are told of as such, and not once more for each of their neighbours.
function companyIn({ kind, steps }: Surrounding, shared: ReadonlySet<string>): string {
  const what = kind === 'branch' ? 'a branch' : kind;
  return `${what} of ${steps
    .filter((step) => shared.has(step))
    .map((step) => `'${step}'`)
    .join(' and ')}`;
}

function standing(inside: readonly string[] | undefined = []): string {
  return inside.length === 0 ? 'by itself' : `inside ${inside.join(', ')}`;
}

function concurrencyChanges(older: PlacedStep, newer: PlacedStep): readonly Change[] {
  const [was, is] = [forEachOf(older), forEachOf(newer)];
  if (was === undefined || is === undefined || was.concurrency === is.concurrency) return [];
  // The last of the steps that are in both speaks for all.
  const step = was.steps.findLast((name) => is.steps.includes(name));
  if (step !== older.step.name) return [];
  const sentence = `The forEach of '${was.steps.join("', '")}': concurrency changes from ${was.concurrency} to ${is.concurrency}.`;
  return [{ step, sentence, until: { kind: 'settled', step } }];
}

function forEachOf({ inside }: PlacedStep): Surrounding | undefined {
  return inside.find(({ kind }) => kind === 'forEach');
}
