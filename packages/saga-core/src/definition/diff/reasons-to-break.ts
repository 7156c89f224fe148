import { fingerprint } from '../fingerprint.ts';
import type { AnySaga } from '../saga-definition.ts';

/** Why one definition can't follow another, whatever else is kept; each with its remedy. */
export function reasonsToBreak(older: AnySaga, newer: AnySaga): readonly string[] {
  const { name, version } = older;
  if (newer.name !== name)
    return [
      `Saga '${name}' becomes '${newer.name}': that is another saga, whose workers find none of '${name}' in flight. Keep the name, or export both.`,
    ];
  if (fingerprint(older) === fingerprint(newer)) return [];
  if (newer.version < version)
    return [
      `The version of saga '${name}' falls from ${version} to ${newer.version}. Give it ${version + 1}; only a deployment that is taken back has a lower one, and then it is that older definition itself: compare the other way round.`,
    ];
  if (newer.version === version)
    return [
      `Saga '${name}' changes and still says version ${version}, but a version is one definition for ever. Give the newer one ${version + 1}.`,
    ];
  return childReasons(older, newer);
}

// A parent in flight needs its children's older definitions, and those can't be kept beside the newer ones either.
function childReasons(older: AnySaga, newer: AnySaga): readonly string[] {
  const reasons = older.steps.flatMap(({ name, run }) => {
    const now = newer.steps.find((step) => step.name === name)?.run;
    if (run.kind !== 'saga' || now?.kind !== 'saga' || run.saga.name !== now.saga.name) return [];
    return reasonsToBreak(run.saga, now.saga);
  });
  return [...new Set(reasons)];
}
