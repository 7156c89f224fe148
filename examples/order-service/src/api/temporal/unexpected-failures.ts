import type { Logger } from '@saga/process';

const quietMilliseconds = 60_000;

/**
 * Tells the log of failures that nobody foresaw. Each is answered as "not known", so only here can an operator learn of it: once
 * a minute for each kind, however many orders meet it.
 */
export class UnexpectedFailures {
  readonly #logger: Logger;
  readonly #toldAt = new Map<string, number>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  tell(error: unknown): void {
    const kind = kindOf(error);
    const now = performance.now();
    if (now - (this.#toldAt.get(kind) ?? Number.NEGATIVE_INFINITY) < quietMilliseconds) return;
    this.#toldAt.set(kind, now);
    this.#logger.error({ err: error }, 'Temporal answered a question about an order in an unexpected way');
  }
}

/** Never the message: it can name the order, and there are many. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return `${error.name} ${'code' in error ? String(error.code) : ''} < ${error.cause instanceof Error ? error.cause.name : ''}`;
}
