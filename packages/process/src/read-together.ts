import { ConfigError } from './config-error.ts';

/**
 * Reads settings in several places, so that all mistakes are told at once and not one place after the other.
 *
 * @throws ConfigError with the mistakes of all.
 */
export function readTogether(readers: readonly (() => unknown)[]): void {
  const mistakes = new Set<string>();
  for (const read of readers) {
    try {
      read();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      for (const mistake of error.mistakes) mistakes.add(mistake);
    }
  }
  if (mistakes.size > 0) throw new ConfigError([...mistakes]);
}
