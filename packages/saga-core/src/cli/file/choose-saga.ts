import { CliError } from '../cli-error.ts';
import { type ExportedSaga, exportedSagas } from './exported-sagas.ts';
import type { LoadedModule } from './load-module.ts';

/**
 * The one saga of a file that is meant: the only one, or that which `--saga` names, by its own name or by that of its export.
 *
 * @throws {@link CliError} `SAGA_FILE` or `USAGE` when it is none or several: it lists what there is
 */
export function chooseSaga(module: LoadedModule, name: string | undefined): ExportedSaga {
  const named = namedSagas(module, name);
  const [only, ...others] = named;
  if (only !== undefined && others.length === 0) return only;
  throw new CliError(
    'USAGE',
    `${module.file} exports several sagas${name === undefined ? '' : ` called ${name}`}: ${listed(named)}. Choose one with --saga.`,
  );
}

/** All sagas of a file, or those that `--saga` names: several have one name when they are versions of one saga. */
export function namedSagas(module: LoadedModule, name: string | undefined): readonly ExportedSaga[] {
  const all = exportedSagas(module);
  if (name === undefined) return all;
  const exported = all.filter(({ exportedAs }) => exportedAs === name);
  const named = exported.length > 0 ? exported : all.filter(({ saga }) => saga.name === name);
  if (named.length > 0) return named;
  throw new CliError('USAGE', `${module.file} exports no saga called ${name}. It exports ${listed(all)}.`);
}

function listed(sagas: readonly ExportedSaga[]): string {
  return sagas.map(({ exportedAs, saga }) => `${exportedAs} (${saga.name}, version ${saga.version})`).join(', ');
}
