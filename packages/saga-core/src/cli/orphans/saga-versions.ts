import type { AnySaga } from '../../definition/saga-definition.ts';
import { CliError } from '../cli-error.ts';
import { namedSagas } from '../file/choose-saga.ts';
import { loadModule } from '../file/load-module.ts';
import type { Report } from '../report.ts';

/** A saga in its newest version, and in those of before. */
export interface SagaVersions {
  readonly saga: AnySaga;
  readonly previous: readonly AnySaga[];
}

/**
 * One saga of a file in all its versions, with those of other files.
 *
 * @throws {@link CliError} when the file exports several sagas and `name` chooses none
 */
export async function sagaVersions(
  report: Report,
  file: string,
  name: string | undefined,
  previousFiles: readonly string[],
): Promise<SagaVersions> {
  const exported = namedSagas(await loadModule(report, file), name).map(({ saga }) => saga);
  const names = [...new Set(exported.map((saga) => saga.name))];
  const [saga, ...others] = exported.toSorted((one, other) => other.version - one.version);
  if (saga === undefined || names.length > 1)
    throw new CliError('USAGE', `${file} exports several sagas: ${names.join(', ')}. Choose one with --saga.`);
  const previous = [...others];
  for (const older of previousFiles)
    previous.push(...namedSagas(await loadModule(report, older), saga.name).map((one) => one.saga));
  return { saga, previous };
}
