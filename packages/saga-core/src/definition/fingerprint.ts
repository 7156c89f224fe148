import { definitionShape } from './definition-shape.ts';
import { hashText } from './hash-text.ts';
import type { AnySaga } from './saga-definition.ts';

/**
 * A short text by which a saga in flight finds the definition that it was started with: its version, and a hash of its
 * structure, activity names, barriers, execution mode, timers and child sagas, such as `1-85944171f73967e8`. Its functions
 * are not in it, because functions can't be compared.
 *
 * Ask it of the definition as it was written, before {@link scaleTimeouts}: a saga's scale is no part of what it is.
 *
 * 64 bits that are no secret are enough. Only the few definitions of one saga are told apart by it, nobody gains by two that
 * are alike, and a worker that meets two alike refuses to start.
 *
 * It is in the memo of every saga in flight: a definition must give the same text for ever, so the way it is made can't change.
 */
export function fingerprint(definition: AnySaga): string {
  return `${definition.version}-${hashText(ascii(canonical(definitionShape(definition))))}`;
}

/** JSON whose keys are sorted, so that the order in which a definition's options were written does not matter. */
function canonical(shape: object): string {
  const { isArray } = Array;
  const { entries, fromEntries } = Object;
  return JSON.stringify(shape, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || isArray(value)) return value;
    return fromEntries(entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function ascii(text: string): string {
  return text.replace(/[\u0080-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
