/**
 * Leaves an error's stack out of Temporal's history: of an answer, which is no defect, it says nothing but where this library
 * makes errors, and it is most of the failure's bytes.
 */
export function withoutStack<Failure extends Error>(failure: Failure): Failure {
  failure.stack = `${failure.name}: ${failure.message}`;
  return failure;
}
