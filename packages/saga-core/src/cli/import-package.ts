import { CliError } from './cli-error.ts';

/**
 * Loads a package that only some commands need.
 *
 * @throws {@link CliError} `PACKAGE_MISSING`, with the command that installs it
 */
export async function importPackage<Module>(name: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    if (!isMissing) throw error;
    throw new CliError(
      'PACKAGE_MISSING',
      `This command needs the package ${name}, which is not installed: npm install ${name}.`,
      { cause: error },
    );
  }
}
