import type { AnySaga } from '../definition/saga-definition.ts';
import { SagaInputError } from '../errors/saga-input-error.ts';

/**
 * Checks an input by the schema of the saga's definition, if it has one. The saga gets the input as it was given: a schema
 * that changes values (trims, fills in) checks, and changes nothing.
 *
 * @throws {@link SagaInputError} with all that is wrong
 */
export async function checkInput(
  { name, inputSchema }: Pick<AnySaga, 'name' | 'inputSchema'>,
  id: string,
  input: unknown,
): Promise<void> {
  const checked = await inputSchema?.['~standard'].validate(input);
  if (checked?.issues === undefined) return;
  const issues = checked.issues.map(({ message, path = [] }) => ({
    message,
    path: path.map((part) => (typeof part === 'object' ? part.key : part)),
  }));
  throw new SagaInputError(id, name, issues);
}
