/** The name that is most likely meant by a wrong one, or `undefined` when none is near. */
export function nearestName(wrong: string, names: readonly string[]): string | undefined {
  const ranked = names
    .map((name) => ({ name, distance: distance(wrong.toLowerCase(), name.toLowerCase()) }))
    .sort((one, other) => one.distance - other.distance);
  const [nearest] = ranked;
  // More than every third letter wrong is another word.
  return nearest !== undefined && nearest.distance <= Math.max(2, wrong.length / 3) ? nearest.name : undefined;
}

/** How many letters must be put in, taken out or replaced (V. I. Levenshtein, 1966). */
function distance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (to[column - 1] === letter ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
