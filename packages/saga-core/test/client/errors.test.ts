import { readFileSync } from 'node:fs';
import {
  AnswerMisfitError,
  DecisionMisfitError,
  SagaBrokenOffError,
  SagaChildUnsettledError,
  SagaCompensatedError,
  SagaDefinitionUnknownError,
  SagaError,
  type SagaErrorCode,
  SagaIdTakenError,
  SagaInputError,
  SagaIrreversibleError,
  SagaNeedsAttentionError,
  SagaNotBrokenOffError,
  SagaNotFoundError,
  SagaUnavailableError,
  StatusAttributeMissingError,
} from 'saga-core/client';
import { describe, expect, it } from 'vitest';

const id = 'trip-7';

// By code, so that a code without an error here does not compile.
const errors: Readonly<Record<SagaErrorCode, SagaError>> = {
  SAGA_NOT_FOUND: new SagaNotFoundError(id),
  SAGA_UNAVAILABLE: new SagaUnavailableError(id, 'be started'),
  SAGA_COMPENSATED: new SagaCompensatedError(id, { kind: 'refused', step: 'chargeCard', code: 'CARD_DECLINED' }),
  SAGA_NEEDS_ATTENTION: new SagaNeedsAttentionError(id, [
    { step: 'chargeCard', operation: 'compensate', code: 'TIMEOUT' },
  ]),
  SAGA_BROKEN_OFF: new SagaBrokenOffError(id, 'terminated'),
  SAGA_NOT_BROKEN_OFF: new SagaNotBrokenOffError(id, 'open'),
  SAGA_ID_TAKEN: new SagaIdTakenError(id, 'booking', 'parent'),
  SAGA_IRREVERSIBLE: new SagaIrreversibleError(id, 'confirmTrip'),
  SAGA_CHILD_UNSETTLED: new SagaChildUnsettledError(id, `${id}/bookRoom`, 'open'),
  SAGA_DEFINITION_UNKNOWN: new SagaDefinitionUnknownError(id, 'booking'),
  SAGA_INPUT: new SagaInputError(id, 'booking', [{ message: 'must be a text', path: ['items', 0, 'sku'] }]),
  STATUS_ATTRIBUTE_MISSING: new StatusAttributeMissingError('default', 'SagaStatus'),
  DECISION_MISFIT: new DecisionMisfitError(id, `Saga '${id}' waits for no decision.`),
  ANSWER_MISFIT: new AnswerMisfitError(id, `Saga '${id}' waits for no word.`),
};

const pages = (path: string) => readFileSync(new URL(`../../../../docs/errors/${path}`, import.meta.url), 'utf8');

describe('the client’s errors', () => {
  it.each(Object.entries(errors))('%s has its class, its saga and a page that the overview leads to', (code, error) => {
    expect(error).toBeInstanceOf(SagaError);
    expect(error).toMatchObject({ code, name: error.constructor.name });
    expect(error.sagaId).toBe(code === 'STATUS_ATTRIBUTE_MISSING' ? undefined : id);
    expect(error.message).toMatch(/\.$/);
    expect(pages(`${code}.md`)).toMatch(new RegExp(`^# ${code}\n`));
    expect(pages('README.md')).toContain(`[\`${error.name}\`](${code}.md)`);
  });
});
