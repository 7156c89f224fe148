import { definitionShape } from '../definition-shape.ts';
import { fingerprint } from '../fingerprint.ts';
import { requireSaga } from '../require-saga.ts';
import type { AnySaga } from '../saga-definition.ts';
import { allChanges } from './all-changes.ts';
import { concerned, type NoticedUntil } from './in-flight.ts';
import { reasonsToBreak } from './reasons-to-break.ts';

/** One difference between two definitions of a saga. */
export interface DefinitionChange {
  /** The step that it is about, if it is about one. */
  readonly step?: string;
  /** A sentence: what was, and what is. */
  readonly change: string;
  /** Until when a saga in flight would notice it, if it were to go on with the newer definition. */
  readonly until: NoticedUntil;
  /** The same in words: `sagas that have not yet settled 'reserveItems'`. */
  readonly concerns: string;
}

/** What it means for sagas in flight to deploy one definition over another. */
export interface DefinitionDiff {
  /**
   * `safe` nothing that can be compared differs, so the newer one may take the older one's place ·
   * `needsOld` sagas in flight go on only if the older one is listed in `previous` ·
   * `breaks` it can't be deployed as it is.
   */
  readonly verdict: 'safe' | 'needsOld' | 'breaks';
  /** Sentences that say what to do. Never empty: that functions were not compared is always said. */
  readonly advice: readonly string[];
  readonly changes: readonly DefinitionChange[];
}

/**
 * Says what deploying `newer` over `older` means for the sagas in flight, and what differs. It compares all that is in a
 * definition's fingerprint. **Functions can't be compared** (mappings, conditions, lists of items, `returns`): a change in one
 * of them that came without a new version is found only by replaying recorded histories.
 *
 * A saga keeps the definition that it was started with for as long as a worker knows it. So with `older` in `previous` no
 * change matters to a saga in flight, whatever it is; without it every one of them stops. Each change's `concerns` says which
 * of them would go another way if they had to go on with `newer`.
 *
 * To take a deployment back, deploy the definition that was there before, with the one taken back in `previous`.
 *
 * @example
 * ```ts
 * const { verdict, advice, changes } = diff(createOrderV1, createOrderV2);
 * verdict; // 'needsOld'
 * advice[0]; // "List version 1 as well, until no saga in flight was started with it: sagaWorkflow(version2, { previous: [version1] })."
 * changes[0]?.change; // "Step 'reserveItems': timeout changes from 30s to 60s."
 * changes[0]?.concerns; // "sagas that have not yet settled 'reserveItems'"
 * ```
 */
export function diff(older: AnySaga, newer: AnySaga): DefinitionDiff {
  for (const definition of [older, newer]) requireSaga(definition, 'diff');
  const changes = allChanges(definitionShape(older), definitionShape(newer)).map(({ step, sentence, until }) => ({
    ...(step === undefined ? {} : { step }),
    change: sentence,
    until,
    concerns: concerned(older, until),
  }));
  if (older.name === newer.name && fingerprint(older) === fingerprint(newer))
    return { verdict: 'safe', advice: [functionsAreNotCompared], changes };
  const reasons = reasonsToBreak(older, newer);
  return reasons.length > 0
    ? { verdict: 'breaks', advice: [...reasons, functionsAreNotCompared], changes }
    : { verdict: 'needsOld', advice: [...whatToKeep(older, newer), functionsAreNotCompared], changes };
}

const functionsAreNotCompared =
  'Functions were not compared: if one of them gives another value than before, raise the version; replaying recorded histories finds what was forgotten.';

function whatToKeep(older: AnySaga, newer: AnySaga): readonly string[] {
  const kept = `List version ${older.version} as well, until no saga in flight was started with it: sagaWorkflow(version${newer.version}, { previous: [version${older.version}] }).`;
  const gone = activitiesOf(older).filter((activity) => !activitiesOf(newer).includes(activity));
  const children = childrenOf(older).filter((child) => !childrenOf(newer).some((other) => isSame(child, other)));
  return [
    kept,
    ...(gone.length === 0
      ? []
      : [
          `Until then workers must still perform ${gone.join(', ')}, though version ${newer.version} does not call them.`,
        ]),
    ...children.map(
      ({ name, version }) =>
        `Until then the workflow of saga '${name}' must know version ${version}, which version ${older.version} runs as a child.`,
    ),
  ];
}

function activitiesOf({ steps }: AnySaga): readonly string[] {
  const names = steps.flatMap((step) => {
    const { run: ran } = step;
    const run = ran.kind === 'call' ? [ran, ran.probe, ran.fence].flatMap((asked) => asked?.call ?? []) : [];
    const undo = step.kind === 'compensatable' && step.undo.kind === 'call' ? [step.undo.call] : [];
    return [...run, ...undo].map(({ activity }) => activity);
  });
  return [...new Set(names)];
}

function childrenOf({ steps }: AnySaga): readonly AnySaga[] {
  return steps.flatMap(({ run }) => (run.kind === 'saga' ? [run.saga] : []));
}

function isSame(one: AnySaga, other: AnySaga): boolean {
  return one.name === other.name && fingerprint(one) === fingerprint(other);
}
