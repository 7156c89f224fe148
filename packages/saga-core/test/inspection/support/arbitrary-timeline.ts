import fc from 'fast-check';
import type { SagaTimeline } from 'saga-core/client';

// Whatever anybody may have written into a reason, a code or a failure's message.
const nasty = fc.constantFrom(
  '\u001b[2J\u001b[1;31mgone',
  'a\r\nb\tc',
  '\u202eabc',
  '日本語の理由',
  '👩‍👩‍👧 🙂',
  '\u009b31m',
  'x'.repeat(300),
  '',
);
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.lorem(), nasty);
const at = fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map((date) => date.toISOString());
const option = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

/** An object without the members that are `undefined`, as a timeline never has them. */
const record = <Shape extends object>(shape: { [Key in keyof Shape]: fc.Arbitrary<Shape[Key]> }) =>
  fc.record(shape).map((made) => Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined)));

const outcome = fc.oneof(
  fc.constant({ kind: 'applied' }),
  fc.constant({ kind: 'inFlight' }),
  record({ kind: fc.constantFrom('refused', 'inDoubt'), code: text, detail: option(text) }),
);
const call = record({
  operation: fc.constantFrom('run', 'compensate', 'probe', 'fence'),
  activity: text,
  execution: fc.constantFrom('local', 'activity'),
  key: text,
  scheduledAt: at,
  startedAt: option(at),
  endedAt: option(at),
  attempts: fc.nat(20),
  outcome,
  lastFailure: option(text),
});
const cause = record({
  kind: fc.constantFrom('cancelled', 'deadline', 'refused', 'inDoubt'),
  step: option(text),
  code: option(text),
  detail: option(text),
});
const entry = fc.oneof(
  record({ at, kind: fc.constantFrom('started', 'continuedAsNew'), runId: text }),
  record({
    at,
    kind: fc.constant('cancelRequested'),
    by: fc.constant('temporal'),
    identity: option(text),
    reason: option(text),
  }),
  record({
    at,
    kind: fc.constant('cancelRequested'),
    by: fc.constant('update'),
    detail: option(text),
    actor: option(text),
    accepted: option(fc.boolean()),
  }),
  record({
    at,
    kind: fc.constant('decided'),
    decision: record({
      step: text,
      action: fc.constantFrom('retry', 'skip', 'resolvedElsewhere'),
      argument: option(text),
      outcome: option(fc.constantFrom('applied', 'refused')),
      actor: text,
      reason: text,
    }),
  }),
  record({
    at,
    kind: fc.constant('answered'),
    step: text,
    word: fc.oneof(record({ value: text }), record({ refused: record({ code: text }) })),
  }),
  record({ at, kind: fc.constant('timerFired'), name: option(text), milliseconds: fc.nat(1e9) }),
  record({ at, kind: fc.constant('childStarted'), childId: text, saga: text }),
  record({
    at,
    kind: fc.constant('childEnded'),
    childId: text,
    as: fc.constantFrom('completed', 'compensated', 'notStarted'),
    cause: option(cause),
  }),
  fc.oneof(
    record({ at, kind: fc.constant('ended'), as: fc.constantFrom('completed', 'timedOut') }),
    record({ at, kind: fc.constant('ended'), as: fc.constant('compensated'), cause }),
    record({
      at,
      kind: fc.constant('ended'),
      as: fc.constant('terminated'),
      reason: option(text),
      identity: option(text),
    }),
    record({ at, kind: fc.constant('ended'), as: fc.constant('failed'), message: option(text) }),
  ),
);

/** Any timeline, and more than any history could tell. */
export const arbitraryTimeline = record({
  id: text,
  runIds: fc.array(text, { maxLength: 2 }),
  complete: fc.boolean(),
  entries: fc.array(entry, { maxLength: 8 }),
  steps: fc.array(record({ step: text, calls: fc.array(call, { maxLength: 3 }) }), { maxLength: 5 }),
  unwinding: option(record({ id: text, as: fc.constantFrom('open', 'compensated', 'completed', 'brokenOff') })),
}) as unknown as fc.Arbitrary<SagaTimeline>;
