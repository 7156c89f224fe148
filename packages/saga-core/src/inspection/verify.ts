import { requireSaga } from '../definition/require-saga.ts';
import type { AnySaga } from '../definition/saga-definition.ts';
import { type Accepted, requireAccepted } from './accepted.ts';
import type { Finding } from './finding.ts';
import { findingRules } from './finding-rule.ts';
import { situationsOf } from './rehearsal/situations.ts';
import { rules } from './rules/rules.ts';

export interface VerifyOptions {
  /** Findings that are meant to be: by the rule the steps, as findings name them. They are left out. */
  readonly accept?: Accepted;
}

/**
 * Reads a definition, and those of the sagas that it runs as steps, for mistakes that compile: each finding names the step,
 * says what goes wrong and how to mend it. Pure: it calls nothing but the mappings, with stand-ins for what they read.
 *
 * It looks for what can be seen in a definition. Whether the whole keeps *your* invariants is what `explore` finds out.
 *
 * @throws {@link SagaDefinitionError} `INVALID_OPTION` when `accept` names a rule or a step that there is not
 *
 * @example
 * ```ts
 * const errors = verify(createOrderSaga).filter(({ severity }) => severity === 'error');
 * verify(createOrderSaga, { accept: { LATE_RUN_AFTER_UNDO: ['notifyPartner'] } });
 * ```
 */
export function verify(saga: AnySaga, options: VerifyOptions = {}): readonly Finding[] {
  requireSaga(saga, 'verify');
  const accepted = requireAccepted(saga, options);
  const findings = findingsOf(saga).filter(({ rule, step }) => !accepted[rule]?.includes(step));
  return findingRules.flatMap((rule) => findings.filter((finding) => finding.rule === rule));
}

function findingsOf(saga: AnySaga, path = ''): readonly Finding[] {
  const situations = situationsOf(saga);
  const own = findingRules.flatMap((rule) =>
    rules[rule](saga, situations).map(
      (found): Finding => ({ rule, ...found, step: `${path}${found.step}`, page: `docs/rules/${rule}.md` }),
    ),
  );
  const inner = saga.steps.flatMap(({ name, run }) =>
    run.kind === 'saga' ? findingsOf(run.saga, `${path}${name}/`) : [],
  );
  return [...own, ...inner];
}
