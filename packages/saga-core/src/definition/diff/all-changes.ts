import type { RunShape, SagaShape } from '../definition-shape.ts';
import { durationText } from './duration-text.ts';
import type { NoticedUntil } from './in-flight.ts';
import { movedSteps } from './moved-steps.ts';
import { type PlacedStep, placedSteps } from './placed-step.ts';
import { type Change, stepChanges } from './step-changes.ts';

/** Everything that differs between two definitions, but for their names and versions. */
export function allChanges(older: SagaShape, newer: SagaShape): readonly Change[] {
  const [was, is] = [byName(older), byName(newer)];
  const shared = new Set([...was.keys()].filter((name) => is.has(name)));
  const both = [...shared].flatMap((name) => {
    const [before, after] = [was.get(name), is.get(name)];
    return before === undefined || after === undefined ? [] : [{ before, after }];
  });
  return [
    ...headChanges(older, newer),
    ...[...was.values()].filter(({ step }) => !shared.has(step.name)).map(removed),
    ...[...is.values()].filter(({ step }) => !shared.has(step.name)).map(added),
    ...moves(
      [...shared],
      [...is.keys()].filter((name) => shared.has(name)),
    ),
    ...both.flatMap(({ before, after }) => [
      ...stepChanges(before, after, { shared, sameExecution: older.execution === newer.execution }),
      ...childChanges(before.step.name, before.step.run, after.step.run),
    ]),
  ];
}

function byName({ flow }: SagaShape): ReadonlyMap<string, PlacedStep> {
  return new Map(placedSteps(flow).map((placed) => [placed.step.name, placed]));
}

function headChanges(older: SagaShape, newer: SagaShape): readonly Change[] {
  const length = (milliseconds: number | undefined) =>
    milliseconds === undefined ? 'none' : durationText(milliseconds);
  const facts: readonly (readonly [
    name: string,
    was: string,
    is: string,
    until: NoticedUntil['kind'] & ('ended' | 'pivotSent'),
  ])[] = [
    ['deadline', length(older.deadline), length(newer.deadline), 'pivotSent'],
    ['unwind', `'${older.unwind}'`, `'${newer.unwind}'`, 'ended'],
    ['execution', `'${older.execution}'`, `'${newer.execution}'`, 'ended'],
    ['settleWithin', length(older.settleWithin), length(newer.settleWithin), 'ended'],
  ];
  return facts
    .filter(([, was, is]) => was !== is)
    .map(([name, was, is, kind]) => ({
      sentence: `The saga's ${name} changes from ${was} to ${is}.`,
      until: { kind },
    }));
}

function removed({ step: { name, kind } }: PlacedStep): Change {
  // A step that was done and is no longer known can't be undone.
  const until = kind === 'compensatable' ? ('undone' as const) : ('settled' as const);
  return { step: name, sentence: `Step '${name}' is gone.`, until: { kind: until, step: name } };
}

function added({ step: { name } }: PlacedStep): Change {
  return {
    step: name,
    sentence: `Step '${name}' is new: sagas that are past its place have never run it.`,
    until: { kind: 'ended' },
  };
}

function moves(older: readonly string[], newer: readonly string[]): readonly Change[] {
  return movedSteps(older, newer).map((name) => {
    const passed = older.filter(
      (other) => older.indexOf(other) < older.indexOf(name) !== newer.indexOf(other) < newer.indexOf(name),
    );
    const isLater = newer.indexOf(name) > older.indexOf(name);
    const across = passed.map((other) => `'${other}'`).join(', ');
    // Once all that changed places is settled, the order no longer shows.
    const last = [...passed, name].reduce((one, other) => (older.indexOf(other) > older.indexOf(one) ? other : one));
    return {
      step: name,
      sentence: `Step '${name}' now stands ${isLater ? 'after' : 'before'} ${across}.`,
      until: { kind: 'settled', step: last },
    };
  });
}

function childChanges(step: string, older: RunShape, newer: RunShape): readonly Change[] {
  if (older.kind !== 'saga' || newer.kind !== 'saga' || older.saga.name !== newer.saga.name) return [];
  const { name, version } = older.saga;
  const until: NoticedUntil = { kind: 'undone', step };
  const raised: readonly Change[] =
    version === newer.saga.version
      ? []
      : [
          {
            step,
            sentence: `Step '${step}': version of saga '${name}' changes from ${version} to ${newer.saga.version}.`,
            until,
          },
        ];
  const inner = allChanges(older.saga, newer.saga).map(({ sentence }) => ({
    step,
    sentence: `Step '${step}', in saga '${name}': ${sentence}`,
    until,
  }));
  return [...raised, ...inner];
}
