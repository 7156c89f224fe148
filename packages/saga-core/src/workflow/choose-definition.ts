import { fingerprint } from '../definition/fingerprint.ts';
import type { AnySaga } from '../definition/saga-definition.ts';

/**
 * The definition that a saga was started with, and keeps. One that was started without a memo has the oldest that is known.
 *
 * @throws Error when no known definition is the one: the saga then stands still, and loses nothing, until a worker knows it
 */
export function chooseDefinition(known: readonly [AnySaga, ...AnySaga[]], wanted: unknown): AnySaga {
  if (wanted === undefined) return known.reduce((oldest, next) => (next.version < oldest.version ? next : oldest));
  const found = known.find((definition) => fingerprintOf(definition) === wanted);
  if (found !== undefined) return found;
  const [{ name }] = known;
  const texts = known.map((definition) => `version ${definition.version} (${fingerprintOf(definition)})`);
  throw new Error(
    `This saga was started with a definition of '${name}' (${JSON.stringify(wanted)}) that this worker does not know; it knows ${texts.join(', ')}. Give the old definition to sagaWorkflow as one of \`previous\`, or run a worker that has it.`,
  );
}

const fingerprints = new WeakMap<AnySaga, string>();

// Each workflow asks, and the answer is the same for all of them in one V8 context.
function fingerprintOf(definition: AnySaga): string {
  const known = fingerprints.get(definition) ?? fingerprint(definition);
  fingerprints.set(definition, known);
  return known;
}
