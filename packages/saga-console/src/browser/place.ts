/** Where in the console somebody is. It stands in the address behind `#`, so each place can be kept and passed on. */
export type Place =
  | { readonly at: 'list'; readonly query: URLSearchParams }
  | { readonly at: 'saga'; readonly id: string };

/** The place that an address's hash says; the list for one that says none. */
export function placeOf(hash: string): Place {
  const saga = /^#\/saga\/(.+)$/.exec(hash)?.[1];
  const id = saga === undefined ? undefined : decoded(saga);
  if (id !== undefined) return { at: 'saga', id };
  return { at: 'list', query: new URLSearchParams(/^#\/\?(.*)$/.exec(hash)?.[1] ?? '') };
}

export function hashOfSaga(id: string): string {
  return `#/saga/${encodeURIComponent(id)}`;
}

/** The list with these parameters; empty ones are left out. */
export function hashOfList(parameters: Readonly<Record<string, string>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== '');
  return given.length === 0 ? '#/' : `#/?${new URLSearchParams(given)}`;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // Somebody wrote it by hand, and no saga is there.
    return undefined;
  }
}
