/** What was to be an event lacks something that CloudEvents 1.0, or the order of an aggregate's events, needs. Correct what wrote it. */
export class EventMalformedError extends Error {
  override readonly name = 'EventMalformedError';
  readonly code = 'EVENT_MALFORMED';

  constructor(why: string, options?: ErrorOptions) {
    super(`This is not an event in the JSON format of CloudEvents 1.0. ${why}`, options);
  }
}
