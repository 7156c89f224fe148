import type { SagaCall } from 'saga-core/participant';
import { seededRandom } from './seeded-random.ts';

/** What becomes of a message's handler, if the barrier calls it. `break` cuts the database connection after the effect. */
export type Fate = 'apply' | 'refuse' | 'crash' | 'break';

/** A call on its way to the participant. All messages of a schedule are under way at once; the stepper decides which one moves. */
export interface Message {
  readonly call: SagaCall;
  readonly fate: Fate;
}

/** Everything random about one attack on one step of one saga. */
export interface Schedule {
  readonly seed: number;
  readonly sagaId: string;
  /** Delivered together, in any order and interleaving. */
  readonly storm: readonly Message[];
  /** Delivered one by one when the storm is over, as an orchestrator that never gives up would. */
  readonly aftermath: readonly Message[];
}

/** The schedule that belongs to a seed. `label` keeps those of several barriers in one database apart. */
export function scheduleOf(seed: number, label: string): Schedule {
  const random = seededRandom(seed);
  const sagaId = `${label}-${seed}`;
  const mustSucceed = random.chance(0.2);
  const deadline = random.pick(['none', 'none', 'ahead', 'ahead', 'passed'] as const);
  // The far future and the far past, so that no clock plays a part.
  const notAfter = { none: {}, ahead: { notAfter: 4e12 }, passed: { notAfter: 1 } }[deadline];
  const call = (operation: SagaCall['operation'], ending: string, more: Partial<SagaCall> = {}): SagaCall => ({
    key: `${sagaId}/step/${ending}`,
    sagaId,
    step: 'step',
    operation,
    ...more,
  });
  const run = call('run', 'run', { ...(mustSucceed && { mustSucceed }), ...notAfter });
  const compensate = call('compensate', 'compensate', { mustSucceed: true });
  const fate = (): Fate => random.pick(['apply', 'apply', 'apply', 'apply', 'refuse', 'refuse', 'crash', 'break']);
  const several = (count: number, of: SagaCall): Message[] =>
    Array.from({ length: count }, () => ({ call: of, fate: fate() }));
  const storm = [
    ...several(1 + random.below(3), run),
    ...several(random.pick([0, 0, 0, 1, 2]), call('run', 'run~1', { mustSucceed: true })),
    ...several(random.pick([0, 1, 1, 2, 3]), compensate),
    ...several(random.pick([0, 0, 0, 1]), call('compensate', 'compensate~1', { mustSucceed: true })),
    ...several(random.pick([0, 0, 1, 2]), call('fence', 'run')),
  ];
  const last: Message[] = [
    { call: compensate, fate: 'apply' },
    { call: run, fate: 'apply' },
    { call: call('run', 'run~2', { mustSucceed: true }), fate: 'apply' },
  ];
  return { seed, sagaId, storm, aftermath: random.chance(0.5) ? last : [{ call: run, fate: 'apply' }] };
}

/** One line per message, for the report of a violation. */
export function describeMessage({ call, fate }: Message): string {
  const { key, operation, mustSucceed, notAfter } = call;
  const deadline = notAfter === undefined ? '' : notAfter === 1 ? ', deadline passed' : ', deadline ahead';
  return `${operation} ${key}${mustSucceed ? ', must succeed' : ''}${deadline} → ${fate}`;
}
