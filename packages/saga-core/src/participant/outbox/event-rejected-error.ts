/**
 * A publisher's definite no to one event: the channel works, and will not take this one (no queue for it, too large).
 * The relay tries it a few more times and then parks it.
 *
 * @example
 * ```ts
 * if (size > limit) throw new EventRejectedError(event.id, `it has ${size} bytes and the broker takes ${limit}`);
 * ```
 */
export class EventRejectedError extends Error {
  override readonly name = 'EventRejectedError';
  readonly code = 'EVENT_REJECTED';

  constructor(eventId: string, why: string) {
    super(`The event ${eventId} can't be published: ${why}.`);
  }
}
