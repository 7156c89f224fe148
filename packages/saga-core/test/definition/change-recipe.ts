import type { SagaRecipe } from './saga-recipe.ts';

/** One place of a recipe. */
export type Path = readonly (string | number)[];

/** A recipe that differs from another in exactly one place. */
export interface ChangedRecipe {
  readonly path: Path;
  readonly recipe: SagaRecipe;
}

/** What else stands where a text or a choice stands; `is` stays, since nodes of another kind are made of other parts. */
const others: Readonly<Record<string, readonly string[]>> = {
  activity: ['act', 'undo', 'ask'],
  participant: ['desk', 'bank'],
};

/** What may be left out, and what stands there when it is not. */
const optional: Readonly<Record<string, number | undefined>> = {
  deadline: 15_000,
  heartbeatTimeout: 150,
  maximumAttempts: 3,
  probe: undefined,
  undo: undefined,
};

/** Every recipe that differs from `recipe` in one value, or by one part of a list that is missing or has changed places. */
export function changesOf(recipe: SagaRecipe): readonly ChangedRecipe[] {
  return changes(recipe, []).map(({ path, value }) => ({ path, recipe: value as SagaRecipe }));
}

function changes(value: unknown, path: Path): readonly { readonly path: Path; readonly value: unknown }[] {
  if (Array.isArray(value)) return [...listChanges(value, path), ...within(value, path)];
  const key = String(path.at(-1));
  if (value === null) return optional[key] === undefined ? [] : [{ path, value: optional[key] }];
  const leftOut = key in optional ? [{ path, value: null }] : [];
  if (typeof value === 'object') return [...leftOut, ...within(value, path)];
  if (key === 'is') return [];
  if (typeof value === 'boolean') return [{ path, value: !value }];
  if (typeof value === 'number') return [...leftOut, { path, value: value + 1 }];
  const names = others[key];
  return names === undefined
    ? [{ path, value: `${value}x` }]
    : names.filter((name) => name !== value).map((name) => ({ path, value: name }));
}

function within(whole: object, path: Path): readonly { readonly path: Path; readonly value: unknown }[] {
  return Object.entries(whole).flatMap(([key, part]) =>
    changes(part, [...path, key]).map((change) => ({
      path: change.path,
      value: Array.isArray(whole)
        ? whole.with(Number(key), change.value)
        : { ...(whole as Record<string, unknown>), [key]: change.value },
    })),
  );
}

function listChanges(
  list: readonly unknown[],
  path: Path,
): readonly { readonly path: Path; readonly value: unknown }[] {
  const key = path.at(-1);
  const fewest = key === 'retriables' ? 0 : 1;
  const without = list.length > fewest ? list.map((_, index) => list.toSpliced(index, 1)) : [];
  const swapped = list.slice(1).map((one, index) => list.with(index, one).with(index + 1, list[index]));
  const regrouped = key === 'branches' ? merged(list as readonly Branch[]) : key === 'flow' ? wrapped(list) : [];
  return [...without, ...swapped, ...regrouped].map((value) => ({ path: [...path, 'order'], value }));
}

type Branch = readonly unknown[];

/** Two branches become one. */
function merged(branches: readonly Branch[]): readonly (readonly unknown[])[] {
  return branches
    .slice(1)
    .map((branch, index) => branches.toSpliced(index, 2, [...(branches[index] as Branch), ...branch]));
}

/** One part of a flow gets a condition. */
function wrapped(flow: readonly unknown[]): readonly (readonly unknown[])[] {
  return flow.map((node, index) => flow.with(index, { is: 'when', flow: [node] }));
}
