import { randomUUID } from 'node:crypto';
import type { SagaCall } from 'saga-core/participant';

/** The calls that one step of one saga makes, as the engine would derive them. */
export interface StepCalls {
  readonly sagaId: string;
  run(options?: Pick<SagaCall, 'notAfter' | 'mustSucceed'>): SagaCall;
  compensate(): SagaCall;
  fence(): SagaCall;
  /** The operator's `n`th retry with another argument. */
  patched(operation: 'run' | 'compensate', n?: number): SagaCall;
}

/** A step of a saga that no other test knows. */
export function newStep(step = 'reserveItems'): StepCalls {
  const sagaId = `create-order-${randomUUID()}`;
  const call = (operation: SagaCall['operation'], ending: string, options: Partial<SagaCall> = {}): SagaCall => ({
    key: `${sagaId}/${step}/${ending}`,
    sagaId,
    step,
    operation,
    ...options,
  });
  return {
    sagaId,
    run: (options) => call('run', 'run', options),
    compensate: () => call('compensate', 'compensate', { mustSucceed: true }),
    fence: () => call('fence', 'run'),
    patched: (operation, n = 1) => call(operation, `${operation}~${n}`, { mustSucceed: true }),
  };
}
