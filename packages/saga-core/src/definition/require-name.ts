import { SagaDefinitionError } from '../errors/saga-definition-error.ts';

/** Names become parts of keys, headers and activity ids, so they have nothing in them that would need encoding. */
export function requireName(name: string, what: 'saga' | 'step'): void {
  if (typeof name !== 'string' || !/^[A-Za-z][\w-]*$/.test(name)) {
    throw new SagaDefinitionError(
      'INVALID_NAME',
      `The ${what}'s name ${JSON.stringify(name)} must begin with a letter and have only letters, digits, '_' and '-'.`,
    );
  }
}
