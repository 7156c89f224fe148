/** The error itself, what caused it, what caused that, and so on; none of what is no error. */
export function causesOf(error: unknown): readonly Error[] {
  const causes = new Set<Error>();
  // One may be its own cause.
  for (let cause = error; cause instanceof Error && !causes.has(cause); cause = cause.cause) causes.add(cause);
  return [...causes];
}
