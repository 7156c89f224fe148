import { GivenError } from './given-error.ts';
import type { Played } from './play.ts';
import { storyText } from './story.ts';

/** Says that it came otherwise, and tells the whole story. @internal */
export function failed(
  { definition, story }: Played,
  what: string,
  came: string,
  difference: { readonly expected: unknown; readonly actual: unknown },
): never {
  throw new GivenError(
    'EXPECTATION_FAILED',
    `Saga '${definition.name}' was to ${what}, but ${came}.\n\nWhat happened:\n${storyText(story)}`,
    difference,
  );
}

/** The same of calls. @internal */
export function failedCalls(played: Played, what: string, expected: readonly string[], made: readonly string[]): never {
  return failed(played, what, made.length === 0 ? 'it called nothing' : `it called ${made.join(', ')}`, {
    expected,
    actual: made,
  });
}
