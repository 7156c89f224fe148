type HeaderParameter = Readonly<Record<string, unknown>>;

/** The headers of a saga's call, as OpenAPI parameters. `saga-core/participant` reads and checks them. */
export const sagaHeaderParameters: readonly HeaderParameter[] = [
  header('Idempotency-Key', true, { type: 'string' }, '`<Saga-Id>/<Saga-Step>/<run or compensate>`.'),
  header('Saga-Id', true, { type: 'string' }, 'The saga that calls.'),
  header('Saga-Step', true, { type: 'string' }, 'The step of it, and the item: `<step>[/<item>]`.'),
  header('Saga-Operation', true, { enum: ['run', 'compensate', 'fence'] }, 'What the call does to the step.'),
  header('Saga-Must-Succeed', false, { const: 'true' }, 'A refusal of this call is answered, and not stored.'),
  header('Saga-Not-After', false, { type: 'integer' }, 'Unix milliseconds after which a run must not begin any more.'),
];

function header(name: string, required: boolean, schema: object, description: string): HeaderParameter {
  return { in: 'header', name, required, schema, description };
}
