/**
 * The fewest names that must move to turn one order into the other; both hold the same names.
 * What stays is a longest increasing subsequence.
 */
export function movedSteps(older: readonly string[], newer: readonly string[]): readonly string[] {
  const places = older.map((name) => newer.indexOf(name));
  /** For each name the longest row of names that can stay and ends with it. */
  const rows: (readonly number[])[] = [];
  for (const [index, place] of places.entries()) {
    const before = rows.slice(0, index).filter((row) => (row.at(-1) ?? -1) < place);
    rows.push([...longest(before), place]);
  }
  const stay = new Set(longest(rows));
  return older.filter((_, index) => !stay.has(places[index] ?? -1));
}

function longest(rows: readonly (readonly number[])[]): readonly number[] {
  return rows.reduce<readonly number[]>((best, row) => (row.length > best.length ? row : best), []);
}
