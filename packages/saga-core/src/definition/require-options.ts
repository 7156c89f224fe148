import { SagaDefinitionError } from '../errors/saga-definition-error.ts';

/** What is no object of options would be taken for one that says nothing, and its defaults for what was meant. */
export function requireOptions(options: unknown, where: string): void {
  if (options === undefined || (typeof options === 'object' && options !== null && !Array.isArray(options))) return;
  throw new SagaDefinitionError(
    'INVALID_OPTION',
    `${where} is ${JSON.stringify(options) ?? typeof options}; give an object of options, or leave it out.`,
  );
}
