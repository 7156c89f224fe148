import { nearestName } from '../definition/nearest-name.ts';
import { requireOptions } from '../definition/require-options.ts';
import type { AnySaga } from '../definition/saga-definition.ts';
import { SagaDefinitionError } from '../errors/saga-definition-error.ts';
import { type FindingRule, findingRules } from './finding-rule.ts';

/** By the rule the steps whose findings are meant to be. */
export type Accepted = Readonly<Partial<Record<FindingRule, readonly string[]>>>;

/** Checks what is accepted: a name that is misspelt would accept nothing, and one of a step that is gone would lie in wait for the next of that name. */
export function requireAccepted(saga: AnySaga, options: { readonly accept?: Accepted }): Accepted {
  requireOptions(options, 'verify', ['accept']);
  requireOptions(options.accept, 'verify.accept', findingRules);
  const known = addressesOf(saga);
  for (const [rule, steps] of Object.entries(options.accept ?? {})) {
    if (!Array.isArray(steps)) {
      throw new SagaDefinitionError(
        'INVALID_OPTION',
        `verify.accept.${rule} is ${JSON.stringify(steps)}; give a list of step names.`,
      );
    }
    const unknown = steps.find((step) => !known.includes(step));
    if (unknown === undefined) continue;
    const meant = nearestName(String(unknown), known);
    throw new SagaDefinitionError(
      'INVALID_OPTION',
      `verify.accept.${rule} names a step ${JSON.stringify(unknown)}, which saga '${saga.name}' does not have${meant === undefined ? '' : `; did you mean '${meant}'?`}. It has ${known.join(', ')}.`,
    );
  }
  return options.accept ?? {};
}

function addressesOf({ steps }: AnySaga, path = ''): readonly string[] {
  return steps.flatMap(({ name, run }) => [
    `${path}${name}`,
    ...(run.kind === 'saga' ? addressesOf(run.saga, `${path}${name}/`) : []),
  ]);
}
