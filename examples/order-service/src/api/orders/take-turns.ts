/**
 * Does something with each item, with at most `atOnce` of them at the same time. Gives a promise for each of the takers: one that fails
 * takes no more, and the others go on with what is left.
 */
export function takeTurns<Item>(
  items: Iterable<Item>,
  atOnce: number,
  act: (item: Item) => Promise<unknown>,
): Promise<void>[] {
  // One iterator for all: whoever is free takes the next.
  const waiting = items[Symbol.iterator]();
  const take = async () => {
    for (let next = waiting.next(); !next.done; next = waiting.next()) await act(next.value);
  };
  return Array.from({ length: atOnce }, take);
}
