/** What a log may know of an error. */
export interface ErrorDescription {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly causes?: readonly ErrorDescription[];
}

/** Picks what a log may know of an error, and of what caused it. Everything else that hangs on it stays out. */
export function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const causes = [...(error instanceof AggregateError ? error.errors : []), ...(error.cause ? [error.cause] : [])];
  return {
    type: error.constructor.name,
    message: error.message,
    ...(code !== undefined && { code }),
    ...(error.stack !== undefined && { stack: error.stack }),
    ...(causes.length > 0 && depth < 3 && { causes: causes.map((cause) => describeError(cause, depth + 1)) }),
  };
}

/** Says why without stacks: for what is nobody's mistake, and may come a thousand times a second. */
export function describeReason(error: unknown): ErrorDescription {
  return withoutStacks(describeError(error));
}

function withoutStacks({ stack: _stack, causes, ...rest }: ErrorDescription): ErrorDescription {
  return { ...rest, ...(causes !== undefined && { causes: causes.map(withoutStacks) }) };
}
