import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express, { type Express, type Request, type Response } from 'express';
import { readSagaHeaders, type SagaCall, SagaHeaderError } from 'saga-core/participant';
import type { Answer, Wish } from './careful-participant.ts';

/** How a participant's HTTP side reads calls and writes answers. A twin may be wrong in either. */
export interface HttpSide {
  readonly readCall: (request: Request, address: 'run' | 'compensate') => SagaCall;
  readonly send: (response: Response, answer: Answer) => void;
}

export const carefulHttp: HttpSide = {
  readCall(request, address) {
    const call = readSagaHeaders(request.headers);
    if ((call.operation === 'compensate') === (address === 'compensate')) return call;
    throw new SagaHeaderError('SAGA_HEADER_MALFORMED', 'Saga-Operation', 'Send it to its own address.');
  },
  send(response, { status, json, refusal }) {
    if (refusal !== undefined) {
      response.set('Saga-Outcome', 'refused').status(status).type('application/problem+json');
      response.send(JSON.stringify({ type: 'about:blank', title: 'Conflict', status, code: refusal }));
    } else if (json === undefined) response.status(status).end();
    else response.status(status).type('application/json').send(json);
  },
};

export interface ServedParticipant {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves runs and fences at `/:id/run`, compensations at `/:id/compensate`. */
export async function serveParticipant(
  handle: (call: SagaCall, wish: Wish) => Promise<Answer>,
  { readCall, send }: HttpSide = carefulHttp,
): Promise<ServedParticipant> {
  const app = express();
  app.use(express.json());
  for (const address of ['run', 'compensate'] as const) {
    app.post(`/:id/${address}`, async (request, response) => {
      let call: SagaCall;
      try {
        call = readCall(request, address);
      } catch (error) {
        if (!(error instanceof SagaHeaderError)) throw error;
        response.status(400).json({ code: error.code, detail: error.message });
        return;
      }
      send(response, await handle(call, (request.body ?? {}) as Wish));
    });
  }
  return await serveApp(app);
}

export async function serveApp(app: Express): Promise<ServedParticipant> {
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
