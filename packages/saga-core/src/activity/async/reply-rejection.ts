/** Why a reply was passed over, though an attempt may wait for it. */
export interface ReplyRejection {
  /** What the request asked for: `reserve`. */
  readonly name: string;
  /** Temporal's gRPC code, such as 3 for INVALID_ARGUMENT; `undefined` when the reply did not get as far as Temporal. */
  readonly code: number | undefined;
  readonly error: unknown;
}

const notFound = 5;

// Of gRPC's codes those that say nothing of the reply: it may be completed later.
const unreachable: ReadonlySet<number> = new Set([
  1, // CANCELLED
  4, // DEADLINE_EXCEEDED
  8, // RESOURCE_EXHAUSTED
  10, // ABORTED
  14, // UNAVAILABLE
  16, // UNAUTHENTICATED: who asks, not what
]);

/** Whether the reply may be completed later: Temporal is away, or has too much to do. @internal */
export function isUnreachable(error: unknown): boolean {
  const code = codeOf(error);
  // What is too large for a message is RESOURCE_EXHAUSTED too, and stays too large.
  if (code === 8 && error instanceof Error && /larger than max/i.test(error.message)) return false;
  return code !== undefined && unreachable.has(code);
}

/** `undefined` when nobody waits, which is everyday's business. @internal */
export function rejectionOf(error: unknown, name: string): ReplyRejection | undefined {
  const code = codeOf(error);
  if (code === notFound || (error instanceof Error && error.name === 'ActivityNotFoundError')) return undefined;
  return { name, code, error };
}

/**
 * The client as it is, but that it throws what Temporal answered. Its own `ActivityCompletionError` no longer has gRPC's code, which
 * alone tells an outage from a reply that is refused for good. @internal
 */
export function telling<Client extends object>(client: Client): Client {
  if (!('handleError' in client)) return client;
  const handleError = (error: unknown): never => {
    throw error;
  };
  return Object.create(client, { handleError: { value: handleError } }) as Client;
}

function codeOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  return 'code' in error && typeof error.code === 'number' ? error.code : codeOf(error.cause);
}
