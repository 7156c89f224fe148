import type { AnySaga } from '../../definition/saga-definition.ts';
import { CliError } from '../cli-error.ts';
import type { LoadedModule } from './load-module.ts';

/** A definition, and the first name under which its file exports it. */
export interface ExportedSaga {
  readonly exportedAs: string;
  readonly saga: AnySaga;
}

/**
 * The definitions that a file exports, each once, however often. Known by their shape and not by a class, as they are made by
 * the copy of saga-core that the file imports.
 *
 * @throws {@link CliError} `SAGA_FILE` when there is none
 */
export function exportedSagas({ file, exports }: LoadedModule): readonly [ExportedSaga, ...ExportedSaga[]] {
  const found = new Map<unknown, ExportedSaga>();
  for (const [exportedAs, value] of Object.entries(exports).sort(byName))
    if (isSaga(value) && !found.has(value)) found.set(value, { exportedAs, saga: value });
  const [first, ...others] = found.values();
  if (first !== undefined) return [first, ...others];
  const unfinished = Object.entries(exports).find(([, value]) => isUnfinished(value))?.[0];
  const names = Object.keys(exports);
  throw new CliError(
    'SAGA_FILE',
    unfinished === undefined
      ? `${file} exports no saga (${names.length === 0 ? 'it exports nothing' : `but ${names.join(', ')}`}). Export what .returns(…) gives, as: export const bookTripSaga = saga('bookTrip')….returns(…).`
      : `${file} exports a saga that is not finished, ${unfinished}: end it with .returns(…), also when it returns nothing.`,
  );
}

// A default export says less than a name.
function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  if (one === 'default' || other === 'default') return one === 'default' ? 1 : -1;
  return one < other ? -1 : 1;
}

function isSaga(value: unknown): value is AnySaga {
  return typeof value === 'object' && value !== null && 'flow' in value && 'steps' in value && 'name' in value;
}

function isUnfinished(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'returns' in value && typeof value.returns === 'function';
}
