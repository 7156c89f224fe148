import { SagaDefinitionError } from '../errors/saga-definition-error.ts';

/** Names become parts of keys, headers and activity ids, so they have nothing in them that would need encoding. */
export function requireName(name: string, what: 'saga' | 'step'): void {
  if (typeof name !== 'string' || !/^[A-Za-z][\w-]*$/.test(name)) {
    throw new SagaDefinitionError(
      'INVALID_NAME',
      `The ${what}'s name ${JSON.stringify(name)} must begin with a letter and have only letters, digits, '_' and '-'.`,
    );
  }
  // `<saga id>/unwind` is the workflow that unwinds a saga, and a child saga's id ends in its step's name.
  if (what === 'step' && name === 'unwind')
    throw new SagaDefinitionError(
      'INVALID_NAME',
      "No step can be named 'unwind': it would be taken for the saga's unwinding. Give it another name.",
    );
}
