import { type Duration, milliseconds } from '../../definition/duration.ts';

type Unit = 'millisecond' | 'second' | 'minute' | 'hour' | 'day';

/** A length of time as one says it: `'5 minutes'`, `'1 day'`; or as everywhere: `'5m'`, `300_000`. */
export type Span = Duration | `${number} ${Unit | `${Unit}s`}`;

/** The milliseconds of a span. @throws {@link SagaDefinitionError} when it is no length of time @internal */
export function spanOf(span: Span, where: string): number {
  return milliseconds(span as Duration, where);
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

/** A length of time for people: `2 d`, `1 min 30 s`, `0 s`. @internal */
export function spanText(length: number): string {
  let rest = length;
  const parts = units.flatMap(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? [] : [`${count} ${unit}`];
  });
  return parts.join(' ') || '0 s';
}
