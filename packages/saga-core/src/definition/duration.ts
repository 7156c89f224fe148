import ms from 'ms';
import { SagaDefinitionError } from '../errors/saga-definition-error.ts';

/** Milliseconds as a number, or a number with its unit: `500`, `'500ms'`, `'30s'`, `'5m'`, `'2h'`, `'1d'`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

/**
 * The milliseconds of `duration`. `where` names the option, so that a wrong value is found without a search.
 *
 * @throws {@link SagaDefinitionError} when it is not a positive, finite length of time
 */
export function milliseconds(duration: Duration, where: string): number {
  const value = lengthOf(duration);
  if (value === undefined || !(value > 0 && value <= longest)) {
    const given = typeof duration === 'string' ? JSON.stringify(duration) : String(duration);
    throw new SagaDefinitionError(
      'INVALID_DURATION',
      `${where} is ${given}; give milliseconds above zero as a number, or a length such as '30s' or '5m', and at most ten years.`,
    );
  }
  return Math.ceil(value);
}

// A timer or an activity of a length that Temporal can't write down fails the whole workflow task, undos included. Also a
// thousand times as long, which is the greatest scale, this can be written.
const longest = 3_650 * 24 * 60 * 60 * 1_000;

// Asked of callers without types too, for whom `ms` throws what says nothing of where.
function lengthOf(duration: unknown): number | undefined {
  if (typeof duration === 'number') return duration;
  return typeof duration === 'string' && duration !== '' && duration.length <= 100
    ? ms(duration as Exclude<Duration, number>)
    : undefined;
}
