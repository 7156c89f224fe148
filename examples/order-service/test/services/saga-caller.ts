import { randomUUID } from 'node:crypto';
import { type SagaOperation, sagaHeaders } from 'saga-core/participant';
import type { TestService } from './test-service.ts';

export interface CallOptions {
  readonly path: string;
  readonly body: unknown;
  readonly step: string;
  readonly operation?: SagaOperation;
  readonly notAfter?: number;
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a call was answered. */
export interface CallAnswer {
  readonly status: number;
  /** The header `Saga-Outcome`. */
  readonly outcome: string | null;
  /** The body, byte for byte. */
  readonly text: string;
  /** The body as JSON, `undefined` when there is none. */
  readonly body: Record<string, unknown> | undefined;
}

/** A saga as a participant sees it: an order, and calls with that saga's keys. */
export interface SagaCaller {
  readonly orderId: string;
  readonly sagaId: string;
  call(options: CallOptions): Promise<CallAnswer>;
}

/** A saga of a new order, that calls a service over HTTP as the activities do. */
export function sagaCaller(service: Pick<TestService, 'url' | 'token'>): SagaCaller {
  const orderId = randomUUID();
  const sagaId = `create-order-${orderId}`;
  return {
    orderId,
    sagaId,
    call: async ({ path, body, step, operation = 'run', notAfter, signal, headers: more = {} }) => {
      const kind = operation === 'compensate' ? 'compensate' : 'run';
      const mustSucceed = operation === 'compensate' ? { mustSucceed: true as const } : {};
      const key = `${sagaId}/${step}/${kind}`;
      const headers = sagaHeaders({
        key,
        sagaId,
        step,
        operation,
        ...mustSucceed,
        ...(notAfter !== undefined && { notAfter }),
      });
      const response = await fetch(`${service.url}${path}`, {
        method: 'POST',
        headers: { ...headers, ...more, 'x-service-token': service.token, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        ...(signal !== undefined && { signal }),
      });
      const text = await response.text();
      return {
        status: response.status,
        outcome: response.headers.get('saga-outcome'),
        text,
        body: text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>),
      };
    },
  };
}
