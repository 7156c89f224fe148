import { SagaDefinitionError } from '../errors/saga-definition-error.ts';

/** With the longest item key, an activity's id stays below the 1,000 characters that Temporal takes. */
const longest = 100;

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
  if (name.length > longest) {
    throw new SagaDefinitionError(
      'INVALID_NAME',
      `The ${what}'s name '${name.slice(0, 20)}…' has ${name.length} characters; give at most ${longest}.`,
    );
  }
  // Results and words are kept by these names: an object has these already, before any step gave it a result.
  if (name in {}) {
    throw new SagaDefinitionError(
      'INVALID_NAME',
      `The ${what}'s name '${name}' is one that every object of JavaScript has; give another.`,
    );
  }
}
