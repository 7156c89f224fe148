import { readFileSync } from 'node:fs';

/** The guide whose worked example these files are. */
export function guideText(): string {
  return readFileSync(new URL('../../../../docs/participants-you-do-not-own.md', import.meta.url), 'utf8');
}
