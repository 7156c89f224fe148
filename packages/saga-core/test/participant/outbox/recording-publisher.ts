import type { CloudEvent, EventPublisher } from 'saga-core/participant';

/** A channel that keeps what it was given, in the order in which it came, and fails as it is told. */
export interface RecordingPublisher extends EventPublisher {
  readonly events: CloudEvent[];
  /** Called before an event is kept; what it throws the publisher throws. */
  before: (event: CloudEvent) => Promise<void>;
  isUp: boolean;
  /** `data.n` of the events of one aggregate, the first time that each came. */
  numbersOf(aggregate: string): readonly unknown[];
}

export function recordingPublisher(): RecordingPublisher {
  const events: CloudEvent[] = [];
  const publisher: RecordingPublisher = {
    events,
    before: async () => {},
    isUp: true,
    async publish(event) {
      if (!publisher.isUp) throw new Error('the channel is down');
      await publisher.before(event);
      events.push(event);
    },
    async ready() {
      if (!publisher.isUp) throw new Error('the channel is down');
    },
    numbersOf: (aggregate) => [
      ...new Set(events.filter(({ subject }) => subject === aggregate).map(({ data }) => (data as { n: unknown }).n)),
    ],
  };
  return publisher;
}
