import type { CloudEvent } from 'saga-core/participant';

/** The n-th event of an aggregate, the same each time. */
export function makeEvent(subject: string, n: number, more: Partial<CloudEvent> = {}): CloudEvent {
  return {
    specversion: '1.0',
    id: `${subject}-${n}`,
    source: '/test',
    type: 'thing.made',
    subject,
    time: '2026-01-02T03:04:05.678Z',
    datacontenttype: 'application/json',
    data: { n },
    ...more,
  };
}
