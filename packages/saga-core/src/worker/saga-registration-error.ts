import type { SagaMistake } from './saga-mistake.ts';

/**
 * A worker was given sagas that it could not run as they are defined. Thrown before the worker takes any work; it
 * lists every mistake, each with its remedy.
 */
export class SagaRegistrationError extends Error {
  override readonly name = 'SagaRegistrationError';
  readonly code = 'SAGA_REGISTRATION';
  readonly mistakes: readonly SagaMistake[];

  constructor(mistakes: readonly SagaMistake[]) {
    const count = mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`;
    const lines = mistakes.map(({ code, message }) => `\n- ${code}: ${message}`);
    super(`The worker has ${count} in its sagas:${lines.join('')}`);
    this.mistakes = mistakes;
  }
}
