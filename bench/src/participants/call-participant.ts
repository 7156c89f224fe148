import { Agent, request } from 'node:http';
import type { ArgumentOf, OperationName, ResultOf } from '../order/operations.ts';

/** The participant protocol's headers: key, saga, step, operation. */
export type CallHeaders = Readonly<Record<string, string>>;

/** The participants' definite no. */
export class Refused extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`refused: ${code}`);
    this.name = 'Refused';
    this.code = code;
  }
}

/** Calls one operation of the participants; the same few lines of node:http for every system, so that none pays for its client. */
export type CallParticipant = <Name extends OperationName>(
  name: Name,
  argument: ArgumentOf<Name>,
  headers: CallHeaders,
) => Promise<ResultOf<Name>>;

const timeoutMs = 5_000;

export function participantCaller(baseUrl: string): CallParticipant {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(baseUrl);
  return <Name extends OperationName>(name: Name, argument: ArgumentOf<Name>, headers: CallHeaders) =>
    new Promise<ResultOf<Name>>((resolve, reject) => {
      const body = JSON.stringify(argument);
      const sent = request({
        agent,
        hostname,
        port,
        method: 'POST',
        path: `/${name}`,
        timeout: timeoutMs,
        headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      });
      sent.on('error', reject);
      sent.on('timeout', () => sent.destroy(new Error(`${name} was not answered within ${timeoutMs} ms`)));
      sent.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('error', reject);
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => {
          const status = response.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve((text === '' ? undefined : JSON.parse(text)) as ResultOf<Name>);
          else if (response.headers['saga-outcome'] === 'refused') reject(new Refused(JSON.parse(text).code));
          else reject(new Error(`${name} was answered ${status}: ${text}`));
        });
      });
      sent.end(body);
    });
}

/** The headers of a call of the rows that saga-core does not make: the key is the order's id and the step. */
export function headersOf(orderId: string, step: string, operation: 'run' | 'compensate'): CallHeaders {
  return {
    'Idempotency-Key': `${orderId}/${step}/${operation}`,
    'Saga-Id': orderId,
    'Saga-Step': step,
    'Saga-Operation': operation,
  };
}
