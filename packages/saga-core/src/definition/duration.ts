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
  const value = typeof duration === 'number' ? duration : ms(duration);
  if (value === undefined || !Number.isFinite(value) || value <= 0) {
    throw new SagaDefinitionError(
      'INVALID_DURATION',
      `${where} is ${JSON.stringify(duration)}; give milliseconds above zero as a number, or a length such as '30s' or '5m'.`,
    );
  }
  return Math.ceil(value);
}
