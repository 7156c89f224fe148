const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** Milliseconds as one would write them in a definition, without rounding: `90s`, `2h`, `150ms`. */
export function durationText(milliseconds: number): string {
  const [unit, length] = units.find(([, length]) => milliseconds % length === 0) ?? (['ms', 1] as const);
  return `${milliseconds / length}${unit}`;
}
