import { SagaDefinitionError } from '../errors/saga-definition-error.ts';
import { nearestName } from './nearest-name.ts';

/**
 * What is no object of options would be taken for one that says nothing, and its defaults for what was meant. So would an option
 * whose name is misspelt: `known` are those that there are.
 */
export function requireOptions(options: unknown, where: string, known: readonly string[]): void {
  if (options === undefined) return;
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new SagaDefinitionError(
      'INVALID_OPTION',
      `${where} is ${JSON.stringify(options) ?? typeof options}; give an object of options, or leave it out.`,
    );
  }
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const meant = nearestName(unknown, known);
  throw new SagaDefinitionError(
    'INVALID_OPTION',
    `${where} has an option '${unknown}', which there is not${meant === undefined ? '' : `; did you mean '${meant}'?`}. There are ${known.join(', ')}.`,
  );
}
